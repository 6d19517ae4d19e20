"""Rules that point to the figures of others: "as in Australia", "the default hours".

What is borrowed binds no more than the rule that borrows, nor than what it borrows.
"""

from dataclasses import replace

from .model import BINDING, STRENGTHS

DEFAULT_WINDOW, DEFAULT_CAPS = "default_window", "default_caps"
# What a law on conduct means when it takes over that of another place.
CONDUCT = frozenset(
    {
        "cease_request_hold",
        "channel_ban",
        "contact_window",
        "cooling_off_after_conversation",
        "dispute_hold",
        "frequency_cap",
        "min_interval",
        "representation_hold",
        "third_party_disclosure_ban",
        "time_barred",
        "workplace_ban",
    }
)
BENCHMARK = frozenset({"contact_window", "frequency_cap"})
STATES = ("on", "warn", "off")


def expand(rules):
    """Return the rules with what they borrow, and without those that only borrow.

    The default caps hold for everybody as they are: nothing to add for those.

    >>> from .model import Cap, Rule
    >>> cap = Rule("AU.1", "frequency_cap", country="AU", cap=Cap(3, 7))
    >>> lent = expand([cap, Rule("NZ.1", "harassment_ban", country="NZ", use="AU")])
    >>> [(rule.code, rule.country) for rule in lent]
    [('AU.1', 'AU'), ('NZ.1', 'NZ')]
    """
    found = [rule for rule in rules if not rule.use or rule.use == DEFAULT_CAPS]
    borrowers = [rule for rule in rules if rule.use and rule.use != DEFAULT_CAPS]
    # from a country before from a state, which may itself have borrowed
    for rule in sorted(borrowers, key=lambda one: (len(one.use), one.code)):
        if rule.use == DEFAULT_WINDOW:
            found += _default_windows(rule, rules)
        else:
            found += _from_place(rule, found)
    return found


def _default_windows(rule, rules):
    """Return the strict default hours under the name of ``rule``, for whom and as long
    as both hold. Several defaults add up."""
    for lender in rules:
        if lender.kind != "contact_window" or not lender.only_unknown_place:
            continue
        scope = _scope(rule, lender)
        if scope is None:
            continue
        lent = replace(_lend(lender, rule), only_unknown_place=False, **scope)
        yield _weakest(lent, lender)


def _scope(rule, lender):
    """Return the debtors, party and channels for which both hold, None: for nobody."""
    found = {}
    for name in ("kinds", "channels"):
        mine, theirs = getattr(rule, name), getattr(lender, name)
        found[name] = mine & theirs if mine and theirs else mine or theirs
        if mine and theirs and not found[name]:
            return None
    if rule.party and lender.party and rule.party != lender.party:
        return None
    return {**found, "party": rule.party or lender.party}


def _from_place(rule, rules):
    country, _dash, state = rule.use.partition("-")
    kinds = CONDUCT if rule.kind == "scope" else BENCHMARK
    for lender in rules:
        if (lender.country, lender.state_code) != (country, state) or lender.city:
            continue
        if lender.kind in kinds and _is_of_consumers(lender):
            yield _weakest(_lend(lender, rule), lender)


def _is_of_consumers(rule):
    return not rule.kinds or "consumer" in rule.kinds


def _lend(lender, rule):
    """Return what ``lender`` says under the name, place and scope of ``rule``."""
    first, last = _within(lender, rule)
    return replace(
        lender,
        code=rule.code,
        version=rule.version,
        key=rule.key,
        country=rule.country,
        state_code=rule.state_code,
        city=rule.city,
        kinds=rule.kinds,
        party=rule.party,
        strength=rule.strength,
        state=rule.state,
        group=f"{rule.code}/{lender.group or lender.code}",
        valid_from=first,
        valid_to=last,
    )


def _within(lender, rule):
    starts = [day for day in (lender.valid_from, rule.valid_from) if day]
    ends = [day for day in (lender.valid_to, rule.valid_to) if day]
    return max(starts, default=None), min(ends, default=None)


def _weakest(borrowed, lender):
    """Return ``borrowed`` with the weaker strength and state of the two."""
    strength = max(borrowed.strength, lender.strength, key=STRENGTHS.index)
    if borrowed.strength in BINDING and lender.strength in BINDING:
        strength = borrowed.strength
    state = max(borrowed.state, lender.state, key=STATES.index)
    return replace(borrowed, strength=strength, state=state)
