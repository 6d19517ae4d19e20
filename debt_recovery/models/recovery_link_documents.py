from odoo import models

SETTLED = 40  # paid invoices that can be had again, the last ones


class RecoveryLink(models.Model):
    """The invoices behind a link: those of its customer and company, nothing else."""

    _inherit = "recovery.link"

    def _owns(self, move):
        """Tell whether an invoice is a document of this link's customer, here."""
        return (
            len(move) == 1
            and move.state == "posted"
            and move.is_sale_document()
            and move.company_id == self.company_id
            and move.commercial_partner_id == self.partner_id
        )

    def _documents(self):
        """Return the invoices that can be had: those that are open and those of the
        message that carried the link, oldest first."""
        rows = self.env["recovery.exposure"]._rows(
            self.company_id, self.company_id._recovery_today(), self.partner_id.ids
        )
        lines = self.env["account.move.line"].sudo()
        lines = lines.browse([row["line_id"] for row in rows])
        moves = (lines | self.notice_id.line_ids.line_id).move_id
        return moves.filtered(self._owns).sorted(lambda one: (one.invoice_date, one.id))

    def _settled_documents(self):
        """Return the last invoices that are paid, newest first."""
        moves = self.env["account.move"].sudo()
        return moves.search(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "posted"),
                ("move_type", "in", moves.get_sale_types()),
                ("payment_state", "in", ("paid", "in_payment", "reversed")),
            ],
            order="invoice_date desc, id desc",
            limit=SETTLED,
        ).filtered(self._owns)

    def _document_rows(self, moves):
        statement = self.env["recovery.statement"]
        return [
            {
                "id": move.id,
                "name": move.name,
                "date": statement._day(move.invoice_date),
                "amount": statement._money(
                    move.amount_total_in_currency_signed, move.currency_id
                ),
            }
            for move in moves
        ]

    def _document(self, move_id):
        """Return ``(name, bytes, mimetype)`` of an invoice of this link, or None.

        An invoice that was never printed is printed for the reader; nothing is kept,
        as opening an address changes nothing.
        """
        found = self._documents() | self._settled_documents()
        move = found.filtered(lambda one: one.id == move_id)
        if not move:
            return None
        attachment = move.invoice_pdf_report_id
        if attachment and self._holds(attachment, move):
            return attachment.name, attachment.raw, attachment.mimetype
        report = self.env["ir.actions.report"].with_context(
            report_pdf_no_attachment=True
        )
        raw, kind = report._render_qweb_pdf("account.account_invoices", move.ids)
        name = f"{(move.name or '').replace('/', '_')}.{kind}"
        return name, raw, "application/pdf" if kind == "pdf" else "text/html"

    def _holds(self, attachment, move):
        """Tell whether a file belongs to the invoice that it is handed out for."""
        return attachment.res_model == move._name and attachment.res_id == move.id
