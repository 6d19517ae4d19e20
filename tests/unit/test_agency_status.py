"""An agency's words are compared alike, and what stands in its files can be shown."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from odoo.addons.debt_recovery.tools.agency_score import AGES, AMOUNTS, band, bands
from odoo.addons.debt_recovery.tools.agency_status import (
    CLOSE,
    EFFECTS,
    ENDS,
    NO_EXIT,
    NOTE,
    PROMISE,
    REQUESTS,
    Told,
    key_of,
    promise_problems,
    request_kind,
    shown,
    twice,
)

MONDAY = date(2026, 3, 2)


@given(some.text())
def test_a_word_is_known_by_the_same_key_however_it_is_written(word):
    key = key_of(word)
    assert key_of(key) == key
    assert key_of(f"  {word} . ") == key
    assert "  " not in key and key == key.strip()


@given(some.text(max_size=2000), some.integers(1, 200))
def test_what_is_shown_is_one_short_line_without_controls(text, most):
    line = shown(text, most)
    assert len(line) <= most
    assert line.isprintable()


def test_every_word_that_ends_a_file_has_an_end_and_no_other():
    assert not set(ENDS) & set(NO_EXIT)
    closing = {meaning for meaning, effect in EFFECTS.items() if effect == CLOSE}
    assert not closing & set(NO_EXIT)


@given(
    some.decimals(allow_nan=True, allow_infinity=True) | some.none(),
    some.dates() | some.none(),
    some.dates() | some.none(),
)
def test_a_promise_is_taken_only_with_a_day_to_come_and_an_amount(amount, day, told):
    row = Told(7, 1, None, "promesse", PROMISE, told, day, amount)
    problems = promise_problems(row, {"promise_on": "Le"}, 2)
    good = (
        day is not None
        and (told is None or day >= told)
        and (
            amount is None
            or (
                amount.is_finite()
                and amount > 0
                and (Fraction(amount) * 100).denominator == 1
            )
        )
    )
    assert bool(problems) != good
    assert {one.line for one in problems} <= {7}
    assert {one.column for one in problems} <= {"Le", "promise_amount"}


@given(some.lists(some.integers(1, 4), max_size=8))
def test_only_what_was_said_before_is_said_twice(files):
    rows = [
        Told(line, file, None, "contacte", NOTE, MONDAY, None, Decimal(1))
        for line, file in enumerate(files, start=2)
    ]
    again = [row.number for row, _first in twice(rows)]
    expected = [
        line for line, file in enumerate(files, start=2) if file in files[: line - 2]
    ]
    assert again == expected


def test_every_request_is_known_by_its_own_name():
    for kind, words in REQUESTS.items():
        assert request_kind(kind) == kind
        for word in words:
            assert request_kind(word.upper()) == kind
    assert request_kind("") == ""


@given(some.integers(-5, 20000))
def test_a_value_is_in_the_band_that_holds_it(value):
    for ends in (AGES, AMOUNTS):
        code, first, last = bands(ends)[band(value, ends)]
        assert int(code) == band(value, ends)
        assert last is None or value <= last
        assert value > first or code == "0"
