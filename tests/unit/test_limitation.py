"""The limitation clock: nothing makes a debt live longer than its law says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools import limitation
from odoo.addons.debt_recovery.tools.limitation import Moment, clock, strictest
from odoo.addons.debt_recovery.tools.rules.model import Rule


def rule(country, years, **values):
    return Rule(country, "limitation_period", country=country, years=years, **values)


FR_CONSUMER = rule("FR", 2)
FR_BUSINESS = rule(
    "FR", 5, interrupts=frozenset({"acknowledgement", "lawsuit", "enforcement"})
)
FR_PUBLIC = rule(
    "FR",
    4,
    starts="next_1_january",
    interrupts=frozenset({"acknowledgement", "lawsuit", "written_demand"}),
)
DE = rule("DE", 3, starts="end_of_year")
NL = rule("NL", 5, interrupts=frozenset({"acknowledgement", "written_demand"}))
RULES = (FR_CONSUMER, FR_BUSINESS, FR_PUBLIC, DE, NL)
DUE, BORN = date(2024, 3, 10), date(2024, 2, 9)
days = st.dates(date(2024, 1, 1), date(2034, 12, 31))
moments = st.lists(
    st.builds(
        Moment, st.sampled_from(limitation.EVENTS), days, st.none() | days
    ).filter(lambda one: one.until is None or one.until >= one.day),
    max_size=5,
)


@pytest.mark.parametrize(
    ("one", "last"),
    [
        (FR_CONSUMER, date(2026, 3, 10)),
        (FR_BUSINESS, date(2029, 3, 10)),
        (FR_PUBLIC, date(2028, 12, 31)),  # four years from 1 January 2025
        (DE, date(2027, 12, 31)),  # three from the end of 2024
        (NL, date(2029, 3, 10)),
    ],
)
def test_each_law_has_its_length_and_its_start(one, last):
    found = clock(one, DUE, BORN)
    assert found.last == last
    assert not found.is_barred(last)
    assert found.is_barred(last + timedelta(days=1))


@pytest.mark.parametrize(
    ("one", "last"),
    [
        (FR_CONSUMER, date(2026, 3, 10)),
        (FR_BUSINESS, date(2029, 3, 10)),
        (DE, date(2027, 12, 31)),
        (NL, date(2030, 6, 1)),
        (FR_PUBLIC, date(2029, 12, 31)),  # anew from the 1 January after the claim
    ],
)
def test_a_written_demand_counts_only_where_the_law_says_so(one, last):
    assert (
        clock(one, DUE, BORN, [Moment("written_demand", date(2025, 6, 1))]).last == last
    )


def test_what_comes_too_late_revives_nothing():
    late = Moment("part_payment", date(2026, 3, 11))
    assert clock(FR_CONSUMER, DUE, BORN, [late]).last == date(2026, 3, 10)
    on_time = Moment("part_payment", date(2026, 3, 10))
    assert clock(FR_CONSUMER, DUE, BORN, [on_time]).last == date(2028, 3, 10)


def test_a_suspension_adds_its_days_and_an_open_one_stops_the_clock():
    pause = Moment("suspension", date(2025, 1, 1), date(2025, 1, 31))
    assert clock(FR_CONSUMER, DUE, BORN, [pause]).last == date(2026, 4, 10)
    assert clock(FR_CONSUMER, DUE, BORN, [Moment("suspension", DUE)]).last is None


def test_a_claim_in_insolvency_waits_for_the_end_in_france_only():
    filed = Moment("claim", date(2025, 1, 1))
    assert clock(FR_BUSINESS, DUE, BORN, [filed]).last is None
    ended = Moment("claim", date(2025, 1, 1), date(2026, 1, 1))
    assert clock(FR_BUSINESS, DUE, BORN, [ended]).last == date(2031, 1, 1)
    assert clock(DE, DUE, BORN, [filed]).last == date(2027, 12, 31)


def test_a_lawsuit_begins_anew_when_it_is_over():
    sued = Moment("lawsuit", date(2024, 3, 1), date(2027, 3, 1))
    assert clock(FR_CONSUMER, date(2023, 3, 10), BORN, [sued]).last == date(2029, 3, 1)
    running = Moment("lawsuit", date(2025, 1, 1))
    assert clock(FR_CONSUMER, DUE, BORN, [running]).last is None
    settled = Moment("lawsuit", date(2024, 6, 1), date(2025, 6, 1))
    assert clock(FR_PUBLIC, DUE, BORN, [settled]).last == date(2029, 12, 31)


def test_a_measure_counts_from_its_end_or_else_from_its_day():
    day, until = date(2025, 1, 1), date(2025, 9, 1)
    for end, last in ((until, date(2027, 9, 1)), (None, date(2027, 1, 1))):
        seized = Moment("enforcement", day, end)
        assert clock(FR_CONSUMER, DUE, BORN, [seized]).last == last


def test_days_suspended_twice_count_once():
    half = Moment("suspension", date(2025, 1, 1), date(2025, 6, 30))
    once = clock(FR_CONSUMER, DUE, BORN, [half]).last
    assert clock(FR_CONSUMER, DUE, BORN, [half, half]).last == once
    within = Moment("suspension", date(2025, 2, 1), date(2025, 3, 31))
    assert clock(FR_CONSUMER, DUE, BORN, [half, within]).last == once
    over = Moment("suspension", date(2025, 6, 1), date(2025, 7, 10))
    found = clock(FR_CONSUMER, DUE, BORN, [half, over]).last
    assert found == once + timedelta(days=10)


def test_a_french_consumers_debt_warns_at_eighteen_months():
    assert clock(FR_CONSUMER, DUE, BORN).warns_on() == date(2025, 9, 10)


def test_of_several_laws_the_shortest_holds():
    assert strictest(RULES, DUE, BORN).rule is FR_CONSUMER


@given(st.sampled_from(RULES), moments, days)
def test_reminders_move_nothing_where_the_law_does_not_say_so(one, events, day):
    demand = Moment("written_demand", day)
    if "written_demand" not in one.interrupts:
        assert clock(one, DUE, BORN, [*events, demand]) == clock(one, DUE, BORN, events)


@given(st.sampled_from(RULES), moments)
def test_no_event_makes_a_debt_expire_sooner(one, events):
    last = clock(one, DUE, BORN, events).last
    assert last is None or last >= clock(one, DUE, BORN).last


@given(moments, days)
def test_a_rule_more_never_lets_a_debt_live_longer(events, day):
    one, more = (
        strictest(RULES[1:], DUE, BORN, events),
        strictest(RULES, DUE, BORN, events),
    )
    assert more.is_barred(day) or not one.is_barred(day)
