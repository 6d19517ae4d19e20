"""Hours of contact, against looking minute by minute."""

from datetime import UTC, datetime, timedelta

import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.contact_window import Window, next_allowed

ZONES = ("Europe/Paris", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "UTC")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0, second=0)
)
hours = st.integers(0, 24)
windows = st.builds(
    lambda a, b, days: Window(min(a, b), max(a, b), frozenset(days)),
    hours,
    hours,
    st.sets(st.integers(0, 6)),
)
zones = st.lists(st.sampled_from(ZONES), min_size=1, max_size=3).map(
    lambda names: [pytz.timezone(name) for name in names]
)


def is_open(moment, zones, windows, closed):
    for zone in zones:
        local = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
        if local.date() in closed:
            return False
        hour = (local - local.replace(hour=0, minute=0, second=0)).seconds / 3600
        for window in windows:
            if local.weekday() not in window.days:
                return False
            if not window.start <= hour < window.end:
                return False
    return True


@settings(deadline=None)
@given(moments, zones, st.lists(windows, min_size=1, max_size=2))
def test_the_first_open_moment_is_found_and_none_before(at, zones, windows):
    closed = {(at + timedelta(days=1)).date()}
    found = next_allowed(at, zones, windows, closed)
    if found is None:
        looked = [at + timedelta(minutes=15 * step) for step in range(4 * 24 * 14)]
        assert not any(is_open(one, zones, windows, closed) for one in looked)
        return
    assert found >= at
    assert is_open(found, zones, windows, closed)
    before = at
    while before < found and before < at + timedelta(days=8):
        assert not is_open(before, zones, windows, closed)
        before += timedelta(minutes=15)


@given(moments, zones, windows)
def test_asking_again_at_that_moment_allows_it(at, zones, window):
    found = next_allowed(at, zones, [window])
    if found is not None:
        assert next_allowed(found, zones, [window]) == found


def test_the_last_minute_of_the_day_is_allowed_and_the_next_is_not():
    paris = [pytz.timezone("Europe/Paris")]
    assert next_allowed(datetime(2026, 3, 2, 17, 59), paris, [Window()]) == datetime(
        2026, 3, 2, 17, 59
    )
    assert next_allowed(datetime(2026, 3, 2, 18, 0), paris, [Window()]) == datetime(
        2026, 3, 3, 8, 0
    )


def test_somebody_who_may_be_on_either_coast_is_called_where_both_are_open():
    coasts = [pytz.timezone("America/New_York"), pytz.timezone("America/Los_Angeles")]
    found = next_allowed(datetime(2026, 3, 3, 14, 0), coasts, [Window()])
    assert found == datetime(2026, 3, 3, 17, 0)  # 09:00 in Los Angeles


def test_the_clock_change_moves_the_instant_not_the_hour():
    paris = [pytz.timezone("Europe/Paris")]
    found = next_allowed(datetime(2026, 3, 28, 12), paris, [Window()])
    assert found == datetime(2026, 3, 30, 7, 0)  # summer time since Sunday
