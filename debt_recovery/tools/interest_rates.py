"""Which rate a debt bears, half-year by half-year: contract, else law, with its floor.

A reference rate is read once for each half-year, or once for all where the law fixes it
when interest begins to run. A value that nobody checked is not known.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from .interest import Rate

BEFORE = "dec31_jun30_next_half"  # read the day before the half-year begins
AT_START = "half_year_of_start"  # the one of the half-year in which interest began
CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Value:
    """A reference rate in percent from ``since`` to ``until`` (None: open)."""

    since: date
    until: date | None
    percent: Decimal
    is_checked: bool = True


def half_of(day):
    """Return the first and last day of the half-year of ``day``.

    >>> half_of(date(2026, 3, 2))
    (datetime.date(2026, 1, 1), datetime.date(2026, 6, 30))
    """
    if day.month <= 6:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)


def halves(since, until):
    """Return the half-years that ``since`` … ``until`` touches, in order."""
    found, day = [], since
    while day <= until:
        first, last = half_of(day)
        found.append((first, last))
        day = last + timedelta(days=1)
    return found


def value_on(values, day):
    """Return the latest :class:`Value` that holds on ``day``; None: unknown."""
    known = [
        one
        for one in values
        if one.since <= day and (one.until is None or day <= one.until)
    ]
    return max(known, key=lambda one: one.since, default=None)


def percent_of(amount, values, half):
    """Return (percent or None, what it is made of) that a line of a rule gives.

    :param amount: ``tools.rules.model.Amount`` of a rate
    :param values: ``{series: [Value]}``
    :param half: first day of the half-year

    >>> from .rules.model import Amount
    >>> line = Amount(percent=Decimal(10), series="ECB_MRO")
    >>> known = {"ECB_MRO": [Value(date(2026, 1, 1), None, Decimal("2.15"))]}
    >>> percent_of(line, known, date(2026, 1, 1))
    (Decimal('12.15'), 'ECB_MRO 2.15 + 10')
    >>> percent_of(line, {}, date(2026, 1, 1))
    (None, 'ECB_MRO')
    """
    if not amount.series:
        return (amount.percent or None), ""
    read = half - timedelta(days=1) if amount.fixing == BEFORE else half
    found = value_on(values.get(amount.series, ()), read)
    if found is None or not found.is_checked:
        return None, amount.series
    if amount.times:
        percent = found.percent * amount.times
        return _rounded(percent, amount), f"{amount.series} × {_plain(amount.times)}"
    why = f"{amount.series} {_plain(found.percent)}"
    if amount.percent:
        why += f" + {_plain(amount.percent)}"
    return _rounded(found.percent + amount.percent, amount), why


def legal(rule, values, start, until):
    """Return the :class:`Rate` of each half-year that a rule gives.

    :param rule: ``tools.rules.model.Rule`` with its ``amount``
    :param start: first day that bears interest
    """
    fixed = half_of(start)[0] if rule.amount.fixing == AT_START else None
    rates = []
    for first, last in halves(start, until):
        percent, why = percent_of(rule.amount, values, fixed or first)
        rates.append(Rate(first, last, percent, rule.code, why))
    return tuple(rates)


def contract(percent, floors, values, start, until):
    """Return the :class:`Rate` of each half-year that a contract gives, never below the
    floors that are known.

    :param floors: rules of role ``floor``
    """
    rates = []
    for first, last in halves(start, until):
        rate, rule, why = percent, CONTRACT, ""
        for floor in floors:
            lowest, made_of = percent_of(floor.amount, values, first)
            if lowest is not None and lowest > rate:
                rate, rule, why = lowest, floor.code, made_of
        rates.append(Rate(first, last, rate, rule, why))
    return tuple(rates)


def capped(rates, caps, values):
    """Return ``rates`` with no more than what each rule of ``caps`` allows; a cap that
    nobody knows makes the rate unknown.

    :param caps: rules whose ``amount`` is a ceiling
    """
    found = []
    for rate in rates:
        for cap in caps:
            most, why = percent_of(cap.amount, values, rate.since)
            if rate.percent is None:
                break
            if most is None:
                rate = Rate(rate.since, rate.until, None, cap.code, why)
            elif most < rate.percent:
                rate = Rate(rate.since, rate.until, most, cap.code, why)
        found.append(rate)
    return tuple(found)


def _rounded(percent, amount):
    step = amount.round_up
    if not step:
        return percent
    return (percent / step).to_integral_value(ROUND_CEILING) * step


def _plain(number):
    text = format(number.normalize(), "f")
    return text
