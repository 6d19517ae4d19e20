"""The kinds of rule, each in a file of its own, found by name.

A kind is a pure function ``check(rules, request, facts, at) -> Verdict`` over the lines
of one group, which are alternatives. ``until`` of a WAIT is the first instant at which
these lines may say yes: no earlier one does, whatever else happens.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .model import ALLOW, REFUSE, WAIT, Verdict

YES = Verdict(ALLOW)


def no(rule, reason, *seen):
    """Return the verdict of ``rule`` that nothing known opens."""
    return Verdict(REFUSE, rule, reason, None, seen)


def wait(rule, reason, until, *seen):
    """Return the verdict of ``rule`` that may turn at the instant ``until``."""
    return Verdict(WAIT, rule, reason, until, seen)


# Data that other parts of the product read; no contact is decided on it.
DATA_ONLY = frozenset(
    {
        "data_erasure",
        "harassment_ban",  # its figures are borrowed (see borrow.py)
        "identification",
        "language",
        "limitation_period",
        "opt_out_required",
        "payment_term",
        "procedure_clock",
        "record_retention",
        "reference_rate",
        "scope",  # likewise
    }
)
# Asked for charges only (see charges.py); caps of interest fix a figure, no answer.
CHARGE_KINDS = frozenset(
    {
        "fee_ban",
        "fee_cap",
        "first_reminder_free",
        "fixed_fee",
        "interest_cap",
        "interest_rate",
        "interest_start",
    }
)
KINDS = {}


def _always(request, facts):
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """``when``: tells cheaply that the check is worth asking; ``declinable``: mandatory
    notices leave in spite of it; ``is_limit``: they do when it is no law either."""

    name: str
    check: Callable
    when: Callable = _always
    declinable: bool = False
    is_limit: bool = False


def kind(name, when=_always, declinable=False, is_limit=False):
    """Register the decorated function as the check of the rules called ``name``."""

    def register(check):
        KINDS[name] = Kind(name, check, when, declinable, is_limit)
        return check

    return register


def is_known(name):
    """Tell whether rules of this kind are understood.

    >>> is_known("scope"), is_known("fee_cap"), is_known("horoscope")
    (True, True, False)
    """
    return name in KINDS or name in DATA_ONLY or name in CHARGE_KINDS
