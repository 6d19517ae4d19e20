"""Receivables histories as CSV files; the columns are described in docs/replay.md.

A row that cannot be read becomes a refusal with its line, column and word; a file
whose columns are unknown raises :class:`FileError`. Standard library only.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from .replay_rows import LAYOUTS, USUAL_TERM, BadWordError, Reader


class FileError(Exception):
    """The file as a whole is of no use."""


@dataclass
class History:
    rows: list
    refusals: list
    notes: list


def read(path):
    """Return the :class:`History` in the file.

    :raises FileError: no such file, no rows, or columns that no layout knows
    """
    notes = []
    records = _records(_text(path, notes), notes)
    header = next(records, (0, None))[1]
    if not header:
        raise FileError(f"{path}: the file is empty")
    reader = Reader(_layout(path, header), header)
    rows, refusals = reader.read(records)
    if not rows:
        first = f"; the first: {refusals[0]}" if refusals else ""
        raise FileError(f"{path}: no row could be read{first}")
    notes.append(f"columns: {reader.layout.name}")
    if "invoice_date" not in reader.places:
        notes.append(f"no invoice dates: {USUAL_TERM} days before the due dates")
    if "currency" not in reader.places:
        notes.append("no currencies: the company's is taken")
    return History(rows, refusals, notes)


def _text(path, notes):
    """Return the text of the file, whatever usual encoding it has."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from error
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        notes.append("not UTF-8: read as Windows-1252")
        return content.decode("cp1252", errors="replace")


def _records(text, notes):
    """Yield ``(line number, words)`` of the records that are not blank."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t|", key=head.count)
    if delimiter != ",":
        notes.append(f"delimiter: {delimiter!r}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            words = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, BadWordError("-", "", str(error))
            continue
        if any(word.strip() for word in words):
            yield line, [word.strip() for word in words]


def _layout(path, header):
    """Return the first layout whose required columns are all there."""
    found = {word.casefold() for word in header}
    for layout in LAYOUTS:
        if all(column.casefold() in found for column in layout.required()):
            return layout
    wanted = "\n".join(
        f"  {layout.name}: {', '.join(layout.required())}"
        f" (and {', '.join(layout.optional())})"
        for layout in LAYOUTS
    )
    raise FileError(
        f"{path}: unknown columns\nfound: {', '.join(header)}\nwanted:\n{wanted}"
    )
