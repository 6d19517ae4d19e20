import io
from collections import OrderedDict

from reportlab.pdfgen import canvas

from odoo import models
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

# one customer a document; the balance letters are many in one: no number is theirs
NUMBERED = (
    "debt_recovery.report_statement",
    "debt_recovery.report_statement_partner",
    "debt_recovery.report_dossier",
)
OURS = (*NUMBERED, "debt_recovery.report_balance_confirmation")
MARGIN, SIZE = 45, 8  # of the page number, in points


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Make our letters one at a time, and number their pages.

        A wkhtmltopdf without Qt's patches refuses several documents at once, and has
        no footer. Odoo merges the streams as it does where it can split them.
        """
        report_name = self._get_report(report_ref).report_name
        if report_name not in OURS:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        streams = OrderedDict()
        for res_id in dict.fromkeys(res_ids or []):
            own = dict(data or {})
            one = super()._render_qweb_pdf_prepare_streams(report_ref, own, [res_id])
            if report_name in NUMBERED:
                one[res_id]["stream"] = _numbered(one[res_id]["stream"])
            streams.update(one)
        return streams


def _numbered(stream):
    """Write “2 / 3” at the foot of each page of a letter that has several."""
    reader = PdfFileReader(stream, strict=False)
    count = reader.getNumPages()
    if count < 2:
        return stream
    writer = PdfFileWriter()
    for number in range(count):
        page = reader.getPage(number)
        page.mergePage(_foot(page, f"{number + 1} / {count}"))
        writer.addPage(page)
    numbered = io.BytesIO()
    writer.write(numbered)
    return numbered


def _foot(page, text):
    width, height = (float(edge) for edge in page.mediaBox[2:4])
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=(width, height))
    sheet.setFont("Helvetica", SIZE)
    sheet.drawRightString(width - MARGIN, MARGIN / 2, text)
    sheet.save()
    return PdfFileReader(buffer, strict=False).getPage(0)
