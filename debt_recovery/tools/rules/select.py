"""Which rules bear on a request, and which of them are alternatives.

Where kinds, places, dates or the nature of an address are not known, every candidate
has its own lines and the lines of all candidates must agree.
"""

from bisect import bisect_right
from datetime import timedelta
from itertools import product

from .clock import local_dates, starts_of
from .consent import OPT_OUT
from .contact_window import DEBTOR_HOURS, HOUSE_HOURS
from .cooling_off import HOUSE_GAP
from .dates import is_dated
from .holds import HOLD, HUMAN_HOLD, KINDS_OF
from .model import ALLOW, BINDING, OWN, Decision
from .model import KINDS as DEBTORS
from .notices import KIND_NAMES
from .places import covers, spell_out
from .registry import KINDS, YES

# What is asked of handing a debt over, which is no contact.
PLACEMENT = "placement"
PLACING = frozenset({"placement_ban", "hold", "human_hold", *KINDS_OF, *KIND_NAMES})
# What holds without any rule.
BUILT_IN = (HOLD, HUMAN_HOLD, OPT_OUT, HOUSE_HOURS, DEBTOR_HOURS, HOUSE_GAP)
HOURS = ("contact_window", "house_hours", "debtor_hours")
CACHED = 2_000  # instants of one profile: a batch has one, its waits some


def reading_order(rule):
    """Sort rules from the city to everywhere, then by code.

    >>> from .model import Rule
    >>> rules = [Rule("Z", "scope"), Rule("F", "scope", country="FR")]
    >>> [rule.code for rule in sorted(rules, key=reading_order)]
    ['F', 'Z']
    """
    far = 3 if rule.country == "EU" else 4 if rule.country == "ZZ" else 2
    near = 0 if rule.city else 1 if rule.state_code else far
    return (near, rule.code, rule.version)


def groups_of(rules, kinds, places, works, days):
    """Return the sets of alternatives that all candidates must satisfy.

    :return: tuples of :class:`Rule`, each once, in reading order
    """
    found = {}
    spelled = spell_out(places, rules)
    for debtor, place, work, day in product(kinds or DEBTORS, spelled, works, days):
        groups = {}
        for rule in rules:
            if is_of(rule, debtor, place, work, day):
                groups.setdefault((rule.kind, group_name(rule)), []).append(rule)
        for lines in groups.values():
            found[tuple(id(rule) for rule in lines)] = tuple(lines)
    return sorted(found.values(), key=lambda lines: reading_order(lines[0]))


def is_of(rule, debtor, place, work, day):
    """Tell whether ``rule`` is in force on ``day`` for one candidate."""
    if rule.kinds and debtor not in rule.kinds:
        return False
    if rule.at_work is not None and rule.at_work != work:
        return False
    return is_dated(rule, day) and covers(rule, place)


def group_name(rule):
    """Return the name of the rule's alternatives. Hours without figures are the wish of
    the debtor, which adds to the hours of the law instead of widening them."""
    if rule.kind == "contact_window" and not rule.windows:
        return rule.code
    return rule.group or rule.code


def bears_on(rule, request, facts):
    """Tell whether ``rule`` may bear on such a request, whatever the date and place."""
    if request.channel == PLACEMENT and rule.kind not in PLACING:
        return False
    if rule.party and rule.party != request.party:
        return False
    if rule.channels and request.channel not in rule.channels:
        return False
    if rule.kinds and facts.kinds and not rule.kinds & facts.kinds:
        return False
    return not (rule.only_unknown_place and facts.is_place_known)


class Asked:
    """Groups to ask, those of no use left out cheaply; hours are remembered."""

    def __init__(self, groups):
        self.hours, self.blocks, self.seen = [], {}, {}
        for lines in groups:
            kind = KINDS[lines[0].kind]
            if kind.name in HOURS:
                self.hours.append((kind, lines))
            else:
                self.blocks.setdefault(kind.when, []).append((kind, lines))
        self.blocks = tuple(self.blocks.items())

    def noes(self, request, facts, at):
        """Return the verdicts that are no yes."""
        found = list(self._shut(request, facts, at)) if self.hours else []
        for when, constraints in self.blocks:
            if when(request, facts):
                found += _ask(constraints, request, facts, at)
        return found

    def _shut(self, request, facts, at):
        closed = tuple(facts.holidays.items())
        key = (at, facts.zones, facts.preference, facts.house, closed)
        found = self.seen.get(key)
        if found is None:
            if len(self.seen) > CACHED:
                self.seen.clear()
            asked = [one for one in self.hours if one[0].when(request, facts)]
            found = self.seen[key] = _ask(asked, request, facts, at)
        return found


def _ask(constraints, request, facts, at):
    found = []
    for kind, lines in constraints:
        if request.notice and any(request.notice in one.exceptions for one in lines):
            continue
        verdict = kind.check(lines, request, facts, at)
        if verdict is not YES:
            found.append(verdict)
    return found


class Profile:
    """The rules that bear on one sort of request while none begins or ends."""

    def __init__(self, groups, is_machine, is_statutory):
        stops, warns = [], []
        for lines in groups:
            if is_statutory and _leaves_statutory(lines):
                continue
            binding = tuple(one for one in lines if _binds(one, is_machine))
            if binding:
                stops.append(binding)
            if len(binding) < len(lines):
                warns.append(lines)
        self.stops, self.warns = Asked(stops), Asked(warns)
        self.rules = tuple(
            dict.fromkeys(
                f"{rule.code}@{rule.version}"
                for lines in groups
                for rule in lines
                if rule not in BUILT_IN
            )
        )
        self.allowed = Decision(ALLOW, None, YES, rules=self.rules)


def _binds(rule, is_machine):
    return rule.state == "on" and (is_machine or rule.strength in BINDING)


def _leaves_statutory(lines):
    """Tell whether mandatory notices leave in spite of these lines."""
    kind = KINDS[lines[0].kind]
    return kind.declinable or (
        kind.is_limit and all(rule.strength in OWN for rule in lines)
    )


class Season:
    """One sort of request over time: a profile for each stretch without change.

    :param rules: those that may bear on it
    :param build: called with local dates of one stretch, returns its profile
    """

    def __init__(self, rules, build):
        self._build = build
        starts = {rule.valid_from for rule in rules if rule.valid_from}
        ends = {rule.valid_to + timedelta(days=1) for rule in rules if rule.valid_to}
        self._changes = tuple(sorted(starts | ends))
        self._profiles, self._stretches = {}, {}

    def on(self, zones, at):
        """Return the profile in force at an instant."""
        changes, profiles = self._stretches_of(zones)
        index = bisect_right(changes, at) if changes else 0
        if profiles[index] is None:
            profiles[index] = self._profile(local_dates(zones, at))
        return profiles[index]

    def _profile(self, days):
        eras = {bisect_right(self._changes, day): day for day in days}
        key = tuple(eras)
        if key not in self._profiles:
            self._profiles[key] = self._build(tuple(eras.values()))
        return self._profiles[key]

    def next_change(self, zones, at):
        """Return the next instant at which a rule begins or ends, or None."""
        changes, _profiles = self._stretches_of(zones)
        index = bisect_right(changes, at)
        return changes[index] if index < len(changes) else None

    def _stretches_of(self, zones):
        found = self._stretches.get(zones)
        if found is None:
            changes = starts_of(self._changes, zones)
            found = self._stretches[zones] = changes, [None] * (len(changes) + 1)
        return found
