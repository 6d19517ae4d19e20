"""Files of rules: what is read is what is written; what is wrong is named."""

import csv
import io

import pytest

from odoo.addons.debt_recovery.tools import rule_file
from odoo.addons.debt_recovery.tools.rule_row import rules
from odoo.addons.debt_recovery.tools.rule_words import COLUMNS
from odoo.addons.debt_recovery.tools.rules.book import Book

from dev.settings import ADDON, ROOT

PACKS = sorted((ROOT / ADDON / "data" / "rules").glob("*.csv"))
CAP = {
    "jurisdiction": "US-MA",
    "applies_to": "consumer",
    "party": "first",
    "rule_kind": "frequency_cap",
    "channel": "call,sms",
    "max_count": "2",
    "per_days": "7",
    "per": "debt",
    "source_url": "https://example.org/940-cmr",
    "confidence": "verified_secondary",
    "rule_id": "US-MA.frequency_cap.01",
    "strength": "law",
    "checked_on": "2026-11-21",
    "params": '{"place": "personal"}',
    "summary": "At most 2 in 7 days",
}


def as_file(*lines):
    target = io.StringIO()
    writer = csv.DictWriter(target, COLUMNS)
    writer.writeheader()
    writer.writerows({**dict.fromkeys(COLUMNS, ""), **line} for line in lines)
    return target.getvalue()


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_a_shipped_pack_is_read_and_written_identically(path):
    text = path.read_text(encoding="utf-8")
    rows, problems = rule_file.read(text)
    assert not problems
    assert rule_file.write(rows) == text
    assert all(row.code.split(".")[0].split("-")[0] == path.stem for row in rows)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_the_engine_takes_every_rule_of_a_pack(path):
    rows, _problems = rule_file.read(path.read_text(encoding="utf-8"))
    asked = {rule.code for rule in Book(rules(rows)).rules}
    lent = {row.code for row in rows if row.use}
    assert asked >= {row.code for row in rows if row.state != "off"} - lent


def test_a_law_that_acts_says_where_and_when_it_was_read():
    shipped = [
        row
        for path in PACKS
        for row in rule_file.read(path.read_text(encoding="utf-8"))[0]
    ]
    laws = [row for row in shipped if row.strength in ("law", "presumption")]
    acting = [row for row in laws if row.state == "on"]
    assert len(acting) > 100
    for row in acting:
        assert row.source_url.startswith("http"), row.code
        assert row.checked_on, row.code
        assert row.confidence != "general_knowledge", row.code
    unchecked = [row for row in laws if row.confidence == "general_knowledge"]
    assert unchecked
    assert {row.state for row in unchecked} == {"warn"}


def test_a_line_becomes_the_value_that_the_engine_reads():
    rows, problems = rule_file.read(as_file(CAP))
    assert not problems
    (rule,) = rules(rows)
    assert (rule.country, rule.state_code, rule.party) == ("US", "MA", "first")
    assert rule.kinds == {"consumer"}
    assert rule.channels == {"call", "voice", "voicemail", "sms"}
    assert (rule.cap.maximum, rule.cap.days, rule.cap.place) == (2, 7, "personal")
    assert rule.state == "on"


WINDOW = {
    "rule_kind": "contact_window",
    "rule_id": "US-MA.contact_window.01",
    "max_count": "",
    "per_days": "",
    "per": "",
    "params": "",
    "weekday_mask": "1111100",
    "start_time": "08:00",
    "end_time": "21:00",
}
WRONG = [
    ({"jurisdiction": "XX", "rule_id": "XX.frequency_cap.01"}, "jurisdiction"),
    ({"jurisdiction": "US-ZZ", "rule_id": "US-ZZ.frequency_cap.01"}, "jurisdiction"),
    ({"rule_id": "FR.frequency_cap.01"}, "rule_id"),
    ({"rule_id": ""}, "rule_id"),
    ({"applies_to": "everybody"}, "applies_to"),
    ({"party": "second"}, "party"),
    ({"rule_kind": "curfew"}, "rule_kind"),
    ({"channel": "telex"}, "channel"),
    ({"max_count": "two"}, "max_count"),
    ({"max_count": "-1"}, "max_count"),
    ({"max_count": ""}, "max_count"),
    ({"per_days": ""}, "per_days"),
    ({"per_days": "0"}, "per_days"),
    ({"per": "street"}, "per"),
    ({"confidence": "sure"}, "confidence"),
    ({"strength": "habit"}, "strength"),
    ({"source_url": ""}, "source_url"),
    ({"checked_on": ""}, "checked_on"),
    ({"checked_on": "21/11/2026"}, "checked_on"),
    ({"valid_from": "2026-13-01"}, "valid_from"),
    ({"valid_from": "2026-02-01", "valid_to": "2026-01-31"}, "valid_to"),
    ({"params": "{"}, "params"),
    ({"params": '{"colour": "red"}'}, "params"),
    ({"params": '{"place": "moon"}'}, "params"),
    ({"weekday_mask": "1111111"}, "weekday_mask"),
    ({"summary": ""}, "summary"),
    ({**WINDOW, "weekday_mask": "11111"}, "weekday_mask"),
    ({**WINDOW, "weekday_mask": "0000000"}, "weekday_mask"),
    ({**WINDOW, "start_time": "8h"}, "start_time"),
    ({**WINDOW, "end_time": "24:30"}, "end_time"),
    ({**WINDOW, "end_time": "07:00"}, "end_time"),
    ({**WINDOW, "weekday_mask": "", "start_time": "", "end_time": ""}, "weekday_mask"),
]


@pytest.mark.parametrize(("change", "column"), WRONG)
def test_a_wrong_cell_is_named_with_its_line(change, column):
    good = {**CAP, "rule_id": "US-MA.frequency_cap.09"}
    rows, problems = rule_file.read(as_file(good, {**CAP, **change}))
    assert [row.code for row in rows] == ["US-MA.frequency_cap.09"]
    assert (3, column) in {(line, where) for line, where, _what in problems}


@pytest.mark.parametrize(
    ("value", "unit", "currency"),
    [("NaN", "amount", "EUR"), ("-3", "amount", "EUR"), ("3", "bushels", "EUR"),
     ("3", "amount", "euro"), ("", "amount", "EUR")],
)  # fmt: skip
def test_an_amount_that_makes_no_sense_is_refused(value, unit, currency):
    fee = {
        **CAP,
        "rule_kind": "fixed_fee",
        "rule_id": "US-MA.fixed_fee.01",
        "max_count": "",
        "per_days": "",
        "params": "",
        "value": value,
        "value_unit": unit,
        "currency": currency,
    }
    rows, problems = rule_file.read(as_file(fee))
    assert not rows
    assert problems


def test_the_same_code_twice_is_refused():
    _rows, problems = rule_file.read(as_file(CAP, CAP))
    assert problems == [(3, "rule_id", "is already on line 2")]


def test_a_missing_or_unknown_column_is_refused():
    _rows, problems = rule_file.read("jurisdiction,rule_id,colour\nFR,FR.a.01,red\n")
    assert (1, "colour", "unknown column") in problems
    assert (1, "strength", "the column is missing") in problems


def test_a_line_with_too_few_cells_is_refused():
    text = as_file(CAP) + "FR,consumer\n"
    _rows, problems = rule_file.read(text)
    assert problems[0][0] == 3


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_every_rule_is_said_in_french(path):
    rows, _problems = rule_file.read(path.read_text(encoding="utf-8"))
    assert [row.code for row in rows if not row.summary_fr] == []
