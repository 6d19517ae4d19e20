"""Workbooks of agencies: written row by row, read without running anything in them.

Text is written as text, so nothing in it can be a formula and a leading zero stays;
amounts are numbers, days are days. A received formula is refused, whatever it gives.
"""

import io
import os
import tempfile
from datetime import datetime

import openpyxl
import xlsxwriter

from .agency_archive import BadPackage, members
from .agency_csv import MAX_BYTES, MAX_CELLS, MAX_LINES, runs
from .agency_fields import AMOUNT, DAY, RATE, Problem
from .agency_table import (
    DIGITS,
    MAX_PROBLEMS,
    check_width,
    lines,
    read,
    shown_value,
    text_of,
)

FORMULAS = ("f",)
ERRORS = ("e",)
MAX_FIGURES = 15  # that a spreadsheet keeps of a number
CREATED = datetime(2000, 1, 1)  # the same rows give the same bytes
WIDTHS = {AMOUNT: 14, DAY: 12, RATE: 8}
# What is long, so that a clerk reads it without dragging.
WIDE = {
    **dict.fromkeys(("debtor_name", "debtor_last_first", "debtor_company"), 30),
    **dict.fromkeys(("debtor_person", "debtor_email", "creditor", "document"), 30),
    **dict.fromkeys(("debtor_address", "creditor_address", "history"), 45),
    **dict.fromkeys(("debtor_street", "description", "creditor_iban"), 36),
    **dict.fromkeys(("event_text", "comment", "request_text"), 45),
}


def write(stream, rows, layout):
    """Write a workbook into a binary stream; return the number of rows.

    :raises Misfit: for a cell that is too long or missing
    """
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "book.xlsx")
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_urls": False}
        with xlsxwriter.Workbook(path, options) as book:
            book.set_properties({"created": CREATED})
            count = _sheet(book, rows, layout)
        with open(path, "rb") as made:
            while chunk := made.read(1 << 20):
                stream.write(chunk)
    return count


def _sheet(book, rows, layout):
    sheet = book.add_worksheet(layout.sheet or None)
    head = book.add_format({"bold": True, "bg_color": "#E5E7EB", "bottom": 1})
    formats = {DAY: book.add_format({"num_format": 14, "align": "left"})}
    formats[RATE] = book.add_format({"num_format": "0.00#"})
    for at, column in enumerate(layout.columns):
        wide = WIDE.get(column.field) or WIDTHS.get(column.type, 16)
        wide = min(max(len(column.heading) + 2, wide), 45)
        sheet.set_column(at, at, wide)
        if layout.header:
            sheet.write_string(0, at, column.heading, head)
    if layout.header:
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    first, count = int(layout.header), 0
    for count, cells in enumerate(lines(rows, layout), start=1):
        for at, (value, column) in enumerate(zip(cells, layout.columns, strict=True)):
            place = (first + count - 1, at)
            _put(sheet, book, formats, place, value, column, layout, count)
    return count


def _put(sheet, book, formats, place, value, column, layout, position):
    if value is None:
        return
    if column.date_format or column.decimal or isinstance(value, str):
        digits = DIGITS
        if column.type == AMOUNT and not isinstance(value, str):
            digits = max(-value.as_tuple().exponent, 0)
        text = text_of(value, column, layout, digits)
        check_width(text, column, position)
        sheet.write_string(*place, text)
    elif column.type == DAY:
        sheet.write_datetime(*place, value, formats[DAY])
    elif len(value.as_tuple().digits) > MAX_FIGURES:
        sheet.write_string(*place, str(value))
    else:
        sheet.write_number(*place, float(value), _number(book, formats, value, column))


def _number(book, formats, value, column):
    if column.type == RATE:
        return formats[RATE]
    digits = max(-value.as_tuple().exponent, 0)
    if digits not in formats:
        pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
        formats[digits] = book.add_format({"num_format": pattern})
    return formats[digits]


# --- reading ----------------------------------------------------------------------


def read_bytes(body, layout):
    """Return ``(rows, problems)`` of a received workbook; never raises for its content.

    >>> from .agency_layout import own
    >>> read_bytes(b"no workbook", own("status"))[1][0].reason
    'not_this_format'
    """
    if not body:
        return [], [Problem(0, "", "", "empty_file")]
    if len(body) > MAX_BYTES:
        return [], [Problem(0, "", "", "too_large", (("limit", MAX_BYTES >> 20),))]
    try:
        for _name, _size in members(body, entities=True):
            pass
    except BadPackage as bad:
        reason = "too_large" if bad.reason == "bomb" else "not_this_format"
        return [], [Problem(0, "", "", reason, (("limit", MAX_BYTES >> 20),))]
    table, problems = _opened(body, layout.sheet)
    if problems:
        return [], problems
    return read(table, layout)


def _opened(body, name):
    """Return ``(table, problems)``. The library raises whatever a broken workbook makes
    of it, so any error here says that this is no workbook."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
        if name and name not in book.sheetnames:
            return [], [Problem(0, name, "", "missing_column")]
        sheet = book[name] if name else book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size is not believed
        return _cells(sheet)
    except Exception:  # noqa: BLE001
        return [], [Problem(0, "", "", "not_this_format")]


def _cells(sheet):
    table, problems = [], []
    for line, row in enumerate(sheet.iter_rows(), start=1):
        if line > MAX_LINES or len(row) > MAX_CELLS:
            return [], [Problem(line, "", "", "too_large", (("limit", MAX_LINES),))]
        cells = [None if cell.value is None else cell.value for cell in row]
        heading = table[0][1] if table else cells
        for at, cell in enumerate(row):
            bad = cell.data_type in FORMULAS
            bad = bad or (isinstance(cell.value, str) and runs(cell.value))
            if bad or cell.data_type in ERRORS:
                where = heading[at] if at < len(heading) else at + 1
                shown = (str(where or at + 1), shown_value(cell.value))
                problems.append(Problem(line, *shown, "formula"))
        if len(problems) > MAX_PROBLEMS:
            break
        table.append((line, cells))
    width = max((len(cells) for _line, cells in table), default=0)
    # a sheet does not keep the empty cells at the end of a row
    return [(at, [*one, *[None] * (width - len(one))]) for at, one in table], problems
