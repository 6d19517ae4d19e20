"""The rules in force: asked before every contact, they answer now, later or never."""

from dataclasses import replace
from datetime import datetime

from . import (  # noqa: F401 (kinds register)
    bans,
    consent,
    contact_window,
    cooling_off,
    frequency_cap,
    holds,
    notices,
    time_barred,
)
from .borrow import expand
from .model import ALLOW, BINDING, REFUSE, WAIT, Decision, Verdict
from .places import covers, spell_out
from .registry import DATA_ONLY, KINDS, YES, is_known
from .select import BUILT_IN, Season, reading_order

ANSWERED = Decision(ALLOW, None, Verdict(ALLOW, reason="answer"))
STEPS = 500  # of a wait that never ends


class Book:
    """Rules as dated data; ``decide`` remembers what bears on each sort of request.

    >>> from datetime import datetime
    >>> from .model import Facts, Request
    >>> book = Book(())
    >>> book.decide(Request("email"), Facts(), datetime(2026, 3, 7, 10)).until
    datetime.datetime(2026, 3, 9, 9, 0)
    """

    def __init__(self, rules):
        """
        :param rules: :class:`Rule`, several versions of one included
        :raise ValueError: a kind that nobody knows, a cap or a notice without figures
        """
        for rule in rules:
            _verify(rule)
        used = [r for r in rules if r.state != "off" and r.strength != "pending"]
        self.rules = tuple(sorted(expand(used), key=reading_order))
        self._contact = [
            rule for rule in self.rules if rule.kind in KINDS and not rule.use
        ]
        self._seasons = {}

    def decide(self, request, facts, at):
        """Return the :class:`Decision` on ``request`` at the UTC instant ``at``.

        ``until`` of a WAIT is the first instant at which the answer is ALLOW while
        nothing but the clock changes; what never opens is refused.
        """
        if request.is_answer or request.purpose == "service":
            return ANSWERED
        season = self._season(request, facts)
        profile = season.on(facts.zones, at)
        stops = profile.stops.noes(request, facts, at)
        warnings = tuple(profile.warns.noes(request, facts, at))
        if not stops:
            if not warnings:
                return profile.allowed
            return Decision(ALLOW, None, YES, warnings, warnings, profile.rules)
        until, last = _first_yes(season, request, facts, at, stops)
        governing = _governing(stops, until, last)
        outcome = WAIT if until else REFUSE
        verdicts = (*sorted(stops, key=_weight, reverse=True), *warnings)
        return Decision(outcome, until, governing, verdicts, warnings, profile.rules)

    def _season(self, request, facts):
        is_statutory = request.purpose == "statutory"
        key = (
            facts.kinds,
            facts.places,
            facts.is_place_known,
            request.party,
            request.channel,
            request.is_work,
            request.is_machine,
            is_statutory,
        )
        season = self._seasons.get(key)
        if season is None:
            season = self._seasons[key] = Season(
                self._bearing(request, facts),
                facts.kinds,
                facts.places,
                (False, True) if request.is_work is None else (request.is_work,),
                request.is_machine,
                is_statutory,
            )
        return season

    def _bearing(self, request, facts):
        """Return the rules that may bear on such a request, whatever the date."""
        rules = [
            rule
            for rule in self._contact
            if rule.party in ("", request.party)
            and (not rule.channels or request.channel in rule.channels)
            and (not rule.kinds or not facts.kinds or rule.kinds & facts.kinds)
            and not (rule.only_unknown_place and facts.is_place_known)
        ]
        places = spell_out(facts.places, rules)
        near = [rule for rule in rules if any(covers(rule, one) for one in places)]
        return [*near, *BUILT_IN]


def _verify(rule):
    if not is_known(rule.kind):
        raise ValueError(f"{rule.code}: unknown kind of rule {rule.kind!r}")
    if rule.kind in DATA_ONLY or rule.use:
        return
    counts = rule.kind in ("frequency_cap", "cooling_off_after_conversation")
    if (counts or rule.kind == "min_interval") and rule.cap is None:
        raise ValueError(f"{rule.code}: a rule of this kind needs a cap")
    if rule.kind == "frequency_cap" and rule.cap.maximum < 1:
        raise ValueError(f"{rule.code}: a cap counts from 1, use a ban instead")


def _first_yes(season, request, facts, at, stops):
    """Return the first instant that everything allows (None: never) and the verdicts
    of the last instant that was looked at.

    Each verdict says before which instant it can't turn, and rules may begin or end:
    going from one to the next finds the first yes, and skips none.
    """
    moment = at
    for _step in range(STEPS):
        change = season.next_change(facts.zones, moment)
        untils = [verdict.until for verdict in stops]
        later = None if None in untils else max(untils)
        moment = min((one for one in (later, change) if one), default=None)
        if moment is None:
            return None, stops
        profile = season.on(facts.zones, moment)
        last, stops = stops, profile.stops.noes(request, facts, moment)
        if not stops:
            return moment, last
    return None, stops


def _governing(stops, until, last):
    """Return the verdict that a person is told: the strictest."""
    if until is None and all(verdict.until for verdict in stops):
        never = [verdict for verdict in last if verdict.until is None]
        if never:
            return max(never, key=_weight)
        return replace(max(stops, key=_weight), outcome=REFUSE, until=None)
    return max(stops, key=_weight)


def _weight(verdict):
    """Sort verdicts: never, then the latest; law before custom; near before far."""
    rule = verdict.rule
    near, code, _version = reading_order(rule)
    return (
        verdict.until is None,
        verdict.until or datetime.max,
        rule.strength in BINDING,
        rule.key > 0,
        -near,
        code,
    )
