"""Hours in which somebody may be contacted, in every zone where he may be.

Windows are half-open and local. Several windows must all allow a moment; so must
every zone that the person may live in (source: the strict default of the rules,
Monday to Friday, 09:00 to 19:00, no public holiday).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

FARTHEST = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Window:
    """Weekdays (Monday is 0) and hours of the day (9.5 is 09:30), end excluded."""

    start: float = 9.0
    end: float = 19.0
    days: frozenset = frozenset(range(5))

    def opens_after(self, local, closed):
        """Return ``local`` when it is inside, else the local start of the next day of
        contact, None when no day ever is.

        >>> Window().opens_after(datetime(2026, 3, 6, 20), frozenset())
        datetime.datetime(2026, 3, 9, 9, 0)
        """
        if not self.days or self.start >= self.end:
            return None
        for later in range(FARTHEST.days):
            day = local.date() + timedelta(days=later)
            if day.weekday() not in self.days or day in closed:
                continue
            opening = datetime.combine(day, time()) + timedelta(hours=self.start)
            closing = datetime.combine(day, time()) + timedelta(hours=self.end)
            if local < closing:
                return max(local, opening)
        return None


def next_allowed(at, zones, windows, closed=frozenset()):
    """Return the first instant from ``at`` on that all windows allow in all zones.

    :param at: naive UTC datetime
    :param zones: pytz zones that the person may live in, at least one
    :param windows: :class:`Window` that all must allow
    :param closed: dates on which nobody is contacted
    :return: naive UTC datetime; None when there is none within some weeks

    >>> import pytz
    >>> paris = pytz.timezone("Europe/Paris")
    >>> next_allowed(datetime(2026, 3, 7, 10), [paris], [Window()])
    datetime.datetime(2026, 3, 9, 8, 0)
    """
    moment, limit = at, at + FARTHEST
    while moment is not None and moment <= limit:
        later = moment
        for zone in zones:
            for window in windows:
                later = _open_in(zone, window, later, closed)
                if later is None:
                    return None
        if later == moment:
            return moment
        moment = later
    return None


def _open_in(zone, window, moment, closed):
    """Return ``moment``, or the next one at which ``window`` is open in ``zone``."""
    local = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    opening = window.opens_after(local, closed)
    if opening is None or opening == local:
        return moment if opening else None
    # an hour that the clock skips is its later one; one that it repeats, the first
    instant = zone.normalize(zone.localize(opening, is_dst=True))
    return max(moment, instant.astimezone(UTC).replace(tzinfo=None))
