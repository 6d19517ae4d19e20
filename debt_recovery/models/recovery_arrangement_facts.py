from decimal import Decimal

from odoo import models

from ..tools import arrangements
from ..tools.arrangements import (
    NEVER,
    PLAN,
    PROMISE,
    SETTLEMENT,
    Deal,
    Item,
    Money,
    Part,
)

RUNS = ("active", "offered")
TURN = {"kept": 0, "partly_kept": 0, "active": 1, "offered": 1}


class RecoveryArrangement(models.Model):
    """The plain facts by which these are judged, read from the ledger in sets."""

    _inherit = "recovery.arrangement"

    def _judged(self, company, today):
        """Return ``[(arrangement, judgement, [(id of a credit that nobody matched, the
        Money that it took of it)])]``; these keep the earliest payment first."""
        families, receipts, figures = self._ledger()
        loose = self.env["recovery.receipt"]._loose(company, self.partner_id.ids)
        purse = _Purse(loose)
        way = self._money_under_way(company, today)
        result = []
        for one in self.sorted(lambda one: one._turn()):
            deal, money = one._facts(families, receipts, figures)
            money += one._matched_elsewhere(families)
            loose = purse.take(one, deal, money)
            money += [taken for _line, taken in loose]
            key = one.state == "active" and one.kind == PLAN and one._purse_key()
            coming = way.get(key, Decimal(0))
            judgement = arrangements.judge(deal, money, today, coming)
            if coming:
                way[key] = max(Decimal(0), coming - judgement.open)
            result.append((one, judgement, loose))
        return result

    def _purse_key(self):
        return self.partner_id.id, self.currency_id.id

    def _money_under_way(self, company, today):
        """Return ``{(debtor id, currency id): amount}`` of what customers with a plan
        sent and the ledger does not have yet."""
        plans = self.filtered(lambda one: one.kind == PLAN and one.state == "active")
        if not plans:
            return {}
        way = self.env["recovery.exposure"]._under_way(
            company, today, plans.partner_id.ids
        )
        return {key: _exact(amount) for key, amount in way.items()}

    def _ledger(self):
        """Return what the ledger says of their debts, and of those that these went on
        as: families, receipts and figures by line."""
        Receipt = self.env["recovery.receipt"]
        debts = self.item_ids.line_id.ids
        heirs = Receipt._successors(debts)
        lines = sorted({*debts, *(one for some in heirs.values() for one in some)})
        receipts = Receipt._of_lines(lines)
        families = self._families(debts, heirs, receipts)
        return families, receipts, self._line_figures(lines, receipts)

    def _turn(self):
        """Return the place in the queue for money that nobody matched: what it kept
        keeps it, then what runs, by its next payment, then what ended without."""
        parts = self.instalment_ids.filtered(
            lambda i: i.state not in ("received", "cancelled")
        )
        day = min(parts.mapped("due_date"), default=self.last_due or NEVER)
        return TURN.get(self.state, 2), day, self.id

    def _families(self, debts, heirs, receipts):
        """Return ``{line id: ((line id, share of it), …)}``: the debt, and the
        doubtful one that took it over, which may be that of several."""
        families = {}
        for debt in debts:
            moved = sum(
                _exact(one.amount)
                for one in receipts.get(debt, ())
                if one.nature == "transfer"
            )
            family = [(debt, Decimal(1))]
            for heir in self.env["account.move.line"].browse(heirs.get(debt, ())):
                whole = _exact(heir.amount_currency)
                family.append(
                    (heir.id, min(Decimal(1), moved / whole) if whole else Decimal(0))
                )
            families[debt] = tuple(family)
        return families

    def _line_figures(self, line_ids, receipts):
        """Return ``{line id: (amount, what is open of it)}`` in its currency.

        A payment that was reset to draft stays matched, and settles nothing.
        """
        figures = {}
        for line in self.env["account.move.line"].browse(sorted(line_ids)):
            posted = line.parent_state == "posted"
            whole = _exact(line.amount_currency) if posted else Decimal(0)
            settled = sum(
                (_exact(one.amount) for one in receipts.get(line.id, ())), Decimal(0)
            )
            figures[line.id] = (whole, whole - settled)
        return figures

    def _facts(self, families, receipts, figures):
        """Return ``(deal, [money])`` of one arrangement, loose money apart."""
        items, money = [], []
        known = set(self.credit_line_ids.ids)
        for item in self.item_ids:
            family = families.get(item.line_id.id, ())
            found = [
                one._replace(amount=self._round(_exact(one.amount) * share))
                for line, share in family
                for one in receipts.get(line, ())
            ]
            money += _since(item, figures, found, known, self.agreed_at.date())
            left = sum((figures[line][1] * share for line, share in family), Decimal(0))
            left = max(Decimal(0), self._round(left))
            items.append(Item(item.id, _exact(item.amount), left))
        parts = [
            self._part(instalment)
            for instalment in self.instalment_ids
            if instalment.state != "cancelled"
        ]
        return Deal(self.kind, tuple(items), tuple(parts), self._tolerance()), money

    def _matched_elsewhere(self, families):
        """Return the money that kept a promise and was matched with other debts since:
        the customer paid what was promised."""
        if self.kind != PROMISE:
            return []
        own = {
            line
            for item in self.item_ids
            for line, _share in families.get(item.line_id.id, ())
        }
        money = []
        for credit in self.kept_by_ids.filtered(lambda c: c.parent_state == "posted"):
            for part in credit.matched_debit_ids:
                debt = part.debit_move_id
                if debt.id not in own and debt.journal_id.type in ("sale", "general"):
                    amount = _exact(part.credit_amount_currency)
                    money.append(Money(credit.date, amount, "cash"))
        return money

    def _round(self, amount):
        return _exact(self.currency_id.round(float(amount)))

    def _part(self, instalment):
        """Return the :class:`Part` of an instalment: until when its money is in time,
        and how long one waits for it.

        A promise may reach the bank some working days later. An offer ends with its
        day, though the bank tells later. A plan is given its own patience elsewhere.
        """
        day = instalment.due_date
        wait = self.company_id._recovery_promise_end(day)
        until = {PROMISE: wait, SETTLEMENT: day, PLAN: NEVER}[self.kind]
        return Part(day, _exact(instalment.amount), until=until, judged=wait)

    def _tolerance(self):
        """Return what may lack of an instalment that counts as received."""
        return Decimal(0)


class _Purse:
    """Money of customers that nobody matched, spent on one payment after another."""

    def __init__(self, loose):
        self.left = {
            key: [[one.line_id, one.day, _exact(one.amount)] for one in ones]
            for key, ones in loose.items()
        }

    def take(self, arrangement, deal, money):
        """Return ``[(line id, Money)]`` of what this arrangement still needs."""
        advances = arrangements.ADVANCES[deal.kind]
        matched = sum((m.amount for m in money if m.nature in advances), Decimal(0))
        need = arrangements.worth(deal, money) - matched
        known = set(arrangement.credit_line_ids.ids)
        until = NEVER if arrangement.state in RUNS else deal.parts[-1].until
        taken = []
        key = arrangement._purse_key()
        for one in sorted(self.left.get(key, ()), key=lambda one: one[1]):
            amount = min(need, one[2])
            if amount <= 0 or one[0] in known or one[1] > until:
                continue
            one[2] -= amount
            need -= amount
            taken.append((one[0], Money(one[1], amount, "cash")))
        return taken


def _since(item, figures, found, known, agreed_on):
    """Return what reduced the debt of ``item`` after it was agreed.

    What had reduced it by then comes off the oldest matchings, in the order in which
    they were made; where one of these was undone meanwhile, that counts against it.

    :param known: ids of credits that were deducted when it was agreed
    """
    moves = [one for one in found if one.nature != "transfer"]
    moves.sort(key=lambda one: one.partial_id)
    whole = figures[item.line_id.id][0] if item.line_id else Decimal(0)
    before = max(Decimal(0), whole - _exact(item.residual_then))
    money = []
    for one in moves:
        amount = _exact(one.amount)
        old = min(before, amount)
        before -= old
        if amount > old and one.credit_line_id not in known:
            money.append(Money(one.day, amount - old, one.nature, item.id))
    if before > 0:
        money.append(Money(agreed_on, -before, "cash", item.id))
    return money


def _exact(amount):
    return Decimal(str(amount))
