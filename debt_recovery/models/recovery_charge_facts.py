from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ..tools.interest import Debt
from ..tools.rules.model import CONSUMER, Facts
from .recovery_charge import FIXED, SETTLED
from .recovery_gate_facts import Subject

# The invoice proved not due, or the debt goes on under another line, since ever.
NEVER_HERE = frozenset({"credit_note", "transfer"})


@dataclass(frozen=True, slots=True)
class Item:
    """One debt as the charges see it. ``line``: the journal item; ``debt``: see
    ``tools.interest``; ``agreed``: rate of its contract, 0: none; ``frozen``: days
    without interest; ``settled``: {kind: last day that somebody waived or posted};
    ``given_up``: kinds that nobody asks for while an agreement holds."""

    line: object
    debt: Debt
    facts: Facts
    at: datetime
    agreed: Decimal
    frozen: tuple = ()
    settled: dict | None = None
    given_up: frozenset = frozenset()


class RecoveryCharge(models.Model):
    """What the ledger, the rules and the holds say of some debts, read in bulk."""

    _inherit = "recovery.charge"

    @api.model
    def _items(self, lines, as_of, disputes=True, exposure=None):
        """Return the :class:`Item` of each of these debts of one company.

        :param lines: receivable journal items, open or paid
        :param disputes: leave out what is disputed
        :param exposure: ``{line id: row}`` of all that their customers owe, where it
            was read already
        """
        company = lines.company_id.ensure_one()
        self = self.sudo().with_company(company)
        lines = lines.sudo()
        debtors = lines.partner_id.commercial_partner_id
        at = datetime.combine(as_of, time(12))
        facts = self._charge_facts(company, debtors, at)
        frozen = self.env["recovery.hold"]._frozen_periods(debtors, "interest")
        settled = self._settled(lines)
        given_up = self.env["recovery.arrangement"]._given_up(lines)
        exposure = exposure or self._exposure_of(company, debtors, as_of)
        receipts = self._receipts_of(lines, exposure)
        agreed = {one: self._agreed_rate(company, one) for one in debtors}
        found = []
        for line in lines:
            debtor = line.partner_id.commercial_partner_id
            days = frozen.get(debtor.id, ())
            debt = self._debt(line, receipts[line.id], exposure.get(line.id))
            if not disputes:
                debt = replace(debt, disputed=Decimal(0))
            found.append(
                Item(
                    line,
                    debt,
                    facts[debtor.id],
                    at,
                    agreed[debtor],
                    tuple((a, b) for ids, a, b in days if not ids or line.id in ids),
                    settled[line.id],
                    given_up.get(line.id, frozenset()),
                )
            )
        return found

    @api.model
    def _charge_facts(self, company, debtors, at):
        """Return ``{debtor id: Facts}``; of a type that nobody said, a customer may be
        a consumer too."""
        subjects = [Subject(key=one.id, debtor=one.id) for one in debtors]
        facts = self.env["recovery.gate"]._facts(company, subjects, at)
        for debtor in debtors:
            if not debtor.recovery_debtor_type:
                known = facts[debtor.id]
                kinds = known.kinds | {CONSUMER}
                facts[debtor.id] = replace(known, kinds=kinds)
        return facts

    @api.model
    def _agreed_rate(self, company, debtor):
        """Return the percent a year of the contract, 0 where it says nothing."""
        own = debtor.with_company(company).recovery_penalty_rate
        return Decimal(str(own or company.recovery_penalty_rate or 0))

    @api.model
    def _settled(self, lines):
        """Return ``{line id: {kind: last day}}`` of what was waived or posted; the
        fixed sum of an invoice is settled too where another of its items bears it."""
        found = {line.id: {} for line in lines}
        known = self.search(
            Domain("move_id", "in", lines.move_id.ids)
            & Domain("state", "in", (*SETTLED, "announced"))
        )
        by_move = lines.grouped("move_id")
        for charge in known:
            is_done = charge.state in SETTLED
            mine = lines & charge.line_id if is_done else lines.browse()
            if charge.kind == FIXED:
                family = by_move[charge.move_id]
                mine = family if is_done else family - charge.line_id
            for line in mine:
                last = found[line.id].get(charge.kind) or date.min
                day = charge.until or charge.announced_on
                found[line.id][charge.kind] = max(last, day)
        return found

    # --- the ledger -----------------------------------------------------------------

    @api.model
    def _exposure_of(self, company, debtors, as_of):
        """Return ``{line id: row of the exposure}``, credits and debts."""
        rows = self.env["recovery.exposure"]._rows(company, as_of, debtors.ids)
        return {row["line_id"]: row for row in rows}

    @api.model
    def _receipts_of(self, lines, exposure):
        """Return ``{line id: [(value date, amount, nature)]}``: what was matched, and
        what is credited to the customer and covers it."""
        found = {line.id: [] for line in lines}
        known = self.env["recovery.receipt"]._of_lines(lines.ids)
        for line_id, receipts in known.items():
            for one in receipts:
                amount = Decimal(str(one.amount))
                found[line_id].append((one.day, amount, one.nature))
        for line_id, day, amount in self._unmatched(exposure):
            if line_id in found:
                found[line_id].append((day, Decimal(str(amount)), ""))
        return found

    @api.model
    def _unmatched(self, exposure):
        """Yield (line id, date, amount) of the credits that cover debts, oldest credit
        on oldest debt: chased ones as the exposure counts them, then the others."""
        waiting = defaultdict(list)
        credits = [row for row in exposure.values() if row["residual"] < 0]
        lines = self.env["account.move.line"]
        lines = lines.browse([row["line_id"] for row in credits])  # read at once
        dated = list(zip(lines.mapped(lambda line: line.date), credits, strict=True))
        for day, row in sorted(dated, key=lambda one: (one[0], one[1]["line_id"])):
            key = (row["debtor_id"], row["currency_id"])
            waiting[key].append([day, -row["residual"]])
        debts = [row for row in exposure.values() if row["residual"] > 0]
        debts.sort(key=lambda one: (bool(one["spared"]), one["due"], one["line_id"]))
        for row in debts:
            left = row["residual"] if row["spared"] else row["netted"]
            for credit in waiting[row["debtor_id"], row["currency_id"]]:
                part = min(left, credit[1])
                if part:
                    yield row["line_id"], credit[0], part
                    left, credit[1] = left - part, credit[1] - part

    @api.model
    def _debt(self, line, receipts, row):
        """Return the :class:`Debt` of a journal item."""
        currency, move = line.currency_id, line.move_id
        amount = Decimal(str(line.amount_currency))
        amount -= sum(part for _day, part, kind in receipts if kind in NEVER_HERE)
        share = Decimal(1)
        is_untaxed = line.company_id.recovery_interest_base == "untaxed"
        if is_untaxed and move.is_invoice() and move.amount_total:
            share = Decimal(str(move.amount_untaxed)) / Decimal(str(move.amount_total))
        return Debt(
            due=row["due"] if row else line.date_maturity or line.date,
            amount=max(amount, Decimal(0)),
            receipts=tuple(
                (day, part) for day, part, kind in receipts if kind not in NEVER_HERE
            ),
            disputed=Decimal(str(row.get("disputed") or 0)) if row else Decimal(0),
            share=share,
            cent=Decimal(1).scaleb(-currency.decimal_places),
        )
