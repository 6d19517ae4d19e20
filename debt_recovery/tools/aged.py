"""Columns of the aged balance: days past due, as the law and the chart tools cut them.

Not due holds the due date itself; the first late day is the day after.
"""

from typing import NamedTuple


class Bucket(NamedTuple):
    """A column of the aged balance: days past due from ``first`` to ``last``."""

    name: str
    first: int | None
    last: int | None


BUCKETS = (
    Bucket("not_due", None, 0),
    Bucket("late_1", 1, 30),
    Bucket("late_31", 31, 60),
    Bucket("late_61", 61, 90),
    Bucket("late_91", 91, None),
)
NAMES = tuple(bucket.name for bucket in BUCKETS)
LATE = NAMES[1:]


def bucket_of(days):
    """Return the name of the column that holds a number of days past due.

    >>> [bucket_of(days) for days in (-8, 0, 1, 30, 31)]
    ['not_due', 'not_due', 'late_1', 'late_1', 'late_31']
    >>> [bucket_of(days) for days in (60, 61, 90, 91, 9999)]
    ['late_31', 'late_61', 'late_61', 'late_91', 'late_91']
    """
    return next(b.name for b in BUCKETS if b.last is None or days <= b.last)


def age(items, day):
    """Sum amounts by column.

    :param items: iterable of ``(due date, amount)``
    :return: ``{column: amount}``, every column present

    >>> from datetime import date
    >>> age([(date(2026, 3, 1), 10), (date(2026, 3, 9), -4)], date(2026, 3, 2))
    {'not_due': -4, 'late_1': 10, 'late_31': 0, 'late_61': 0, 'late_91': 0}
    """
    found = dict.fromkeys(NAMES, 0)
    for due, amount in items:
        found[bucket_of((day - due).days)] += amount
    return found


def days_late(items, day):
    """Return how late the oldest debt still owed is on ``day``, or 0.

    >>> from datetime import date
    >>> days_late([(date(2026, 2, 1), -5), (date(2026, 3, 1), 10)], date(2026, 3, 2))
    1
    """
    late = [due for due, amount in items if amount > 0 and due < day]
    return (day - min(late)).days if late else 0
