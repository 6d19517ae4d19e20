"""Amounts and days of agencies' files: as agreed, or refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools import agency_amounts as amounts
from odoo.addons.debt_recovery.tools.agency_layout import DATE_FORMATS

MONEY = st.decimals("-99999999999", "99999999999", places=2)
SIGNS = st.sampled_from(
    [(".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'")]
)


@given(MONEY, SIGNS)
def test_what_is_written_is_read_back(value, signs):
    text = amounts.amount_text(value, *signs)
    assert amounts.amount(text, *signs) == value


@given(MONEY.filter(lambda one: one % 1), st.sampled_from([".", ","]))
def test_the_other_decimal_sign_is_never_guessed(value, decimal):
    other = "," if decimal == "." else "."
    text = amounts.amount_text(value, other, decimal)
    with pytest.raises(amounts.Wrong) as wrong:
        amounts.amount(text, decimal)
    assert wrong.value.reason == "ambiguous_amount"
    assert dict(wrong.value.known)["sign"] == decimal


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "digits", "reason"),
    [
        ("1.000,00", ".", "", 2, "ambiguous_amount"),
        ("1,000.00", ",", "", 2, "ambiguous_amount"),
        ("1.000", ".", "", 2, "ambiguous_amount"),
        ("1,000", ".", "", 2, "ambiguous_amount"),
        ("1 000.00", ".", "", 2, "ambiguous_amount"),
        ("1.000", ".", "", 0, "ambiguous_amount"),
        ("1,000", ",", " ", 2, "ambiguous_amount"),
        ("1.000", ".", ",", 2, "ambiguous_amount"),
        ("12.3456", ".", "", 2, "too_many_decimals"),
        ("0,5", ",", "", 0, "too_many_decimals"),
        ("12,50 €", ",", "", 2, "not_an_amount"),
        ("(12,50)", ",", "", 2, "not_an_amount"),
        ("1e3", ".", "", 2, "not_an_amount"),
        ("NaN", ".", "", 2, "not_an_amount"),
        ("Infinity", ".", "", 2, "not_an_amount"),
        ("١٢", ".", "", 2, "not_an_amount"),
        ("--1", ".", "", 2, "not_an_amount"),
        ("1.2.3", ".", "", 2, "not_an_amount"),
        ("9" * 16, ".", "", 2, "not_an_amount"),
    ],
)
def test_refused_with_a_reason(text, decimal, thousands, digits, reason):
    with pytest.raises(amounts.Wrong) as wrong:
        amounts.amount(text, decimal, thousands, digits)
    assert wrong.value.reason == reason


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "digits", "value"),
    [
        ("1.000,00", ",", ".", 2, "1000.00"),
        ("1\u202f000,5", ",", " ", 2, "1000.50"),
        ("1.234", ".", "", 3, "1.234"),
        ("1,000", ".", ",", 2, "1000.00"),
        ("1000", ".", "", 0, "1000"),
        ("-0.00", ".", "", 2, "0.00"),
    ],
)
def test_read_exactly(text, decimal, thousands, digits, value):
    found = amounts.amount(text, decimal, thousands, digits)
    assert str(found) == value


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_no_number_of_a_spreadsheet_breaks_the_reader(value):
    try:
        found = amounts.exact(amounts.number(value))
    except amounts.Wrong:
        return
    assert found == Decimal(f"{value:.15g}")


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(DATE_FORMATS))
def test_days_come_back_in_every_format(day, date_format):
    assert amounts.day(day.strftime(date_format), date_format) == day


@pytest.mark.parametrize(
    ("text", "date_format"),
    [
        ("13/02/2026", "%m/%d/%Y"),
        ("02/03/26", "%d/%m/%Y"),
        ("2026-02-30", "%Y-%m-%d"),
        ("2026-03-02 10:00", "%Y-%m-%d"),
        ("0002-03-02", "%Y-%m-%d"),
        ("112026", "%d%m%Y"),
        ("٠٢/٠٣/٢٠٢٦", "%d/%m/%Y"),
        ("yesterday", "%d/%m/%Y"),
    ],
)
def test_what_is_no_day_is_refused(text, date_format):
    with pytest.raises(amounts.Wrong) as wrong:
        amounts.day(text, date_format)
    assert wrong.value.reason == "not_a_date"
