"""Limits of a plan policy: what is within stays within, what exceeds is named."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.instalments import Terms, schedule
from odoo.addons.debt_recovery.tools.plan_limits import (
    FREQUENCIES,
    MONTHLY,
    WEEKLY,
    Limits,
    breaches,
)

DAY = date(2026, 3, 4)


def codes(limits, plan, frequency=MONTHLY, made=0):
    return [one.code for one in breaches(limits, plan, DAY, frequency, made)]


@given(st.integers(1, 12), st.integers(1, 24), st.integers(1, 500))
def test_the_term_and_the_smallest_amount_are_told_exactly(months, count, least):
    plan = schedule(Decimal(2400), Terms(DAY, count))
    limits = Limits(months, smallest=Decimal(least))
    found = codes(limits, plan)
    assert ("term" in found) == (count - 1 > months)
    assert ("smallest" in found) == (count > 1 and Decimal(2400) / count < least)


@given(st.integers(0, 5), st.integers(0, 5))
def test_so_many_plans_a_year_and_not_one_more(made, most):
    plan = schedule(Decimal(100), Terms(DAY, 2))
    found = codes(Limits(per_year=most), plan, made=made)
    assert ("per_year" in found) == bool(most and made + 1 > most)


@given(st.sampled_from(FREQUENCIES), st.frozensets(st.sampled_from(FREQUENCIES)))
def test_a_rhythm_is_granted_or_not(frequency, allowed):
    plan = schedule(Decimal(100), Terms(DAY, 2))
    found = codes(Limits(frequencies=allowed), plan, frequency)
    assert ("frequency" in found) == (frequency not in allowed)


@given(st.integers(1, 99), st.integers(1, 99), st.integers(0, 60))
def test_the_first_payment_is_neither_too_low_nor_late(share, asked, days):
    first = date.fromordinal(DAY.toordinal() + days)
    plan = schedule(Decimal(1000), Terms(first, 3, deposit=Decimal(asked * 10)))
    found = codes(Limits(least_first=Decimal(share), first_days=30), plan, WEEKLY)
    assert ("first_low" in found) == (asked < share)
    assert ("first_late" in found) == (days > 30)


def test_one_payment_is_no_higher_than_others():
    limits = Limits(level_first=True)
    assert codes(limits, schedule(Decimal(100), Terms(DAY, 1))) == []
    uneven = schedule(Decimal(100), Terms(DAY, 3, rest="first"))
    assert uneven[0].amount > uneven[1].amount
    assert codes(limits, uneven) == ["first_high"]
