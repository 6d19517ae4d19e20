"""When to try a refused card or direct debit again, or whether to at all. No clock, no
database; dates are the creditor's.

A means that is dead is not tried again: another one is asked for. Lack of money waits
for the day on which money comes in, a technical failure for the next working day, what
gives no reason for five days. Each try is announced some days before.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from . import retry_reasons as why
from .calendar import add_working_days, next_working_day

RETRY, ASK, STOP = "retry", "ask", "stop"
SEPA, CARD = "sepa", "card"
# Benefits come around the 5th, wages from the 28th to the end of the month.
PAYDAYS = (5, 29)
UNEXPLAINED_DAYS = 5
# What no other try can change: the customer gives another means, or confirms.
DEAD = (why.EXPIRED, why.CLOSED, why.STOLEN, why.MANDATE, why.CONFIRM)
# What the customer, or the law, said no to: a person talks with him first.
SAID_NO = (why.REFUSED, why.DISPUTED)


@dataclass(frozen=True, slots=True)
class Limits:
    """``attempts``: tries in all, the first one included, within ``days`` of it;
    ``notice``: days between the announcement of a try and the try."""

    attempts: int
    days: int
    notice: int = 2


# Card networks count tries of one charge over 30 days and fine who overdoes it (15 at
# Visa); banks bill each return of a direct debit, so two more tries are the custom.
LIMITS = {SEPA: Limits(3, 60), CARD: Limits(4, 30)}


@dataclass(frozen=True, slots=True)
class Next:
    """What follows a refusal: ``action`` retry | ask | stop; ``day`` of the try, None
    where there is none; ``because``: why, the reason or ``limit``."""

    action: str
    day: date | None
    because: str


def next_try(reason, failed_on, tries, limits, closed=frozenset(), payday=0):
    """Return the :class:`Next` after the refusal of ``failed_on``.

    :param reason: one of ``retry_reasons.REASONS``
    :param tries: days of the tries so far, the refused one included
    :param limits: :class:`Limits` of the means
    :param closed: dates on which no bank works
    :param payday: day of the month on which the payer's money comes in, 31 for the
        last one; 0: not known, the 5th and the end of the month stand for it

    >>> tuesday = date(2026, 3, 10)
    >>> next_try("expired", tuesday, [tuesday], LIMITS[CARD]).action
    'ask'
    >>> next_try("funds", tuesday, [tuesday], LIMITS[CARD]).day
    datetime.date(2026, 3, 30)
    >>> next_try("funds", tuesday, [tuesday], LIMITS[CARD], payday=12).day
    datetime.date(2026, 3, 12)
    >>> next_try("technical", date(2026, 3, 6), [tuesday], LIMITS[SEPA]).day
    datetime.date(2026, 3, 9)
    >>> next_try("unknown", tuesday, [tuesday], LIMITS[SEPA]).day
    datetime.date(2026, 3, 16)
    """
    if reason in SAID_NO:
        return Next(STOP, None, reason)
    if reason in DEAD:
        return Next(ASK, None, reason)
    if len(tries) >= limits.attempts:
        return Next(ASK, None, "limit")
    day = _day(reason, failed_on, len(tries), limits, closed, payday)
    if (day - min(tries, default=failed_on)).days > limits.days:
        return Next(ASK, None, "limit")
    return Next(RETRY, day, reason)


def _day(reason, failed_on, count, limits, closed, payday):
    """Return the day of the try. A technical failure is no news for the payer: the
    same announcement stands. Unexplained twice, it is taken for a lack of money."""
    if reason == why.TECHNICAL:
        return add_working_days(failed_on, 1, closed)
    earliest = failed_on + timedelta(days=limits.notice)
    if reason == why.FUNDS or count > 1:
        return next_payday(earliest, payday, closed)
    usual = failed_on + timedelta(days=UNEXPLAINED_DAYS)
    return next_working_day(max(usual, earliest), closed)


def next_payday(earliest, payday=0, closed=frozenset()):
    """Return the first day from ``earliest`` on which money should be there: the
    payday, or the first working day after it.

    >>> next_payday(date(2026, 3, 10)), next_payday(date(2026, 3, 31))
    (datetime.date(2026, 3, 30), datetime.date(2026, 4, 6))
    >>> next_payday(date(2026, 2, 10), 31)
    datetime.date(2026, 3, 2)
    """
    days = (payday,) if payday else PAYDAYS
    year, month = earliest.year, earliest.month
    if month == 1:  # a payday at the end of last month, moved into this one
        year, month = year - 1, 12
    else:
        month -= 1
    while True:
        last = monthrange(year, month)[1]
        for day in sorted({min(day, last) for day in days}):
            found = next_working_day(date(year, month, day), closed)
            if found >= earliest:
                return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
