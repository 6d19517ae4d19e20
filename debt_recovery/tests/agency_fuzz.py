"""Files of an agency, spoilt in a hundred ways, and what a careful clerk reads in them.

The generator is seeded: the same number gives the same file. The reader here is another
than the formats': it decides what a booked file must have done.
"""

import csv
import io
import random
import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal

from .agency_inbound_case import csv_of
from .common import MONDAY

AMOUNTS = (
    *("1.000,00", "1,000.00", "1e9", "NaN", "Infinity", "-5", "0", "10.005", "٣"),
    *("=1+1", "10 EUR", "1.000", " 12.50 ", "0x10", "1_000", "+7.00", "9" * 40),
)
DAYS = (
    *("31/02/2026", "2026-02-30", "26-3-1", "2026-03-01T00:00", "0000-00-00", "hier"),
    *("9999-12-31", "2026-3-1", "1772323200", "2026-02-28"),
)
CELLS = (
    *("=cmd|' /C calc'!A0", "@SUM(1)", "+1-1", "\tx", "x" * 5000, "\x00", "é\u0301"),
    *("'; DROP TABLE res_partner; --", "<script>alert(1)</script>", "%s%n", "𝔘", "；"),
)
WORDS = ("Zufrieden", "", "  ", "paid?", "Contacté", "Soldé", "PROMESSE", "???")
ENCODINGS = ("utf-16", "utf-8-sig", "cp1252", "latin-1", "utf-32", "utf-7")
COLUMNS = (
    *("placement", "status", "status_on", "promise_on", "promise_amount"),
    *("currency", "comment"),
)


class Spoiler:
    """Makes one spoilt file after the other.

    :param references: of the files that the agency knows
    :param base: ``row(draw, reference)``: a good row
    """

    def __init__(self, references, base, seed=8):
        self.draw = random.Random(seed)
        self.references, self.base = references, base

    def make(self):
        """Return ``(what was done, file name, bytes)``."""
        draw = self.draw
        chosen = draw.sample(self.references, draw.randint(1, 5))
        rows = [self.base(draw, one) for one in chosen]
        kind = draw.choice(self.KINDS)
        body = kind(self, rows)
        name = "orvane.zip" if body[:2] == b"PK" else "orvane.csv"
        return kind.__name__, name, body

    # --- the table ------------------------------------

    def nothing(self, rows):
        return csv_of(rows)

    def cell(self, rows):
        row = self.draw.choice(rows)
        name = self.draw.choice(list(row))
        pool = {"status": WORDS, "currency": ("CHF", "eur", "€", "XXX", "")}
        if name.endswith("_on"):
            pool = {name: DAYS}
        elif "amount" in name:
            pool = {name: AMOUNTS}
        row[name] = self.draw.choice(pool.get(name, CELLS))
        return csv_of(rows)

    def any_cell(self, rows):
        row = self.draw.choice(rows)
        row[self.draw.choice(list(row))] = self.draw.choice((*CELLS, *AMOUNTS, *DAYS))
        return csv_of(rows)

    def formula(self, rows):
        self.draw.choice(rows)["comment"] = self.draw.choice(CELLS[:4])
        return csv_of(rows)

    def stranger(self, rows):
        row = self.draw.choice(rows)
        row["placement"] = self.draw.choice(("DC/1999/00001", "", "' OR 1=1", "DC"))
        return csv_of(rows)

    def double_row(self, rows):
        return csv_of([*rows, self.draw.choice(rows)])

    def shuffled(self, rows):
        columns = list(rows[0])
        self.draw.shuffle(columns)
        return csv_of(rows, columns)

    def less_columns(self, rows):
        gone = self.draw.choice(list(rows[0]))
        return csv_of([{k: v for k, v in row.items() if k != gone} for row in rows])

    def double_column(self, rows):
        lines = csv_of(rows).split(b"\r\n")
        at = self.draw.randrange(len(rows[0]))
        return b"\r\n".join(
            line + b";" + line.split(b";")[at] if line else line for line in lines
        )

    def more_columns(self, rows):
        for row in rows:
            row["surprise"] = self.draw.choice(CELLS)
        return csv_of(rows)

    def ragged(self, rows):
        lines = csv_of(rows).split(b"\r\n")
        at = self.draw.randrange(1, len(rows) + 1)
        lines[at] += b";" * self.draw.randint(1, 3) + b"x"
        return b"\r\n".join(lines)

    def other_sign(self, rows):
        return csv_of(rows, delimiter=self.draw.choice(",\t|:"))

    def line_ends(self, rows):
        return csv_of(rows).replace(b"\r\n", self.draw.choice((b"\n", b"\r", b"\n\n")))

    # --- the bytes ------------------------------------

    def flipped(self, rows):
        body = bytearray(csv_of(rows))
        for _time in range(self.draw.randint(1, 6)):
            body[self.draw.randrange(len(body))] = self.draw.randrange(256)
        return bytes(body)

    def cut(self, rows):
        body = csv_of(rows)
        return body[: self.draw.randrange(len(body))]

    def torn(self, rows):
        body = csv_of(rows)
        start = self.draw.randrange(len(body))
        return body[:start] + body[start + self.draw.randint(1, 40) :]

    def filled(self, rows):
        body, at = csv_of(rows), self.draw.randrange(20)
        noise = self.draw.randbytes(self.draw.randint(1, 30))
        return body[: at * 7] + noise + body[at * 7 :]

    def other_encoding(self, rows):
        encoding = self.draw.choice(ENCODINGS)
        return csv_of(rows).decode().encode(encoding, "replace")

    def noise(self, _rows):
        return self.draw.randbytes(self.draw.randint(0, 400))

    # --- packages ------------------------------------

    def package(self, rows):
        return _zipped([("orvane.csv", csv_of(rows))])

    def bomb(self, rows):
        zeros = b"0" * (2 << 20)
        files = [("orvane.csv", csv_of(rows)), *((f"{n}.csv", zeros) for n in range(9))]
        return _zipped(files[self.draw.randint(0, 1) :])

    def nested(self, rows):
        inner = _zipped([("orvane.csv", csv_of(rows))])
        return _zipped([("inner.zip", inner), ("orvane.csv", csv_of(rows))])

    def climbing(self, rows):
        name = self.draw.choice(("../../orvane.csv", "/etc/orvane.csv", "C:\\o.csv"))
        return _zipped([(name, csv_of(rows))])

    def broken_package(self, rows):
        body = bytearray(self.package(rows))
        for _time in range(self.draw.randint(1, 8)):
            body[self.draw.randrange(2, len(body))] = self.draw.randrange(256)
        return bytes(body[: self.draw.randint(20, len(body))])

    KINDS = (
        *(nothing, cell, cell, cell, any_cell, any_cell, formula, stranger),
        *(double_row, shuffled, less_columns, double_column, more_columns, ragged),
        *(other_sign, line_ends, flipped, flipped, cut, torn, filled, other_encoding),
        *(noise, package, bomb, nested, climbing, broken_package),
    )
    # what stays a good file, and must not be refused
    GOOD = ("nothing", "shuffled", "package")


def _zipped(files):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as package:
        for name, raw in files:
            package.writestr(name, raw)
    return body.getvalue()


def status_row(draw, reference):
    """A good row of a status file: nothing that calls for more than being noted."""
    day = MONDAY - timedelta(days=draw.randrange(20))
    row = dict.fromkeys(COLUMNS, "")
    row |= {"placement": reference, "status_on": day}
    row["status"] = draw.choice(("Contacté", "En cours", "Reçu", "Promesse", "Legal"))
    if row["status"] == "Promesse" or draw.random() < 0.2:
        row["promise_on"] = day + timedelta(days=draw.randrange(30))
        row["promise_amount"] = f"{draw.randrange(1, 90000) / 100:.2f}"
    if draw.random() < 0.3:
        row["currency"] = "EUR"
    if draw.random() < 0.5:
        row["comment"] = draw.choice(("rappel jeudi", "dit « oui »", "n° 12 ; cour"))
    return row


def receipt_row(draw, reference):
    """A good row of a remittance: one receipt of a known file."""
    day = MONDAY - timedelta(days=draw.randrange(1, 20))
    amount = f"{draw.randrange(100, 90000) / 100:.2f}"
    number = f"R{draw.randrange(10**9)}"
    row = {"placement": reference, "line_reference": number, "paid_on": day}
    row |= {"amount": amount, "principal": amount, "currency": "", "comment": ""}
    if draw.random() < 0.3:
        row["currency"] = "EUR"
    return row


def unpacked(body):
    """The table within a package, or the bytes themselves."""
    if body[:2] != b"PK":
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        (name,) = [one for one in package.namelist() if one.endswith(".csv")]
        return package.read(name)


def read_plainly(body):
    """Return the rows of a table, with typed cells; None where a careful clerk would
    not know what stands there."""
    try:
        text = unpacked(body).decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    except (UnicodeDecodeError, csv.Error, ValueError, zipfile.BadZipFile):
        return None
    table = [line for line in table if any(cell.strip() for cell in line)]
    if not table:
        return None
    heading = [" ".join(cell.lower().split()) for cell in table[0]]
    rows = [dict(zip(heading, line, strict=False)) for line in table[1:]]
    return [{name: _typed(name, cell) for name, cell in row.items()} for row in rows]


def _typed(name, cell):
    cell = cell.strip()
    if name.endswith("_on"):
        return date(*map(int, cell.split("-"))) if cell else None
    if "amount" in name or name in ("for_us", "for_agency", "principal"):
        plain = re.fullmatch(r"[+-]?\d+(\.\d+)?", cell)
        return Decimal(cell) if plain else None
    return cell
