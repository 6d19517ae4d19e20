"""Hours of contact: those of the rules, of the house and of the debtor himself.

The lines of a group are a union, groups intersect, every zone must agree. A letter has
no hour unless a rule names letters. ``seen``: (zone, its local time).
"""

from ..contact_window import next_open
from .clock import get_zone, to_local
from .model import Rule
from .registry import YES, kind, no, wait

HOUSE_HOURS = Rule("house.hours", "house_hours", strength="house")
DEBTOR_HOURS = Rule("debtor.hours", "debtor_hours", strength="house")
PROMPT = ("email", "sms", "whatsapp", "voice", "call", "voicemail", "visit")


@kind("contact_window")
def check(rules, request, facts, at):
    """A line without hours is the debtor's own: the rule gives force to his wish.

    >>> from datetime import datetime
    >>> from ..contact_window import Window
    >>> from .model import Facts, Request
    >>> rule = Rule("US.1", "contact_window", windows=(Window(8, 21),))
    >>> check((rule,), Request("call"), Facts(), datetime(2026, 3, 2, 21)).until
    datetime.datetime(2026, 3, 3, 8, 0)
    """
    alternatives = [
        (window, _closed(rule, facts))
        for rule in rules
        if request.channel in rule.channels or request.channel in PROMPT
        for window in rule.windows or (facts.preference,)
        if window
    ]
    return _answer(rules[0], alternatives, facts, at)


@kind("house_hours")
def check_house(rules, request, facts, at):
    """The company's hours and closing days bind its machine, and warn its people."""
    if request.channel not in PROMPT:
        return YES
    house = facts.house
    closed = house.closed
    if not house.holidays:
        closed = closed.union(*facts.holidays.values())
    for window in house.windows:
        verdict = _answer(rules[0], [(window, closed)], facts, at)
        if verdict is not YES:
            return verdict
    return YES


@kind("debtor_hours", when=lambda request, facts: facts.preference is not None)
def check_debtor(rules, request, facts, at):
    """The hours that the debtor asked for."""
    if request.channel not in PROMPT:
        return YES
    return _answer(rules[0], [(facts.preference, frozenset())], facts, at)


def _closed(rule, facts):
    """Return the days closed by this rule; a calendar that nobody knows closes what
    any candidate's does."""
    if rule.holidays:
        return frozenset()
    if rule.calendar in facts.holidays:
        return frozenset(facts.holidays[rule.calendar])
    return frozenset().union(*facts.holidays.values())


def _answer(rule, alternatives, facts, at):
    if not alternatives:
        return YES
    zones = [get_zone(name) for name in facts.zones]
    until = next_open(at, zones, [alternatives])
    if until == at:
        return YES
    name, local, is_holiday = _first_shut(alternatives, facts.zones, at)
    reason = "holiday" if is_holiday else "window"
    if rule.only_unknown_place and not is_holiday:
        reason = "strict_default"
    if until is None:
        return no(rule, reason, name, local)
    return wait(rule, reason, until, name, local)


def _first_shut(alternatives, zones, at):
    """Return the first zone in which it is shut, its local time, whether by a day."""
    for name in zones:
        local = to_local(at, get_zone(name))
        if all(
            window.opens_after(local, days) != local for window, days in alternatives
        ):
            return name, local, all(local.date() in days for _w, days in alternatives)
    return zones[0], to_local(at, get_zone(zones[0])), False
