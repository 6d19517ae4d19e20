from collections import namedtuple
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..tools import typed
from ..tools.allocation import Debt, allocate

# One item to be paid: a Payable or a row of the exposure, and how much of it.
Part = namedtuple("Part", "line name amount residual credit discount")


class RecoveryCase(models.Model):
    """How an online payment is chosen: items, an instalment, a settlement."""

    _inherit = "recovery.case"

    def _pay_items(self, chosen, contact=None, reason="", note=""):
        """Choose some items to pay, in their order.

        :param chosen: ``{journal item id: text}``; the text is an amount as people
            type it, or ``""`` for what is asked of the item
        :param reason: code of a dispute reason, why a part only; ``""``: it follows
        :return: the ``recovery.checkout``
        :raises UserError: nothing chosen, not theirs, or an amount that cannot be
        """
        self.ensure_one()
        payables = {one.line.id: one for one in self._payables()}
        known = [payables[key] for key in payables if key in chosen]
        if not known or len(known) < len(chosen):
            raise UserError(self.env._("Choose what you want to pay."))
        if len({one.currency for one in known}) > 1:
            raise UserError(self.env._("Pay one currency at a time."))
        parts = [self._part(one, chosen[one.line.id]) for one in known]
        is_short = any(
            one.currency.compare_amounts(part.amount, one.usual) < 0
            for one, part in zip(known, parts, strict=True)
        )
        values = {"is_short": is_short}
        if is_short:
            found = reason and self.env["recovery.dispute.reason"].search(
                [("code", "=", reason)]
            )
            values["short_reason_id"] = found.id if found else False
            values["short_note"] = note
        return self._choose(parts, known[0].currency, contact, **values)

    def _part(self, payable, text):
        """Return what is paid of an item: all that is asked unless something else was
        typed."""
        currency = payable.currency
        amount = payable.usual
        if text and text.strip():
            amount = self._typed(payable, text)
        paid_whole = not currency.compare_amounts(amount, payable.usual)
        return Part(
            payable.line,
            payable.name,
            amount,
            payable.residual,
            payable.credit if paid_whole else 0.0,
            payable.discount if paid_whole else 0.0,
        )

    def _typed(self, payable, text):
        currency = payable.currency
        parsed = typed.money(text)
        if parsed is None or currency.round(float(parsed)) != float(parsed):
            raise UserError(
                self.env._(
                    "%(name)s: type an amount like %(example)s.",
                    name=payable.name,
                    example=self._pay_money(payable.usual, currency),
                )
            )
        amount = currency.round(float(parsed))
        if currency.compare_amounts(amount, payable.most) > 0:
            raise UserError(
                self.env._(
                    "%(name)s: no more than %(most)s is open.",
                    name=payable.name,
                    most=self._pay_money(payable.most, currency),
                )
            )
        least = payable.shortest(self.company_id)
        if currency.compare_amounts(amount, least) < 0:
            raise UserError(
                self.env._(
                    "%(name)s: pay %(least)s at least.",
                    name=payable.name,
                    least=self._pay_money(least, currency),
                )
            )
        return amount

    def _pay_instalment(self, instalment, contact=None):
        """Choose what is still to be paid of one instalment of a running plan: it pays
        the plan's items, oldest first.

        :raises UserError: when it is not to be paid
        """
        plan = instalment.arrangement_id
        if plan.case_id != self or plan.kind != "plan" or plan.state != "active":
            raise UserError(self.env._("This instalment is not to be paid any more."))
        plan.sudo()._evaluate(self.company_id._recovery_today())
        gap = instalment.amount - instalment.received
        if instalment.state == "cancelled":
            gap = 0.0
        parts = self._agreed_parts(plan, plan.currency_id.round(gap))
        return self._choose(
            parts,
            plan.currency_id,
            contact,
            arrangement_id=plan.id,
            instalment_id=instalment.id,
        )

    def _pay_settlement(self, offer, contact=None):
        """Choose to pay what a settlement offer asks.

        :raises UserError: when it does not stand any more
        """
        today = self.company_id._recovery_today()
        offer.sudo()._evaluate(today)
        stands = offer.kind == "settlement" and offer.state == "active"
        if offer.case_id != self or not stands or offer.last_due < today:
            raise UserError(self.env._("This offer does not stand any more."))
        parts = self._agreed_parts(offer, offer.open_amount)
        return self._choose(parts, offer.currency_id, contact, arrangement_id=offer.id)

    def _agreed_parts(self, arrangement, amount):
        """Return how ``amount`` pays what is still open of an arrangement."""
        currency = arrangement.currency_id
        rows = [
            row
            for row in self._exposure()
            if row["arrangement_id"] == arrangement.id and row["arranged"] > 0
        ]
        cents = 10**currency.decimal_places
        debts = [
            Debt(row["line_id"], round(row["arranged"] * cents), row["due"])
            for row in rows
        ]
        parts, rest = allocate(round(Decimal(str(amount)) * cents), debts)
        if rest or not parts:
            raise UserError(self.env._("This is not to be paid any more."))
        lines = self.env["account.move.line"].sudo()
        by_line = {row["line_id"]: row for row in rows}
        return [
            Part(
                lines.browse(key),
                self._debt_names(lines.browse(key)),
                currency.round(paid / cents),
                currency.round(float(by_line[key]["residual"])),
                0.0,
                0.0,
            )
            for key, paid in parts
        ]

    def _choose(self, parts, currency, contact, **values):
        """Write down what was chosen; an earlier choice of the same items ends."""
        amount = currency.round(sum(part.amount for part in parts))
        if currency.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("Nothing is to pay."))
        checkout = self.env["recovery.checkout"].sudo()
        checkout = checkout.create(
            {**self._chosen_values(parts, currency, contact), **values}
        )
        checkout._end_others()
        return checkout

    def _chosen_values(self, parts, currency, contact=None):
        """Return what a checkout is made of, in the order of ``parts``."""
        lines = [
            {
                "sequence": number,
                "line_id": part.line.id,
                "name": part.name,
                "amount": part.amount,
                "residual": part.residual,
                "credit": part.credit,
                "discount": part.discount,
            }
            for number, part in enumerate(parts, start=1)
        ]
        return {
            "case_id": self.id,
            "contact_id": contact.id if contact else False,
            "currency_id": currency.id,
            "amount": currency.round(sum(part.amount for part in parts)),
            "line_ids": [(0, 0, line) for line in lines],
        }

    def _pay_money(self, amount, currency):
        return self.env["recovery.statement"]._money(amount, currency)
