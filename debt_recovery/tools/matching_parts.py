"""What matching bank lines speaks of: items, arrangements, lines, explanations.

Amounts are integers of the currency's smallest unit; debts are positive, credits
negative, what is paid already is zero.
"""

from dataclasses import dataclass
from datetime import date

# who pays, by what: the firm ones are enough for a match by itself, the faint ones
# only help a person to choose
REFERENCE, PARTNER, IBAN, PAYER = "reference", "partner", "iban", "payer"
CODE, NAME, MENTIONED, NUMBER = "code", "name", "mentioned", "number"
FIRM = frozenset({REFERENCE, PARTNER, IBAN, PAYER, CODE, NAME})
WEIGHTS = {REFERENCE: 40, PARTNER: 30, IBAN: 30, PAYER: 25, CODE: 20, NAME: 20}
SHAPES = {"named": 9, "instalment": 8, "one": 7, "account": 6, "sum": 5}
SHAPES |= {"lost": 4, "charges": 4, "over": 3}
REGISTERED = "registered"  # a payment that somebody registered before the bank told
SHAPES[REGISTERED] = 10


@dataclass(frozen=True, slots=True)
class Item:
    """An open journal item; ``discounted``: what settles it until ``until``; ``move``:
    the document it is an instalment of, 0 when it is alone."""

    key: int
    debtor: int
    currency: str
    cents: int
    due: date = date.max
    discounted: int = 0
    until: date | None = None
    move: int = 0


@dataclass(frozen=True, slots=True)
class Deal:
    """An arrangement: ``parts`` ``((item key, cents), …)`` in the order in which they
    are paid, ``expected`` the cents of its open instalments in order."""

    key: int
    debtor: int
    currency: str
    parts: tuple
    expected: tuple


@dataclass(frozen=True, slots=True)
class Payment:
    """A bank line; ``debtor``: whom somebody or the import named already."""

    cents: int
    currency: str
    day: date
    text: str = ""
    iban: str = ""
    name: str = ""
    debtor: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An explanation: ``parts`` ``((item key, cents), …)`` in order, credits negative;
    Σ parts = payment + discount − rest; ``rest``: what it leaves as a credit; ``lost``:
    keys of debts already written off that the credit is for."""

    debtor: int
    parts: tuple
    shape: str
    signs: frozenset = frozenset()
    is_exact: bool = False
    is_named: bool = False
    rest: int = 0
    discount: int = 0
    deal: int = 0
    lost: tuple = ()

    @property
    def tier(self):
        """3: names exactly what it pays; 2: who pays is known; 1: the amount alone."""
        if not self.is_exact:
            return 0
        return 3 if self.is_named else 2 if self.signs & FIRM else 1

    @property
    def score(self):
        """Orders candidates: the higher, the likelier."""
        known = sum(WEIGHTS.get(sign, 5) for sign in self.signs)
        return (self.tier, known, SHAPES.get(self.shape, 1), -len(self.parts))


@dataclass(frozen=True, slots=True)
class Verdict:
    """``chosen`` may be matched without asking; else ``why`` not: nothing | no_sign |
    inexact | contradiction | several."""

    chosen: Candidate | None
    candidates: tuple
    why: str = ""
