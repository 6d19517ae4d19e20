"""Working days: Monday to Friday, without public holidays and closing days."""

from datetime import timedelta

SATURDAY = 5


def is_working(day, closed=frozenset()):
    """Tell whether people work on ``day``.

    >>> from datetime import date
    >>> is_working(date(2026, 3, 6)), is_working(date(2026, 3, 7))
    (True, False)
    """
    return day.weekday() < SATURDAY and day not in closed


def add_working_days(day, count, closed=frozenset()):
    """Return the ``count``-th working day after ``day``; ``day`` itself for zero.

    >>> from datetime import date
    >>> add_working_days(date(2026, 2, 24), 8)
    datetime.date(2026, 3, 6)
    >>> add_working_days(date(2026, 4, 3), 1, {date(2026, 4, 6)})
    datetime.date(2026, 4, 7)
    """
    while count > 0:
        day += timedelta(days=1)
        if is_working(day, closed):
            count -= 1
    return day


def next_working_day(day, closed=frozenset()):
    """Return ``day``, or the first working day after it.

    >>> from datetime import date
    >>> next_working_day(date(2026, 4, 4), {date(2026, 4, 6)})
    datetime.date(2026, 4, 7)
    """
    while not is_working(day, closed):
        day += timedelta(days=1)
    return day
