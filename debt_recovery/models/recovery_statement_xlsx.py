import io
import zipfile

import xlsxwriter

from odoo import api, models

from .recovery_statement_page import SECTIONS

HEAD_ROW = 5
WIDTHS = (12, 22, 18, 12, 9, 14, 14, 10, 26, 26)
DATE, TEXT, NUMBER, AMOUNT = "date", "text", "number", "amount"


class RecoveryStatement(models.AbstractModel):
    """The statement as a workbook, for the customer's accountant."""

    _inherit = "recovery.statement"

    @api.model
    def _xlsx(self, content):
        """Return the bytes of the workbook of one :meth:`_content`.

        Dates are dates and amounts numbers; the currency stands in its own column and
        each has its own total.
        """
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet(self.env._("Statement"))
            formats = self._xlsx_formats(book, content)
            self._xlsx_heading(sheet, formats, content)
            last = self._xlsx_items(sheet, formats, content)
            self._xlsx_totals(sheet, formats, content, last)
            sheet.freeze_panes(HEAD_ROW + 1, 0)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(HEAD_ROW)
            for column, width in enumerate(WIDTHS):
                sheet.set_column(column, column, width)
        return buffer.getvalue()

    @api.model
    def _file(self, records):
        """Return ``(name, bytes)``: a workbook, or for several customers a zip."""
        found = {}
        for _record, company, partner in records._recovery_statement_pairs():
            speaking = self._speaking(company, partner)
            content = speaking._content(company, partner)
            debtor = content["partner"]
            name = speaking._file_name(company, debtor, content["as_of"])
            found[company, debtor] = (name, speaking._xlsx(content))
        if len(found) == 1:
            ((name, raw),) = found.values()
            return f"{name}.xlsx", raw
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for (company, debtor), (name, raw) in found.items():
                # two customers, or companies, may bear the same name
                archive.writestr(f"{name} ({company.id}-{debtor.id}).xlsx", raw)
        return f"{self.env._('Statements of account')}.zip", buffer.getvalue()

    def _xlsx_formats(self, book, content):
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "bold": book.add_format({"bold": True}),
            "head": book.add_format(
                {"bold": True, "bg_color": "#E5E7EB", "bottom": 1, "text_wrap": True}
            ),
            "date": book.add_format({"num_format": 14, "align": "left"}),
        }
        for currency in content["totals"]:
            decimals = f".{'0' * currency.decimal_places}"
            pattern = "#,##0" + (decimals if currency.decimal_places else "")
            formats[currency] = book.add_format({"num_format": pattern})
            formats[currency, "bold"] = book.add_format(
                {"num_format": pattern, "bold": True, "top": 1}
            )
        return formats

    def _xlsx_heading(self, sheet, formats, content):
        partner, company = content["partner"], content["company"]
        sheet.write_string(0, 0, self.env._("Statement of account"), formats["title"])
        sheet.write_string(1, 0, company.name or "", formats["bold"])
        sheet.write_string(2, 0, self.env._("Customer"))
        said = " – ".join(filter(None, (partner.name, partner.ref)))
        sheet.write_string(2, 1, said, formats["bold"])
        sheet.write_string(3, 0, self.env._("Date"))
        sheet.write_datetime(3, 1, content["as_of"], formats["date"])

    def _xlsx_columns(self):
        """Return ``(title, kind, key)`` of each column; ``key`` is that of an item."""
        return (
            (self.env._("Date"), DATE, "document_date"),
            (self.env._("Document"), TEXT, "name"),
            (self.env._("Your reference"), TEXT, "reference"),
            (self.env._("Due date"), DATE, "due"),
            (self.env._("Days late"), NUMBER, "days"),
            (self.env._("Amount"), AMOUNT, "original"),
            (self.env._("Still open"), AMOUNT, "open"),
            (self.env._("Currency"), TEXT, "currency"),
            (self.env._("Situation"), TEXT, "section"),
            (self.env._("Remark"), TEXT, "mark"),
        )

    def _xlsx_items(self, sheet, formats, content):
        """Write the table; return its last row."""
        columns = self._xlsx_columns()
        for column, (title, _kind, _key) in enumerate(columns):
            sheet.write_string(HEAD_ROW, column, title, formats["head"])
        row = HEAD_ROW
        for code, kinds in SECTIONS.items():
            for item in (one for one in content["items"] if one["kind"] in kinds):
                row += 1
                dated = item["kind"] not in ("credit", "in_flight")
                shown = {
                    **item,
                    "due": item["due"] if dated else False,
                    "section": self._section_title(code),
                    "mark": self._mark(item),
                }
                for column, (_title, kind, key) in enumerate(columns):
                    self._xlsx_cell(sheet, formats, (row, column), kind, shown, key)
        if row > HEAD_ROW:
            sheet.autofilter(HEAD_ROW, 0, row, len(columns) - 1)
        return row

    def _xlsx_cell(self, sheet, formats, place, kind, item, key):
        value = item[key]
        if kind == TEXT:  # never a formula, whatever a reference looks like
            sheet.write_string(*place, value.name if key == "currency" else value)
        elif kind == DATE and value:
            sheet.write_datetime(*place, value, formats["date"])
        elif kind == NUMBER and value:
            sheet.write_number(*place, value)
        elif kind == AMOUNT and value:
            sheet.write_number(*place, value, formats[item["currency"]])

    def _xlsx_totals(self, sheet, formats, content, last):
        """Write each currency's sums below, as formulas with their value."""
        row = last + 1
        for currency, total in content["totals"].items():
            row += 1
            of_all = total["balance"] + total["in_flight"]
            sheet.write_string(row, 5, self.env._("Total"), formats["bold"])
            sheet.write_formula(
                *(row, 6),
                f'=SUMIF(H{HEAD_ROW + 2}:H{last + 1},"{currency.name}",'
                f"G{HEAD_ROW + 2}:G{last + 1})",
                formats[currency, "bold"],
                currency.round(of_all),
            )
            sheet.write_string(row, 7, currency.name, formats["bold"])
            row += 1
            sheet.write_string(row, 5, self.env._("To pay to date"), formats["bold"])
            sheet.write_number(row, 6, total["to_pay"], formats[currency, "bold"])
            sheet.write_string(row, 7, currency.name, formats["bold"])
