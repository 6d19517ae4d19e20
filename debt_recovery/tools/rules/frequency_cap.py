"""At most so many touches in so many times 24 hours, rolling.

Copies of one message count once in what the house and the product ask for; a law counts
each. ``seen``: (counted, maximum, days).
"""

from datetime import timedelta

from .counting import CONVERSATION, by_debt, counted, is_at
from .model import OWN
from .registry import YES, kind, wait


def has_touches(request, facts):
    """Tell whether there is anything to count."""
    return bool(facts.touches)


@kind("frequency_cap", when=has_touches, is_limit=True)
def check(rules, request, facts, at):
    """Alternatives: the cap that opens first suffices.

    >>> from datetime import datetime
    >>> from .model import Cap, Facts, Request, Rule, Touch
    >>> rule = Rule("US.7", "frequency_cap", cap=Cap(1, 7))
    >>> facts = Facts(touches=(Touch(datetime(2026, 3, 2, 9), "call"),))
    >>> check((rule,), Request("call"), facts, datetime(2026, 3, 9, 8, 59)).seen
    (1, 1, 7)
    >>> check((rule,), Request("call"), facts, datetime(2026, 3, 9, 9)).outcome
    'allow'
    """
    earliest = None
    for rule in rules:
        verdict = _ask(rule, request, facts, at)
        if verdict is YES:
            return YES
        if earliest is None or verdict.until < earliest.until:
            earliest = verdict
    return earliest


def _ask(rule, request, facts, at):
    cap = rule.cap
    span = timedelta(days=cap.days)
    since = at - span
    recent = sum(touch.at > since for touch in facts.touches)
    if recent < cap.maximum or not _concerns(cap, request, facts):
        return YES
    touches = counted(rule, cap, request, facts)
    if cap.condition == "after_first_conversation":
        touches = _after_conversation(touches, facts)
    latest = None
    for some in by_debt(cap.per, touches, request):
        inside = _instants(rule, some, request, since)
        if len(inside) < cap.maximum:
            continue
        opening = inside[len(inside) - cap.maximum] + span
        if latest is None or opening > latest[0]:
            latest = opening, len(inside)
    if latest is None:
        return YES
    return wait(rule, "cap", latest[0], latest[1], cap.maximum, cap.days)


def _concerns(cap, request, facts):
    if cap.machine_only and not request.is_machine:
        return False
    has_consent = facts.consents.get(request.channel) == "opt_in"
    if cap.condition == "no_consent" and has_consent:
        return False
    return is_at(cap.place, request.is_work)


def _after_conversation(touches, facts):
    """Return the touches after the first conversation that is known, none without."""
    talks = [one.at for one in facts.touches if one.result == CONVERSATION]
    first = min(talks, default=None)
    return [one for one in touches if first is not None and one.at > first]


def _instants(rule, touches, request, since):
    """Return the sorted instants that count after ``since``."""
    if rule.strength not in OWN:
        return sorted(one.at for one in touches if one.at > since)
    last = {}
    for number, one in enumerate(touches, 1):
        if not one.message:
            last[-number] = one.at
        elif one.message != request.message:
            last[one.message] = max(one.at, last.get(one.message, one.at))
    return sorted(at for at in last.values() if at > since)
