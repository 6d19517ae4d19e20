"""What is frozen, by the hold itself and by the rules that give it force.

``seen``: (kind of hold, its last day or None, its id).
"""

from .clock import add_days, local_dates, starts_everywhere
from .model import Rule
from .registry import YES, kind, no, wait

HOLD = Rule("hold", "hold", strength="law")
HUMAN_HOLD = Rule("hold.human", "human_hold", strength="product_default")
# People may still talk to these, with tact; the machine may not.
HUMAN_ONLY = frozenset({"vulnerable", "hardship", "deceased", "minor"})
# What may still be said, whatever a rule adds.
LEFT_OPEN = {"cease": frozenset({"termination_notice", "remedy_notice"})}
OBJECTION = "opt_out"
# What is asked under the name of a channel and is no contact.
OTHER_ACTIONS = ("placement", "interest", "fee")

KINDS_OF = {
    "dispute_hold": {"dispute"},
    "representation_hold": {"lawyer"},
    "cease_request_hold": {"cease"},
    "insolvency_hold": {"insolvency"},
    "moratorium_hold": {"moratorium"},
    "payment_plan_hold": {"plan", "promise"},
    "deceased_hold": {"deceased"},
    "vulnerability_hold": {"vulnerable"},
}


def has_holds(request, facts):
    """Tell whether anything is on hold."""
    return bool(facts.holds)


@kind("hold", when=has_holds)
def check_hold(rules, request, facts, at):
    """What a hold freezes is frozen, for the machine and for people.

    >>> from datetime import date, datetime
    >>> from .model import Facts, Hold, Request
    >>> facts = Facts(holds=(Hold("dispute", until=date(2026, 3, 9)),))
    >>> check_hold((HOLD,), Request("email"), facts, datetime(2026, 3, 2)).until
    datetime.datetime(2026, 3, 10, 0, 0)
    """
    holds = [hold for hold in facts.holds if hold.kind not in HUMAN_ONLY]
    return _built_in(rules[0], holds, request, facts, at)


@kind("human_hold", when=has_holds)
def check_human_hold(rules, request, facts, at):
    """What only people may still do."""
    holds = [hold for hold in facts.holds if hold.kind in HUMAN_ONLY]
    return _built_in(rules[0], holds, request, facts, at)


def _built_in(rule, holds, request, facts, at):
    stopping = [
        hold
        for hold in holds
        if hold.freezes & actions(request)
        and not (hold.kind == OBJECTION and request.purpose == "statutory")
        and request.notice not in LEFT_OPEN.get(hold.kind, ())
    ]
    return strictest(rule, stopping, request.debts, request.channel, facts, at)


def check_rule(rules, request, facts, at):
    """A rule freezes what it says while a hold of its kinds runs, one line for all.

    Where a part of a debt is held, the rest is asked for, unless a law says otherwise.

    >>> from datetime import datetime
    >>> from .model import Facts, Hold, Request
    >>> facts = Facts(holds=(Hold("dispute", frozenset(), part=True),))
    >>> house = Rule("house", "dispute_hold", strength="product_default")
    >>> law = Rule("law", "dispute_hold", strength="law")
    >>> at = datetime(2026, 3, 2)
    >>> check_rule((house,), Request("email"), facts, at).outcome
    'allow'
    >>> check_rule((law,), Request("email"), facts, at).outcome
    'refuse'
    """
    found = YES
    for rule in rules:
        freezes = rule.freezes or frozenset({"contact"})
        if not freezes & actions(request):
            return YES
        kinds = rule.hold_kinds or KINDS_OF[rule.kind]
        holds = [
            hold
            for hold in facts.holds
            if hold.kind in kinds and not (hold.part and rule.strength != "law")
        ]
        verdict = strictest(rule, holds, request.debts, request.channel, facts, at)
        if verdict is YES:
            return YES
        found = verdict if found is YES or _opens_before(verdict, found) else found
    return found


for name in KINDS_OF:
    kind(name, when=has_holds)(check_rule)


def actions(request):
    """Return what a request does: it contacts, and may threaten; it places a debt; it
    charges interest or a fee."""
    if request.channel in OTHER_ACTIONS:
        return {request.channel}
    return {"contact", "threat"} if request.is_threat else {"contact"}


def strictest(rule, holds, debts, channel, facts, at):
    """Return the verdict of the hold that ends last among those that bear on these
    debts (None: all) by this channel (None: any)."""
    found = YES
    for hold in holds:
        if not bears_on(hold.debts, debts):
            continue
        if hold.channels and channel is not None and channel not in hold.channels:
            continue
        verdict = _running(rule, hold, facts, at)
        if verdict is not YES and (found is YES or _opens_before(found, verdict)):
            found = verdict
    return found


def bears_on(held, asked):
    """Tell whether two sets of debts may meet; None is all of them."""
    return held is None or asked is None or bool(held & asked)


def _running(rule, hold, facts, at):
    if hold.since and local_dates(facts.zones, at)[-1] < hold.since:
        return YES
    if hold.until is None:
        return no(rule, "hold", hold.kind, None, hold.key)
    until = starts_everywhere(add_days(hold.until, 1), facts.zones)
    if at >= until:
        return YES
    return wait(rule, "hold", until, hold.kind, hold.until, hold.key)


def _opens_before(one, other):
    """Tell whether the verdict ``one`` opens before ``other``; None: never."""
    if one.until is None:
        return False
    return other.until is None or one.until < other.until
