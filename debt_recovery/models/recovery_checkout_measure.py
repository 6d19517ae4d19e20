from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .recovery_debit import UNDER_WAY
from .recovery_payable import NEVER

PENDING = ("pending", "authorized")
CHARGING = timedelta(minutes=15)  # a saved means whose provider did not answer yet


class RecoveryCheckout(models.Model):
    """Whether what was chosen can still be paid: measured when the page is shown and
    again when the provider is called."""

    _inherit = "recovery.checkout"

    def _measure(self):
        """Refuse to pay what is not as it was chosen.

        :raises UserError: in words for the customer; nothing is created then
        """
        self.ensure_one()
        if self.state == "paid":
            raise UserError(self.env._("This was paid already. Thank you."))
        self._check_none_pending()
        if self.state == "ended" or not self._is_as_chosen():
            raise UserError(
                self.env._(
                    "What you owe has changed since you chose: go back to your account "
                    "and choose again. Nothing was charged."
                )
            )

    def _check_none_pending(self):
        pending = self._pending()
        if pending:
            raise UserError(
                self.env._(
                    "A payment of %(amount)s is being processed already. Wait until it "
                    "is confirmed: nothing more was charged.",
                    amount=self._money(pending[0].amount),
                )
            )

    def _pending(self):
        """Return the payments under way of any of these items, however they were
        started; a transfer that was only announced is not one."""
        lines = self._lines()
        about = Domain("recovery_checkout_id.line_ids.line_id", "in", lines.ids)
        others = Domain("invoice_ids", "in", lines.move_id.ids)
        about |= others & Domain("recovery_checkout_id", "=", False)
        found = self.env["payment.transaction"].sudo()
        found = found.search(self.case_id._unbooked() & about)
        debits = self.sudo().arrangement_id.debit_ids
        debits = debits.filtered(lambda one: one.state in UNDER_WAY)
        return found | debits.transaction_id

    def _is_under_way(self):
        """Tell whether a provider has this payment in hand."""
        mine = self.sudo().transaction_ids
        return bool(mine.filtered_domain(self.case_id._unbooked()))

    def _is_as_chosen(self):
        """Tell whether every item is still open for the same amount, and payable."""
        if self.arrangement_id and not self._is_still_agreed():
            return False
        payables = {one.line.id: one for one in self.case_id._payables()}
        rows = {row["line_id"]: row for row in self.case_id._exposure()}
        return all(
            self._is_same(item, rows.get(item.line_id.id))
            and (
                self.arrangement_id
                or self._is_payable(item, payables.get(item.line_id.id))
            )
            for item in self.line_ids
        )

    def _is_same(self, item, row):
        """Tell whether so much is open of an item as when it was chosen, and whether
        it may be paid to us."""
        if not row or row["spared"] in NEVER:
            return False
        residual = float(row["residual"])
        return not self.currency_id.compare_amounts(residual, item.residual)

    def _is_payable(self, item, payable):
        if not payable:
            return False
        same = self.currency_id.compare_amounts
        if item.discount and same(item.discount, payable.discount):
            return False
        return same(item.amount, payable.most) <= 0 and (
            not item.credit or not same(item.credit, payable.credit)
        )

    def _is_still_agreed(self):
        """Tell whether the instalment or the offer is still to be paid for so much."""
        agreed, part = self.sudo().arrangement_id, self.sudo().instalment_id
        same = self.currency_id.compare_amounts
        if agreed.state != "active":
            return False
        if agreed.kind == "settlement":
            over = agreed.last_due < self.company_id._recovery_today()
            return not over and not same(agreed.open_amount, self.amount)
        return bool(part) and not same(part.amount - part.received, self.amount)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _unbooked(self):
        """Return the domain of transactions whose money may come, or came and is not
        in the ledger yet."""
        now = fields.Datetime.now()
        days = timedelta(days=self.company_id.recovery_inflight_days)
        pending = Domain("state", "in", PENDING)
        pending &= Domain("last_state_change", ">=", now - days)
        charging = Domain("state", "=", "draft")
        charging &= Domain("operation", "=", "online_token")
        charging &= Domain("last_state_change", ">=", now - CHARGING)
        booking = Domain("state", "=", "done") & Domain("is_post_processed", "=", False)
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("operation", "!=", "refund")
            & Domain("provider_code", "!=", "custom")
            & (pending | charging | booking)
        )

    def _under_way(self):
        """Return the payments under way of what was chosen on this account."""
        about = Domain("recovery_checkout_id.case_id", "=", self.id)
        found = self.env["payment.transaction"].sudo()
        return found.search(self._unbooked() & about)
