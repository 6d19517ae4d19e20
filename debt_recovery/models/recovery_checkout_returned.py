from odoo import fields, models

GONE = ("draft", "canceled", "rejected")  # payments that are in no books


class RecoveryCheckout(models.Model):
    """What of an online payment came back later: refunded, returned by the bank, its
    entry cancelled. Read in the ledger when somebody looks; nothing is stored."""

    _inherit = "recovery.checkout"

    returned = fields.Monetary("Sent back", compute="_compute_returned")

    def _compute_returned(self):
        returned = self._returned()
        for checkout in self:
            checkout.returned = returned[checkout]

    def _returned(self):
        """Return ``{checkout: amount}`` of the money that came back."""
        found = dict.fromkeys(self, 0.0)
        for company, some in self.sudo().grouped("company_id").items():
            payments = some._received().payment_id
            lines = payments.move_id._recovery_credits()
            pieces = self.env["recovery.receipt"].sudo()._pieces_of(company, lines)
            for one in some:
                found[one] = one._came_back(pieces)
        return found

    def _received(self):
        """Return the transactions that brought money into the books, at once or in
        parts."""
        own = self.sudo().transaction_ids
        return (own | own.child_transaction_ids).filtered(
            lambda one: one.operation != "refund" and one.payment_id
        )

    def _came_back(self, pieces):
        """Return how much of the money came back.

        :param pieces: of ``recovery.receipt``
        """
        amount, returns = 0.0, self.env["account.move"]
        received = self._received()
        for transaction in received:
            payment = transaction.payment_id
            if payment.state in GONE:
                amount += transaction.amount
                continue
            for line in payment.move_id._recovery_credits():
                back = [row for row in pieces[line.id] if row[3]]
                amount += sum(part for _nature, part, _debt, _back in back)
                returns = returns.union(*(debt.move_id for _n, _p, debt, _b in back))
        refunds = self.sudo().transaction_ids.child_transaction_ids
        refunds |= received.child_transaction_ids
        for refund in refunds:
            known = refund.payment_id.move_id & returns  # counted where it is matched
            if refund.operation == "refund" and refund.state == "done" and not known:
                amount += abs(refund.amount)
        return self.currency_id.round(min(amount, sum(received.mapped("amount"))))
