"""What an agency's words mean, and what is wrong in what it tells: no database."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .agency_fields import Problem

# What each meaning does by itself; a table may say otherwise for one agency.
NOTE, TASK, PROMISE, DISPUTE, HOLD, CLOSE = (
    "note",
    "task",
    "promise",
    "dispute",
    "hold",
    "close",
)
EFFECTS = {
    "acknowledged": NOTE,
    "in_progress": NOTE,
    "contacted": NOTE,
    "promise": PROMISE,
    "plan": PROMISE,
    "paid": NOTE,  # money is believed when the ledger has it
    "disputed": DISPUTE,
    "waiting": TASK,
    "stopped": TASK,
    "legal": NOTE,
    "untraceable": TASK,
    "insolvent": HOLD,
    "deceased": HOLD,
    "closed_uncollectable": CLOSE,
    "returned": CLOSE,
    "cancelled": CLOSE,
    "refused": CLOSE,
}
# Why a file is at its end, by what the agency means.
ENDS = {
    "closed_uncollectable": "irrecoverable",
    "untraceable": "irrecoverable",
    "insolvent": "insolvent",
    "disputed": "disputed",
}
# Words that do not end a file.
NO_EXIT = (
    *("acknowledged", "in_progress", "contacted", "promise", "plan"),
    *("waiting", "legal"),
)


def key_of(word):
    """Return how a word is compared: no case, no accent, no punctuation.

    >>> key_of(" Promesse de  règlement ")
    'promesse de reglement'
    >>> key_of("CLAIM_PAID"), key_of("claim-paid."), key_of("Ⅳ")
    ('claim paid', 'claim paid', 'iv')
    >>> key_of(None), key_of("--"), key_of("支払済")
    ('', '', '支払済')
    """
    plain = unicodedata.normalize("NFKD", word or "").casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    spaced = "".join(sign if sign.isalnum() else " " for sign in plain)
    return " ".join(spaced.split())


@dataclass(frozen=True, slots=True)
class Told:
    """What one row tells, with what is known of the file that it is about.

    ``number`` is the line; ``file`` stands for the placed file, None where unknown.
    """

    number: int
    file: object
    document: str | None
    key: str
    effect: str
    day: date | None = None
    promise_on: date | None = None
    promise_amount: Decimal | None = None


def places(amount):
    """Return how many decimals an amount has, whatever its size.

    >>> places(Decimal("12.50")), places(Decimal("1E+30")), places(Decimal("0.005"))
    (1, 0, 3)
    """
    if not amount:
        return 0
    _sign, digits, exponent = amount.as_tuple()
    text = "".join(map(str, digits))
    return max(0, -exponent - (len(text) - len(text.rstrip("0"))))


def promise_problems(told, names, decimals=2):
    """Return the problems of one row's promise.

    :param names: ``{neutral field: column as the file names it}``
    :param decimals: of the currency of the placed file

    >>> told = Told(4, 1, None, "promesse", PROMISE, date(2026, 3, 2))
    >>> [one.reason for one in promise_problems(told, {})]
    ['promise_without_day']
    >>> early = Told(4, 1, None, "promesse", PROMISE, date(2026, 3, 2),
    ...              date(2026, 3, 1), Decimal("0"))
    >>> [one.reason for one in promise_problems(early, {})]
    ['promise_before', 'not_positive']
    """

    def wrong(field, value, reason, **known):
        column = names.get(field, field)
        return Problem(told.number, column, shown(value), reason, tuple(known.items()))

    found = []
    day, amount = told.promise_on, told.promise_amount
    if told.effect == PROMISE and day is None:
        found.append(wrong("promise_on", None, "promise_without_day"))
    if day and told.day and day < told.day:
        found.append(wrong("promise_on", day, "promise_before", day=told.day))
    if amount is not None and (not amount.is_finite() or amount <= 0):
        found.append(wrong("promise_amount", amount, "not_positive"))
    elif amount is not None and places(amount) > decimals:
        found.append(wrong("promise_amount", amount, "other_decimals", digits=decimals))
    return found


def shown(value, most=120):
    """Return what stands in a file as one can show and keep it: one line, no control
    signs, cut where it is too long.

    >>> shown(f"a{chr(9)}b{chr(0)}c"), shown("x" * 9, 5), shown(None), shown(" ")
    ('a b c', 'xxxx…', '', '')
    """
    text = "" if value is None else str(value)[: most * 4]
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def twice(rows):
    """Yield ``(row, first)`` of each row that says the same as an earlier one.

    >>> row = Told(2, 1, None, "contacte", NOTE, date(2026, 3, 2))
    >>> [(one.number, first.number) for one, first in twice([row, Told(
    ...     5, 1, None, "contacte", NOTE, date(2026, 3, 2)), Told(
    ...     6, 2, None, "contacte", NOTE, date(2026, 3, 2))])]
    [(5, 2)]
    """
    seen = {}
    for row in rows:
        if row.file is None:
            continue
        said = (row.file, row.document, row.key, row.day)
        said += (row.promise_on, row.promise_amount)
        if said in seen:
            yield row, seen[said]
        else:
            seen[said] = row


# What an agency asks for, in the words of files in English and French.
REQUESTS = {
    "document": ("document", "documents", "piece", "pieces", "justificatif", "copie"),
    "explanation": ("explanation", "question", "information", "explication"),
    "plan": ("plan", "payment plan", "instalments", "echeancier", "delai"),
    "discount": ("discount", "waiver", "settlement", "remise", "transaction"),
    "court": ("court", "court step", "legal", "judiciaire", "assignation"),
}
_KINDS = {word: kind for kind, words in REQUESTS.items() for word in words}


def request_kind(word):
    """Return the kind of request that a word names, "" for none.

    >>> request_kind("Pièces"), request_kind("COURT_STEP"), request_kind("money")
    ('document', 'court', '')
    """
    return _KINDS.get(key_of(word), "")
