"""When a debt can no longer be claimed in court: a clock per debt, computed.

Only what the ledger or a person says moves it. What a rule does not name never makes
it longer: a reminder interrupts where the law says so, and nowhere else.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

PAYMENT, DEMAND, CLAIM = "part_payment", "written_demand", "claim"
ACKNOWLEDGEMENT, LAWSUIT, ENFORCEMENT = "acknowledgement", "lawsuit", "enforcement"
SUSPENSION = "suspension"
EVENTS = (ACKNOWLEDGEMENT, PAYMENT, LAWSUIT, ENFORCEMENT, DEMAND, CLAIM, SUSPENSION)
# A part payment acknowledges the debt; so does nothing that the creditor does alone.
MEANS = {PAYMENT: ACKNOWLEDGEMENT}
# Where the rule of a country names no interruption: those of its general law.
_CIVIL = frozenset({ACKNOWLEDGEMENT, LAWSUIT, ENFORCEMENT})
USUAL = {
    "FR": _CIVIL,  # C. civ. 2240, 2241, 2244
    "DE": _CIVIL,  # BGB 204, 212
    "BE": _CIVIL,  # ancien C. civ. 2244, 2248
}
ANYWHERE = frozenset({LAWSUIT})
# What they interrupt waits until they end: C. civ. 2242, C. com. L622-25-1.
WAITING = frozenset({CLAIM, LAWSUIT})
# A claim in insolvency interrupts here only.
CLAIMS = frozenset({"FR"})  # C. com. L622-25-1
END_OF_YEAR, NEXT_JANUARY = "end_of_year", "next_1_january"
WARN_MONTHS = 6  # before the last day: 18 months for a French consumer


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that moves a clock. ``until``: last day of a suspension or of what was
    begun (proceedings, lawsuit, measure), None while it runs."""

    kind: str
    day: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """``last``: last day on which the debt can be claimed, None while it stands still;
    ``start``: where the period now running began; ``moved``: the last event that
    counted, or None."""

    rule: object
    start: date
    last: date | None
    moved: Moment | None = None

    def is_barred(self, day):
        return self.last is not None and day > self.last

    def warns_on(self):
        """Return the first day on which its responsible is warned."""
        return self.last and self.last - relativedelta(months=WARN_MONTHS)


def interrupts(rule, kind):
    """Tell whether an event of ``kind`` begins a new period under ``rule``.

    >>> from .rules.model import Rule
    >>> french = Rule("FR", "limitation_period", country="FR", years=2)
    >>> dutch = Rule("NL", "limitation_period", country="NL", years=5,
    ...     interrupts=frozenset({"written_demand", "acknowledgement"}))
    >>> [interrupts(rule, "written_demand") for rule in (french, dutch)]
    [False, True]
    >>> [interrupts(rule, "part_payment") for rule in (french, dutch)]
    [True, True]
    """
    if kind == CLAIM:
        return rule.country in CLAIMS
    named = rule.interrupts or USUAL.get(rule.country, ANYWHERE)
    return kind in named or MEANS.get(kind) in named


def clock(rule, due, born, moments=()):
    """Return the :class:`Clock` of a debt under one rule.

    :param due: day from which it may be claimed; ``born``: its document's
    :param moments: :class:`Moment`, in any order; those after the last day do nothing

    >>> from .rules.model import Rule
    >>> rule = Rule("FR", "limitation_period", country="FR", years=2)
    >>> clock(rule, date(2024, 3, 10), date(2024, 2, 9)).last
    datetime.date(2026, 3, 10)
    >>> paid = Moment(PAYMENT, date(2025, 1, 15))
    >>> clock(rule, date(2024, 3, 10), date(2024, 2, 9), [paid]).last
    datetime.date(2027, 1, 15)
    """
    start = _first(rule, due, born)
    last, moved, waited = _last(rule, start), None, date.min
    for moment in sorted(moments, key=lambda one: one.day):
        if last is None or moment.day > last:
            break
        if moment.kind == SUSPENSION:
            # days that are suspended twice count once
            since = max(moment.day, start, waited + timedelta(days=1))
            last = _waits(last, since, moment.until)
            waited = max(waited, moment.until or waited)
        elif interrupts(rule, moment.kind):
            anew = _again(rule, moment)
            start = max(start, anew or moment.day)
            last, waited = _last(rule, start) if anew else None, date.min
        else:
            continue
        moved = moment
    return Clock(rule, start, last, moved)


def strictest(rules, due, born, moments=()):
    """Return the clock that ends first, None without a rule: of several laws that may
    hold, none lets a debt live longer than another.

    >>> strictest((), date(2024, 3, 10), date(2024, 2, 9)) is None
    True
    """
    clocks = [clock(rule, due, born, moments) for rule in rules]
    running = [one for one in clocks if one.last]
    return min(running, key=lambda one: one.last) if running else (clocks or [None])[0]


def chosen(rules, debt_kind=""):
    """Return the rules of one place and one customer type that hold for a debt: those
    of its kind (carriage, sale…), else the general ones."""
    own = [rule for rule in rules if debt_kind and rule.debt_kind == debt_kind]
    return own or [rule for rule in rules if not rule.debt_kind]


def _first(rule, due, born):
    if rule.starts == END_OF_YEAR:
        return date(due.year, 12, 31)
    if rule.starts == NEXT_JANUARY:
        return date(min(due, born).year + 1, 1, 1)
    return due


def _again(rule, moment):
    """Return where the new period begins; None: not before what suspends it ends."""
    if moment.kind in WAITING and not moment.until:
        return None
    ends = moment.kind in WAITING or moment.kind == ENFORCEMENT
    begins = (ends and moment.until) or moment.day
    if moment.kind != CLAIM and rule.starts == NEXT_JANUARY:
        return date(begins.year + 1, 1, 1)
    return begins


def _last(rule, start):
    last = start + relativedelta(years=rule.years)
    return last - timedelta(days=1) if rule.starts == NEXT_JANUARY else last


def _waits(last, since, until):
    if until is None:
        return None
    return last + max(until - since + timedelta(days=1), timedelta())
