"""Where payments meet our tries: a transaction's word, its booking, a rejection."""

from odoo import fields, models

from .recovery_debit import SEPA_METHODS


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    recovery_debit_ids = fields.One2many(
        "recovery.debit",
        "transaction_id",
        "Automatic payments",
        groups="base.group_system",
    )

    def _update_state(self, allowed_states, target_state, state_message):
        """Keep what the bank said of an automatic payment, whenever it says it."""
        before = {one.id: one.state for one in self}
        changed = super()._update_state(allowed_states, target_state, state_message)
        ours = changed.sudo().recovery_debit_ids
        ours._take_result()
        for transaction in changed - ours.transaction_id.sudo(False):
            if target_state == "error" and transaction._recovery_is_returned(before):
                self.env["recovery.debit"]._record_returned(
                    transaction, text=state_message or ""
                )
        return changed

    def _recovery_is_returned(self, before):
        """Tell whether the customer does not know yet that this one failed: it was
        with the bank, or nobody sat in front of a screen."""
        if not self.token_id or self.operation == "validation":
            return False
        return self.operation == "offline" or before[self.id] in ("pending", "done")

    def _create_payment(self, **extra_create_values):
        """An instalment pays the items of its plan, oldest first, whatever invoices
        they stand on; it never takes an early-payment discount."""
        debit = self.sudo().recovery_debit_ids.filtered("instalment_id")
        if not debit:
            return super()._create_payment(**extra_create_values)
        lines = debit._lines().sudo()
        if lines:
            extra_create_values["destination_account_id"] = lines[0].account_id.id
        invoices, self.invoice_ids = self.invoice_ids, False
        payment = super()._create_payment(**extra_create_values)
        self.invoice_ids = payment.invoice_ids = invoices
        (payment.move_id.line_ids | lines).filtered(
            lambda line: (
                line.account_id == payment.destination_account_id
                and not line.reconciled
            )
        ).reconcile()
        debit.sudo().payment_id = payment
        return payment


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _recovery_log_return(self):
        """A payment that came back has its row, with the reason of the bank; where it
        was cancelled here only, a person says what the customer owes."""
        result = super()._recovery_log_return()
        debits = self.env["recovery.debit"]
        for payment in self:
            transaction = payment.payment_transaction_id
            if payment._recovery_is_rejected():
                text, code = payment._recovery_return_reason()
                debits._record_returned(transaction, payment, text, code)
            else:
                transaction.sudo().recovery_debit_ids._ask_person(
                    self.env._("Automatic payment cancelled here only: was it paid?")
                )
        return result

    def _recovery_is_rejected(self):
        """Tell whether a bank sent it back, rather than a person who took back what he
        had typed, or enters elsewhere what the provider has."""
        if self.state == "rejected" or any(self._recovery_return_reason()):
            return True
        if self.payment_transaction_id:
            return self.payment_transaction_id.sudo().state in ("error", "cancel")
        token, method = self.payment_token_id, self.payment_method_code
        return bool(token) or method in SEPA_METHODS

    def _recovery_return_reason(self):
        """Return ``(words, code)`` of the bank for a rejection; modules that read its
        files know them."""
        return self.env.context.get("recovery_return_reason") or "", ""


class RecoveryReturn(models.AbstractModel):
    _inherit = "recovery.return"

    def _take_back(self, paid, back):
        """A payment that a bank line took back has its row, with that line's words."""
        done = super()._take_back(paid, back)
        payment = paid.move_id.origin_payment_id
        if done and payment:
            self.env["recovery.debit"]._record_returned(
                payment.payment_transaction_id, payment, back.name or ""
            )
        return done
