"""Debts that time has barred: never threatened, nor pursued by the machine.

``seen``: (number of barred debts,).
"""

from .model import Rule
from .registry import YES, kind, no

BARRED_THREAT = Rule("barred.threat", "time_barred", freezes=frozenset({"threat"}))
BARRED = Rule(
    "barred.contact",
    "time_barred",
    strength="product_default",
    freezes=frozenset({"contact"}),
)


@kind("time_barred", when=lambda request, facts: facts.barred)
def check(rules, request, facts, at):
    """A rule freezes the threat, unless it says more.

    >>> from .model import Facts, Request
    >>> facts = Facts(barred=frozenset({7}))
    >>> check((BARRED_THREAT,), Request("letter", is_threat=True), facts, None).seen
    (1,)
    """
    barred = facts.barred if request.debts is None else facts.barred & request.debts
    if not barred:
        return YES
    for rule in rules:
        freezes = rule.freezes or {"threat"}
        if "contact" not in freezes and not (request.is_threat and "threat" in freezes):
            return YES
    return no(rules[0], "time_barred", len(barred))
