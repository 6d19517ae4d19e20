"""What somebody types to pay in several times, read from the fields of a form.

Nothing typed is trusted: what is not a number, a day or a known word is named, so that
the page can say beside which field what is wrong.
"""

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .typed import day, money

COUNT, EACH = "count", "each"
MOST_LINES = 100  # debts of one plan that a form may name


class Wishes(NamedTuple):
    """What is wished: ``lines`` are ids as they were sent, to be looked up among the
    debts of who sent them; ``by`` says whether ``count`` or ``each`` holds; ``day`` is
    a payday of the month, ``weekday`` of the week (0 for Monday); ``deposit`` is a
    first payment of another amount. ``wrong`` names the fields that were not read."""

    lines: tuple = ()
    by: str = COUNT
    count: int = 0
    each: Decimal = Decimal(0)
    frequency: str = ""
    day: int = 28
    weekday: int = 4
    first: date | None = None
    deposit: Decimal = Decimal(0)
    wrong: tuple = ()


def read(form):
    """Return the :class:`Wishes` of a form.

    :param form: ``{field: text}``; ``line`` is a list of texts

    >>> read({"count": "3", "first": "2026-03-04", "line": ["7", "x"]})[:3]
    ((7,), 'count', 3)
    >>> read({"by": "each", "each": "1 200,50 €"}).each
    Decimal('1200.50')
    >>> read({"count": "some", "first": "soon"}).wrong
    ('count', 'first')
    """
    wrong = []

    def take(name, parse, empty):
        text = form.get(name)
        text = text.strip() if isinstance(text, str) else ""
        if not text:
            return empty
        value = parse(text)
        if value is None:
            wrong.append(name)
            return empty
        return value

    by = EACH if form.get("by") == EACH else COUNT
    return Wishes(
        lines=_ids(form.get("line")),
        by=by,
        count=take("count", whole, 0) if by == COUNT else 0,
        each=take("each", money, Decimal(0)) if by == EACH else Decimal(0),
        frequency=str(form.get("frequency") or ""),
        day=take("day", whole, 28),
        weekday=take("weekday", whole, 4),
        first=take("first", day, None),
        deposit=take("deposit", money, Decimal(0)),
        wrong=tuple(wrong),
    )


def whole(text):
    """Return a whole number of three figures at most, or None.

    >>> whole("12"), whole("-1"), whole("1e3")
    (12, None, None)
    """
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) else None


def _ids(texts):
    if isinstance(texts, str):
        texts = [texts]
    found = (one for one in (texts or ())[:MOST_LINES] if isinstance(one, str))
    return tuple(int(one) for one in found if re.fullmatch(r"[0-9]{1,18}", one))
