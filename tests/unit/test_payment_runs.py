"""Payment-run days: read from words, learned from dates, waited for once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.calendar import is_working, next_working_day
from odoo.addons.debt_recovery.tools.payment_runs import (
    Runs,
    RunsError,
    learn,
    next_run,
    parse,
    run_of,
    to_text,
    wait_until,
)

days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
closings = st.frozensets(st.dates(date(2024, 1, 1), date(2030, 12, 31)), max_size=30)
some_runs = st.builds(
    Runs,
    st.frozensets(st.integers(1, 31), max_size=3).map(lambda s: tuple(sorted(s))),
    st.frozensets(st.integers(0, 4), max_size=2).map(lambda s: tuple(sorted(s))),
).filter(any)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("10, 25", Runs((10, 25))),
        ("10 25", Runs((10, 25))),
        ("le 10 et le 25 du mois", Runs((10, 25))),
        ("10th & 25th of each month", Runs((10, 25))),
        ("1er, fin de mois", Runs((1, 31))),
        ("fin du mois/31", Runs((31,))),
        ("end of the month", Runs((31,))),
        ("EOM", Runs((31,))),
        ("dernier jour", Runs((31,))),
        ("mardi", Runs((), (1,))),
        ("Tue, Thursdays", Runs((), (1, 3))),
        ("tous les jeudis", Runs((), (3,))),
        ("", Runs()),
        ("-", Runs()),
        ("none", Runs()),
    ],
)
def test_what_people_type_is_understood(text, runs):
    assert parse(text) == runs


@pytest.mark.parametrize("text", ["32", "0", "10, soon", "samedi", "le", "10.5.2026"])
def test_what_names_no_day_is_refused_by_its_word(text):
    with pytest.raises(RunsError) as refused:
        parse(text)
    assert str(refused.value) in text


@given(some_runs)
def test_what_is_written_is_read_back(runs):
    assert parse(to_text(runs)) == runs


@given(some_runs, days, closings)
def test_the_next_run_is_a_working_day_and_the_first(runs, day, closed):
    found = next_run(runs, day, closed)
    assert found >= day
    assert is_working(found, closed)
    assert next_run(runs, found, closed) == found
    between = day
    while between < found:
        assert next_run(runs, between, closed) == found
        between += timedelta(days=1)


@given(some_runs, days, closings, st.integers(1, 10))
def test_a_wait_ends_on_a_working_day_within_its_limit(runs, ready_on, closed, limit):
    ready_on = next_working_day(ready_on, closed)
    until = wait_until(ready_on, runs, limit, closed)
    if until is None:
        return
    assert until > ready_on
    assert is_working(until, closed)
    run = run_of(until, runs, closed)
    assert run is not None
    assert run <= ready_on + timedelta(days=limit)


@given(some_runs, days, st.integers(1, 10))
def test_every_run_within_the_limit_is_waited_for(runs, ready_on, limit):
    ready_on = next_working_day(ready_on)
    if next_run(runs, ready_on) - ready_on <= timedelta(days=limit):
        assert wait_until(ready_on, runs, limit)


@given(
    st.frozensets(st.integers(1, 31), min_size=1, max_size=2), st.integers(9, 15), days
)
def test_regular_payments_are_learned(chosen, months, start):
    """What is learned holds every payment made on those days, weekends moved."""
    runs = Runs(tuple(sorted(chosen)))
    paid, day = [], start
    while day < start + timedelta(days=31 * months):
        day = next_run(runs, day)
        paid.append(day)
        day += timedelta(days=1)
    learned = learn(paid)
    assert learned.days
    held = [day for day in paid if next_run(learned, day) == day]
    assert len(held) >= 0.6 * len(paid)


def test_clear_habits_are_learned_to_the_day():
    for runs in (Runs((10, 25)), Runs((5,)), Runs((15, 31)), Runs((), (1,))):
        paid, day = [], date(2025, 1, 1)
        while day < date(2026, 6, 1):
            day = next_run(runs, day)
            paid.append(day)
            day += timedelta(days=1)
        assert learn(paid) == runs


@given(st.sets(days, max_size=5))
def test_few_payments_teach_nothing(dates):
    assert learn(dates) == Runs()


@given(st.randoms(use_true_random=False))
def test_payments_on_any_day_teach_nothing(chance):
    start = date(2025, 1, 1)
    dates = {start + timedelta(days=chance.randrange(500)) for _ in range(40)}
    assert learn(dates) == Runs()
