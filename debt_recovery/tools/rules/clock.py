"""Local dates of an instant in every zone where somebody may be."""

from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import pytz


@cache
def get_zone(name):
    """Return the zone called ``name``: the data of pytz, which the rest of the product
    uses, in the quicker type of the standard library.

    >>> get_zone("Europe/Paris")
    zoneinfo.ZoneInfo(key='Europe/Paris')
    """
    with pytz.open_resource(name) as data:
        return ZoneInfo.from_file(data, key=name)


def to_utc(local, zone):
    """Return the first UTC instant that ``zone`` calls ``local``; a time that its clock
    skips is taken after it.

    >>> to_utc(datetime(2026, 3, 29, 2, 30), get_zone("Europe/Paris"))
    datetime.datetime(2026, 3, 29, 1, 30)
    """
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def to_local(at, zone):
    """Return the naive local time of a naive UTC instant."""
    return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None, fold=0)


@lru_cache(maxsize=10_000)
def local_dates(zones, at):
    """Return the dates that it is at ``at`` in these zones, in order.

    >>> local_dates(("Europe/Paris", "Asia/Tokyo"), datetime(2026, 3, 2, 16))
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 3))
    """
    return tuple(sorted({to_local(at, get_zone(name)).date() for name in zones}))


@lru_cache(maxsize=10_000)
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


def starts_of(days, zones):
    """Return the sorted instants at which one of ``days`` begins in one of the zones.

    >>> from datetime import date
    >>> starts_of((date(2026, 3, 2),), ("Europe/Paris", "UTC"))
    [datetime.datetime(2026, 3, 1, 23, 0), datetime.datetime(2026, 3, 2, 0, 0)]
    """
    starts = {
        to_utc(datetime.combine(day, time()), get_zone(name))
        for day in days
        for name in zones
    }
    return sorted(starts)


def latest_date(event, zones):
    """Return the last of the dates that the instant ``event`` has in these zones."""
    return local_dates(zones, event)[-1]


def add_days(day, count):
    """Return ``day`` plus ``count`` days, the last day there is at most."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return type(day).max
