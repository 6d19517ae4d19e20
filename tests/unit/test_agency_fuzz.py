"""Thousands of broken files of agencies: rows or problems, never an error.

Seeded: the same files each time. What comes out of a mutated file is typed as agreed,
or refused with a reason of the closed list.
"""

import io
import random
import time
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.debt_recovery.tools import (
    agency_archive,
    agency_csv,
    agency_json,
    agency_xlsx,
)
from odoo.addons.debt_recovery.tools.agency_fields import IN, REASONS
from odoo.addons.debt_recovery.tools.agency_layout import own

from .agency_world import DIGITS, shipped

ROWS = [
    {
        "placement": f"DC/2026/{number:05}",
        "agency_reference": f"OR{number}",
        "document": f"FAC/{number}",
        "line_reference": f"R{number}",
        "currency": "EUR",
        "paid_on": date(2026, 3, number + 1),
        "paid_to": "agency",
        "amount": Decimal("1000.00") + number,
        "principal": Decimal("1000.00") + number,
        "comment": "Réglé en espèces",
    }
    for number in range(6)
]
NASTY = (
    *(b"=1+1", b"@x", b'"', b";", b"\r\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf"),
    *(b"1.000,00", b"1e99", b"NaN", b"-", b"99/99/9999", b"\t", b"'", b"{", b"]"),
    *("é".encode("cp1252"), b"<!DOCTYPE x>", b"&amp;", b"9" * 400, b"\xc3"),
)
TYPES = {"text": str, "amount": Decimal, "day": date}


def good(code, layout):
    stream = io.BytesIO()
    {"csv": agency_csv, "json": agency_json, "xlsx": agency_xlsx}[code].write(
        stream, ROWS, layout
    )
    return stream.getvalue()


def mutated(body, chance):
    body = bytearray(body)
    for _time in range(chance.randint(1, 6)):
        at = chance.randrange(len(body) + 1)
        kind = chance.randrange(6)
        if kind == 0 and at < len(body):
            body[at] = chance.randrange(256)
        elif kind == 1:
            body[at:at] = chance.choice(NASTY)
        elif kind == 2:
            del body[at : at + chance.randint(1, 40)]
        elif kind == 3:
            body[at:at] = body[at : at + chance.randint(1, 60)]
        elif kind == 4:
            end = at + chance.randint(1, 8)
            body[at:end] = chance.randbytes(end - at)
        else:
            body = body[: max(at, 1)]
    return bytes(body)


def check(rows, problems):
    assert rows or problems
    for row in rows:
        assert isinstance(row["line"], int)
        for name, value in row.items():
            kind = int if name == "line" else TYPES[IN[name]]
            assert value is None or isinstance(value, kind), (name, value)
    for problem in problems:
        assert problem.reason in REASONS
        assert problem.line >= 0 and len(problem.value) <= 200


@pytest.mark.parametrize(("code", "number"), [("csv", 4000), ("json", 3000)])
def test_mutated_texts_give_rows_or_problems(code, number):
    chance, layout = random.Random(20260302), own("remittance", DIGITS)
    body = good(code, layout)
    reader = {"csv": agency_csv, "json": agency_json}[code]
    refused = 0
    for _time in range(number):
        rows, problems = reader.read_bytes(mutated(body, chance), layout)
        check(rows, problems)
        refused += bool(problems)
    assert number / 3 < refused < number


def test_mutated_tables_in_other_encodings_and_orders():
    chance = random.Random(7)
    layout, _code = shipped("layout_remittance_csv")
    heading = [one.heading for one in layout.columns]
    cells = ["DC/1", "OR1", "F1", "R1", "EUR", "02/03/2026", "nous", "10,00"]
    cells += ["10,00", "", "", "", "", "", "1,80", "8,20"]
    for _time in range(1500):
        order = chance.sample(range(len(heading)), len(heading))
        table = [[heading[at] for at in order], [cells[at] for at in order]]
        for row in table:
            if chance.random() < 0.3:
                row.insert(chance.randrange(len(row)), chance.choice(["", "x", "=1"]))
            if chance.random() < 0.2:
                del row[chance.randrange(len(row))]
            if chance.random() < 0.2:
                row[chance.randrange(len(row))] = chance.choice(
                    ["1.000,00", "1 000", "é" * 9, "+33", "-", "\u202e", "2026-03-02"]
                )
        text = "\r\n".join(";".join(row) for row in table)
        encoding = chance.choice(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-7"])
        body = text.encode(encoding, errors="replace")
        check(*agency_csv.read_bytes(body, layout))


def test_mutated_workbooks_give_rows_or_problems():
    chance, layout = random.Random(99), own("remittance", DIGITS)
    body = good("xlsx", layout)
    with zipfile.ZipFile(io.BytesIO(body)) as one:
        files = {name: one.read(name) for name in one.namelist()}
    for number in range(700):
        if number % 2:
            changed = mutated(body, chance)
        else:  # a whole zip around a broken part
            name = chance.choice(sorted(files))
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as one:
                for other, raw in files.items():
                    raw = mutated(raw, chance) if other == name else raw
                    one.writestr(other, raw)
            changed = stream.getvalue()
        check(*agency_xlsx.read_bytes(changed, layout))


def test_mutated_packages_open_or_say_why():
    chance = random.Random(3)
    stream = io.BytesIO()
    packer = agency_archive.Packer(stream)
    packer.add("rows.csv", b"status\r\nopen\r\n" * 20, "data")
    packer.add("a.pdf", b"%PDF-" + bytes(2000))
    packer.close({"rows": 20})
    opened = 0
    for _time in range(2500):
        changed = mutated(stream.getvalue(), chance)
        try:
            _name, data, _others = agency_archive.unpack(changed, (".csv",))
        except agency_archive.BadPackage:
            continue
        opened += 1
        assert data == b"status\r\nopen\r\n" * 20
    assert opened < 1500


def test_bombs_are_refused_soon():
    began = time.monotonic()
    megabyte = 1024 * 1024
    for layers in (30, 200):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as one:
            one.writestr("a.csv", bytes(layers * megabyte))
        with pytest.raises(agency_archive.BadPackage):
            agency_archive.unpack(stream.getvalue(), (".csv",))
    assert time.monotonic() - began < 20
