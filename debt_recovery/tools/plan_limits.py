"""What a payment plan may be: the limits of a policy, and what goes beyond them."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .instalments import Instalment, add_months

WEEKLY, MONTHLY, PAYDAY = FREQUENCIES = ("weekly", "monthly", "payday")


class Limits(NamedTuple):
    """The limits of one policy, amounts in the plan's currency.

    ``months`` is the longest term, ``smallest`` the smallest instalment (the last one
    may be less), ``least_first`` what the first payment is at least, in percent,
    ``level_first`` says that it is no higher than the highest of the others.
    ``first_days`` is within how many days it is due, ``per_year`` how many plans a
    customer makes in twelve months; zero is without limit.
    """

    months: int = 0
    smallest: Decimal = Decimal(0)
    least_first: Decimal = Decimal(0)
    level_first: bool = False
    frequencies: frozenset = frozenset(FREQUENCIES)
    first_days: int = 0
    per_year: int = 0


class Breach(NamedTuple):
    """One limit that is exceeded: its ``code``, what was asked and what may be."""

    code: str
    asked: object = None
    limit: object = None


def breaches(
    limits: Limits,
    plan: tuple[Instalment, ...],
    today: date,
    frequency: str,
    made: int = 0,
):
    """Return how a plan exceeds the limits, as :class:`Breach`; none when it does not.

    :param frequency: one of ``FREQUENCIES``
    :param made: plans of this customer in the last twelve months

    >>> day = date(2026, 3, 4)
    >>> two = (Instalment(day, day, Decimal(900)),
    ...     Instalment(date(2027, 4, 5), date(2027, 4, 5), Decimal(340)))
    >>> limits = Limits(12, level_first=True)
    >>> [one.code for one in breaches(limits, two, day, "monthly")]
    ['term', 'first_high']
    """
    found = [
        _term(limits, plan, today),
        _smallest(limits, plan),
        _first_low(limits, plan),
        _first_high(limits, plan),
        _first_late(limits, plan, today),
    ]
    if frequency not in limits.frequencies:
        found.append(Breach("frequency", frequency))
    if limits.per_year and made >= limits.per_year:
        found.append(Breach("per_year", made + 1, limits.per_year))
    return tuple(breach for breach in found if breach)


def last_day(limits, today):
    """Return the last day of a plan made ``today``, None without limit.

    >>> last_day(Limits(12), date(2026, 3, 4))
    datetime.date(2027, 3, 4)
    """
    return add_months(today, limits.months, today.day) if limits.months else None


def _term(limits, plan, today):
    last, until = plan[-1].wished, last_day(limits, today)
    return Breach("term", last, until) if until and last > until else None


def _smallest(limits, plan):
    least = min((one.amount for one in plan[:-1]), default=limits.smallest)
    return (
        Breach("smallest", least, limits.smallest) if least < limits.smallest else None
    )


def _first_low(limits, plan):
    total = sum(one.amount for one in plan)
    least = total * limits.least_first / 100
    first = plan[0].amount
    return Breach("first_low", first, least) if first < least else None


def _first_high(limits, plan):
    others = max((one.amount for one in plan[1:]), default=plan[0].amount)
    if limits.level_first and plan[0].amount > others:
        return Breach("first_high", plan[0].amount, others)
    return None


def _first_late(limits, plan, today):
    days = (plan[0].wished - today).days
    if limits.first_days and days > limits.first_days:
        return Breach("first_late", days, limits.first_days)
    return None
