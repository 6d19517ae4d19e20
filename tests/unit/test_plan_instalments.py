"""Instalments of a plan: to the cent, on working days, whatever is wished."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.calendar import is_working
from odoo.addons.debt_recovery.tools.instalments import (
    FIRST,
    LAST,
    MONTHLY,
    WEEKLY,
    Instalment,
    InstalmentsError,
    Terms,
    add_months,
    amounts,
    dated,
    days,
    fit,
    is_worse,
    missing,
    schedule,
    split,
    split_by,
)

some_days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
closings = st.frozensets(some_days, max_size=30)
decimals = st.sampled_from([0, 2, 3])
units = st.integers(1, 10**9)


def money(number, places):
    return Decimal(number).scaleb(-places)


@given(units, st.integers(1, 60), decimals, st.sampled_from([FIRST, LAST]))
def test_equal_amounts_sum_to_the_balance_and_differ_by_the_rest_alone(
    number, count, places, rest
):
    total = money(number, places)
    if number < count:
        with pytest.raises(InstalmentsError):
            split(total, count, places, rest)
        return
    sums = split(total, count, places, rest)
    assert sum(sums) == total
    assert len(sums) == count
    others = sums[1:] if rest == FIRST else sums[:-1]
    assert len(set(others)) <= 1
    odd = sums[0] if rest == FIRST else sums[-1]
    assert 0 <= odd - min(sums) < money(count, places)


@given(units, st.integers(1, 10**9), decimals, st.sampled_from([FIRST, LAST]))
def test_amounts_of_a_wished_size_sum_to_the_balance(number, each, places, rest):
    total, one = money(number, places), money(each, places)
    try:
        sums = split_by(total, one, places, rest)
    except InstalmentsError as refused:
        assert refused.code == "many"
        assert number / each > 100
        return
    assert sum(sums) == total
    assert all(0 < amount <= one for amount in sums)
    assert sum(amount < one for amount in sums) <= 1


@given(
    units,
    st.integers(2, 24),
    st.integers(0, 10**9),
    st.integers(0, 10**6),
    st.integers(0, 5),
    decimals,
)
def test_a_deposit_and_a_step_up_never_change_the_sum(
    number, count, deposit, low, low_count, places
):
    terms = Terms(
        date(2026, 3, 4),
        count,
        deposit=money(deposit, places),
        low=money(low, places),
        low_count=low_count,
    )
    try:
        sums = amounts(money(number, places), terms, places)
    except InstalmentsError:
        return
    assert sum(sums) == money(number, places)
    assert all(amount > 0 for amount in sums)
    rest = sums[1:] if deposit else sums
    if low_count and rest:
        assert rest == tuple(sorted(rest))


@given(
    some_days,
    st.integers(1, 36),
    st.sampled_from([WEEKLY, MONTHLY]),
    st.none() | st.integers(1, 31),
    st.booleans(),
    closings,
)
def test_every_payment_falls_on_a_working_day_in_order(
    first, count, every, day, at_once, closed
):
    if every == WEEKLY and day is not None:
        day %= 7
    terms = Terms(first, count, every=every, day=day, at_once=at_once)
    plan = schedule(Decimal(10_000), terms, closed=closed)
    assert len(plan) == count
    dues = [one.due for one in plan]
    assert dues == sorted(dues)
    assert first <= plan[0].wished
    for number, one in enumerate(plan):
        if at_once and not number:
            assert one.due == first
            continue
        assert is_working(one.due, closed)
        assert one.wished <= one.due
        between = (
            one.wished + timedelta(n) for n in range((one.due - one.wished).days)
        )
        assert not any(is_working(other, closed) for other in between)


@given(some_days, st.integers(1, 36), st.none() | st.integers(1, 31))
def test_a_month_has_one_payment_and_its_end_comes_back(first, count, day):
    wished = days(Terms(first, day=day), count)
    months = [one.year * 12 + one.month for one in wished]
    assert months == list(range(months[0], months[0] + count))
    anchor = day or first.day
    for one in wished:
        assert one == add_months(one, 0, anchor)
        assert one.day == anchor or (one + timedelta(1)).day == 1


@given(st.lists(units, max_size=12), units, decimals)
def test_what_is_left_of_a_plan_follows_the_balance(numbers, owed, places):
    """A credit note shortens it from the end; a returned payment makes the end grow."""
    sums = [money(number, places) for number in numbers]
    total = money(owed, places)
    kept = fit(sums, total, places)
    assert sum(kept) == total
    assert len(kept) <= max(len(sums), 1)
    assert all(amount > 0 for amount in kept)
    assert list(kept[:-1]) == sums[: len(kept) - 1]
    assert missing(kept, total) == 0


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms(date(2026, 3, 4)), "count"),
        (Terms(date(2026, 3, 4), 121), "many"),
        (Terms(date(2026, 3, 4), 3, deposit=Decimal(101)), "deposit"),
        (Terms(date(2026, 3, 4), 1, deposit=Decimal(10)), "deposit"),
        (Terms(date(2026, 3, 4), 3, low=Decimal(50), low_count=1), "step"),
        (Terms(date(2026, 3, 4), each=Decimal("33.333")), "cents"),
    ],
)
def test_wishes_of_which_no_plan_can_be_made_say_why(terms, code):
    with pytest.raises(InstalmentsError) as refused:
        amounts(Decimal(100), terms)
    assert refused.value.code == code


plans = st.lists(
    st.builds(
        lambda day, amount: Instalment(day, day, Decimal(amount)),
        some_days,
        st.integers(1, 1000),
    ),
    max_size=6,
)


@given(plans)
def test_the_same_plan_is_no_worse(plan):
    assert not is_worse(plan, plan)


@given(plans.filter(bool), st.integers(1, 400))
def test_later_is_no_worse_and_earlier_is(plan, number):
    def moved(count):
        return [one._replace(due=one.due + timedelta(count)) for one in plan]

    assert not is_worse(plan, moved(number))
    assert is_worse(plan, moved(-number))


def test_two_payments_on_one_day_are_worse_than_one_after_the_other():
    before = dated([Decimal(30)] * 3, days(Terms(date(2026, 3, 2)), 3))
    joined = [before[0], before[1]._replace(due=before[2].due), before[2]]
    assert is_worse(before, joined)
