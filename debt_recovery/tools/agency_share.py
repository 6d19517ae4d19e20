"""Who gets a file among the contracts that take it: by lot, within their shares.

The lot is drawn from the file itself, so that anybody can draw it again and find the
same: nobody chose, and agencies can be compared on files that chance gave them.
"""

from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

SPACE = 1 << 64


class Ticket(NamedTuple):
    """A contract in the draw: its key, and its share of the files (percent)."""

    key: int
    share: float


class Draw(NamedTuple):
    """``key``: who won, None: nobody takes part; ``number``: the lot, 0 to 1;
    ``by_lot``: there was a choice."""

    key: int | None
    number: float
    by_lot: bool


def lot(seed):
    """Return the number drawn for ``seed``, from 0 to below 1, the same each time.

    >>> lot("1/7/2026") == lot("1/7/2026"), 0 <= lot("anything") < 1
    (True, True)
    """
    return int.from_bytes(sha256(seed.encode()).digest()[:8], "big") / SPACE


def draw(seed, tickets):
    """Return the :class:`Draw` of a file among ``tickets``, in any order.

    Shares need not make 100: each counts for its part of their sum. Who has none takes
    part only where nobody has one; one ticket alone wins without a lot.

    >>> draw("file 12", [Ticket(3, 100.0)])
    Draw(key=3, number=0.0, by_lot=False)
    >>> draw("file 12", [Ticket(3, 0.0), Ticket(4, 50.0)]).key
    4
    >>> draw("file 12", [])
    Draw(key=None, number=0.0, by_lot=False)
    """
    some = sorted(set(tickets))
    some = [one for one in some if one.share > 0] or [
        Ticket(one.key, 1.0) for one in some
    ]
    if len(some) < 2:
        return Draw(some[0].key if some else None, 0.0, False)
    number = lot(seed)
    mark = Decimal(number) * sum(Decimal(one.share) for one in some)
    through = Decimal(0)
    for one in some:
        through += Decimal(one.share)
        if mark < through:
            return Draw(one.key, number, True)
    return Draw(some[-1].key, number, True)


def seed_of(company, customer, currency, debts):
    """Return the seed of a file: it changes with nothing but what the file is.

    >>> seed_of(1, 7, "EUR", [12, 5])
    '1/7/EUR/5,12'
    """
    return f"{company}/{customer}/{currency}/{','.join(map(str, sorted(debts)))}"
