"""Consent that must have been given, and objections. ``seen``: (channel,)."""

from .bans import holds_now
from .model import Rule
from .registry import YES, kind, no

OPT_OUT = Rule("debtor.opt_out", "opt_out_processing", strength="product_default")
ANY_CHANNEL = "any_channel"


@kind("consent_required", declinable=True)
def check_consent(rules, request, facts, at):
    """Only with consent to this channel; unknown is none.

    >>> from .model import Facts, Request
    >>> rule = Rule("NYC", "consent_required")
    >>> check_consent((rule,), Request("sms"), Facts(), None).reason
    'no_consent'
    """
    if facts.consents.get(request.channel) == "opt_in":
        return YES
    if all(_is_asked(rule, request, facts) for rule in rules):
        return no(rules[0], "no_consent", request.channel)
    return YES


def _is_asked(rule, request, facts):
    return holds_now(rule.condition, request, facts)


@kind(
    "opt_out_processing",
    when=lambda request, facts: facts.consents,
    declinable=True,
)
def check_opt_out(rules, request, facts, at):
    """Who objected to a channel gets nothing by it, at once."""
    for rule in rules:
        asked = rule.channels if rule.condition == ANY_CHANNEL else (request.channel,)
        if not any(facts.consents.get(channel) == "opt_out" for channel in asked):
            return YES
    return no(rules[0], "opted_out", request.channel)
