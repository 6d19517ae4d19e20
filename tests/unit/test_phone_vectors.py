"""Phone numbers of every country and type are read as libphonenumber reads them."""

import csv

import pytest

from odoo.addons.debt_recovery.tools import phones

from dev.settings import ROOT

VECTORS = "phone/phone_test_vectors.csv"
FOLDERS = [parent / "shared" / "data" / VECTORS for parent in ROOT.parents]


@pytest.fixture(scope="module")
def vectors():
    path = next((path for path in FOLDERS if path.is_file()), None)
    if not path:
        pytest.skip(f"no {VECTORS} in ../shared/data")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 1000
    return rows


BOTH = "fixed_line_or_mobile"  # where a plan gives both the same numbers


def test_valid_numbers_have_their_form_and_type(vectors):
    valid = [row for row in vectors if row["is_valid"] == "True"]
    assert len(valid) > 900
    wrong = [
        row
        for row in valid
        if phones.e164(row["e164"]) != row["e164"]
        or phones.kind(row["e164"]) not in _kinds(row)
    ]
    assert wrong == []


def _kinds(row):
    """Return what libphonenumber may call the example of a type."""
    kind = row["type"].lower()
    return {kind, BOTH} if kind in ("fixed_line", "mobile") else {kind}


def test_national_and_written_forms_give_the_same_number(vectors):
    wrong = [
        (row["region"], row["type"], form)
        for row in vectors
        if row["is_valid"] == "True"
        for form in ("international", "national", "rfc3966")
        if phones.e164(row[form], row["region"]) != row["e164"]
    ]
    assert wrong == []


def test_invalid_numbers_are_none(vectors):
    invalid = [row for row in vectors if row["is_valid"] != "True"]
    assert len(invalid) > 200
    wrong = [
        row
        for row in invalid
        for form in ("e164", "national")
        if row[form] and phones.e164(row[form], row["region"])
    ]
    assert wrong == []


def test_texts_go_to_mobiles_and_to_what_may_be_one(vectors):
    valid = [row["e164"] for row in vectors if row["is_valid"] == "True"]
    kinds = {True: set(), False: set()}
    for number in valid:
        kinds[phones.takes_text(number)].add(phones.kind(number))
    assert kinds[True] == {"mobile", BOTH}
    assert "fixed_line" in kinds[False]
    mobiles = [row["e164"] for row in vectors if row["type"] == "MOBILE"]
    assert all(phones.takes_text(number) for number in mobiles)
