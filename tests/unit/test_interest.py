"""Late interest: known figures, and a count of every day by itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools import interest_rates as tables
from odoo.addons.debt_recovery.tools.interest import Debt, Rate, Terms, interest
from odoo.addons.debt_recovery.tools.interest_rates import Value
from odoo.addons.debt_recovery.tools.rules.model import Amount, Rule

ECB = {
    "ECB_MRO": [
        Value(date(2025, 7, 1), date(2025, 12, 31), Decimal("2.15")),
        Value(date(2026, 1, 1), date(2026, 6, 30), Decimal("2.15")),
        Value(date(2026, 7, 1), date(2026, 12, 31), Decimal("2.40"), is_checked=False),
    ],
    "FR_LEGAL_PRO": [Value(date(2026, 1, 1), date(2026, 6, 30), Decimal("2.62"))],
    "BOE_BASE": [Value(date(2025, 12, 18), None, Decimal("3.75"))],
}
BUSINESS = Rule(
    "FR.1", "interest_rate", amount=Amount(percent=Decimal(10), series="ECB_MRO")
)
PUBLIC = Rule(
    "FR.3",
    "interest_rate",
    amount=Amount(percent=Decimal(8), series="ECB_MRO", fixing="half_year_of_start"),
)
FLOOR = Rule(
    "FR.2",
    "interest_rate",
    amount=Amount(role="floor", times=Decimal(3), series="FR_LEGAL_PRO"),
)


def of(rule, debt, until, **terms):
    start = debt.due + timedelta(days=1)
    rates = tables.legal(rule, ECB, start, until)
    return interest(debt, Terms(rates, **terms), until)


@pytest.mark.parametrize(
    ("rule", "due", "amount", "until", "days", "expected"),
    [
        (BUSINESS, date(2026, 1, 10), "6000", date(2026, 3, 16), 65, "129.82"),
        (PUBLIC, date(2026, 2, 12), "7200", date(2026, 3, 24), 40, "80.09"),
        (PUBLIC, date(2026, 2, 12), "7200", date(2026, 4, 2), 49, "98.11"),
        (BUSINESS, date(2026, 1, 20), "25650", date(2026, 3, 16), 55, "469.61"),
        (BUSINESS, date(2026, 3, 10), "5400", date(2026, 3, 16), 6, "10.79"),
        (BUSINESS, date(2026, 3, 16), "5400", date(2026, 3, 16), 0, "0"),
    ],
)
def test_the_figures_of_the_year_are_right(rule, due, amount, until, days, expected):
    found = of(rule, Debt(due, Decimal(amount)), until)
    assert (found.days, found.amount) == (days, Decimal(expected))


def test_a_half_year_that_nobody_checked_is_not_charged_and_is_named():
    found = of(BUSINESS, Debt(date(2026, 6, 20), Decimal(1000)), date(2026, 7, 10))
    assert [(one.since, one.until) for one in found.periods] == [
        (date(2026, 6, 21), date(2026, 6, 30))
    ]
    assert found.missing == ((date(2026, 7, 1), date(2026, 7, 10), "ECB_MRO"),)


def test_a_public_body_keeps_the_rate_of_the_half_year_in_which_it_began():
    found = of(PUBLIC, Debt(date(2026, 6, 20), Decimal(1000)), date(2026, 7, 10))
    assert {one.rate for one in found.periods} == {Decimal("10.15")}
    assert not found.missing


def test_a_contract_rate_is_never_below_its_floor_where_that_is_known():
    days = (date(2026, 6, 1), date(2026, 7, 31))
    rates = tables.contract(Decimal(5), (FLOOR,), ECB, *days)
    assert [(one.percent, one.rule) for one in rates] == [
        (Decimal("7.86"), "FR.2"),
        (Decimal(5), "contract"),
    ]
    rates = tables.contract(Decimal(15), (FLOOR,), ECB, *days)
    assert {one.percent for one in rates} == {Decimal(15)}


def test_a_rate_read_the_day_before_takes_the_value_of_that_day():
    amount = Amount(
        percent=Decimal(8), series="BOE_BASE", fixing="dec31_jun30_next_half"
    )
    assert tables.percent_of(amount, ECB, date(2026, 1, 1))[0] == Decimal("11.75")
    assert tables.percent_of(amount, ECB, date(2025, 7, 1))[0] is None


def test_a_rate_is_rounded_up_where_the_law_says_so():
    amount = Amount(percent=Decimal(8), series="ECB_MRO", round_up=Decimal("0.5"))
    assert tables.percent_of(amount, ECB, date(2026, 1, 1))[0] == Decimal("10.5")


def test_a_cap_that_nobody_knows_makes_the_rate_unknown():
    cap = Rule("C", "interest_cap", amount=Amount(series="NOBODY"))
    rates = (Rate(date(2026, 1, 1), date(2026, 6, 30), Decimal(9)),)
    assert tables.capped(rates, (cap,), ECB)[0].percent is None
    known = Rule("C", "interest_cap", amount=Amount(percent=Decimal(6)))
    assert tables.capped(rates, (known,), ECB)[0].percent == 6


def test_grace_minimum_and_frozen_days():
    debt = Debt(date(2026, 1, 10), Decimal(6000))
    paid = Debt(debt.due, debt.amount, ((date(2026, 1, 15), Decimal(6000)),))
    assert of(BUSINESS, paid, date(2026, 3, 16), grace=5).amount == 0
    assert of(BUSINESS, paid, date(2026, 3, 16), grace=4).days == 5
    assert of(BUSINESS, paid, date(2026, 3, 16), minimum=Decimal(10)).amount == 0
    frozen = ((date(2026, 1, 21), date(2026, 1, 30)), (date(2026, 3, 7), None))
    assert of(BUSINESS, debt, date(2026, 3, 16), frozen=frozen).days == 45


def test_without_tax_and_by_the_year_of_360_days():
    debt = Debt(date(2026, 1, 10), Decimal(6000), share=Decimal(5) / Decimal(6))
    found = of(BUSINESS, debt, date(2026, 3, 16))
    assert (found.periods[0].base, found.amount) == (Decimal(5000), Decimal("108.18"))
    found = of(BUSINESS, debt, date(2026, 3, 16), year_days=360)
    assert found.amount == Decimal("109.69")


cents = st.integers(0, 1_000_000).map(lambda one: Decimal(one) / 100)
moments = st.dates(date(2026, 1, 1), date(2026, 12, 31))
spans = st.tuples(moments, st.none() | moments).filter(
    lambda one: one[1] is None or one[0] <= one[1]
)


@given(
    due=moments,
    amount=cents,
    receipts=st.lists(st.tuples(moments, cents), max_size=5),
    disputed=cents,
    frozen=st.lists(spans, max_size=3),
    until=moments,
    percents=st.lists(st.none() | cents.map(lambda one: one / 100), min_size=1),
)
def test_it_is_the_sum_of_its_days(
    due, amount, receipts, disputed, frozen, until, percents
):
    rates = tuple(
        Rate(date(2026, month, 1), _end(month), percents[month % len(percents)])
        for month in range(1, 13)
    )
    debt = Debt(due, amount, tuple(receipts), disputed)
    found = interest(debt, Terms(rates, frozen=tuple(frozen)), until)
    exact, days, unknown = Decimal(0), 0, 0
    day = due + timedelta(days=1)
    while day <= until:
        base = amount - disputed - sum(a for on, a in receipts if on < day)
        is_free = not any(a <= day and (b is None or day <= b) for a, b in frozen)
        if base > 0 and is_free:
            rate = rates[day.month - 1].percent
            if rate is None:
                unknown += 1
            else:
                days += 1
                exact += base * rate / 36500
        day += timedelta(days=1)
    assert found.days == days
    assert sum((b - a).days + 1 for a, b, _why in found.missing) == unknown
    assert found.amount == sum(one.amount for one in found.periods)
    slack = Decimal("0.005") * len(found.periods) + Decimal("1e-9")
    assert abs(found.amount - exact) <= slack


@given(due=moments, amount=cents, until=moments, paid=moments, part=cents)
def test_paying_earlier_never_costs_more(due, amount, until, paid, part):
    rates = (Rate(date(2026, 1, 1), date(2026, 12, 31), Decimal(12)),)
    terms = Terms(rates)
    later = paid + timedelta(days=3)
    early = interest(Debt(due, amount, ((paid, part),)), terms, until)
    late = interest(Debt(due, amount, ((later, part),)), terms, until)
    assert early.amount <= late.amount + Decimal("0.01")


def _end(month):
    return date(2026 + month // 12, month % 12 + 1, 1) - timedelta(days=1)
