"""A CSV that a spreadsheet opens without running anything in it."""

import csv
import io

BOM = "\ufeff"  # Excel reads UTF-8 only when told
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value):
    """Return ``value`` as text that no spreadsheet takes for a formula.

    >>> cell("=HYPERLINK(1)"), cell(" @SUM"), cell("+33 6 12"), cell("-")
    ("'=HYPERLINK(1)", "' @SUM", "'+33 6 12", "'-")
    >>> cell("Reminder"), cell(None), cell(0), cell(-3)
    ('Reminder', '', '0', "'-3")
    """
    text = "" if value is None or value is False else str(value)
    text = text.replace("\x00", "")
    begins = text.lstrip(" \u00a0")[:1] or text[:1]
    return f"'{text}" if begins in FORMULA and begins else text


def table(head, rows):
    """Return the bytes of a CSV: UTF-8 with its mark, semicolons, every cell safe.

    >>> table(["a", "b"], [["=1", 'say "x"; y']]).decode("utf-8-sig")
    'a;b\\r\\n\\'=1;"say ""x""; y"\\r\\n'
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    for row in (head, *rows):
        writer.writerow([cell(value) for value in row])
    return (BOM + stream.getvalue()).encode()
