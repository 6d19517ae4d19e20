from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models

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

# What the ledger may still change: payments come back, and late statements are read.
JUDGED = ("kept", "partly_kept", "broken", "expired")
RUNS = ("active", "offered")
TURN = {"kept": 0, "partly_kept": 0, "active": 1, "offered": 1}
LOOKED_BACK = 400  # days: a direct debit may be returned for thirteen months


class RecoveryArrangement(models.Model):
    """How arrangements stand: read from the ledger, in sets, and written on change."""

    _inherit = "recovery.arrangement"

    last_due = fields.Date(
        "Last payment on", compute="_compute_last_due", store=True, index=True
    )
    ended_on = fields.Date(readonly=True)
    ended_why = fields.Selection(
        [
            ("replaced", "Replaced by a later one"),
            ("withdrawn", "Withdrawn"),
            ("gone", "Nothing left to pay"),
        ],
        "Ended because",
        readonly=True,
    )

    _look_idx = models.Index("(company_id, look_on) WHERE look_on IS NOT NULL")

    @api.depends("instalment_ids.due_date", "instalment_ids.state")
    def _compute_last_due(self):
        for arrangement in self:
            parts = arrangement.instalment_ids.filtered(
                lambda i: i.state != "cancelled"
            )
            arrangement.last_due = max(parts.mapped("due_date"), default=False)

    @api.model
    def _evaluate_due(self, company, as_of, debtor_ids=None):
        """Judge what may stand otherwise on ``as_of``: see ``_evaluate``.

        :param debtor_ids: customers whose ledger changed, or None for all; what ended
            is looked at again too, as payments come back
        :return: the arrangements whose state changed
        """
        domain = [
            ("company_id", "=", company.id),
            "|",
            ("state", "=", "active"),
            "|",
            *("&", ("kind", "=", SETTLEMENT), ("state", "=", "offered")),
            "&",
            ("state", "in", JUDGED),
            ("last_due", ">=", as_of - timedelta(days=LOOKED_BACK)),
        ]
        if debtor_ids is not None:
            domain.append(("partner_id", "in", list(debtor_ids)))
        found = self.sudo().search(domain, order="last_due, id")
        return found._evaluate(as_of) if found else found

    @api.model
    def _due_debtors(self, company, as_of):
        """Return the ids of customers whose arrangements need a look by ``as_of``."""
        groups = self.sudo()._read_group(
            [("company_id", "=", company.id), ("look_on", "<=", as_of)], ["partner_id"]
        )
        return [partner.id for (partner,) in groups]

    def _evaluate(self, today):
        """Write how these stand on ``today``; tell what changed.

        :param today: the date of their company
        :return: those whose state changed
        """
        changed = self.browse()
        judged = self.sudo().filtered(lambda one: one._is_judged())
        for company, group in judged.grouped("company_id").items():
            before = {one: one.state for one in group}
            for one, judgement in group._judged(company, today):
                one._take(judgement, today)
            changed |= group.filtered(lambda one, old=before: one.state != old[one])
        changed._tell()
        return changed

    def _is_judged(self):
        """Tell whether the ledger decides of it: it runs, or it ended by the ledger;
        an offer is taken by paying it."""
        if self.state == "offered":
            return self.kind == SETTLEMENT
        return self.state == "active" or self.state in JUDGED

    # --- from the ledger to plain facts ----------------------------------------------

    def _judged(self, company, today):
        """Return ``[(arrangement, judgement)]``; money that nobody matched keeps the
        earliest payment first."""
        Receipt = self.env["recovery.receipt"]
        families = self._families()
        lines = {line for family in families.values() for line, _share in family}
        receipts = Receipt._of_lines(sorted(lines))
        purse = _Purse(Receipt._loose(company, self.partner_id.ids))
        figures = self._line_figures(lines)
        result = []
        for one in self.sorted(lambda one: one._turn()):
            deal, money = one._facts(families, receipts, figures)
            money += purse.take(one, deal, money)
            result.append((one, arrangements.judge(deal, money, today)))
        return result

    def _turn(self):
        """Return the place in the queue for money that nobody matched: what it kept
        keeps it, then what runs, by its next payment, then what ended without."""
        parts = self.instalment_ids.filtered(
            lambda i: i.state not in ("received", "cancelled")
        )
        day = min(parts.mapped("due_date"), default=self.last_due or NEVER)
        return TURN.get(self.state, 2), day, self.id

    def _families(self):
        """Return ``{line id: ((line id, share of it), …)}``: the debt, and the
        doubtful one that took it over, which may be that of several."""
        line_ids = self.item_ids.line_id.ids
        heirs = self.env["recovery.receipt"]._successors(line_ids)
        lines = self.env["account.move.line"].browse(
            heir for heir, _taken in heirs.values()
        )
        amounts = {line.id: _exact(line.amount_currency) for line in lines}
        families = {one: ((one, Decimal(1)),) for one in line_ids}
        for debt, (heir, taken) in heirs.items():
            share = min(Decimal(1), _exact(taken) / (amounts[heir] or 1))
            families[debt] += ((heir, share),)
        return families

    def _line_figures(self, line_ids):
        """Return ``{line id: (amount, residual)}`` in the currency of each line."""
        lines = self.env["account.move.line"].browse(sorted(line_ids))
        return {
            line.id: (
                (_exact(line.amount_currency), _exact(line.amount_residual_currency))
                if line.parent_state == "posted"
                else (Decimal(0), Decimal(0))
            )
            for line in lines
        }

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

    # --- what is written -------------------------------------------------------------

    def _take(self, judgement, today):
        """Write a judgement where it differs from what is known."""
        quiet = self.with_context(recovery_evaluating=True)
        quiet._write_changed(
            received=float(judgement.received),
            open_amount=float(judgement.open),
            look_on=judgement.look_on or False,
        )
        parts = self.instalment_ids.filtered(lambda i: i.state != "cancelled")
        for instalment, part in zip(parts, judgement.parts, strict=True):
            instalment._write_changed(received=float(part.received), state=part.state)
        self._follow(judgement, today)

    def _follow(self, judgement, today):
        """Go where the judgement says."""
        target = judgement.state
        if target == "gone":
            if self.state in ("active", "offered"):
                self._end("cancelled", today, ended_why="gone")
            return
        if target == self.state or (target, self.state) == ("active", "offered"):
            return
        if target == "active":
            self._reopen(today)
            return
        if self.state != "active" and target not in self._transitions[self.state]:
            self._move_to("active")
        self._end(target, today)

    def _end(self, state, today, **vals):
        self._move_to(state, ended_on=today, look_on=False, **vals)

    def _reopen(self, today):
        """Run again: its money went back, or came after all. Where its debts were
        agreed anew since, that stands."""
        newer = self.case_id._standing(self.item_ids.line_id) - self
        self._move_to("active", ended_on=False)
        if newer:
            self._end("cancelled", today, ended_why="replaced")

    def _write_changed(self, **vals):
        _write_changed(self, vals)

    def _touch(self):
        """What the evaluation writes is measured right after it."""
        if not self.env.context.get("recovery_evaluating"):
            super()._touch()


class RecoveryArrangementInstalment(models.Model):
    _inherit = "recovery.arrangement.instalment"

    def _write_changed(self, **vals):
        _write_changed(self, vals)


class _Purse:
    """Money of customers that nobody matched, spent on one payment after another."""

    def __init__(self, loose):
        self.left = {
            key: [[one.line_id, one.day, _exact(one.amount)] for one in ones]
            for key, ones in loose.items()
        }

    def take(self, arrangement, deal, money):
        """Return the :class:`Money` that this arrangement still needs."""
        advances = arrangements.ADVANCES[deal.kind]
        matched = sum((m.amount for m in money if m.nature in advances), Decimal(0))
        need = arrangements.worth(deal, money) - matched
        known = set(arrangement.credit_line_ids.ids)
        until = NEVER if arrangement.state in RUNS else deal.parts[-1].until
        taken = []
        key = (arrangement.partner_id.id, arrangement.currency_id.id)
        for one in sorted(self.left.get(key, ()), key=lambda one: one[1]):
            amount = min(need, one[2])
            if amount <= 0 or one[0] in known or one[1] > until:
                continue
            one[2] -= amount
            need -= amount
            taken.append(Money(one[1], amount, "cash"))
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


def _write_changed(record, vals):
    """Write those of ``vals`` that differ; amounts by the currency's ruler."""
    currency = record.currency_id
    changed = {}
    for name, value in vals.items():
        old = record[name]
        if isinstance(value, float):
            if currency.compare_amounts(old, value):
                changed[name] = value
        elif old != value:
            changed[name] = value
    if changed:
        record.write(changed)


def _exact(amount):
    return Decimal(str(amount))
