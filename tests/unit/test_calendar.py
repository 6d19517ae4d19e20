"""Working days, against counting them one by one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.calendar import (
    add_working_days,
    is_working,
    next_working_day,
)

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
closings = st.frozensets(st.dates(date(2020, 1, 1), date(2030, 12, 31)), max_size=40)


@given(days, st.integers(1, 60), closings)
def test_as_many_working_days_lie_between(day, count, closed):
    end = add_working_days(day, count, closed)
    between = [day + timedelta(n) for n in range(1, (end - day).days + 1)]
    assert sum(is_working(one, closed) for one in between) == count
    assert is_working(end, closed)


@given(days, closings)
def test_zero_working_days_is_the_day_itself(day, closed):
    assert add_working_days(day, 0, closed) == day


@given(days, st.integers(0, 30), st.integers(0, 30), closings)
def test_delays_add_up(day, first, second, closed):
    halfway = add_working_days(day, first, closed)
    together = add_working_days(day, first + second, closed)
    assert add_working_days(halfway, second, closed) == together


@given(days, closings)
def test_the_next_working_day_is_the_first_one(day, closed):
    found = next_working_day(day, closed)
    assert found >= day
    assert is_working(found, closed)
    skipped = [day + timedelta(n) for n in range((found - day).days)]
    assert not any(is_working(one, closed) for one in skipped)


@given(days, days, closings)
def test_later_stays_later(one, other, closed):
    if one <= other:
        assert next_working_day(one, closed) <= next_working_day(other, closed)
        assert add_working_days(one, 5, closed) <= add_working_days(other, 5, closed)
