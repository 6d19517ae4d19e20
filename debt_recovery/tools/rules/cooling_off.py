"""Days of rest, by local dates: after a conversation, between two touches, and between
two contacts of the house's machine. ``seen``: (date of the last one, days).

The day of the event plus the days is the first free day, in every zone of the debtor:
after a conversation on 2 March, 7 days, a call on the 8th is refused, on the 9th not.
"""

from .clock import add_days, latest_date, starts_everywhere
from .counting import CONVERSATION, by_debt, counted, is_at
from .frequency_cap import has_touches
from .model import Rule
from .registry import YES, kind, wait

HOUSE_GAP = Rule("house.gap", "house_gap", strength="house")
TALKS = frozenset({"call", "voice", "visit"})
CHARGED_REMINDER = "charged_reminder"


@kind("cooling_off_after_conversation", when=has_touches, is_limit=True)
def check_cooling(rules, request, facts, at):
    """No contact for some days after a conversation about the debt.

    >>> from datetime import datetime
    >>> from .model import Cap, Facts, Request, Touch
    >>> rule = Rule("US.C", "cooling_off_after_conversation", cap=Cap(1, 7, "debt"))
    >>> talk = Touch(datetime(2026, 3, 2, 9), "call", result="conversation")
    >>> check_cooling(
    ...     (rule,), Request("call"), Facts(touches=(talk,)), datetime(2026, 3, 8)
    ... ).until
    datetime.datetime(2026, 3, 9, 0, 0)
    """
    return _first(rules, request, facts, at, "cooling", _talks)


@kind("min_interval", when=has_touches, is_limit=True)
def check_interval(rules, request, facts, at):
    """So many days between two touches. Between charged reminders it is no matter of
    contact: ``charges.py`` asks it."""
    rules = [rule for rule in rules if rule.cap.counts != CHARGED_REMINDER]
    return _first(rules, request, facts, at, "gap", _touches) if rules else YES


@kind(
    "house_gap",
    when=has_touches,
    declinable=True,
)
def check_house_gap(rules, request, facts, at):
    """The company's own delay between unsolicited contacts: its people are warned."""
    days = facts.house.gap_days
    touches = [
        one
        for one in facts.touches
        if not one.solicited
        and not (request.message and one.message == request.message)
    ]
    if not days or not touches:
        return YES
    return _rest(rules[0], touches, days, facts, at, "gap")


def _first(rules, request, facts, at, reason, select):
    """Return the verdict of the line that opens first."""
    verdicts = []
    for rule in rules:
        verdict = _ask(rule, request, facts, at, reason, select)
        if verdict is YES:
            return YES
        verdicts.append(verdict)
    return min(verdicts, key=lambda verdict: verdict.until)


def _ask(rule, request, facts, at, reason, select):
    cap = rule.cap
    if not is_at(cap.place, request.is_work):
        return YES
    if cap.machine_only and not request.is_machine:
        return YES
    answers = [
        _rest(rule, touches, cap.days, facts, at, reason)
        for touches in by_debt(cap.per, select(rule, request, facts), request)
        if touches
    ]
    waits = [verdict for verdict in answers if verdict is not YES]
    return max(waits, key=lambda verdict: verdict.until, default=YES)


def _talks(rule, request, facts):
    """Return the conversations, by whatever means people talk or the rule names, also
    those that the debtor began."""
    channels = rule.cap.channels or rule.channels or TALKS
    return [
        one
        for one in facts.touches
        if one.result == CONVERSATION and one.channel in channels
    ]


def _touches(rule, request, facts):
    return counted(rule, rule.cap, request, facts)


def _rest(rule, touches, days, facts, at, reason):
    event = max(one.at for one in touches)
    day = latest_date(event, facts.zones)
    until = starts_everywhere(add_days(day, days), facts.zones)
    return YES if at >= until else wait(rule, reason, until, day, days)
