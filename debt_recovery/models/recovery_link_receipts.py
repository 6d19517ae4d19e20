from odoo import models


class RecoveryLink(models.Model):
    """The receipts of the customer's payments: one paper a payment."""

    _inherit = "recovery.link"

    def _payments_made(self, line_id=None):
        receipts = self.env["recovery.receipt"].sudo()
        return receipts._payments(self.company_id, self.partner_id, line_id)

    def _receipt_rows(self):
        """Return ``id``, ``date``, ``amount`` and ``what`` it settled, in words."""
        statement = self.env["recovery.statement"]
        return [
            {
                "id": one["line"].id,
                "date": statement._day(one["day"]),
                "amount": statement._money(one["amount"], one["currency"]),
                "what": ", ".join(move.name for move, *_rest in one["settled"]),
            }
            for one in self._payments_made()
        ]

    def _receipt_file(self, line_id):
        """Return ``(name, bytes)`` of the receipt of one payment, or None."""
        payment = self._payments_made(line_id)
        if not payment:
            return None
        title = self.env._("Receipt")
        report = "debt_recovery.report_receipt_action"
        return self._printed(report, payment[0]["line"], title)
