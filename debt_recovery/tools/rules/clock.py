"""Local dates of an instant in every zone where somebody may be."""

from bisect import bisect_right
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

import pytz

get_zone = lru_cache(maxsize=None)(pytz.timezone)


def to_utc(local, zone):
    """Return the first UTC instant that ``zone`` calls ``local``; a time that its clock
    skips is taken after it.

    >>> to_utc(datetime(2026, 3, 29, 2, 30), get_zone("Europe/Paris"))
    datetime.datetime(2026, 3, 29, 1, 30)
    """
    instant = zone.localize(local, is_dst=True).astimezone(UTC).replace(tzinfo=None)
    if to_local(instant, zone) < local:
        instant = zone.localize(local, is_dst=False).astimezone(UTC)
        instant = instant.replace(tzinfo=None)
    return instant


def to_local(at, zone):
    """Return the naive local time of a naive UTC instant."""
    return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


@lru_cache(maxsize=100_000)
def local_dates(zones, at):
    """Return the dates that it is at ``at`` in these zones, in order.

    >>> local_dates(("Europe/Paris", "Asia/Tokyo"), datetime(2026, 3, 2, 16))
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 3))
    """
    return tuple(sorted({to_local(at, get_zone(name)).date() for name in zones}))


@lru_cache(maxsize=100_000)
def day_starts(day, zones):
    """Return the instants at which ``day`` has begun in the first and in all zones.

    >>> from datetime import date
    >>> day_starts(date(2026, 3, 2), ("Europe/Paris", "Asia/Tokyo"))
    (datetime.datetime(2026, 3, 1, 15, 0), datetime.datetime(2026, 3, 1, 23, 0))
    """
    midnight = datetime.combine(day, time())
    starts = [to_utc(midnight, get_zone(name)) for name in zones]
    return min(starts), max(starts)


def starts_everywhere(day, zones):
    """Return the instant from which it is ``day`` or later in every zone."""
    return day_starts(day, zones)[1]


def next_start(days, zones, at):
    """Return the first instant after ``at`` at which one of the sorted ``days`` begins
    in one of the zones, or None.

    >>> from datetime import date
    >>> next_start((date(2026, 3, 2),), ("Europe/Paris", "UTC"), datetime(2026, 3, 1))
    datetime.datetime(2026, 3, 1, 23, 0)
    """
    found = None
    for name in zones:
        zone = get_zone(name)
        index = bisect_right(days, to_local(at, zone).date())
        if index < len(days):
            start = to_utc(datetime.combine(days[index], time()), zone)
            found = start if found is None else min(found, start)
    return found


def latest_date(event, zones):
    """Return the last of the dates that the instant ``event`` has in these zones."""
    return local_dates(zones, event)[-1]


def add_days(day, count):
    """Return ``day`` plus ``count`` days, the last day there is at most."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return type(day).max
