"""Promises, plans and settlements, judged from what came in: plain facts, no clock.

Amounts are :class:`~decimal.Decimal` in the currency of the deal; days are dates of the
company. What is received advances the instalments oldest first, whenever it came; what
was undone is simply not among the receipts any more.

>>> from datetime import date
>>> friday, wait = date(2026, 3, 13), date(2026, 3, 17)
>>> part = Part(friday, Decimal(3200), until=wait, judged=wait)
>>> deal = Deal("promise", (Item(1, Decimal(3200), open=Decimal(3200)),), (part,))
>>> judge(deal, (), date(2026, 3, 17)).state
'active'
>>> paid = Money(friday, Decimal(3200), "cash", item=1)
>>> cleared = Deal("promise", (Item(1, Decimal(3200), open=Decimal(0)),), (part,))
>>> judge(cleared, [paid], date(2026, 3, 16)).state
'kept'
>>> judge(deal, (), date(2026, 3, 18)).state
'broken'
>>> judge(deal, (), date(2026, 3, 18), under_way=Decimal(3200)).state
'active'
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

PROMISE, PLAN, SETTLEMENT = "promise", "plan", "settlement"
ACTIVE, KEPT, PARTLY_KEPT, BROKEN = "active", "kept", "partly_kept", "broken"
EXPIRED, GONE = "expired", "gone"
WAITING, DUE, RECEIVED, LATE = "waiting", "due", "received", "late"

_MONEY = {"cash", "discount", "exchange", "rounding", "offset"}
# what brings each kind forward; a transfer or a write-off never does
ADVANCES = {
    PROMISE: frozenset(_MONEY),
    PLAN: frozenset(_MONEY | {"credit_note"}),
    SETTLEMENT: frozenset(_MONEY),
}
WRITE_OFF = "write_off"
ZERO = Decimal(0)
NEVER = date.max


@dataclass(frozen=True)
class Money:
    """What reduced a debt of the deal since it was agreed, by value date; ``item`` is
    the key of that debt, None for money that nobody matched yet."""

    day: date
    amount: Decimal
    nature: str = "cash"
    item: object = None


@dataclass(frozen=True)
class Item:
    """A debt of the deal: what of it was agreed, and what is open of it now."""

    key: object
    agreed: Decimal
    open: Decimal


@dataclass(frozen=True)
class Part:
    """An instalment.

    :param until: last value date of money that is in time
    :param judged: last day on which such money is waited for
    """

    due: date
    amount: Decimal
    until: date = NEVER
    judged: date = NEVER


@dataclass(frozen=True)
class Deal:
    """What was agreed.

    :param items: the debts that it is about
    :param parts: the instalments, by due date; their sum is what is to be paid
    :param tolerance: what may lack of an instalment that counts as received
    """

    kind: str
    items: tuple
    parts: tuple
    tolerance: Decimal = ZERO


@dataclass(frozen=True)
class PartState:
    """An instalment as it stands; ``paid_on`` is the value date that completed it."""

    amount: Decimal
    received: Decimal
    state: str
    paid_on: date | None = None


@dataclass(frozen=True)
class Judgement:
    """What the ledger says of a deal.

    :param state: ``active``, how it ended, or ``gone``: no debt is left to be paid
    :param received: what came in for it, late money included, up to what it asks for
    :param open: what is still to come
    :param surplus: what came in beyond
    :param look_on: first day on which it may stand otherwise though nothing is booked
    """

    state: str
    received: Decimal
    open: Decimal
    parts: tuple
    surplus: Decimal = ZERO
    look_on: date | None = None


def worth(deal, receipts=()):
    """Return what the deal asks for: no more than its debts, so that a credit note
    lowers what is promised once the debt is smaller than the promise.

    A write-off lowers nothing: the customer paid no part of it.

    >>> part = Part(date(2026, 3, 13), Decimal(400))
    >>> deal = Deal("promise", (Item(1, Decimal(400), open=Decimal(300)),), (part,))
    >>> worth(deal), worth(deal, [Money(part.due, Decimal(50), "write_off", item=1)])
    (Decimal('300'), Decimal('350'))
    """
    standing = ADVANCES[deal.kind] | {WRITE_OFF}
    of_item = {}
    for one in receipts:
        if one.nature in standing:
            of_item[one.item] = of_item.get(one.item, ZERO) + one.amount
    asked = sum(
        min(item.agreed, max(ZERO, item.open + of_item.get(item.key, ZERO)))
        for item in deal.items
    )
    return min(asked, sum(part.amount for part in deal.parts))


def left(deal, receipts=()):
    """Return ``{key of an item: what is still open of its agreed part}``.

    >>> part = Part(date(2026, 3, 13), Decimal(500))
    >>> deal = Deal("settlement", (Item(1, Decimal(700), open=Decimal(500)),), (part,))
    >>> left(deal, [Money(part.due, Decimal(500), item=1)])
    {1: Decimal('200')}
    """
    reduced = {}
    for one in receipts:
        reduced[one.item] = reduced.get(one.item, ZERO) + one.amount
    return {
        item.key: max(ZERO, min(item.open, item.agreed - reduced.get(item.key, ZERO)))
        for item in deal.items
    }


def forgone(deal, receipts=()):
    """Return what may still be given up once the deal is kept: what was agreed beyond
    what is paid, less what was given up of it by now.

    >>> part = Part(date(2026, 3, 13), Decimal(500))
    >>> deal = Deal("settlement", (Item(1, Decimal(700), open=Decimal(650)),), (part,))
    >>> forgone(deal), forgone(deal, [Money(part.due, Decimal(50), "credit_note", 1)])
    (Decimal('200'), Decimal('150'))
    """
    agreed = sum(item.agreed for item in deal.items)
    given = sum(one.amount for one in receipts if one.nature not in ADVANCES[deal.kind])
    return max(ZERO, agreed - sum(part.amount for part in deal.parts) - given)


def lowered(parts, amount):
    """Return the amounts of the parts where only ``amount`` is asked for: the last
    ones shrink first.

    >>> parts = [Part(date(2026, 3, day), Decimal(100)) for day in (1, 2, 3)]
    >>> [int(one) for one in lowered(parts, Decimal(150))]
    [100, 50, 0]
    """
    amounts = []
    for part in parts:
        amounts.append(min(part.amount, amount))
        amount -= amounts[-1]
    return amounts


def judge(deal, receipts, today, under_way=ZERO):
    """Return how the deal stands on ``today``, the date of its company.

    :param receipts: the :class:`Money` that came in since it was agreed; natures that
        do not bring this kind of deal forward may be among it
    :param under_way: money that is on its way: what it completes is not late yet
    :return: a :class:`Judgement`
    """
    asked = worth(deal, receipts)
    reached = _reached(one for one in receipts if one.nature in ADVANCES[deal.kind])
    total = max(ZERO, reached[-1][1]) if reached else ZERO
    amounts = lowered(deal.parts, asked)
    parts = _fill(deal, amounts, reached, (total, total + under_way), today)
    state = _state(deal, parts, reached)
    received = min(total, asked)
    return Judgement(
        state=state,
        received=received,
        open=asked - received,
        parts=parts,
        surplus=total - received,
        look_on=_look_on(deal, parts, today) if state == ACTIVE else None,
    )


def _reached(money):
    """Return ``[(day, all that had come in by then)]``, by day; what went back is
    taken off the days before as well: it keeps nothing any more."""
    sums, total = [], ZERO
    for one in sorted(money, key=lambda one: one.day):
        total += one.amount
        sums.append((one.day, total))
    for at in range(len(sums) - 2, -1, -1):
        sums[at] = (sums[at][0], min(sums[at][1], sums[at + 1][1]))
    return sums


def _fill(deal, amounts, reached, totals, today):
    """Return a :class:`PartState` per part, filled one after the other.

    :param totals: what came in, and with what is on its way
    """
    parts, before = [], ZERO
    total, coming = totals
    for part, amount in zip(deal.parts, amounts, strict=True):
        need = before + max(ZERO, amount - deal.tolerance)
        paid_on = next((day for day, sum_ in reached if sum_ >= need), None)
        parts.append(
            PartState(
                amount=amount,
                received=max(ZERO, min(amount, total - before)),
                state=_part_state(part, amount, paid_on, today, total < need <= coming),
                paid_on=paid_on if amount else None,
            )
        )
        before += amount
    return tuple(parts)


def _part_state(part, amount, paid_on, today, is_coming):
    if not amount or paid_on and paid_on <= part.until:
        return RECEIVED
    if today > part.judged and (paid_on or not is_coming):
        return LATE
    return DUE if today >= part.due else WAITING


def _state(deal, parts, reached):
    if all(part.state == RECEIVED for part in parts):
        return KEPT if any(part.amount for part in parts) else GONE
    part_kept = any(sum_ > 0 and day <= deal.parts[-1].until for day, sum_ in reached)
    ended = {PLAN: BROKEN, SETTLEMENT: EXPIRED}.get(deal.kind, BROKEN)
    if part_kept and deal.kind == PROMISE:
        ended = PARTLY_KEPT
    if any(part.state == LATE for part in parts):
        return ended
    if any(item.open > 0 for item in deal.items):
        return ACTIVE
    return GONE if ended == BROKEN else ended  # written off: nothing is waited for


def _look_on(deal, parts, today):
    """Return when the next instalment falls due, or is waited for no more."""
    days = set()
    for part, now in zip(deal.parts, parts, strict=True):
        if now.state != RECEIVED:
            days.add(part.due)
            if part.judged < NEVER:  # on its way: until it is known
                days.add(max(part.judged, today) + timedelta(days=1))
    return min((day for day in days if day > today), default=None)
