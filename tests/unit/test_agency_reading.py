"""Files of agencies: read exactly, or refused with line, column, value and reason."""

import io
import tracemalloc
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools import agency_csv, agency_json, agency_xlsx
from odoo.addons.debt_recovery.tools.agency_fields import IN, NEEDED
from odoo.addons.debt_recovery.tools.agency_layout import own

from .agency_world import DIGITS, FORMATS, shipped, written

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")),
    min_size=1,
    max_size=20,
).filter(lambda one: not agency_csv.runs(one) and not one.startswith("'"))
VALUES = {
    "text": WORDS,
    "amount": st.decimals("-9999999", "9999999", places=2),
    "day": st.dates(date(1950, 1, 1), date(2090, 1, 1)),
}
FACTS = st.fixed_dictionaries(
    {
        name: VALUES[kind]
        for name, kind in IN.items()
        if name not in ("paid_to", "request", "currency")
    }
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(FACTS, min_size=1, max_size=4),
    st.sampled_from(sorted(NEEDED)),
    st.sampled_from(sorted(FORMATS)),
    st.sampled_from([(",", "%d/%m/%Y"), (".", "%Y%m%d")]),
)
def test_what_is_written_is_read_back(rows, purpose, code, style):
    rows = [{**one, "request": "plan", "paid_to": "agency"} for one in rows]
    layout = own(purpose, DIGITS)
    if code != "json":
        layout = replace(layout, decimal=style[0], date_format=style[1], is_own=False)
    found, problems = FORMATS[code].read_bytes(written(layout, code, rows), layout)
    assert problems == []
    first = 1 if code == "json" else 2
    for line, (row, back) in enumerate(zip(rows, found, strict=True), start=first):
        assert back.pop("line") == line
        assert {name: one for name, one in back.items() if one is not None} == row


def test_a_french_remittance_is_read_by_its_ready_made_layout():
    layout, code = shipped("layout_remittance_csv")
    body = (
        "Montant payé;Payé le;Votre dossier;Facture;Payé à;Devise;Principal;Inconnu\r\n"
        "1000,00;02/03/2026;DC/2026/00001;FAC/1;Vous;EUR;-12,5;x\r\n"
    ).encode("utf-8-sig")
    (row,), problems = FORMATS[code].read_bytes(body, layout)
    assert problems == []
    assert row["amount"] == Decimal("1000.00") and row["principal"] == Decimal("-12.50")
    assert row["paid_on"] == date(2026, 3, 2) and row["paid_to"] == "creditor"
    assert row["line"] == 2


def test_each_problem_says_line_column_value_and_reason():
    layout, code = shipped("layout_remittance_csv")
    body = (
        "Votre dossier;Payé le;Montant payé;Payé à;Devise\r\n"
        "DC/1;02/03/2026;1.000,00;nous;EUR\r\n"
        "DC/2;31/02/2026;10,00;nous;EUR\r\n"
        ";02/03/2026;10,005;nous;EUR\r\n"
        "DC/4;02/03/2026;;eux;EUR\r\n"
        "DC/5;02/03/2026;10,00;nous;XXQ\r\n"
        'DC/6;02/03/2026;10,00;nous;"E\nUR"\r\n'
        "DC/7;02/03/2026\r\n"
    ).encode("utf-8-sig")
    rows, problems = FORMATS[code].read_bytes(body, layout)
    assert rows == []
    assert [(one.line, one.column, one.value, one.reason) for one in problems] == [
        (2, "Montant payé", "1.000,00", "ambiguous_amount"),
        (3, "Payé le", "31/02/2026", "not_a_date"),
        (4, "Montant payé", "10,005", "ambiguous_amount"),
        (5, "Payé à", "eux", "not_a_word"),
        (5, "Montant payé", "", "missing_value"),
        (6, "Devise", "XXQ", "not_a_word"),
        (7, "Devise", "E\nUR", "not_a_word"),
        (9, "", "", "wrong_columns"),
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"status\r\n", "empty_file"),
        (b"placement;comment\r\nDC/1;x\r\n", "missing_column"),
        (b"status;Status\r\nx;y\r\n", "double_column"),
        (b"status\r\n\xff\xfe\r\n", "encoding"),
        (b"status\r\na\0b\r\n", "not_this_format"),
        (b'status\r\n"open\r\n', "not_this_format"),
        (b"status\r\n=1+1\r\n", "formula"),
        (b"status\r\n" + b"x" * 5000 + b"\r\n", "too_long"),
    ],
)
def test_text_files_that_are_refused(body, reason):
    rows, problems = agency_csv.read_bytes(body, own("status"))
    assert (rows, problems[0].reason) == ([], reason)


def test_a_sign_too_many_moves_no_amount_into_another_column():
    """Decimal commas that nobody quoted, between commas: 1000.50 must not be 1000."""
    layout = replace(own("remittance", DIGITS), delimiter=",", is_own=False)
    body = b"placement,paid_on,amount,for_us\r\nDC/1,2026-03-02,1000,50,800,00\r\n"
    rows, (problem,) = agency_csv.read_bytes(body, layout)
    assert (rows, problem.line, problem.reason) == ([], 2, "wrong_columns")
    assert dict(problem.known) == {"found": 6, "expected": 4}
    body = b"placement,paid_on,amount,for_us\r\nDC/1,2026-03-02,1000.50,800,, \r\n"
    (row,), problems = agency_csv.read_bytes(body, layout)
    assert (row["amount"], row["for_us"], problems) == (
        Decimal("1000.50"),
        Decimal("800.00"),
        [],
    )


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("csv", b"status;comment\r\n" + b"=;=\r\n" * 100_000),
        ("json", b'[{"status": "="}' + b', {"status": "="}' * 60_000 + b"]"),
    ],
)
def test_a_file_full_of_formulas_costs_no_more_than_a_page_of_problems(code, body):
    layout = own("status")
    tracemalloc.start()
    try:
        rows, problems = FORMATS[code].read_bytes(body, layout)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (rows, len(problems), problems[0].reason) == ([], 500, "formula")
    assert peak < 30 * len(body)


def workbook(rows, **names):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_formula_in_a_workbook_is_refused_whatever_it_gives():
    body = workbook([["status", "promise_amount"], ["open", "=1+1"]])
    rows, problems = agency_xlsx.read_bytes(body, own("status"))
    assert rows == []
    found = problems[0]
    assert (found.line, found.column, found.reason) == (2, "promise_amount", "formula")


def test_a_workbook_keeps_numbers_and_days():
    body = workbook(
        [
            ["status", "status_on", "promise_amount", "placement"],
            ["open", date(2026, 3, 2), 0.1 + 0.2, 42.0],
        ]
    )
    (row,), problems = agency_xlsx.read_bytes(body, own("status"))
    assert problems == []
    assert row["status_on"] == date(2026, 3, 2)
    assert row["promise_amount"] == Decimal("0.30")
    assert row["placement"] == "42"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"rows": [{"status": "a", "status": "b"}]}', "double_column"),
        ('{"rows": [{"status": ["a"]}]}', "not_a_word"),
        ('{"rows": [{"status": true}]}', "not_a_word"),
        ('{"rows": [{"comment": "x"}]}', "missing_value"),
        ('{"rows": {"status": "a"}}', "not_this_format"),
        ('{"format": "debt_recovery.remittance", "rows": []}', "not_this_format"),
        ('{"rows": [{"status": "a", "promise_amount": 1.005}]}', "too_many_decimals"),
        ('{"rows": [{"status": "a", "promise_amount": 1e400}]}', "not_an_amount"),
        ("[" * 100_000, "not_this_format"),
        ("[NaN]", "not_this_format"),
        ("9" * 5000, "not_this_format"),
    ],
)
def test_json_that_is_refused(text, reason):
    rows, problems = agency_json.read_bytes(text.encode(), own("status", DIGITS))
    assert (rows, problems[0].reason) == ([], reason)
