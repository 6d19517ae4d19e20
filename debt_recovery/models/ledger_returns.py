"""Where the ledger says that a payment came back: cancelled, refused or reversed."""

from odoo import models

MONEY_JOURNALS = ("bank", "cash", "credit")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """An entry of money that paid something and is reversed came back."""
        back = self.filtered(lambda move: cancel and move._recovery_paid_debts())
        reversals = super()._reverse_moves(default_values_list, cancel)
        for move in back:
            said = " – ".join(filter(None, (move.name, move.ref)))
            debtors = move._recovery_credits().partner_id.commercial_partner_id
            for debtor in debtors:
                self.env["recovery.return"]._log(move.company_id, debtor, said)
        return reversals

    def _recovery_credits(self):
        return self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and line.balance < 0
        )

    def _recovery_paid_debts(self):
        """Tell whether this is money of customers that is matched with debts."""
        return (
            self.move_type == "entry"
            and self.journal_id.type in MONEY_JOURNALS
            and bool(self._recovery_credits().matched_debit_ids)
        )


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def action_cancel(self):
        returned = self._recovery_was_received()
        result = super().action_cancel()
        returned._recovery_log_return()
        return result

    def action_reject(self):
        returned = self._recovery_was_received()
        result = super().action_reject()
        returned._recovery_log_return()
        return result

    def _recovery_was_received(self):
        return self.filtered(
            lambda p: (
                p.payment_type == "inbound"
                and p.partner_type == "customer"
                and p.state in ("in_process", "paid")
            )
        )

    def _recovery_log_return(self):
        """A payment came back: the debt is open again, at its old age.

        One whose entry was reversed before is in the history already.
        """
        reason = self.env.context.get("recovery_return_reason")
        for payment in self.filtered(lambda one: not one.move_id.reversal_move_ids):
            said = " – ".join(filter(None, (payment.name, reason or payment.memo)))
            self.env["recovery.return"]._log(
                payment.company_id, payment.partner_id.commercial_partner_id, said
            )
