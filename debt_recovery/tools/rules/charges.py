"""Permission to charge: no charge without a rule that allows it, and never above it.

Every candidate (kind of debtor, place, date) needs a rule of its own; what forbids one
of them forbids all. Nothing here multiplies by time: what a charge comes to is worked
out elsewhere, from the rules and the ceiling of the permission.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import product

from .clock import add_days, starts_everywhere
from .cooling_off import CHARGED_REMINDER
from .holds import HOLD, HUMAN_HOLD, KINDS_OF
from .model import FIRST, Rule, Verdict
from .model import KINDS as DEBTORS
from .notices import KIND_NAMES
from .places import spell_out
from .registry import KINDS, YES, kind, no, wait
from .select import Asked, group_name, is_of

INTEREST, FIXED, REMINDER, COLLECTION = CHARGES = (
    "interest",
    "fixed_fee",
    "reminder_fee",
    "collection_fee",
)
FEES = frozenset({FIXED, REMINDER, COLLECTION})
# Charges on which a kind of rule bears when its amount names none.
USUAL = {
    "fee_ban": FEES,
    "fee_cap": frozenset({REMINDER, COLLECTION}),
    "first_reminder_free": frozenset({REMINDER}),
    "fixed_fee": frozenset({FIXED}),
    "interest_cap": frozenset({INTEREST}),
    "interest_rate": frozenset({INTEREST}),
    "interest_start": frozenset({INTEREST}),
    "min_interval": frozenset({REMINDER}),
}
BASES = ("fixed_fee", "fee_cap", "interest_rate", "interest_start")
CONDITIONS = ("interest_start",)  # a basis that is a condition too
CLAUSES = ("contract_clause", "legal_basis")
NO_BASIS = Rule("charge.no_basis", "basis", strength="law")


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge somebody wants to make on one debt (None: on any).

    ``given``: what is known to be there, of ``CLAUSES``; ``charged``: such charges that
    the debt bears already; ``due``: its due date; ``last``: local date of the last one.
    The rest answers for a request, whose checks are asked too.
    """

    name: str
    principal: Decimal
    currency: str = "EUR"
    debts: frozenset | None = None
    given: frozenset = frozenset()
    charged: int = 0
    due: date | None = None
    last: date | None = None
    party: str = FIRST
    channel: str = "fee"
    notice: str = ""
    purpose: str = "collection"
    is_machine: bool = True


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a charge may be made now, and how high it may be.

    ``rule`` allows it, or stops it; ``ceiling``: an amount in ``currency``, or percent
    a year for interest, None: no plain figure; ``rules``: all that fix or limit the
    figure (rates by reference among them); ``until``: first instant at which it may be
    made, when one is known; ``reason``: see ``reasons.py``.
    """

    allowed: bool
    rule: Rule | None = None
    ceiling: Decimal | None = None
    reason: str = "none"
    until: datetime | None = None
    currency: str = ""
    rules: tuple[Rule, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


def bears_on(rule, name):
    """Tell whether a rule of charges is about the charge called ``name``."""
    amount = rule.amount
    named = amount.charges if amount and amount.charges else USUAL.get(rule.kind, ())
    return name in named


def fits(rule, charge):
    """Tell whether the line of ``rule`` is that of the principal.

    >>> from .model import Amount
    >>> rule = Rule("B", "fee_cap", amount=Amount(low=Decimal(150), high=Decimal(500)))
    >>> fits(rule, Charge(COLLECTION, Decimal(150)))
    True
    >>> fits(rule, Charge(COLLECTION, Decimal("500.01")))
    False
    """
    amount = rule.amount
    if amount is None or (not amount.low and amount.high is None):
        return True
    if charge.currency != (amount.tier_currency or amount.currency):
        return False
    high = amount.high
    return amount.low <= charge.principal and (high is None or charge.principal <= high)


@kind("basis")
def check_basis(rules, charge, facts, at):
    """One line that allows the charge suffices; ``seen``: (charge,)."""
    verdicts = [_allows(rule, charge, facts, at) for rule in rules if rule.amount]
    if YES in verdicts:
        return YES
    return min(
        verdicts,
        key=lambda verdict: verdict.until or at.max,
        default=no(NO_BASIS, "no_basis", charge.name),
    )


def _allows(rule, charge, facts, at):
    amount = rule.amount
    if amount.role == "forbidden" or not fits(rule, charge):
        return no(NO_BASIS, "no_basis", charge.name)
    once = rule.kind == "fixed_fee" and amount.per == "debt"
    most = amount.max_count or (1 if once else 0)
    if most and charge.charged >= most:
        return no(rule, "cap", charge.charged, most, 0)
    if rule.kind != "interest_start" and not has(amount.needs, charge, facts):
        return _lacks(rule)
    if not amount.after_days:
        return YES
    if charge.due is None:
        return no(NO_BASIS, "no_basis", charge.name)
    first = add_days(charge.due, amount.after_days)
    until = starts_everywhere(first, facts.zones)
    return YES if at >= until else wait(rule, "notice_running", until, "", None, first)


@kind("fee_ban")
def check_ban(rules, charge, facts, at):
    """A ban stops fees; one that asks for a basis gives way to it."""
    for rule in rules:
        needs = rule.amount.needs if rule.amount else ""
        if needs and has(needs, charge, facts):
            return YES
    return no(rules[0], "fee_ban", charge.name)


@kind("first_reminder_free")
@kind("interest_start")
def check_start(rules, charge, facts, at):
    """Nothing before the text that it needs was given."""
    for rule in rules:
        if not rule.amount or has(rule.amount.needs, charge, facts):
            return YES
    return _lacks(rules[0])


def has(need, charge, facts):
    """Tell whether a clause is there, or a text was given for every debt."""
    if not need or need in charge.given:
        return True
    about = {debt for debt, _day, _medium in facts.given.get(need, ())}
    if None in about:
        return True
    return bool(charge.debts) and charge.debts <= about


def _lacks(rule):
    needs = rule.amount.needs
    if needs in CLAUSES:
        return no(rule, "no_basis", needs)
    return no(rule, "notice_missing", needs, None, None)


@kind("charge_interval")
def check_interval(rules, charge, facts, at):
    """So many days between two charged reminders; ``seen``: (last one, days)."""
    days = max(rule.cap.days for rule in rules)
    if not charge.charged:
        return YES
    if charge.last is None:
        return no(rules[0], "gap", None, days)
    until = starts_everywhere(add_days(charge.last, days), facts.zones)
    return YES if at >= until else wait(rules[0], "gap", until, charge.last, days)


class Charges:
    """The rules on one charge for one sort of debtor while none begins or ends."""

    def __init__(self, rules, name, kinds, places, days):
        self.bases, groups, caps = [], {}, {}
        for debtor, place, day in product(
            kinds or DEBTORS, spell_out(places, rules), days
        ):
            mine = [one for one in rules if is_of(one, debtor, place, False, day)]
            bases = [one for one in mine if _is_basis(one, name)]
            # a start alone is a basis; beside a rate it is its condition
            rates = [one for one in bases if one.kind != "interest_start"]
            self.bases.append(tuple(rates or bases))
            caps |= {one.code: one for one in mine if one.kind == "interest_cap"}
            for lines in _alternatives(mine).values():
                groups[tuple(map(id, lines))] = tuple(lines)
        bases = {tuple(map(id, some)): (NO_BASIS, *some) for some in self.bases}
        self.stops = Asked([*bases.values(), *groups.values(), (HOLD,), (HUMAN_HOLD,)])
        self.caps = tuple(caps.values())

    def permission(self, charge, facts, at):
        """Return the :class:`Permission` when nothing stands against the charge."""
        lines, firm = {}, {}
        for bases in self.bases:
            mine = [one for one in bases if _allows(one, charge, facts, at) is YES]
            lines |= {id(one): one for one in mine}
            due = [one for one in mine if one.amount.role != "floor"]
            firm |= {id(one): one for one in due or mine}
        rules = tuple(lines.values())
        if charge.name == INTEREST:
            return self._rate(charge, rules)
        figures = [(_figure(one, charge), one) for one in firm.values()]
        ceiling, rule = min(figures, key=lambda one: one[0])
        currencies = {one.amount.currency for one in firm.values()}
        if len(currencies) > 1 or not ceiling:
            return Permission(False, rule, reason="no_basis", rules=rules)
        return Permission(True, rule, ceiling, "none", None, currencies.pop(), rules)

    def _rate(self, charge, rules):
        """Return the permission of interest, its plain ceilings in percent a year."""
        known = (*rules, *self.caps)
        plain = [one for one in (_figure(rule, charge) for rule in known) if one]
        return Permission(True, rules[0], min(plain, default=None), rules=known)


def _is_basis(rule, name):
    return rule.kind in BASES and rule.amount and bears_on(rule, name)


def _alternatives(rules):
    groups = {}
    for rule in rules:
        is_condition = rule.kind not in BASES or rule.kind in CONDITIONS
        if rule.kind in KINDS and is_condition:
            groups.setdefault((rule.kind, group_name(rule)), []).append(rule)
    return groups


def bearing(rules, name, party):
    """Return the rules that may bear on a charge: those in force, whoever is asked."""
    found = []
    for rule in rules:
        if rule.state != "on" or rule.party not in ("", party):
            continue
        if rule.kind == "min_interval":
            if rule.cap.counts == CHARGED_REMINDER and name == REMINDER:
                found.append(replace(rule, kind="charge_interval"))
        elif (
            rule.kind in KINDS_OF
            or rule.kind in KIND_NAMES
            or not rule.condition
            and bears_on(rule, name)
        ):
            found.append(rule)
    return found


def _figure(rule, charge):
    """Return the most that the line of ``rule`` allows, None: no plain figure.

    >>> from .model import Amount
    >>> line = Amount(fixed=Decimal(30), percent=Decimal(10), above=Decimal(150))
    >>> _figure(Rule("B", "fee_cap", amount=line), Charge(COLLECTION, Decimal(250)))
    Decimal('40')
    """
    amount = rule.amount
    if charge.name == INTEREST:
        return None if amount.series or not amount.percent else amount.percent
    slice_ = max(charge.principal - amount.above, Decimal(0))
    total = amount.fixed + slice_ * amount.percent / 100
    if amount.minimum is not None:
        total = max(total, amount.minimum)
    return total if amount.maximum is None else min(total, amount.maximum)
