"""Payment-run days: the days on which a customer pays its suppliers.

Typed or learned, they make a reminder wait that would leave just before a run: the
money is perhaps on its way. It waits once, for one run, and never longer than a
limit, so that who never pays is not waited for for ever.
"""

import re
from calendar import monthrange
from collections import Counter
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from .calendar import add_working_days, is_working, next_working_day

BANK_DAYS = 2  # working days until a transfer of a run is seen on our statement
LAST_DAY = 31  # of the month, however short it is
MIN_DATES, MIN_MONTHS, MIN_EACH, MAX_DAYS = 6, 3, 3, 3
MONTH_SHARE, WEEK_SHARE, MIN_WEEKS = 0.7, 0.85, 10
TOO_FAR = 45  # days: between two runs, moved by holidays

_WEEKDAYS = (
    ("monday", "mon", "lundi", "lun"),
    ("tuesday", "tue", "mardi", "mar"),
    ("wednesday", "wed", "mercredi", "mer"),
    ("thursday", "thu", "jeudi", "jeu"),
    ("friday", "fri", "vendredi", "ven"),
)
_WORDS = {word: index for index, words in enumerate(_WEEKDAYS) for word in words}
_WORDS.update({f"{words[n]}s": _WORDS[words[n]] for words in _WEEKDAYS for n in (0, 2)})
_LAST = re.compile(
    r"\b(fin (de |du )?mois|fdm|end of (the )?month|eom|"
    r"dernier jour( du mois)?|last day( of the month)?)\b"
)
_FILLERS = {"le", "les", "the", "et", "and", "on", "every", "of", "month", "each"}
_FILLERS |= {"du", "mois", "de", "chaque", "tous", "puis"}
_NONE = {"-", "–", "aucun", "none"}
_DAY = re.compile(r"^(\d{1,2})(er|e|st|nd|rd|th)?$")


class Runs(NamedTuple):
    """Days of the month (31: the last one) and weekdays (0: Monday) of the runs."""

    days: tuple = ()
    weekdays: tuple = ()


class RunsError(ValueError):
    """A word that names no day; its text is that word."""


@lru_cache(maxsize=4096)
def parse(text):
    """Return the :class:`Runs` that ``text`` names, in French or English.

    A dash, "none" or "aucun" says that there are none, which is not the same as not
    knowing: it is typed to refuse what was learned.

    :raises RunsError: at the first word that names no day

    >>> parse("10, 25")
    Runs(days=(10, 25), weekdays=())
    >>> parse("le 10 et fin de mois")
    Runs(days=(10, 31), weekdays=())
    >>> parse("Tuesdays / jeudi")
    Runs(days=(), weekdays=(1, 3))
    >>> parse("aucun")
    Runs(days=(), weekdays=())
    >>> parse("10, soon")
    Traceback (most recent call last):
    ...
    odoo.addons.debt_recovery.tools.payment_runs.RunsError: soon
    """
    plain = " ".join((text or "").lower().split())
    if not plain or plain in _NONE:
        return Runs()
    days, weekdays = set(), set()
    for word in re.split(r"[\s,;/&+.]+", _LAST.sub("31", plain)):
        number = _DAY.match(word)
        if number and 1 <= int(number[1]) <= LAST_DAY:
            days.add(int(number[1]))
        elif word in _WORDS:
            weekdays.add(_WORDS[word])
        elif word and word not in _FILLERS:
            raise RunsError(word)
    if not days and not weekdays:
        raise RunsError(plain)
    return Runs(tuple(sorted(days)), tuple(sorted(weekdays)))


def to_text(runs):
    """Return what ``parse`` reads back, in no language where it can.

    >>> to_text(Runs((10, 25), (1,)))
    '10, 25, tuesday'
    """
    names = [_WEEKDAYS[weekday][0] for weekday in runs.weekdays]
    return ", ".join([*map(str, runs.days), *names])


def _is_nominal(runs, day):
    if day.weekday() in runs.weekdays or day.day in runs.days:
        return True
    last = monthrange(day.year, day.month)[1]
    return day.day == last and any(one > last for one in runs.days)


def next_run(runs, day, closed=frozenset()):
    """Return the first run on or after ``day``, or None without any.

    A bank executes what falls on a closed day on the next working day; in a short
    month the 29th to 31st are its last day.

    >>> from datetime import date
    >>> next_run(Runs((10, 25)), date(2026, 3, 11))
    datetime.date(2026, 3, 25)
    >>> next_run(Runs((31,)), date(2026, 2, 27))  # the 28th is a Saturday
    datetime.date(2026, 3, 2)
    """
    if not runs.days and not runs.weekdays:
        return None
    first = day
    while not is_working(first - timedelta(days=1), closed):
        first -= timedelta(days=1)  # a run of these days is executed on ``day``
    for offset in range(TOO_FAR):
        nominal = first + timedelta(days=offset)
        if _is_nominal(runs, nominal):
            moved = next_working_day(nominal, closed)
            if moved >= day:
                return moved
    return None


@lru_cache(maxsize=8192)
def wait_until(ready_on, runs, limit, closed=frozenset()):
    """Return the day until which a contact waits for a run, or None.

    The run is the first whose money cannot be here yet on ``ready_on``. The answer
    depends on the day on which the contact became possible, not on today: it is the
    same every day, and there is no second wait.

    :param ready_on: first day on which the contact could have left
    :param limit: days that a run may be away from it
    :return: the first working day on which the money would have been seen

    >>> from datetime import date
    >>> wait_until(date(2026, 3, 9), Runs((10, 25)), 5)
    datetime.date(2026, 3, 12)
    >>> wait_until(date(2026, 3, 12), Runs((10, 25)), 5) is None
    True
    """
    run = next_run(runs, ready_on - timedelta(days=7), closed)
    while run and run <= ready_on + timedelta(days=limit):
        seen = add_working_days(run, BANK_DAYS, closed)
        if seen > ready_on:
            return seen
        run = next_run(runs, run + timedelta(days=1), closed)
    return None


def run_of(seen_on, runs, closed=frozenset()):
    """Return the run whose money is seen on ``seen_on``, or None.

    >>> from datetime import date
    >>> run_of(date(2026, 3, 12), Runs((10, 25)))
    datetime.date(2026, 3, 10)
    """
    run = next_run(runs, seen_on - timedelta(days=15), closed)
    while run and run < seen_on:
        if add_working_days(run, BANK_DAYS, closed) == seen_on:
            return run
        run = next_run(runs, run + timedelta(days=1), closed)
    return None


# --- learning ---------------------------------------------------------------------


def learn(dates):
    """Return the :class:`Runs` that payment dates tell of; none where they do not.

    Up to three days of the month that hold at least seven payments in ten, each seen
    in three months or more; else a weekday that holds nearly all of them. A date next
    to a weekend also counts for the days of that weekend.

    :param dates: dates on which the customer paid, in any order

    >>> from datetime import date
    >>> paid = [date(2025, m, d) for m in (1, 2, 3, 4) for d in (10, 25)]
    >>> learn(paid)
    Runs(days=(10, 25), weekdays=())
    >>> learn(paid[:4])
    Runs(days=(), weekdays=())
    """
    dates = sorted(set(dates))
    if len(dates) < MIN_DATES:
        return Runs()
    return _month_runs(dates) or _week_runs(dates) or Runs()


def _month_runs(dates):
    left, chosen = list(dates), []
    while left and len(chosen) < MAX_DAYS:
        day = _best_day(left)
        held = [date for date in left if day in _nominals(date)]
        months = {(date.year, date.month) for date in held}
        if len(held) < MIN_EACH or len(months) < MIN_MONTHS:
            break
        chosen.append(day)
        left = [date for date in left if date not in held]
    covered = len(dates) - len(left)
    if chosen and covered >= MONTH_SHARE * len(dates):
        return Runs(tuple(sorted(chosen)))
    return None


def _best_day(dates):
    """Return the day of the month that most dates stand for; the exact one first."""
    counts, exact = Counter(), Counter(date.day for date in dates)
    for date in dates:
        counts.update(_nominals(date))
    return max(counts, key=lambda day: (counts[day], exact[day], -day))


def _nominals(date):
    """Return the days of the month for which a payment on ``date`` can stand."""
    around = {0: (0, -1, -2), 4: (0, 1, 2)}.get(date.weekday(), (0,))
    days = set()
    for offset in around:
        nominal = date + timedelta(days=offset)
        days.add(nominal.day)
        if nominal.day == monthrange(nominal.year, nominal.month)[1]:
            days.update(range(nominal.day, LAST_DAY + 1))
    return days


def _week_runs(dates):
    if len(dates) < MIN_WEEKS:
        return None
    weekday, count = Counter(date.weekday() for date in dates).most_common(1)[0]
    if count >= WEEK_SHARE * len(dates) and weekday < len(_WEEKDAYS):
        return Runs((), (weekday,))
    return None
