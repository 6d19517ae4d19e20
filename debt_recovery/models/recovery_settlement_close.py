import logging

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.arrangements import SETTLEMENT

_logger = logging.getLogger(__name__)


class RecoveryArrangement(models.Model):
    """What is left of debts once their settlement was paid in time."""

    _inherit = "recovery.arrangement"

    rest_closed_on = fields.Date(readonly=True)
    rest_problem = fields.Char("The rest is still open because", readonly=True)

    def _evaluate(self, today):
        changed = super()._evaluate(today)
        offers = changed.filtered(lambda one: one.kind == SETTLEMENT)
        for offer in offers:
            if offer.state == "kept":
                offer._try_to_close(today)
            elif offer.rest_closed_on:
                offer._ask_to_undo()
        return changed

    def action_close_rest(self):
        """Try again to close what is left."""
        self.ensure_one()
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise UserError(self.env._("An agent closes what is left."))
        self.check_access("write")
        offer = self.sudo()
        if offer.kind == SETTLEMENT and offer.state == "kept":
            offer._try_to_close(offer.company_id._recovery_today())

    def _try_to_close(self, today):
        """Close the rest; what forbids it (a closed period, a missing account) is told
        to the responsible and stops nobody else."""
        if self.rest_closed_on:
            return
        try:
            with self.env.cr.savepoint():
                self._match_loose()
                self._close_rest(today)
        except UserError as error:
            self.rest_problem = str(error)
            self._ask_to_close(str(error))
        else:
            self.write({"rest_closed_on": today, "rest_problem": False})

    def _match_loose(self):
        """Match the money that took the offer, where nobody did."""
        lines = self.item_ids.line_id.filtered(lambda one: not one.reconciled)
        short = self.amount - self._matched()
        if self.currency_id.compare_amounts(short, 0) <= 0 or not lines:
            return
        known = set(self.credit_line_ids.ids)
        loose = self.env["recovery.receipt"]._loose(
            self.company_id, self.partner_id.ids
        )
        key = (self.partner_id.id, self.currency_id.id)
        ids = [one.line_id for one in loose.get(key, ()) if one.line_id not in known]
        account = lines.account_id[:1]
        money = self.env["account.move.line"].browse(ids)
        money = money.filtered(lambda one: one.account_id == account)
        (lines.filtered(lambda one: one.account_id == account) | money).reconcile()

    def _matched(self):
        """Return what of the items is no longer open."""
        return sum(
            item.residual_then - item.line_id.amount_residual_currency
            for item in self.item_ids
        )

    def _close_rest(self, today):
        """Close what is open of each debt, up to what was agreed of it."""
        rests = {}
        for item in self.item_ids:
            left = min(item.line_id.amount_residual_currency, item.amount)
            if item.line_id and self.currency_id.compare_amounts(left, 0) > 0:
                rests[item.line_id] = left
        if not rests:
            return
        if self.settle_how == "write_off":
            self._write_off_rest(rests, today)
        else:
            self._credit_rest(rests, today)

    def _credit_rest(self, rests, today):
        reason = self.env._("Settlement %(name)s", name=self.reference)
        for line, amount in rests.items():
            if not line.move_id.is_invoice():
                raise UserError(
                    self.env._(
                        "%(name)s is no invoice: close the rest by a write-off.",
                        name=line.move_id.display_name,
                    )
                )
            line.move_id._recovery_credit_note(amount, reason, day=today)

    def _write_off_rest(self, rests, today):
        losses = self.env["recovery.write.off"]._request(
            rests, "settlement", arrangement_id=self.id
        )
        losses._book(today)

    def _ask_to_close(self, why):
        self._ask_responsible(
            self.env._(
                "Settlement paid: close the rest of %(name)s", name=self._words()
            ),
            why,
        )

    def _ask_to_undo(self):
        """Its payment went back: the rest that was given up is owed again."""
        self._ask_responsible(
            self.env._(
                "Settlement %(name)s: its payment went back. Reverse what closed the "
                "rest.",
                name=self.reference,
            )
        )

    def _ask_responsible(self, summary, note=""):
        user = self.case_id._acting() or self.create_uid
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._recovery_today(),
            summary=summary,
            note=note,
            user_id=user.id,
        )
