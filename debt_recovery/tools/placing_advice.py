"""What comes in if a file is given to an agency, and if we keep it: an estimate.

Both from the past of debts of the same age and amount; where there is too little of
it, from a table of prudent figures that says what it is.
"""

from dataclasses import dataclass
from decimal import Decimal

ENOUGH = 20  # debts of a band from which its past is worth a figure
HORIZON = 180  # days in which the money is looked for
AGES = (30, 60, 90, 180, 365)  # days late from which a band begins
AMOUNTS = (0, 250, 1000, 5000)
AGENCY, OURS = "agency", "ours"
OWN, TABLE = "own", "table"


@dataclass(frozen=True, slots=True)
class Past:
    """Debts of one band: how many, what was open of them then, what came in."""

    count: int = 0
    opened: Decimal = Decimal(0)
    received: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rate:
    """Part of the open amount that comes in (percent), and where that is from."""

    percent: Decimal
    source: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """``ours`` and ``agency``: :class:`Rate`; amounts are what is expected in
    ``HORIZON`` days, ``net`` after commission; ``best``: agency | ours."""

    ours: Rate
    agency: Rate
    kept: Decimal
    gross: Decimal
    commission: Decimal
    net: Decimal
    best: str


def band(bounds, value):
    """Return the lower bound of the band of ``value``; below the first: the first.

    >>> band(AGES, 75), band(AGES, 3), band(AMOUNTS, Decimal("999.99"))
    (60, 30, 250)
    """
    return max((one for one in bounds if one <= value), default=bounds[0])


def rate(past, fallback):
    """Return the :class:`Rate` of a band: its own past, else the table's.

    >>> rate(Past(40, Decimal(8000), Decimal(2000)), 10).percent
    Decimal('25.0')
    >>> rate(Past(3, Decimal(8000), Decimal(2000)), 10)
    Rate(percent=Decimal('10'), source='table', count=3)
    """
    if past.count >= ENOUGH and past.opened > 0:
        percent = min(Decimal(100), 100 * past.received / past.opened)
        return Rate(round(percent, 1), OWN, past.count)
    return Rate(Decimal(str(fallback)), TABLE, past.count)


def advise(amount, ours, agency, percent, flat=Decimal(0), fee=Decimal(0)):
    """Return the :class:`Advice` on a file of ``amount``.

    :param percent, flat: commission of the contract on what comes in
    :param fee: per file, whatever comes in

    >>> own, theirs = Rate(Decimal(20), OWN), Rate(Decimal(40), TABLE)
    >>> found = advise(Decimal(1000), own, theirs, Decimal(18))
    >>> str(found.kept), str(found.commission), str(found.net), found.best
    ('200.00', '72.00', '328.00', 'agency')
    """
    kept = round(amount * ours.percent / 100, 2)
    gross = round(amount * agency.percent / 100, 2)
    commission = round(gross * percent / 100 + (flat if gross else 0) + fee, 2)
    net = gross - commission
    best = AGENCY if net > kept else OURS
    return Advice(ours, agency, kept, gross, commission, net, best)


def rises(now, before, least=0):
    """Tell whether a figure grew by a tenth at least, and is worth a word.

    >>> rises(110, 100), rises(109, 100), rises(5, 0, least=10)
    (True, False, False)
    """
    return now > least and now > before and 10 * (now - before) >= before
