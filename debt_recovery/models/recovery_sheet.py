import io

import xlsxwriter

from odoo import models


class RecoverySheet(models.AbstractModel):
    """A spreadsheet: titles, rows of numbers as numbers, a frozen header.

    Who inherits implements ``_sheet_name`` and ``_write_sheet``; the address
    ``/debt_recovery/sheet/<model>/<id>`` hands it out.
    """

    _name = "recovery.sheet"
    _description = "Spreadsheet"

    def action_sheet(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/debt_recovery/sheet/{self._name}/{self.id}",
            "target": "self",
        }

    def _sheet(self):
        """Return the workbook as bytes."""
        output = io.BytesIO()
        # a customer's name is a text, whatever it begins with
        plain = {"strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(output, {"in_memory": True, **plain})
        self._write_sheet(Pen(book, self.env))
        book.close()
        return output.getvalue()

    def _sheet_name(self):
        """Return the file's name, without its ending."""
        raise NotImplementedError

    def _write_sheet(self, pen):
        """Write the workbook.

        :param pen: a :class:`Pen`
        """
        raise NotImplementedError


class Pen:
    """Writes rows downwards, each cell by the kind of its value.

    :param book: the workbook
    """

    def __init__(self, book, env):
        self.book, self.env, self._formats, self.row = book, env, {}, 0
        self.page = None

    def new_page(self, name, widths):
        """Begin a sheet whose columns have these widths."""
        self.page, self.row = self.book.add_worksheet(name[:31]), 0
        for number, width in enumerate(widths):
            self.page.set_column(number, number, width)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)

    def head(self, titles):
        """Write the titles of columns; they stay in sight."""
        self.line(titles, bold=True, under=True)
        self.page.freeze_panes(self.row, 1)
        self.page.repeat_rows(self.row - 1)

    def line(self, values, currency=None, **style):
        """Write a row; numbers that are floats are amounts of ``currency``."""
        for number, value in enumerate(values):
            if value is None or value is False or value == "":
                if style:
                    self.page.write_blank(self.row, number, None, self._style(**style))
            elif isinstance(value, float):
                money = {"num_format": _money(currency), **style}
                self.page.write_number(self.row, number, value, self._style(**money))
            elif hasattr(value, "year"):
                dated = {"num_format": "dd/mm/yyyy", "align": "left", **style}
                self.page.write_datetime(self.row, number, value, self._style(**dated))
            else:
                self.page.write(self.row, number, value, self._style(**style))
        self.row += 1

    def skip(self):
        self.row += 1

    def _style(self, under=False, **values):
        if under:
            values.update(bottom=1, text_wrap=True, valign="top")
        key = tuple(sorted(values.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(values)
        return self._formats[key]


def _money(currency):
    """Return the format of amounts; the reader's program puts its separators.

    >>> _money(None)
    '#,##0.00;[Red]-#,##0.00'
    """
    digits = currency.decimal_places if currency else 2
    number = "#,##0" + ("." + "0" * digits if digits else "")
    return f"{number};[Red]-{number}"
