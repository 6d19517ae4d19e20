"""The rules in force: asked before every contact, they answer now, later or never."""

from dataclasses import replace
from datetime import datetime

from . import (  # noqa: F401 (they register)  # noqa: F401
    bans,
    consent,
    contact_window,
    cooling_off,
    frequency_cap,
    holds,
    notices,
    placement_ban,
    time_barred,
)
from .borrow import expand
from .charges import INTEREST, Charge, Charges, Permission, bearing
from .dates import with_elders
from .model import ALLOW, BINDING, REFUSE, WAIT, Decision, Verdict
from .places import covers, spell_out
from .registry import CHARGE_KINDS, KINDS, YES, is_known
from .select import BUILT_IN, Profile, Season, bears_on, groups_of, reading_order

ANSWERED = Decision(ALLOW, None, Verdict(ALLOW, reason="answer"))
RESTS = ("cooling_off_after_conversation", "min_interval")
STEPS = 500  # of a wait that never ends
ZONED = 2  # days by which local dates may go beyond so many times 24 hours


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
        self.rules = tuple(sorted(expand(with_elders(used)), key=reading_order))
        self._contact = [rule for rule in self.rules if _is_asked(rule)]
        self._seasons, self._memories = {}, {}

    def memory(self, facts):
        """Return how many days back touches count where ``facts.places`` may be; the
        first ones ever count too.

        >>> from .model import Cap, Facts, Rule
        >>> rule = Rule("US", "frequency_cap", country="US", cap=Cap(2, 90))
        >>> Book((rule,)).memory(Facts())
        92
        """
        places = facts.places
        if places not in self._memories:
            capped = [rule for rule in self._contact if rule.cap]
            days = [rule.cap.days + ZONED for rule in self._near(capped, facts)]
            self._memories[places] = max(days, default=0)
        return self._memories[places]

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

    def permit(self, charge, facts, at, principal, given=frozenset(), **known):
        """Return the :class:`Permission` for a charge on a debt of ``principal``.

        :param charge: interest | fixed_fee | reminder_fee | collection_fee
        :param given: clauses that are there, and codes of texts given
        :param known: ``currency``, ``debts``, ``charged``, ``due``, ``last`` and
            ``party`` of :class:`charges.Charge`
        """
        channel = "interest" if charge == INTEREST else "fee"
        asked = Charge(
            charge, principal, given=frozenset(given), channel=channel, **known
        )
        season = self._charges(asked, facts)
        profile = season.on(facts.zones, at)
        stops = profile.stops.noes(asked, facts, at)
        if not stops:
            return profile.permission(asked, facts, at)
        until, last = _first_yes(season, asked, facts, at, stops)
        verdict = _governing(stops, until, last)
        ordered = tuple(sorted(stops, key=_weight, reverse=True))
        return Permission(
            False, verdict.rule, reason=verdict.reason, until=until, verdicts=ordered
        )

    def _charges(self, charge, facts):
        key = (charge.name, charge.party, facts.kinds, facts.places)
        if key not in self._seasons:
            rules = self._near(bearing(self.rules, charge.name, charge.party), facts)
            self._seasons[key] = Season(
                rules,
                lambda days: Charges(
                    rules, charge.name, facts.kinds, facts.places, days
                ),
            )
        return self._seasons[key]

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
            season = self._seasons[key] = self._new_season(request, facts, is_statutory)
        return season

    def _new_season(self, request, facts, is_statutory):
        some = [one for one in self._contact if bears_on(one, request, facts)]
        built_in = [one for one in BUILT_IN if bears_on(one, request, facts)]
        rules = [*self._near(some, facts), *built_in]
        kinds, places, is_machine = facts.kinds, facts.places, request.is_machine
        works = (False, True) if request.is_work is None else (request.is_work,)

        def build(days):
            groups = groups_of(rules, kinds, places, works, days)
            return Profile(groups, is_machine, is_statutory)

        return Season(rules, build)

    def _near(self, rules, facts):
        places = spell_out(facts.places, rules)
        return [rule for rule in rules if any(covers(rule, one) for one in places)]


def _verify(rule):
    if not is_known(rule.kind):
        raise ValueError(f"{rule.code}: unknown kind of rule {rule.kind!r}")
    if rule.kind in RESTS and rule.cap is None:
        raise ValueError(f"{rule.code}: {rule.kind} needs its days")
    if rule.kind == "frequency_cap" and rule.cap and rule.cap.maximum < 1:
        raise ValueError(f"{rule.code}: a cap counts from 1, use a ban instead")


def _is_asked(rule):
    """Tell whether a rule answers for contacts; a limit without a number is advice."""
    if rule.kind not in KINDS or rule.kind in CHARGE_KINDS:
        return False
    return rule.kind != "frequency_cap" or rule.cap is not None


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
