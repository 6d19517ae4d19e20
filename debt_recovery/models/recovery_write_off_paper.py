import io

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from ..tools.losses import overlay

INVOICE = "account.account_invoices_without_payment"  # a loss is no payment
WAYS = [
    ("email", "E-mail"),
    ("letter", "Letter"),
    ("registered", "Registered letter"),
    ("hand", "Handed over"),
]


class RecoveryWriteOff(models.Model):
    """The paper without which VAT is not recovered: the corrected duplicate of the
    invoice, or one summary where several invoices of the customer are lost."""

    _inherit = "recovery.write.off"

    paper = fields.Selection(
        [
            ("none", "Not needed"),
            ("missing", "To be sent"),
            ("sent", "Sent"),
        ],
        "VAT paper",
        compute="_compute_paper",
        store=True,
    )
    paper_id = fields.Many2one("ir.attachment", readonly=True, copy=False)
    paper_sent_on = fields.Date("Paper sent on", readonly=True, copy=False)
    paper_way = fields.Selection(WAYS, "Paper sent by", readonly=True, copy=False)
    paper_proof_ids = fields.Many2many(
        "ir.attachment",
        "recovery_write_off_proof_rel",
        "write_off_id",
        "attachment_id",
        "Proof that it was sent",
        bypass_search_access=True,
        readonly=True,
    )

    @api.depends("state", "relieved", "paper_sent_on", "reason_id.needs_paper")
    def _compute_paper(self):
        for one in self:
            needed = (
                one.state == "booked"
                and one.reason_id.needs_paper
                and not one.currency_id.is_zero(one.relieved)
            )
            one.paper = (
                ("sent" if one.paper_sent_on else "missing") if needed else "none"
            )

    def _make_paper(self):
        """Keep the paper of each customer, as a PDF, with all its losses chosen.

        :return: the ``ir.attachment`` records
        """
        files = self.env["ir.attachment"].sudo()
        for (_company, _partner), ours in self.grouped(
            lambda one: (one.company_id, one.partner_id)
        ).items():
            needing = ours.filtered(lambda one: one.paper != "none")
            if needing:
                files |= needing._make_one_paper()
        if not files:
            raise UserError(
                self.env._("No VAT was recovered by these losses: no paper is needed.")
            )
        return files

    def _make_one_paper(self):
        items = self.item_ids.filtered("relieved")
        invoices = items.move_id.filtered(lambda move: move.is_sale_document())
        if len(invoices) == 1 and len(items.move_id) == 1:
            name = self.env._("Duplicate of %(name)s.pdf", name=invoices.name)
            raw = self._duplicate(invoices, items)
        else:
            name = self.env._(
                "Unpaid invoices of %(name)s.pdf", name=self.partner_id.name
            )
            raw = self._summary(items)
        file = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": name,
                    "raw": raw,
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": self[0].id,
                }
            )
        )
        self.sudo().write({"paper_id": file.id})
        return file

    def _duplicate(self, invoice, items):
        """Return the invoice's own PDF with the prescribed words across its page."""
        reports = self.env["ir.actions.report"].sudo().with_company(self.company_id)
        reports = reports.with_context(
            lang=self.company_id.partner_id.lang or self.env.lang,
            force_report_rendering=True,  # words are written on it: it is a PDF
        )
        raw, _kind = reports._render_qweb_pdf(INVOICE, invoice.ids)
        return stamped(raw, self._overlay(items))

    def _overlay(self, items):
        symbol = self.currency_id[:1].symbol
        return overlay(sum(items.mapped("loss")), sum(items.mapped("relieved")), symbol)

    def _summary(self, items):
        """Return the summary of several unpaid invoices, as a PDF."""
        papers = self.env["recovery.paper"].sudo()
        company = self.company_id
        reader = self.with_context(lang=company.partner_id.lang or self.env.lang)
        page = {
            "company": company,
            "partner": self.partner_id,
            "date": format_date(reader.env, company._recovery_today(), lang_code=None),
            "rows": [reader._paper_row(item) for item in items],
            "overlay": self._overlay(items),
        }
        sheet = reader.env["ir.qweb"]._render(
            "debt_recovery.write_off_summary", {"page": page}
        )
        raw, _pages = papers._print({self[0].id: sheet})[self[0].id]
        return raw

    def _paper_row(self, item):
        day = item.document_date and format_date(self.env, item.document_date)
        return {
            "name": item.name,
            "about": item.move_id.invoice_line_ids[:1].name or "",
            "date": day,
            "net": item.currency_id.format(item.loss),
            "vat": item.currency_id.format(item.relieved),
            "overlay": overlay(item.loss, item.relieved, item.currency_id.symbol),
        }

    def action_paper(self):
        """Make the paper anew and open it; nothing is sent."""
        files = self._make_paper()
        if len(files) > 1:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("VAT papers"),
                "res_model": "ir.attachment",
                "view_mode": "kanban,list",
                "domain": [("id", "in", files.ids)],
            }
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{files.id}?download=true",
            "target": "new",
        }

    def action_send_paper(self):
        """Send the paper by e-mail; the message stays beside the loss as its proof."""
        for one in self.filtered(lambda one: one.paper == "missing"):
            one.check_access("write")
            to = one._paper_reader()
            file = one.paper_id or one._make_one_paper()
            one.sudo().message_post(
                body=self.env._(
                    "Please find enclosed the corrected duplicate of the invoice that "
                    "stayed unpaid. The VAT that it names cannot be deducted."
                ),
                subject=file.name.removesuffix(".pdf"),
                partner_ids=to.ids,
                attachment_ids=file.ids,
                subtype_xmlid="mail.mt_comment",
            )
            one._note_paper(one.company_id._recovery_today(), "email")
        return True

    def _paper_reader(self):
        """Return who gets it: the officer of open proceedings, else the customer."""
        found = (
            self.env["recovery.insolvency"]
            .sudo()
            .search(
                [("partner_id", "=", self.partner_id.id), ("officer_id", "!=", False)],
                limit=1,
            )
        )
        to = found.officer_id or self.partner_id
        if not to.email:
            raise UserError(
                self.env._(
                    "%(name)s has no e-mail address: print the paper, send it by "
                    "letter, and note it here.",
                    name=to.display_name,
                )
            )
        return to

    def action_note_paper(self):
        return self._ask("paper")

    def _note_paper(self, day, way, proofs=None):
        """Note that the paper left, with what proves it."""
        self.check_access("write")
        for one in self.sudo():
            values = {"paper_sent_on": day, "paper_way": way}
            if proofs:
                proofs.sudo().write({"res_model": one._name, "res_id": one.id})
                values["paper_proof_ids"] = [fields.Command.set(proofs.ids)]
            one.write(values)


def stamped(raw, words):
    """Return a PDF with ``words`` in a red frame at the top of its first page."""
    reader, writer = PdfFileReader(io.BytesIO(raw), strict=False), PdfFileWriter()
    for number in range(reader.getNumPages()):
        page = reader.getPage(number)
        if number == 0:
            box = page.mediaBox
            page.mergePage(_stamp(float(box.getWidth()), float(box.getHeight()), words))
        writer.addPage(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _stamp(width, height, words):
    style = ParagraphStyle(
        "stamp",
        fontName="Helvetica-Bold",
        fontSize=10.5,
        leading=13.5,
        textColor="#b91c1c",
        alignment=TA_CENTER,
    )
    sheet = io.BytesIO()
    pen = canvas.Canvas(sheet, pagesize=(width, height))
    text = Paragraph(f"DUPLICATA<br/>{words}", style)
    wide = width * 0.72
    _used, tall = text.wrap(wide - 20, height)
    left, bottom = (width - wide) / 2, height * 0.13
    pen.setFillColor("#ffffff")
    pen.setStrokeColor("#b91c1c")
    pen.rect(left, bottom, wide, tall + 16, fill=1)
    text.drawOn(pen, left + 10, bottom + 8)
    pen.save()
    return PdfFileReader(io.BytesIO(sheet.getvalue())).getPage(0)
