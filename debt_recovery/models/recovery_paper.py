import copy
import io
import secrets

from reportlab.pdfgen import canvas

from odoo import api, models
from odoo.tools.pdf import PdfFileReader, PdfFileWriter, generic

REPORT = "debt_recovery.report_letter_action"
SHEAF, BYTES = 100, 3_000_000  # letters, and their HTML, made by one wkhtmltopdf
MARGIN, SIZE = 45, 8  # of what is written at the foot, in points


class RecoveryPaper(models.AbstractModel):
    """Many letters by one wkhtmltopdf, then each its own file.

    Starting the program costs a hundred times a page. Every letter begins on a new page
    with a mark of its own that is not seen, its first text; its pages go to the next
    one's mark. Where the marks are not found exactly once, in order, each is printed
    alone.
    """

    _name = "recovery.paper"
    _description = "Printing of letters"

    @api.model
    def _print(self, sheets):
        """Return ``{key: (PDF, number of pages)}``.

        :param sheets: ``{key: HTML of a letter}``
        :raises UserError: when wkhtmltopdf fails
        """
        printed = {}
        for some in self._sheaves(sheets):
            pages = self._together([sheets[key] for key in some])
            if pages is None:
                pages = [self._alone(sheets[key]) for key in some]
            printed.update(
                (key, (_file(own), len(own)))
                for key, own in zip(some, pages, strict=True)
            )
        return printed

    def _sheaves(self, sheets):
        """Yield lists of keys, none too many for one document."""
        some, size = [], 0
        for key, html in sheets.items():
            if some and (len(some) == SHEAF or size + len(html) > BYTES):
                yield some
                some, size = [], 0
            some.append(key)
            size += len(html)
        if some:
            yield some

    def _together(self, sheets):
        """Return the pages of each letter, or None when they cannot be told apart."""
        nonce = secrets.token_hex(4)
        marks = [f"{nonce}{number:04d}" for number in range(len(sheets))]
        pages = self._pages(list(zip(marks, sheets, strict=True)))
        starts = self._starts(pages, marks)
        if starts is None:
            return None
        ends = [*starts[1:], len(pages)]
        return [pages[a:b] for a, b in zip(starts, ends, strict=True)]

    def _starts(self, pages, marks):
        """Return the number of the page on which each mark stands; None unless each
        is there exactly once, in order, the first one on the first page."""
        found = {mark: [] for mark in marks}
        for number, page in enumerate(pages):
            text = _first_text(page)
            for mark in marks:
                found[mark] += [number] * text.count(mark)
        if any(len(numbers) != 1 for numbers in found.values()):
            return None
        starts = [found[mark][0] for mark in marks]
        rising = all(a < b for a, b in zip(starts, starts[1:], strict=False))
        return starts if rising and starts[0] == 0 else None

    def _alone(self, sheet):
        return self._pages([("", sheet)])

    def _pages(self, sheets):
        html = self.env["ir.qweb"]._render(
            "debt_recovery.letter_document", {"sheets": sheets}
        )
        reports = self.env["ir.actions.report"].sudo()
        pdf = reports._run_wkhtmltopdf([f"<!DOCTYPE html>{html}"], report_ref=REPORT)
        return list(PdfFileReader(io.BytesIO(pdf), strict=False).pages)

    # --- files ---------------------------------------------------------------------

    @api.model
    def _merge(self, files, duplex=False):
        """Return one PDF of these.

        :param duplex: each letter begins on a sheet of its own
        """
        writer = PdfFileWriter()
        for raw in files:
            pages = PdfFileReader(io.BytesIO(raw), strict=False).pages
            for page in pages:
                writer.addPage(page)
            if duplex and len(pages) % 2:
                box = pages[-1].mediabox
                writer.add_blank_page(box.width, box.height)
        return _written(writer)

    @api.model
    def _stamp(self, raw, words):
        """Return the PDF with ``words`` at the head of each page."""
        writer = PdfFileWriter()
        for page in PdfFileReader(io.BytesIO(raw), strict=False).pages:
            _write(page, words, at_foot=False)
            writer.addPage(page)
        return _written(writer)


def _first_text(page):
    """Return the first text of a page. The rest is not read: a drawn code has thousands
    of operations, and reading a page would take longer than printing it."""
    content = page["/Contents"].get_object().get_data()
    head = copy.copy(page)
    stream = generic.DecodedStreamObject()
    stream.set_data(content[: content.find(b"\nET") + len(b"\nET")] + b"\n")
    head[generic.NameObject("/Contents")] = stream
    return head.extract_text()


def _file(pages):
    """Return these pages as a PDF of their own, numbered where there are several."""
    writer = PdfFileWriter()
    for number, page in enumerate(pages, start=1):
        if len(pages) > 1:
            _write(page, f"{number} / {len(pages)}")
        writer.addPage(page)
    return _written(writer)


def _written(writer):
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _write(page, text, at_foot=True):
    """Write ``text`` on a page, right at the foot or at the head."""
    width, height = (float(edge) for edge in page.mediabox[2:4])
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=(width, height))
    sheet.setFont("Helvetica" if at_foot else "Helvetica-Bold", SIZE)
    edge = MARGIN / 2
    sheet.drawRightString(width - MARGIN, edge if at_foot else height - edge, text)
    sheet.save()
    buffer.seek(0)
    page.merge_page(PdfFileReader(buffer, strict=False).pages[0])
    page.compress_content_streams()
