"""Where a provider's word meets what the customer chose to pay."""

from odoo import fields, models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    recovery_checkout_id = fields.Many2one(
        "recovery.checkout",
        "Online payment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )

    def _recovery_checkout(self):
        """Return what was chosen to be paid by this transaction, a part of it where
        the amount is captured in parts; nothing for others and for refunds."""
        checkout = self.env["recovery.checkout"].sudo()
        if self.operation in ("refund", "validation"):
            return checkout
        own = self.sudo()
        return (
            own.recovery_checkout_id or own.source_transaction_id.recovery_checkout_id
        )

    def _update_state(self, allowed_states, target_state, state_message):
        changed = super()._update_state(allowed_states, target_state, state_message)
        if target_state == "done":
            for transaction in changed:
                transaction._recovery_checkout()._move_to("paid")
        return changed

    def _create_payment(self, **extra_create_values):
        """What was chosen is what is matched: those items, in that order, for those
        amounts, whatever accounts and documents they stand on."""
        checkout = self._recovery_checkout()
        if not checkout:
            return super()._create_payment(**extra_create_values)
        return checkout._book(self, extra_create_values)

    def _post_process(self):
        """Tell, once it is booked, what was paid."""
        unbooked = self.filtered(lambda one: not one.payment_id)
        result = super()._post_process()
        for transaction in unbooked:
            if transaction.state == "done" and transaction.payment_id:
                transaction._recovery_checkout()._after_paid(transaction)
        return result
