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
    return next_open(at, zones, [((window, closed),) for window in windows])


def next_open(at, zones, groups):
    """Return the first instant from ``at`` on that every group allows in all zones.

    :param groups: sequence of alternatives: tuples of (:class:`Window`, closed dates);
        one of them suffices
    :return: naive UTC datetime; None when there is none within some weeks

    >>> import pytz
    >>> week, saturday = Window(8.5, 21), Window(8.5, 15, frozenset({5}))
    >>> either = ((week, frozenset()), (saturday, frozenset()))
    >>> next_open(datetime(2026, 3, 6, 22), [pytz.utc], [either])
    datetime.datetime(2026, 3, 7, 8, 30)
    """
    moment, limit = at, at + FARTHEST
    while moment <= limit:
        later = moment
        for zone in zones:
            for alternatives in groups:
                later = _open_in(zone, alternatives, later)
                if later is None:
                    return None
        if later == moment:
            return moment
        moment = later
    return None


def _open_in(zone, alternatives, moment):
    """Return ``moment``, or the next one at which an alternative is open in ``zone``.

    An hour that the clock skips is in no window, one that it repeats is twice in it.
    """
    while True:
        local = _local(zone, moment)
        openings = [
            window.opens_after(local, closed) for window, closed in alternatives
        ]
        opening = min(filter(None, openings), default=None)
        if opening is None:
            return None
        instant = moment + (opening - local)
        if _local(zone, instant) == opening:
            return instant
        moment = _clock_change(zone, moment, instant)


def _local(zone, moment):
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def _clock_change(zone, since, until):
    """Return the first whole second after ``since`` with the offset of ``until``."""
    start = since.replace(microsecond=0)
    before, after = 0, int((until - start).total_seconds()) + 1
    offset = _local(zone, since) - since
    while after - before > 1:
        middle = (before + after) // 2
        moment = start + timedelta(seconds=middle)
        if _local(zone, moment) - moment == offset:
            before = middle
        else:
            after = middle
    return start + timedelta(seconds=after)
