"""Whether debts may be handed over: every reason against each, none left out.

Values only, money in the company's currency. A *file* is one customer's debts in one
currency. What nobody knows never widens what is allowed.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

CONSUMER, PUBLIC = "consumer", "public"
FINE, NEAR, BARRED = "fine", "near", "barred"
COURT = "court"
ZERO = Decimal(0)


class Reason(NamedTuple):
    """Why not: a code, and the figures of its sentence in order."""

    code: str
    seen: tuple = ()


@dataclass(frozen=True, slots=True)
class Debt:
    """One debt as it would be placed: ``amount`` undisputed, net of credits.

    ``residual``: all that is open; ``disputed``, ``agreed``: parts of it; ``kind``:
    what was agreed (promise | plan | settlement); ``skipped``: why the ledger does not
    chase it; ``taken_by``: reference of the file it is in; ``fits``: its products are
    those of the contract; ``bound_to``/``bound_until``: who alone may have it until
    that day, included; ``refused``: what the law or a hold says against it, in words.
    """

    key: int
    due: date
    residual: Decimal
    amount: Decimal
    disputed: Decimal = ZERO
    agreed: Decimal = ZERO
    kind: str = ""
    skipped: str = ""
    taken_by: str = ""
    limitation: str = FINE
    fits: bool = True
    bound_to: int = 0
    bound_until: date | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose debts they are. ``kind``: consumer | sole | company | public; ``country``:
    ISO code; ``told``: a consumer knows that a partner may get the file."""

    kind: str
    country: str = ""
    has_post: bool = False
    is_reachable: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """The debts of one customer in one currency."""

    key: object
    customer: Customer
    debts: tuple


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract takes; zero, None and empty: no limit.

    ``floor``: least amount of a file; ``room``: what may still be placed with it;
    ``places``: files that it may still get.
    """

    agency: int = 0
    since: date | None = None
    until: date | None = None
    countries: frozenset = field(default_factory=frozenset)
    consumers: bool = True
    companies: bool = True
    age_from: int = 0
    age_to: int = 0
    amount_from: Decimal = ZERO
    amount_to: Decimal = ZERO
    floor: Decimal = ZERO
    room: Decimal | None = None
    places: int | None = None
    stage: str = "amicable"
    scope: str = "amicable"


def judge(files, terms, day):
    """Return ``{debt key: (Reason, …)}``; no reason: it may be handed over.

    Files are looked at in order: each that may go takes of the room that is left.

    >>> debt = Debt(7, date(2026, 1, 10), Decimal(6000), Decimal(6000))
    >>> shop = Customer("company", "FR", is_reachable=True)
    >>> judge([File(1, shop, (debt,))], Terms(), date(2026, 3, 30))
    {7: ()}
    >>> small = replace(debt, amount=Decimal(80))
    >>> judge([File(1, shop, (small,))], Terms(floor=Decimal(100)), date(2026, 3, 30))
    {7: (Reason(code='floor', seen=(Decimal('80'), Decimal('100'))),)}
    """
    found, room, places = {}, terms.room, terms.places
    for file in files:
        shared = of_contract(terms, day) + of_customer(file.customer, terms)
        own = {debt.key: (*shared, *of_debt(debt, terms, day)) for debt in file.debts}
        free = [debt for debt in file.debts if not own[debt.key]]
        total = sum((debt.amount for debt in free), ZERO)
        left = replace(terms, room=room, places=places)
        short = of_total(total, left) if free else ()
        for debt in free:
            own[debt.key] = short
        if free and not short:
            room = None if room is None else room - total
            places = None if places is None else places - 1
        found |= own
    return found


def of_contract(terms, day):
    """Return what the contract itself says against a hand-over on ``day``."""
    found = []
    if terms.since and day < terms.since:
        found.append(Reason("not_begun", (terms.since,)))
    if terms.until and day > terms.until:
        found.append(Reason("over", (terms.until,)))
    if terms.stage == COURT and terms.scope != COURT:
        found.append(Reason("scope"))
    return tuple(found)


def of_customer(customer, terms):
    """Return what speaks against all debts of a customer."""
    found = []
    if customer.kind == PUBLIC:
        found.append(Reason("public"))
    elif customer.kind == CONSUMER and not terms.consumers:
        found.append(Reason("no_consumers"))
    elif customer.kind != CONSUMER and not terms.companies:
        found.append(Reason("no_companies"))
    if terms.countries and customer.country not in terms.countries:
        found.append(Reason("country", (customer.country,)))
    if not (customer.has_post or (customer.is_reachable and terms.stage != COURT)):
        found.append(Reason("address"))
    if customer.kind == CONSUMER and not customer.told:
        found.append(Reason("not_told"))
    return tuple(found)


def of_debt(debt, terms, day):
    """Return what speaks against one debt."""
    found = [*_of_state(debt), *_of_age(debt, terms, day)]
    if debt.limitation == BARRED:
        found.append(Reason("barred"))
    if not debt.fits:
        found.append(Reason("products"))
    if debt.bound_until and day <= debt.bound_until and debt.bound_to != terms.agency:
        found.append(Reason("exclusive", (debt.bound_until,)))
    if debt.refused:
        found.append(Reason("rule", (debt.refused,)))
    return tuple(found)


def _of_state(debt):
    found = []
    if debt.taken_by:
        found.append(Reason("taken", (debt.taken_by,)))
    if debt.skipped:
        found.append(Reason("skipped", (debt.skipped,)))
    if debt.agreed > 0:
        found.append(Reason(debt.kind or "plan", (debt.agreed,)))
    elif debt.amount <= 0 and debt.disputed > 0:
        found.append(Reason("disputed", (debt.disputed,)))
    elif debt.amount <= 0:
        found.append(Reason("settled"))
    return found


def _of_age(debt, terms, day):
    found, age = [], (day - debt.due).days
    if age <= 0:
        found.append(Reason("not_due", (debt.due,)))
    elif age < terms.age_from:
        found.append(Reason("young", (age, terms.age_from)))
    if terms.age_to and age > terms.age_to:
        found.append(Reason("old", (age, terms.age_to)))
    return found


def of_total(total, terms):
    """Return what speaks against a file of this amount."""
    least = max(terms.floor, terms.amount_from)
    if total < least:
        return (Reason("floor", (total, least)),)
    if terms.amount_to and total > terms.amount_to:
        return (Reason("large", (total, terms.amount_to)),)
    if terms.places is not None and terms.places < 1:
        return (Reason("no_place"),)
    if terms.room is not None and total > terms.room:
        return (Reason("no_room", (total, max(terms.room, ZERO))),)
    return ()


def warnings(debt):
    """Return what does not stop a hand-over and must be known.

    >>> near = Debt(7, date(2026, 1, 10), Decimal(60), Decimal(60), limitation=NEAR)
    >>> [one.code for one in warnings(near)]
    ['near']
    """
    found = [Reason("near")] if debt.limitation == NEAR else []
    if debt.disputed > 0 and debt.amount > 0:
        found.append(Reason("part", (debt.disputed,)))
    return tuple(found)


def spread_credit(credit, asked):
    """Return what is left of each amount after a credit, the first ones first.

    >>> spread_credit(Decimal(50), [Decimal(30), Decimal(40)])
    [Decimal('0'), Decimal('20')]
    """
    left = []
    for amount in asked:
        part = min(credit, amount)
        left.append(amount - part)
        credit -= part
    return left
