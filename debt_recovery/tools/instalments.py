"""Instalments of a payment plan: amounts to the cent and days, from a few wishes.

Amounts are ``Decimal`` in the plan's currency; ``decimals`` is how many it has. What is
made of a balance always sums to it exactly. A day that is not worked moves to the next
one that is; the plan's own rhythm stays, so that a month's end comes back.
"""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from .calendar import next_working_day

WEEKLY, MONTHLY = "weekly", "monthly"
FIRST, LAST = "first", "last"
WEEK, MONTHS = 7, 12
SOON = 7  # days: a nearer payday than that after the first payment is passed over
MOST = 120  # instalments of one plan


class InstalmentsError(ValueError):
    """Wishes of which no plan can be made; ``code`` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Instalment(NamedTuple):
    """One payment: the day of the plan's rhythm, the working day on which the money is
    due, and how much."""

    wished: date
    due: date
    amount: Decimal


class Terms(NamedTuple):
    """What the debtor and we want of a plan.

    ``count`` is how many payments, the first one included; where it is zero, ``each``
    says how much one is. ``day`` is the payday: of the month (1 to 31) or of the week
    (0 for Monday). ``deposit`` is the first payment where it differs from the rest.
    The first ``low_count`` payments are of ``low``, the others take what is left.
    ``at_once`` is a first payment by card: its day is not moved.
    """

    first: date
    count: int = 0
    each: Decimal = Decimal(0)
    every: str = MONTHLY
    day: int | None = None
    deposit: Decimal = Decimal(0)
    low: Decimal = Decimal(0)
    low_count: int = 0
    rest: str = LAST
    at_once: bool = False


def schedule(total, terms, decimals=2, closed=frozenset()):
    """Return the plan of ``total`` as :class:`Instalment`, earliest first.

    :param closed: days on which nobody works, besides weekends
    :raises InstalmentsError: when the terms make no plan

    >>> first = date(2026, 3, 4)
    >>> plan = schedule(Decimal(1240), Terms(first, 4, at_once=True),
    ...     closed={date(2026, 4, 6)})
    >>> [(f"{one.due:%d/%m}", str(one.amount)) for one in plan]
    [('04/03', '310.00'), ('07/04', '310.00'), ('04/05', '310.00'), ('04/06', '310.00')]
    """
    sums = amounts(total, terms, decimals)
    return dated(sums, days(terms, len(sums)), closed, terms.at_once)


def dated(sums, wished, closed=frozenset(), at_once=False):
    """Return amounts and the days of a rhythm as instalments on working days."""
    return tuple(
        Instalment(
            day,
            day if at_once and not number else next_working_day(day, closed),
            amount,
        )
        for number, (day, amount) in enumerate(zip(wished, sums, strict=True))
    )


# --- amounts ---------------------------------------------------------------------


def amounts(total, terms, decimals=2):
    """Return what each instalment is, in order; they sum to ``total``.

    >>> def words(sums): return ' '.join(map(str, sums))
    >>> day = date(2026, 1, 31)
    >>> words(amounts(Decimal(1000), Terms(day, each=Decimal(300))))
    '300.00 300.00 300.00 100.00'
    >>> words(amounts(Decimal(1000), Terms(day, 4, deposit=Decimal(400))))
    '400.00 200.00 200.00 200.00'
    >>> words(amounts(Decimal(1000), Terms(day, 5, low=Decimal(50), low_count=2)))
    '50.00 50.00 300.00 300.00 300.00'
    """
    if total <= 0:
        raise InstalmentsError("nothing")
    count = terms.count - bool(terms.deposit) if terms.count else 0
    rest = total - terms.deposit
    if terms.deposit < 0 or rest < 0 or (rest and not count and not terms.each):
        raise InstalmentsError("deposit" if terms.deposit else "count")
    head = split(terms.deposit, 1, decimals) if terms.deposit else ()
    if not rest:
        return head
    return head + _spread(rest, count, terms, decimals)


def _spread(total, count, terms, decimals):
    if not count:
        return split_by(total, terms.each, decimals, terms.rest)
    if terms.low_count:
        return stepped(total, count, terms.low, terms.low_count, decimals)
    return split(total, count, decimals, terms.rest)


def split(total, count, decimals=2, rest=LAST):
    """Return ``total`` in ``count`` equal amounts; one takes the cents that are left.

    >>> [str(one) for one in split(Decimal("100"), 3)]
    ['33.33', '33.33', '33.34']
    >>> [str(one) for one in split(Decimal("100"), 3, 0, FIRST)]
    ['34', '33', '33']
    """
    _check_count(count)
    units = _units(total, decimals)
    one, more = divmod(units, count)
    if not one:
        raise InstalmentsError("small")
    sums = [one] * count
    sums[0 if rest == FIRST else -1] += more
    return tuple(_money(units, decimals) for units in sums)


def split_by(total, each, decimals=2, rest=LAST):
    """Return ``total`` in amounts of ``each``; one is what is left."""
    units, one = _units(total, decimals), _units(each, decimals)
    if one <= 0:
        raise InstalmentsError("count")
    whole, more = divmod(units, one)
    _check_count(whole + bool(more))
    sums = [one] * whole
    if more:
        sums.insert(0 if rest == FIRST else whole, more)
    return tuple(_money(units, decimals) for units in sums)


def stepped(total, count, low, low_count, decimals=2):
    """Return ``total`` in ``low_count`` amounts of ``low``, then equal higher ones."""
    left = total - low * low_count
    if low <= 0 or not 0 < low_count < count or left <= 0:
        raise InstalmentsError("step")
    high = split(left, count - low_count, decimals)
    if high[0] < low:
        raise InstalmentsError("step")
    return (_money(_units(low, decimals), decimals),) * low_count + high


def fit(sums, total, decimals=2):
    """Return amounts that sum to ``total``, as near to ``sums`` as can be.

    The last ones shrink or go when less is owed, as after a credit note; the last one
    grows when more is.

    >>> three = (Decimal(30), Decimal(30), Decimal(40))
    >>> [str(one) for one in fit(three, Decimal(55))]
    ['30.00', '25.00']
    >>> [str(one) for one in fit(three, Decimal(110))]
    ['30.00', '30.00', '50.00']
    """
    left, kept = _units(total, decimals), []
    for amount in sums:
        taken = min(left, _units(amount, decimals))
        if taken > 0:
            kept.append(taken)
            left -= taken
    if left > 0:
        kept = [*kept[:-1], (kept[-1] if kept else 0) + left]
    return tuple(_money(units, decimals) for units in kept)


def missing(sums, total):
    """Return what amounts lack to sum to ``total``; negative where they exceed it.

    >>> missing([Decimal("33.33")] * 3, Decimal(100))
    Decimal('0.01')
    """
    return total - sum(sums, Decimal(0))


def _check_count(count):
    if not 0 < count <= MOST:
        raise InstalmentsError("many" if count > MOST else "count")


def _units(amount, decimals):
    """Return an amount in its smallest unit; what is not a whole number of it is no
    amount of this currency."""
    units = Decimal(amount).scaleb(decimals)
    if units != units.to_integral_value():
        raise InstalmentsError("cents")
    return int(units)


def _money(units, decimals):
    return Decimal(units).scaleb(-decimals)


# --- days ------------------------------------------------------------------------


def days(terms, count):
    """Return the ``count`` days of a rhythm, before any is moved to a working day.

    >>> month_end = Terms(date(2026, 1, 31))
    >>> [f"{day:%d/%m}" for day in days(month_end, 4)]
    ['31/01', '28/02', '31/03', '30/04']
    >>> payday = Terms(date(2026, 3, 4), day=28, at_once=True)
    >>> [f"{day:%d/%m}" for day in days(payday, 3)]
    ['04/03', '28/03', '28/04']
    >>> fridays = Terms(date(2026, 3, 4), every=WEEKLY, day=4)
    >>> [f"{day:%d/%m}" for day in days(fridays, 3)]
    ['06/03', '13/03', '20/03']
    """
    if terms.day is None:
        return tuple(_step(terms.first, terms, number) for number in range(count))
    if not terms.at_once:
        start = _payday(terms.first, terms)
        return tuple(_step(start, terms, number) for number in range(count))
    start = _payday(terms.first + timedelta(days=SOON), terms)
    later = (_step(start, terms, number) for number in range(count - 1))
    return (terms.first, *later)[:count]


def _step(start, terms, number):
    if terms.every == WEEKLY:
        return start + timedelta(days=WEEK * number)
    return add_months(start, number, terms.day or start.day)


def _payday(start, terms):
    """Return the first payday on or after ``start``."""
    if terms.every == WEEKLY:
        return start + timedelta(days=(terms.day - start.weekday()) % WEEK)
    here = add_months(start, 0, terms.day)
    return here if here >= start else add_months(start, 1, terms.day)


def add_months(start, number, day):
    """Return ``day`` of the month that lies ``number`` months after that of ``start``,
    or the last of that month where it is shorter.

    >>> add_months(date(2023, 12, 1), 2, 31)
    datetime.date(2024, 2, 29)
    """
    years, month = divmod(start.month - 1 + number, MONTHS)
    year = start.year + years
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


# --- what changed ----------------------------------------------------------------


def is_worse(before, after):
    """Tell whether a plan asks more of the debtor than another: more money by some day,
    or more on one day than ever before. Then he is asked again.

    :param before, after: :class:`Instalment` of each

    >>> start = Terms(date(2026, 3, 2))
    >>> def plan(*sums): return dated(sums, days(start, len(sums)))
    >>> is_worse(plan(30, 30, 30), plan(30, 0, 30, 30))
    False
    >>> is_worse(plan(30, 60), plan(90))
    True
    """
    old, new = _by_day(before), _by_day(after)
    if max(new.values(), default=0) > max(old.values(), default=0):
        return True
    asked = dict(zip(new, accumulate(new.values()), strict=True))
    return any(
        owed > sum(amount for when, amount in old.items() if when <= day)
        for day, owed in asked.items()
    )


def _by_day(plan):
    sums = {}
    for one in sorted(plan, key=lambda one: one.due):
        sums[one.due] = sums.get(one.due, 0) + one.amount
    return sums
