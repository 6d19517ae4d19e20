"""Which debts a payment pays first: the oldest, those that the debtor chose, or the
legal order (§ 367 BGB: costs, then interest, then principal).

Amounts are integers of the currency's smallest unit.
"""

from datetime import date
from typing import NamedTuple

OLDEST, CHOSEN, LEGAL = "oldest", "chosen", "legal"
COST, INTEREST, PRINCIPAL = "cost", "interest", "principal"
_FIRST = {COST: 0, INTEREST: 1, PRINCIPAL: 2}


class Debt(NamedTuple):
    key: int
    cents: int
    due: date = date.max
    nature: str = PRINCIPAL


def allocate(cents, debts, order=OLDEST, chosen=()):
    """Return ``(parts, rest)``: ``((key, cents), …)`` in order, and what is left.

    :param debts: iterable of :class:`Debt`; what is not owed is left out
    :param chosen: keys in the debtor's order; nothing else is paid then

    >>> old, young = Debt(1, 300, date(2026, 1, 1)), Debt(2, 500, date(2026, 2, 1))
    >>> allocate(400, [young, old])
    (((1, 300), (2, 100)), 0)
    >>> allocate(900, [young, old], CHOSEN, [2])
    (((2, 500),), 400)
    >>> cost = Debt(3, 40, date(2026, 3, 1), COST)
    >>> allocate(100, [young, old, cost], LEGAL)
    (((3, 40), (1, 60)), 0)
    """
    parts = []
    for debt in _ordered([one for one in debts if one.cents > 0], order, chosen):
        if cents <= 0:
            break
        parts.append((debt.key, min(cents, debt.cents)))
        cents -= parts[-1][1]
    return tuple(parts), max(cents, 0)


def _ordered(debts, order, chosen):
    if order == CHOSEN:
        by_key = {one.key: one for one in debts}
        return [by_key[key] for key in dict.fromkeys(chosen) if key in by_key]
    if order == LEGAL:
        return sorted(debts, key=lambda one: (_FIRST[one.nature], one.due, one.key))
    return sorted(debts, key=lambda one: (one.due, one.key))
