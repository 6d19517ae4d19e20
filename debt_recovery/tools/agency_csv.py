"""Text files of agencies: written as the layout says, read without trust.

Outgoing cells are neutralised against spreadsheets (``csv_safe.cell``), but for typed
ones that must load: amounts, rates and days are written by us alone, and a phone number
in E.164 is at worst read as a number. Incoming cells that a spreadsheet would run are
refused; the apostrophe of our own neutralising is taken off.
"""

import codecs
import csv
import io
import re
from types import SimpleNamespace

from .agency_fields import AMOUNT, DAY, RATE, Problem
from .agency_table import (
    DIGITS,
    MAX_PROBLEMS,
    Misfit,
    check_width,
    lines,
    read,
    shown_value,
    text_of,
)
from .csv_safe import cell as safe

MAX_BYTES = 32 * 1024 * 1024
MAX_LINES = 200_000
MAX_CELLS = 400
TYPED = (AMOUNT, DAY, RATE)
PHONE = re.compile(r"\+[1-9][0-9]{5,14}")
PLAIN_SIGN = re.compile(r"[+-][0-9][0-9\s.,()/-]*")
RUNS = re.compile(r"[=@|!(]")


def _encoded(stream, layout):
    """Return what takes the texts of the csv writer and writes their bytes."""
    encoder = codecs.getincrementalencoder(layout.encoding)()
    return SimpleNamespace(write=lambda text: stream.write(encoder.encode(text)))


def write(stream, rows, layout):
    """Write a file into a binary stream; return the number of rows.

    :raises Misfit: for a cell that is too long, is missing, or has a letter that the
        encoding does not know
    """
    out = csv.writer(_encoded(stream, layout), **_dialect(layout), strict=True)
    columns, count = layout.columns, 0
    if layout.header:
        _put(out, [one.heading for one in columns], layout, 0)
    for count, cells in enumerate(lines(rows, layout), start=1):
        texts = [_text(*pair, layout) for pair in zip(cells, columns, strict=True)]
        for text, column in zip(texts, columns, strict=True):
            check_width(text, column, count)
        _put(out, texts, layout, count)
    return count


def _text(value, column, layout):
    digits = DIGITS
    if column.type == AMOUNT and value is not None:
        digits = max(-value.as_tuple().exponent, 0)
    text = text_of(value, column, layout, digits)
    if column.type in TYPED and not isinstance(value, str):
        return text
    text = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    if text[:1].isalnum():
        return text
    return text if PHONE.fullmatch(text) else safe(text)


def _dialect(layout):
    quoting = csv.QUOTE_MINIMAL if layout.quote else csv.QUOTE_NONE
    return {
        "delimiter": layout.delimiter,
        "quotechar": layout.quote or None,
        "quoting": quoting,
        "lineterminator": layout.line_end,
    }


def _put(out, texts, layout, position):
    """Write one row, or say which cell cannot be written."""
    try:
        out.writerow(texts)
    except (UnicodeEncodeError, csv.Error):
        for column, text in zip(layout.columns, texts, strict=True):
            _check(text, column.heading, layout, position)
        raise


def _check(text, heading, layout, position):
    try:
        text.encode(layout.encoding)
    except UnicodeEncodeError as error:
        known = (("letter", text[error.start]), ("encoding", layout.encoding))
        raise Misfit(position, heading, text, "encoding", known) from None
    if not layout.quote and layout.delimiter in text:
        raise Misfit(position, heading, text, "wrong_columns")


# --- reading ----------------------------------------------------------------------


def read_bytes(body, layout):
    """Return ``(rows, problems)`` of a received file; never raises for its content.

    >>> from .agency_layout import own
    >>> body = b"placement;status\\r\\nDC/1;open\\r\\n"
    >>> rows, problems = read_bytes(body, own("status"))
    >>> rows[0]["placement"], rows[0]["line"], problems
    ('DC/1', 2, [])
    >>> read_bytes(b"placement;status\\nDC/1;=1+1\\n", own("status"))[1][0].reason
    'formula'
    """
    if len(body) > MAX_BYTES:
        return [], [Problem(0, "", "", "too_large", (("limit", MAX_BYTES >> 20),))]
    if not body.strip():
        return [], [Problem(0, "", "", "empty_file")]
    text, problem = _decoded(body, layout.encoding)
    if problem:
        return [], [problem]
    table, problems = _table(text, layout)
    if problems:
        return [], problems
    return read(table, layout)


def _decoded(body, encoding):
    """Return ``(text, problem)``; a mark at the beginning is never part of a word."""
    if encoding == "utf-8":
        encoding = "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeError as error:
        start = getattr(error, "start", 0) or 0
        line = body.count(b"\n", 0, start) + 1
        shown = body[start : start + 8].hex(" ")
        return "", Problem(line, "", shown, "encoding", (("encoding", encoding),))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return "", Problem(line, "", "", "not_this_format")
    return text, None


def _table(text, layout):
    """Return ``([(line, cells)], problems)``; the line is where the row begins."""
    dialect = {**_dialect(layout), "strict": True}
    dialect.pop("lineterminator")
    reader = csv.reader(io.StringIO(text, newline=""), **dialect)
    table, problems, begins = [], [], 1
    try:
        for cells in reader:
            if len(table) >= MAX_LINES or len(cells) > MAX_CELLS:
                known = (("limit", MAX_LINES),)
                return [], [Problem(begins, "", "", "too_large", known)]
            problems += _formulas(begins, cells, table)
            if len(problems) >= MAX_PROBLEMS:
                break
            table.append((begins, [_unsafe(one) for one in cells]))
            begins = reader.line_num + 1
    except csv.Error:
        return [], [Problem(begins, "", "", "not_this_format")]
    return table, problems[:MAX_PROBLEMS]


def _formulas(line, cells, table):
    heading = table[0][1] if table else cells
    return [
        Problem(line, _nth(heading, at), shown_value(one), "formula")
        for at, one in enumerate(cells)
        if runs(one)
    ]


def _nth(heading, at):
    return heading[at] if at < len(heading) else str(at + 1)


def runs(cell):
    """Tell whether a spreadsheet may take a received cell for a formula.

    >>> [runs(one) for one in ("=1", " @SUM(A1)", "-2+cmd|'/C calc'!A0", "\\t=1")]
    [True, True, True, True]
    >>> [runs(one) for one in ("-12,50", "+33 6 12", "'=1", "- called", "")]
    [False, False, False, False, False]
    """
    text = cell.lstrip(" \u00a0\t\r\n")
    first = text[:1]
    if first in ("=", "@"):
        return True
    if first in ("+", "-") and not PLAIN_SIGN.fullmatch(text):
        return bool(RUNS.search(text))
    return False


def _unsafe(cell):
    """Take off the apostrophe that our own writing put before a sign."""
    if cell.startswith("'") and safe(cell[1:]) == cell:
        return cell[1:]
    return cell
