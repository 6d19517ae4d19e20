from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.placing import BARRED, FINE, NEAR, Customer, Debt, File, spread_credit
from ..tools.rules.model import ALLOW, Decision, Notice, Request, Rule
from ..tools.rules.notices import check as check_notice
from ..tools.rules.registry import YES
from .recovery_exposure import LEDGER_REASONS
from .recovery_gate_facts import Subject

PLACEMENT = "placement"
FORMAL = ("formal_notice", "be_formal_notice", "nl_14_days")
NEVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of some debts of one company on a day.

    ``files``: ``tools.placing.File`` without the contract's own questions; ``rows``:
    ``{line id: row of the exposure}``; ``amounts``: ``{line id: amount to place}`` in
    the currency of the item.
    """

    company: object
    day: date
    lines: object
    files: tuple
    rows: dict
    amounts: dict


class RecoveryPlacement(models.Model):
    """What is known of debts that somebody wants to hand over, in a few statements."""

    _inherit = "recovery.placement"

    @api.model
    def _placing_look(self, lines, company, day):
        """Return the :class:`Look` at debts of one company; the number of statements
        does not depend on how many there are.

        :param self: files whose own debts do not count as taken
        :param lines: open receivable journal items
        """
        env = self.env(su=True)
        lines = lines.with_env(env).with_company(company).sorted("id")
        lines = lines.filtered(lambda line: line.company_id == company)
        debtors = lines.partner_id.commercial_partner_id
        exposure = env["recovery.exposure"].with_company(company)
        every = exposure._rows(company, day, debtors.ids)
        rows = {row["line_id"]: row for row in every}
        amounts = _amounts(every)
        known = {
            "taken": self._taken_by(lines),
            "bound": self._bound_to(lines),
            "clock": self._limitation_of(lines, company, day),
            "refused": self._refused(lines, company, day),
        }
        told = self._partner_told(debtors, company)
        piles = defaultdict(list)
        for line in lines:
            piles[line.partner_id.commercial_partner_id, line.currency_id].append(line)
        files = tuple(
            File(
                (debtor.id, currency.id),
                self._placing_customer(debtor, debtor.id in told),
                tuple(
                    self._placing_debt(line, rows.get(line.id), amounts, known)
                    for line in some
                ),
            )
            for (debtor, currency), some in piles.items()
        )
        return Look(company, day, lines, files, rows, amounts)

    @api.model
    def _placing_amounts(self, company, debtors, day):
        """Return ``{journal item id: amount to place}`` of the debts of customers, as a
        proposal of ``day`` would take them."""
        exposure = self.env(su=True)["recovery.exposure"].with_company(company)
        return _amounts(exposure._rows(company, day, debtors.ids))

    @api.model
    def _placing_debt(self, line, row, amounts, known):
        """Return the :class:`Debt` of an item, in the company's currency."""
        if row is None or row["residual"] <= 0:  # paid, not followed, or a credit
            due = line.date_maturity or line.date
            return Debt(line.id, due, Decimal(0), Decimal(0))
        rate = _decimal(row["residual_company"]) / _decimal(row["residual"])
        cent = Decimal(1).scaleb(-line.company_currency_id.decimal_places)

        def ours(amount):
            return (_decimal(amount) * rate).quantize(cent)

        agency, until = known["bound"].get(line.id, (0, None))
        return Debt(
            key=line.id,
            due=row["due"],
            residual=ours(row["residual"]),
            amount=ours(amounts[line.id]),
            disputed=ours(row["disputed"]),
            agreed=ours(row["arranged"]),
            kind=row["frozen_by"] or "",
            skipped=row["spared"] if row["spared"] in LEDGER_REASONS else "",
            taken_by=known["taken"].get(line.id, ""),
            limitation=known["clock"].get(line.id, FINE),
            bound_to=agency,
            bound_until=until,
            refused=known["refused"].get(line.id, ""),
        )

    # --- the customer ------------------------------------------------------------

    @api.model
    def _placing_customer(self, debtor, told):
        point = debtor.email_normalized or debtor.phone_sanitized or debtor.phone
        return Customer(
            kind=debtor._recovery_kind(),
            country=debtor.country_id.code or "",
            has_post=bool(debtor.street and debtor.city),
            is_reachable=bool(point),
            told=told,
        )

    @api.model
    def _partner_told(self, debtors, company):
        """Return the ids of the customers who know that a partner may get the file."""
        if company.recovery_placing_told:
            return set(debtors.ids)
        notices = self.env["recovery.notice"].sudo()
        groups = notices._read_group(
            Domain("partner_id", "in", debtors.ids)
            & Domain("company_id", "=", company.id)
            & Domain("state", "in", ("sent", "delivered"))
            & Domain("is_test", "=", False)
            & Domain("never_came_on", "=", False)
            & Domain("template_id.tells_of_partner", "=", True),
            ["partner_id"],
        )
        return {partner.id for (partner,) in groups}

    # --- where else it is, or was ------------------------------------------------

    @api.model
    def _taken_by(self, lines):
        """Return ``{line id: reference}`` of the files in which these debts are."""
        found = (
            self.env["recovery.placement.line"]
            .sudo()
            .search(
                Domain("line_id", "in", lines.ids)
                & Domain("is_active", "=", True)
                & Domain("placement_id", "not in", self.ids)
            )
        )
        return {one.line_id.id: one.placement_id.reference for one in found}

    @api.model
    def _bound_to(self, lines):
        """Return ``{line id: (agency id, last day)}`` of debts promised to the agency
        that has them or had them, for the time of its contract; who gave a debt back,
        or let its time pass, has it for itself no more."""
        for name in ("recovery.placement", "recovery.placement.line"):
            self.env[name].flush_model()
        self.env["recovery.agency.contract"].flush_model(["exclusive_days"])
        rows = self.env.execute_query(SQL(_BOUND, lines.ids or [0]))
        return {line: (agency, until) for line, agency, until in rows}

    # --- the law -----------------------------------------------------------------

    @api.model
    def _limitation_of(self, lines, company, day):
        """Return ``{line id: near | barred}`` of debts that are old for the court."""
        clocks = self.env["recovery.limitation"].sudo().with_company(company)
        found = {}
        known = clocks._clocks(day, clocks._rules(day), lines=lines) if lines else {}
        for line, (_row, clock) in known.items():
            if clock.is_barred(day) and clock.rule.state == "on":
                found[line] = BARRED
            elif (clock.warns_on() or NEVER) <= day:
                found[line] = NEAR
        return found

    @api.model
    def _refused(self, lines, company, day):
        """Return ``{line id: sentence}`` of what laws, holds and missing notices say
        against a hand-over."""
        at = datetime.combine(day, time(12))
        gate = self.env["recovery.gate"].sudo().with_company(company)
        words = self.env["recovery.rule.words"].with_company(company)
        debtors = lines.partner_id.commercial_partner_id
        subjects = [Subject(key=one.id, debtor=one.id) for one in debtors]
        facts = gate._facts(company, subjects, at)
        book, house = gate._book(company, at), self._house_rules(company)
        found, said = {}, {}
        for line in lines:
            known = facts[line.partner_id.commercial_partner_id.id]
            request = Request(
                PLACEMENT,
                party=company._recovery_party(),
                debts=frozenset([line.id]),
            )
            decision = gate._ask(book, request, known, at).decision
            if decision.outcome == ALLOW:
                decision = _of_house(house, request, known, at)
            if decision:
                verdict = decision.governing
                key = (verdict.reason, id(verdict.rule), verdict.seen, decision.until)
                if key not in said:
                    said[key] = self._refusal_words(words, decision, at)
                found[line.id] = said[key]
        return found

    @api.model
    def _house_rules(self, company):
        """Return the rules, alternatives, by which this company hands nothing over
        without a formal notice."""
        if not company.recovery_placing_needs_notice:
            return ()
        days = company.recovery_placing_notice_days
        return tuple(
            Rule(
                "house.placing",
                "mandatory_notice",
                strength="house",
                notice=Notice(code, days, blocks=frozenset({PLACEMENT})),
            )
            for code in FORMAL
        )


def _of_house(rules, request, facts, at):
    """Return what the company's own rules say against it, None where nothing does."""
    verdict = check_notice(rules, request, facts, at) if rules else YES
    if verdict is YES:
        return None
    return Decision(verdict.outcome, verdict.until, verdict)


def _amounts(rows):
    """Return ``{line id: amount to place}``: undisputed, not agreed upon, net of
    credits and of payments in flight; what is only not contacted is netted last."""
    found, waiting, credit = {}, defaultdict(list), defaultdict(Decimal)
    for row in rows:
        key = (row["debtor_id"], row["currency_id"])
        if row["residual"] < 0:
            credit[key] -= _decimal(row["residual"])
            continue
        credit[key] -= _decimal(row["netted"])
        found[row["line_id"]] = _decimal(row["chaseable"])
        if row["spared"] and row["spared"] not in LEDGER_REASONS:
            rest = _decimal(row["residual"] - row["disputed"] - row["arranged"])
            waiting[key].append((row["line_id"], rest))
    for key, some in waiting.items():
        left = spread_credit(credit[key], [rest for _line, rest in some])
        found.update(zip((line for line, _rest in some), left, strict=True))
    return found


def _decimal(amount):
    return Decimal(str(amount or 0))


# The latest file of each debt that was handed over, and the last day of its promise.
_BOUND = """
SELECT line_id, agency_id, until FROM (
    SELECT DISTINCT ON (line.line_id) line.line_id, placed.agency_id,
           placed.placed_on + contract.exclusive_days AS until,
           placed.state = 'returned' OR placed.ended_why IS NOT DISTINCT FROM 'expired'
           AS given_back
      FROM recovery_placement_line line
      JOIN recovery_placement placed ON placed.id = line.placement_id
      JOIN recovery_agency_contract contract ON contract.id = placed.contract_id
     WHERE line.line_id = ANY(%s) AND placed.placed_on IS NOT NULL
       AND contract.exclusive_days > 0
     ORDER BY line.line_id, placed.placed_on DESC, placed.id DESC) latest
 WHERE NOT given_back
"""
