from odoo import models


class Batch(dict):
    """What the reminders of one batch ask again and again, each read once.

    It lives in the context of one transaction; two are never equal.
    """

    __hash__ = object.__hash__

    def __eq__(self, other):
        return self is other


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _in_batch(self):
        """Return these, remembering among them what is the same for many."""
        return self.with_context(recovery_batch=Batch())

    def _once(self, key, read):
        """Return ``read()``, asked once for ``key`` within a batch."""
        batch = self.env.context.get("recovery_batch")
        if batch is None:
            return read()
        if key not in batch:
            batch[key] = read()
        return batch[key]

    def _prefetch_claims(self, rows):
        """Read at once what the claims look at, of every journal item in ``rows``."""
        lines = self.env["account.move.line"].browse([row["line_id"] for row in rows])
        lines.fetch(
            [
                *("name", "move_id", "partner_id", "date_maturity", "currency_id"),
                *("discount_date", "discount_amount_currency", "balance"),
            ]
        )
        lines.move_id.fetch(
            [
                *("name", "date", "invoice_date", "move_type", "payment_reference"),
                *("partner_id", "commercial_partner_id", "currency_id"),
                *("company_id", "invoice_payment_term_id", "state"),
            ]
        )
        self.mapped("document_ids")  # written again below: read at once
        if any(self.template_id.mapped("attach_invoices")):
            lines.move_id.sudo().mapped("invoice_pdf_report_id")
