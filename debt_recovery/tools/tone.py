"""Which tone suits a customer, from how he paid: advice with its reason.

A person, or the scenario, may always choose another one. No clock, no database.
"""

from dataclasses import dataclass

SOFT, NEUTRAL, UNDERSTANDING, FIRM = "soft", "neutral", "understanding", "firm"
OFTEN = 3  # late payments in 12 months that make a habit
RETURNED = 2
SLOW = 30  # mean days late that count as a habit


@dataclass(frozen=True, slots=True)
class History:
    """How a customer paid in the last 12 months.

    ``paid`` counts debts paid in full, ``late`` those of them after their due date,
    ``days`` is the mean of days after the due date, ``returned`` counts payments the
    bank took back; ``trouble`` tells that he said he is in difficulty, or is.
    """

    paid: int = 0
    late: int = 0
    days: float = 0.0
    returned: int = 0
    trouble: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """A tone and the code of its reason: ``trouble``, ``returned``, ``often``,
    ``first``, ``new`` or ``usual``."""

    tone: str
    code: str


def advise(history):
    """Return the :class:`Advice` for a customer.

    >>> advise(History(paid=8, late=0)).tone  # late for the first time
    'soft'
    >>> advise(History(paid=6, late=4, days=12)).code
    'often'
    >>> advise(History(paid=6, late=4, trouble=True)).tone
    'understanding'
    >>> advise(History(paid=10, late=2, days=1)).tone
    'neutral'
    """
    if history.trouble:
        return Advice(UNDERSTANDING, "trouble")
    if history.returned >= RETURNED:
        return Advice(FIRM, "returned")
    if history.late >= OFTEN and (
        history.late * 2 >= history.paid or history.days > SLOW
    ):
        return Advice(FIRM, "often")
    if not history.paid:
        return Advice(NEUTRAL, "new")
    if not history.late:
        return Advice(SOFT, "first")
    return Advice(NEUTRAL, "usual")
