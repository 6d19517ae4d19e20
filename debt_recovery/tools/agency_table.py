"""Neutral rows ↔ the cells of a table, by the columns of a layout.

Writing refuses what does not fit: an error names row, column and value, nothing is cut.
Reading returns rows *and* problems; a row with a problem is left out.
"""

from decimal import Decimal

from .agency_amounts import (
    DIGITS,
    Wrong,
    amount,
    amount_text,
    day,
    exact,
    number,
    rate_text,
)
from .agency_derived import value_of
from .agency_fields import AMOUNT, DAY, NEEDED, NUMBER, RATE, Problem
from .agency_layout import PER_FILE, TYPES

LONGEST = 4000  # characters of a cell that is read
MAX_PROBLEMS = 500
# Our own words for what has few answers.
WORDS = {
    "paid_to": ("agency", "creditor"),
    "request": ("document", "explanation", "plan", "discount", "court"),
}


class Misfit(ValueError):
    """A cell that cannot be written: which row (from 1), column, value and why."""

    def __init__(self, row, column, value, reason, known=()):
        super().__init__(f"{row} {column} {reason}")
        self.row, self.column, self.value = row, column, value
        self.reason, self.known = reason, known

    def problem(self):
        """Return it as the ``Problem`` of a file."""
        return Problem(self.row, self.column, self.value, self.reason, self.known)


def grouped(rows):
    """Yield one row a placed file: texts and numbers of its debts together, amounts
    added up, the first of its days. ``rows`` come file by file.

    >>> first = {"placement": "DC/1", "document": "INV/1", "total": Decimal(3)}
    >>> next(grouped([first, {**first, "document": "INV/2"}]))["document"]
    'INV/1, INV/2'
    >>> next(grouped([first, {**first, "document": "INV/2"}]))["total"]
    Decimal('6')
    """
    for _number, debts in by_file(rows):
        yield _together(debts)


def by_file(rows):
    """Yield ``(our number, rows)`` of each placed file; rows come file by file."""
    waiting = []
    for row in rows:
        if waiting and waiting[0].get("placement") != row.get("placement"):
            yield waiting[0].get("placement"), waiting
            waiting = []
        waiting.append(row)
    if waiting:
        yield waiting[0].get("placement"), waiting


def _together(rows):
    return {name: _joined(name, [row.get(name) for row in rows]) for name in rows[0]}


def _joined(name, values):
    values = [one for one in values if one is not None]
    kind = TYPES.get(name)
    if not values:
        return None
    if kind == AMOUNT:
        return sum(values[1:], values[0])
    if kind == DAY:
        return min(values)
    if kind == RATE:
        return values[0]
    return ", ".join(dict.fromkeys(map(str, values)))


def lines(rows, layout):
    """Yield the cells of each row, typed: text, ``Decimal``, ``date`` or None.

    :raises Misfit: for a cell that is missing or too long
    """
    rows = grouped(rows) if layout.per == PER_FILE else rows
    for position, row in enumerate(rows, start=1):
        digits = layout.digits.get(row.get("currency"), DIGITS)
        yield [_cell(row, column, position, digits) for column in layout.columns]


def _cell(row, column, position, digits):
    value = column.fixed or None
    if column.field:
        value = value_of(row, column.field)
    if value in (None, ""):
        if column.required:
            raise Misfit(position, column.heading, "", "missing_value")
        return None
    if column.type == AMOUNT:
        try:
            return exact(value, digits)
        except Wrong as wrong:
            said = (position, column.heading, str(value), wrong.reason, wrong.known)
            raise Misfit(*said) from None
    if column.type in (DAY, RATE):
        return value
    return _text(str(value), column, position)


def _text(text, column, position):
    if column.words:  # of several, the first is written
        text = dict(reversed(column.words)).get(text, text)
    text = text.replace("\0", "")
    text = text.upper() if column.upper else text
    check_width(text, column, position)
    return text


def check_width(text, column, position):
    """Refuse a text that its column has no room for; nothing is ever cut."""
    if column.width and len(text) > column.width:
        known = (("limit", column.width), ("length", len(text)))
        raise Misfit(position, column.heading, text, "too_long", known)


def text_of(value, column, layout, digits=DIGITS):
    """Return a typed cell as the text of a file.

    >>> from .agency_layout import Column, Layout
    >>> french = Layout((), decimal=",", date_format="%d/%m/%Y")
    >>> text_of(Decimal("1000.5"), Column("Montant", "total"), french)
    '1000,50'
    """
    if value is None:
        return ""
    decimal = column.decimal or layout.decimal
    if column.type == AMOUNT:
        return amount_text(value, decimal, layout.thousands, digits)
    if column.type == RATE and isinstance(value, Decimal):
        return rate_text(value, decimal)
    if column.type == DAY and not isinstance(value, str):
        return value.strftime(column.date_format or layout.date_format)
    return str(value)


# --- reading ----------------------------------------------------------------------


def read(table, layout):
    """Return ``(rows, problems)`` of a table.

    :param table: iterable of ``(line, cells)``; cells are text, or what a spreadsheet
        keeps: numbers, dates, None
    """
    table = iter(table)
    places, width, problems = _places(table, layout)
    rows = []
    if problems:
        return rows, problems
    for line, cells in table:
        if len(problems) >= MAX_PROBLEMS:
            break
        if all(one is None or str(one).strip() == "" for one in cells):
            continue
        row, wrong = _row(line, cells, places, width, layout)
        problems += wrong
        rows += [] if wrong else [row]
    if not rows and not problems:
        problems = [Problem(0, "", "", "empty_file")]
    return rows, problems


def _places(table, layout):
    """Return ``([(column, its place)], cells of a row, problems)`` by the heading, or
    in order."""
    columns = layout.columns
    if not layout.header:
        return [(one, at) for at, one in enumerate(columns)], len(columns), []
    line, heading = next(table, (0, None))
    if heading is None:
        return [], 0, []
    found = {}
    for at, name in enumerate(heading):
        found.setdefault(_name(name), []).append(at)
    problems, places = [], []
    for column in columns:
        at = found.get(_name(column.heading), [])
        if len(at) > 1:
            problems.append(Problem(line, column.heading, "", "double_column"))
        elif at:
            places.append((column, at[0]))
        elif column.required or column.field in NEEDED.get(layout.purpose, ()):
            problems.append(Problem(line, column.heading, "", "missing_column"))
    return ([] if problems else places), len(heading), problems


def _name(heading):
    return " ".join(str(heading or "").lower().split())


def _row(line, cells, places, width, layout):
    last = max((at for _column, at in places), default=-1)
    # a sign too many moves all that follows into the wrong columns
    extra = any(str("" if one is None else one).strip() for one in cells[width:])
    if last >= len(cells) or extra:
        known = (("found", len(cells)), ("expected", width))
        return None, [Problem(line, "", "", "wrong_columns", known)]
    digits, problems = _digits(line, cells, places, layout)
    row = {"line": line}
    for column, at in places:
        if not column.field:
            continue
        try:
            row[column.field] = value(cells[at], column, layout, digits)
        except Wrong as wrong:
            said = shown_value(cells[at])
            here = (line, column.heading, said, wrong.reason, wrong.known)
            problems.append(Problem(*here))
    return row, list(dict.fromkeys(problems))


def shown_value(cell):
    """Return what stands in a cell, short enough to be shown."""
    return str("" if cell is None else cell).replace("\0", "")[:120]


def _digits(line, cells, places, layout):
    """Return the decimals of the row's currency, and what is wrong with it."""
    for column, at in places:
        if column.field == "currency" and cells[at] not in (None, ""):
            code = str(cells[at]).strip()
            code = {theirs: ours for ours, theirs in column.words}.get(code, code)
            if layout.digits and code not in layout.digits:
                where = (line, column.heading, shown_value(cells[at]), "not_a_word")
                return DIGITS, [Problem(*where)]
            return layout.digits.get(code, DIGITS), []
    return DIGITS, []


def value(cell, column, layout, digits=DIGITS):
    """Return the typed value of one cell; None for an empty one.

    :raises Wrong: with its reason
    """
    text = str("" if cell is None else cell).strip().replace("\0", "")
    if not text:
        if column.required or column.field in NEEDED.get(layout.purpose, ()):
            raise Wrong("missing_value")
        return None
    if len(text) > (column.width or LONGEST):
        known = (("limit", column.width or LONGEST), ("length", len(text)))
        raise Wrong("too_long", *known)
    if column.type == AMOUNT:
        return _amount(cell, text, column, layout, digits)
    if column.type == DAY:
        return _day(cell, text, column, layout)
    if column.type in (RATE, NUMBER):
        return _amount(cell, text, column, layout, 6)
    return _word(cell, text, column)


def _amount(cell, text, column, layout, digits):
    if isinstance(cell, bool):
        raise Wrong("not_an_amount")
    if isinstance(cell, int | float | Decimal):
        found = cell if isinstance(cell, Decimal) else number(cell)
        return exact(found, digits)
    decimal = column.decimal or layout.decimal
    return amount(text, decimal, layout.thousands, digits)


def _day(cell, text, column, layout):
    if hasattr(cell, "date"):  # a spreadsheet's day has a time
        cell = cell.date()
    if hasattr(cell, "isoformat") and hasattr(cell, "year"):
        return day(cell.isoformat())
    return day(text, column.date_format or layout.date_format)


def _word(cell, text, column):
    if isinstance(cell, float) and cell.is_integer():
        text = str(int(cell))  # a reference that a spreadsheet took for a number
    known = {theirs.casefold(): ours for ours, theirs in column.words}
    text = known.get(text.casefold(), text)
    if column.field in WORDS:
        text = text.casefold()
        if text not in WORDS[column.field]:
            raise Wrong("not_a_word", ("words", ", ".join(WORDS[column.field])))
    return text
