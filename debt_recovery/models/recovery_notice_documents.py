from markupsafe import Markup

from odoo import fields, models

from ..exceptions import PermanentFailure, TemporaryFailure
from ..tools.mail_size import encoded

MEGABYTE = 1024 * 1024
STATEMENT_BYTES = 256 * 1024  # kept free for the statement, which is made later


class RecoveryNotice(models.Model):
    """The invoices that leave with a message: attached as far as the company's limits
    go, the others behind one signed link. None is ever left out silently."""

    _inherit = "recovery.notice"

    # the invoices, not their files: files of a field are hidden from relations
    document_ids = fields.Many2many(
        "account.move", string="Invoices attached", readonly=True, copy=False
    )

    def _plan_documents(self, claim):
        """Return ``(attached, left)``: the invoices that leave with the message, and
        how many of those that it speaks of stay behind a link.

        Those that were never printed have no file; a limit counts files as they travel.
        """
        attached = self.env["account.move"]
        if not self.template_id.attach_invoices:
            return attached, 0
        company = self.company_id
        room, size = company.recovery_attach_max_files, 0
        if self.treatment_id.attach_statement:
            room, size = room - 1, encoded(STATEMENT_BYTES)
        moves = self._claimed_invoices([line.get("line_id") for line in claim.lines])
        for move in moves:
            file = move.sudo().invoice_pdf_report_id
            more = size + encoded(file.file_size or 0)
            fits = more <= company.recovery_attach_max_mb * MEGABYTE
            if file and fits and len(attached) < room:
                attached, size = attached | move, more
        return attached, len(moves) - len(attached)

    def _claimed_invoices(self, line_ids):
        """Return the invoices of journal items; all are this customer's.

        :raises PermanentFailure: for a document of somebody else
        """
        lines = self.env["account.move.line"].browse(filter(None, line_ids))
        moves = lines.move_id.filtered(lambda move: move.is_invoice())
        for move in moves:
            self._check_document(move)
        return moves

    def _check_document(self, move):
        same = move.commercial_partner_id == self.partner_id
        if not same or move.company_id != self.company_id:
            raise PermanentFailure(
                "attachment",
                self.env._(
                    "%(name)s is not a document of this customer.", name=move.name
                ),
            )

    def _documents_paragraph(self, attached, left, recipient):
        """Return what the message says of invoices that are not attached, or nothing.

        Made when the message is reserved; a preview shows an address that opens
        nothing.
        """
        if not left:
            return Markup("")
        if attached:
            text = self.env._("The other invoices of this message can be downloaded:")
        else:
            text = self.env._("The invoices of this message can be downloaded:")
        url = self._link_url("documents", recipient)
        label = self.env._("Download my invoices")
        return Markup("<p>%s %s</p>") % (text, self._link_anchor(url, label))

    def _document_files(self):
        """Return ``[(name, bytes, mimetype)]`` of the invoices that the message says
        are attached.

        :raises PermanentFailure: for a document of somebody else
        :raises TemporaryFailure: a file is not there any more
        """
        found = []
        for move in self.sudo().document_ids:
            self._check_document(move)
            file = move.invoice_pdf_report_id
            if not file.raw:
                raise TemporaryFailure("attachment", move.name)
            found.append((file.name, file.raw, file.mimetype))
        return found
