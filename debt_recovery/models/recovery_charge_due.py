from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from odoo import api, models

from ..tools.interest import Interest, Terms, interest, late_until
from ..tools.rules.charges import CLAUSES, Permission
from ..tools.rules.model import Facts
from ..tools.rules.notices import free_from
from .recovery_charge import FIXED, INTEREST

CLAUSE = CLAUSES[0]
NOTHING = Interest()
GIVEN_UP = Permission(False, reason="given_up")  # while an agreement holds
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """One charge on one debt at a date, or why there is none.

    ``currency``: its ISO code; ``interest``: the periods with their formula;
    ``permission``: of the rules, whose reason says why not.
    """

    kind: str
    line_id: int
    move_id: int
    debtor_id: int
    currency: str
    amount: Decimal
    permission: Permission
    interest: Interest = NOTHING

    @property
    def until(self):
        return self.interest.until

    @property
    def rule(self):
        return self.permission.rule.code if self.permission.rule else ""

    def said(self):
        """Return it as plain values: what a message says, and a record keeps."""
        return {
            "kind": self.kind,
            "line_id": self.line_id,
            "currency": self.currency,
            "amount": float(self.amount),
            "until": self.until.isoformat() if self.until else False,
            "rule": self.rule,
            "periods": [
                {
                    "since": one.since.isoformat(),
                    "until": one.until.isoformat(),
                    "base": float(one.base),
                    "rate": float(one.rate),
                    "days": one.days,
                    "year_days": one.year_days,
                    "amount": float(one.amount),
                    "rule": one.rule,
                    "why": one.why,
                }
                for one in self.interest.periods
            ],
        }


class RecoveryCharge(models.Model):
    """What late debts may bear on a day: worked out, never stored."""

    _inherit = "recovery.charge"

    @api.model
    def _due(self, lines, as_of, until=None):
        """Return what these debts bear on ``as_of``; who bears nothing is absent.

        :param lines: receivable journal items, open or paid, of any company
        :param until: last day of interest (a judgment), None: ``as_of``
        :return: ``{line id: (Due, …)}``: interest in the item's currency, and the fixed
            sum of the invoice on its first late item
        """
        found = {}
        for line_id, dues in self._look(lines, as_of, until).items():
            some = tuple(one for one in dues if one.amount)
            if some:
                found[line_id] = some
        return found

    @api.model
    def _look(self, lines, as_of, until=None, disputes=True):
        """Return ``{line id: (Due, …)}`` as ``_due``, what is refused with its
        permission included.

        :param disputes: what is disputed bears nothing
        """
        found = {}
        for company, some in lines.grouped("company_id").items():
            items = self._items(some, as_of, disputes)
            book = self.env["recovery.rule"].sudo()._book(company, as_of)
            values = self._reference_values()
            found.update(self._look_at(items, book, values, as_of, until))
        return found

    @api.model
    def _look_at(self, items, book, values, as_of, until=None):
        """Return :meth:`_look` of items of one company that were read already.

        :param values: of ``_reference_values``
        """
        firsts = _first_late(items, as_of)
        found = {}
        for item in items:
            dues = [self._interest_due(book, values, item, until or as_of, until)]
            if item.line in firsts and until is None:
                dues.append(self._fixed_due(book, item))
            found[item.line.id] = tuple(filter(None, dues))
        return found

    # --- interest -------------------------------------------------------------------

    @api.model
    def _interest_due(self, book, values, item, day, cut):
        """Return the interest of a debt to ``day``; None where it is not late."""
        company = item.line.company_id
        if late_until(item.debt, day) is None:
            return None
        if INTEREST in item.given_up:
            return _due_of(INTEREST, item, GIVEN_UP)
        # days on hold are left out; what was due before them stays
        facts = replace(item.facts, holds=())
        given = {CLAUSE} if item.agreed else frozenset()
        permission = self._permit(book, INTEREST, item, facts, given, item.debt.amount)
        if not permission.allowed:
            return _due_of(INTEREST, item, permission)
        start = self._first_day(book, item, permission)
        agreed, kinds = item.agreed, facts.kinds
        rates = self._rates(permission, agreed, kinds, values, start, day)
        frozen = item.frozen
        if cut:  # what proceedings froze from the judgment on is cut there anyway
            frozen = tuple((a, b) for a, b in frozen if a < cut)
        terms = Terms(
            rates,
            start,
            int(company.recovery_interest_year),
            company.recovery_interest_grace,
            Decimal(str(company.recovery_interest_minimum)),
            frozen,
        )
        found = interest(item.debt, terms, day)
        return _due_of(INTEREST, item, permission, found.amount, found)

    @api.model
    def _permit(self, book, name, item, facts, given, principal):
        line = item.line
        return book.permit(
            name,
            facts,
            item.at,
            principal,
            given,
            currency=line.currency_id.name,
            debts=frozenset({line.id}),
            due=item.debt.due,
            party=line.company_id._recovery_party(),
        )

    @api.model
    def _first_day(self, book, item, permission):
        """Return the first day that bears interest: after the due date, after the text
        that it needs was given and its time is over, after what was settled."""
        days = [item.debt.due + DAY]
        codes = {
            rule.amount.needs
            for rule in permission.rules
            if rule.amount and rule.amount.needs
        }
        codes |= _texts_before(book, item.facts)
        for code in codes - set(CLAUSES):
            texts = item.facts.given.get(code, ())
            mine = [one for one in texts if one[0] in (None, item.line.id)]
            if mine:
                _debt, day, medium = min(mine, key=lambda one: one[1])
                days.append(day + DAY)
                days += _free(book, code, day, medium, item.facts)
        if item.settled.get(INTEREST):
            days.append(item.settled[INTEREST] + DAY)
        return max(days)

    # --- the fixed sum --------------------------------------------------------------

    @api.model
    def _fixed_due(self, book, item):
        """Return the fixed sum of an invoice: once, whatever its instalments."""
        if FIXED in item.settled:
            return None
        if FIXED in item.given_up:
            return _due_of(FIXED, item, GIVEN_UP)
        principal = Decimal(str(abs(item.line.move_id.amount_total)))
        principal = principal or item.debt.amount
        permission = self._permit(book, FIXED, item, item.facts, frozenset(), principal)
        amount = permission.ceiling if permission.allowed else Decimal(0)
        return _due_of(FIXED, item, permission, amount or Decimal(0))


def _due_of(kind, item, permission, amount=Decimal(0), found=NOTHING):
    line = item.line
    currency = line.currency_id.name if kind == INTEREST else permission.currency
    return Due(
        kind,
        line.id,
        line.move_id.id,
        line.partner_id.commercial_partner_id.id,
        currency or line.currency_id.name,
        amount,
        permission,
        found,
    )


def _first_late(items, as_of):
    """Return the journal item that bears the fixed sum of each invoice."""
    late = {}
    for item in items:
        grace = timedelta(days=item.line.company_id.recovery_interest_grace)
        last = late_until(item.debt, as_of)
        if last and last > item.debt.due + grace:
            late.setdefault(item.line.move_id, []).append(item)
    return {
        min(some, key=lambda one: (one.debt.due, one.line.id)).line
        for some in late.values()
    }


def _texts_before(book, facts):
    """Return the codes of the texts without which no interest runs for these."""
    return {
        rule.notice.code
        for rule in book.rules
        if rule.notice and "interest" in rule.notice.blocks
    } & facts.given.keys()


def _free(book, code, day, medium, facts):
    """Return the days from which a text that was given blocks interest no more."""
    known = Facts(holidays=facts.holidays)
    return [
        free_from(rule.notice, day, medium, known)
        for rule in book.rules
        if rule.notice
        and rule.notice.code == code
        and "interest" in rule.notice.blocks
        and rule.country in {place.country for place in facts.places}
    ]
