"""Late interest on a debt, balance period by balance period: values only, no clock.

A day is late from the day after the due date; the day of a payment still counts, and
what was paid lowers the base from the next day on. Simple interest: never on interest
or on fees. Each period is rounded once, half up, and the total is their exact sum, so
that the formula that is shown adds up to the amount that is asked.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .holds import free_periods

CENT = Decimal("0.01")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Debt:
    """What was owed and when it was paid, in one currency.

    ``amount``: what was to pay on ``due``, credit notes taken off; ``receipts``:
    (value date, amount), any order; ``disputed``: part that bears nothing meanwhile;
    ``share``: part of each amount that bears interest (1: with tax); ``cent``: smallest
    amount of the currency.
    """

    due: date
    amount: Decimal
    receipts: tuple = ()
    disputed: Decimal = Decimal(0)
    share: Decimal = Decimal(1)
    cent: Decimal = CENT


@dataclass(frozen=True, slots=True)
class Rate:
    """Percent a year from ``since`` to ``until`` (last day), both included; None: not
    known, and nothing is charged. ``rule`` says whose rate it is, ``why`` what it is
    made of."""

    since: date
    until: date
    percent: Decimal | None
    rule: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """How interest runs: ``rates`` in order, ``start``: first day (None: the day after
    the due date), ``grace``: days late that stay free when it is paid in them,
    ``minimum``: below it nothing is asked, ``frozen``: (first day, last or None)."""

    rates: tuple[Rate, ...]
    start: date | None = None
    year_days: int = 365
    grace: int = 0
    minimum: Decimal = Decimal(0)
    frozen: tuple = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Days with one base and one rate: ``amount`` = base × rate × days / year."""

    since: date
    until: date
    base: Decimal
    rate: Decimal
    days: int
    year_days: int
    amount: Decimal
    rule: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Interest:
    """What is due: ``amount`` is the sum of the periods; ``missing``: (first day, last
    day, why) of days that bear interest at a rate that nobody knows."""

    amount: Decimal = Decimal(0)
    periods: tuple[Period, ...] = ()
    missing: tuple = ()

    @property
    def days(self):
        return sum(period.days for period in self.periods)

    @property
    def until(self):
        """Last day that is charged, None: none."""
        return self.periods[-1].until if self.periods else None


def interest(debt, terms, until):
    """Return the :class:`Interest` of a debt, ``until`` included.

    >>> rates = (Rate(date(2026, 1, 1), date(2026, 6, 30), Decimal("12.15")),)
    >>> debt = Debt(date(2026, 1, 10), Decimal(6000))
    >>> found = interest(debt, Terms(rates), date(2026, 3, 16))
    >>> found.days, found.amount
    (65, Decimal('129.82'))

    A part paid on the due date bears nothing; the rest does until it is paid:

    >>> from dataclasses import replace
    >>> paid = ((date(2026, 1, 10), Decimal(5000)), (date(2026, 1, 20), Decimal(1000)))
    >>> found = interest(replace(debt, receipts=paid), Terms(rates), date(2026, 3, 16))
    >>> [(one.base, one.days, one.amount) for one in found.periods]
    [(Decimal('1000.00'), 10, Decimal('3.33'))]
    """
    first = max(debt.due + DAY, terms.start or date.min)
    balances = _balances(debt)
    late = late_until(debt, until)
    if late is None or (late - debt.due).days <= terms.grace or late < first:
        return Interest()
    periods, missing = [], []
    for begin, end in free_periods(terms.frozen, first, late):
        for since, last, base, rate in _stretches(balances, terms.rates, begin, end):
            if rate is None or rate.percent is None:
                missing.append((since, last, rate.why if rate else ""))
            else:
                periods.append(_period(since, last, base, rate, debt, terms))
    amount = sum((one.amount for one in periods), Decimal(0))
    if amount < terms.minimum:
        return Interest(missing=tuple(missing))
    return Interest(amount, tuple(periods), tuple(missing))


def late_until(debt, until):
    """Return the last day on which something of a debt was late, ``until`` at most;
    None: it never was.

    >>> paid = ((date(2026, 1, 12), Decimal(100)),)
    >>> debt = Debt(date(2026, 1, 10), Decimal(100), paid)
    >>> late_until(debt, date(2026, 3, 1))
    datetime.date(2026, 1, 12)
    >>> late_until(debt, date(2026, 1, 10)) is None
    True
    """
    last = _last_open_day(_balances(debt), until)
    return last if last and last > debt.due else None


def _period(since, last, base, rate, debt, terms):
    days = (last - since).days + 1
    exact = base * rate.percent * days / (100 * terms.year_days)
    amount = exact.quantize(debt.cent, ROUND_HALF_UP)
    return Period(
        *(since, last, base, rate.percent, days, terms.year_days, amount),
        *(rate.rule, rate.why),
    )


def _balances(debt):
    """Return [(first day, what bears interest from then on)], in order."""
    found, left = [], debt.amount - debt.disputed
    days = {}
    for day, amount in debt.receipts:
        days[day + DAY] = days.get(day + DAY, Decimal(0)) + amount
    found.append((date.min, _base(left, debt)))
    for day in sorted(days):
        left -= days[day]
        found.append((day, _base(left, debt)))
    return found


def _base(left, debt):
    return (max(left, Decimal(0)) * debt.share).quantize(debt.cent, ROUND_HALF_UP)


def _last_open_day(balances, until):
    """Return the last day, ``until`` at most, on which something was open."""
    last = None
    ends = [day - DAY for day, _base in balances[1:]] + [until]
    for (_since, base), end in zip(balances, ends, strict=True):
        if base > 0:
            last = min(end, until)
    return last


def _stretches(balances, rates, begin, end):
    """Yield (first day, last day, base, rate or None) of the days that bear interest:
    one base and one rate each."""
    edges = {begin}
    edges |= {day for day, _base in balances if begin < day <= end}
    for rate in rates:
        days = (rate.since, rate.until + DAY)
        edges |= {day for day in days if begin < day <= end}
    edges = sorted(edges)
    starts = [day for day, _base in balances]
    for since, after in zip(edges, [*edges[1:], end + DAY], strict=True):
        base = balances[bisect_right(starts, since) - 1][1]
        if base > 0:
            yield since, after - DAY, base, _rate_on(rates, since)


def _rate_on(rates, day):
    for rate in rates:
        if rate.since <= day <= rate.until:
            return rate
    return None
