"""The demonstration's own clock: one instant for Odoo, the jobs and the messages."""

from datetime import UTC, datetime, time

import pytz
from freezegun import freeze_time

ZONE = pytz.timezone("Europe/Paris")


class DemoClock:
    """A frozen clock that moves only when told; a context manager.

    Everything that asks Python for the time gets the instant that was set; nothing
    waits, and the machine's own date never shows.
    """

    def __init__(self, day):
        self._freezer = freeze_time(utc_of(day, 6))
        self.day = day

    def __enter__(self):
        self._frozen = self._freezer.start()
        return self

    def __exit__(self, *exception):
        self._freezer.stop()

    def set(self, day, hour, minute=0):
        """Move to a local time; return the naive UTC instant."""
        instant = utc_of(day, hour, minute)
        self._frozen.move_to(instant)
        self.day = day
        return instant


def utc_of(day, hour, minute=0):
    """Return the naive UTC instant of a local time.

    >>> from datetime import date
    >>> utc_of(date(2026, 3, 3), 9), utc_of(date(2026, 3, 30), 9).hour
    (datetime.datetime(2026, 3, 3, 8, 0), 7)
    """
    local = ZONE.localize(datetime.combine(day, time(hour, minute)))
    return local.astimezone(UTC).replace(tzinfo=None)
