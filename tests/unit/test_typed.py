"""Amounts and days as people type them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools import typed


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250", "1250"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50 €", "1234.50"),
        ("1,234.5", "1234.5"),
        ("1.234", "1234"),
        ("1'234.00", "1234.00"),
        ("1,234,567.89", "1234567.89"),
        (",50", "0.50"),
        ("0", "0"),
    ],
)
def test_amounts_of_any_language(text, amount):
    assert typed.money(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", None, "-5", "12,34,5", "1234.567", "1e3", "abc", "5.", "9" * 30, "٣", "NaN"],
)
def test_anything_else_is_no_amount(text):
    assert typed.money(text) is None


@given(st.decimals(0, 10**9, places=2), st.sampled_from([",.", " ,", ".,", "',"]))
def test_grouped_amounts_are_read_back(amount, signs):
    group, point = signs if signs[0] != "," else (",", ".")
    text = f"{amount:,.2f}".replace(",", "G").replace(".", point).replace("G", group)
    assert typed.money(text) == amount


def test_days_are_iso_or_nothing():
    assert typed.day("2026-03-13") == date(2026, 3, 13)
    for text in ("", None, "13/03/2026", "2026-02-30", "x" * 20):
        assert typed.day(text) is None
