"""Channels, workplaces and addresses that may not be used.

A rule's ``condition`` says when it bans: empty, always; a word that only people can
judge bans nothing by itself. ``seen``: (channel,).
"""

from dataclasses import replace

from . import frequency_cap
from .model import COMPANY, PUBLIC
from .registry import YES, kind, no


def holds_now(condition, request, facts):
    """Tell whether a condition is met, as far as is known.

    >>> from .model import Facts, Request
    >>> holds_now("machine", Request("voice"), Facts())
    True
    >>> holds_now("written_request", Request("call"), Facts())
    False
    """
    consent = facts.consents.get(request.channel)
    return {
        "": True,
        "written_request": facts.written_only,
        "preference": consent == "opt_out",
        "request": consent == "opt_out",
        "no_consent": consent != "opt_in",
        "machine": request.is_machine,
    }.get(condition, False)


@kind("channel_ban")
def check_channel(rules, request, facts, at):
    """This channel is closed."""
    if all(holds_now(rule.condition, request, facts) for rule in rules):
        return no(rules[0], "channel_ban", request.channel)
    return YES


@kind("workplace_ban", when=lambda request, facts: request.is_work is not False)
def check_workplace(rules, request, facts, at):
    """Not at work; with a cap, only so often."""
    for rule in rules:
        if rule.cap:
            capped = replace(rule, cap=replace(rule.cap, place="work"))
            verdict = frequency_cap.check((capped,), request, facts, at)
            if verdict is YES:
                return YES
        elif not holds_now(rule.condition, request, facts):
            return YES
    return no(rules[0], "workplace", request.channel)


@kind("third_party_disclosure_ban", when=lambda request, facts: request.reveals)
def check_disclosure(rules, request, facts, at):
    """What reveals a debt goes to a verified address of the debtor himself; for people,
    that of their employer is not theirs."""
    people = facts.kinds - {COMPANY, PUBLIC} or not facts.kinds
    if request.is_verified is not True:
        return no(rules[0], "not_verified", request.channel)
    if people and request.is_work is not False:
        return no(rules[0], "workplace", request.channel)
    return YES
