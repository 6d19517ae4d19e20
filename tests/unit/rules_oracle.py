"""A slow reading of the rules, written apart from the engine, sharing nothing with it.

It answers one question, "what does this contact break at this minute?", by plain
counting in every world that may be the true one (kind of debtor, place, nature of the
address), and never computes when something will be allowed: who wants to know steps
through the minutes. It reads the values of ``tools/rules/model.py`` only.
"""

from functools import lru_cache
from itertools import product

from tests.unit import rules_oracle_texts as texts
from tests.unit.rules_oracle_house import frozen, shut
from tests.unit.rules_oracle_world import World

EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"


class Oracle:
    """All rules that are *on*."""

    def __init__(self, rules):
        self.rules = [rule for rule in rules if rule.state == "on"]
        self.places = {(r.country, r.state_code, r.city) for r in self.rules} | {
            (r.country, r.state_code, "-") for r in self.rules
        }
        self._laws = {}

    def faults(self, request, facts, at):
        """Return the words of all that ``request`` would break at ``at``."""
        if request.is_answer or request.purpose == "service":
            return set()
        found = frozen(request, facts, at) | shut(request, facts, at)
        for kind, place, is_work in self._worlds(request, facts):
            laws = self._laws_of(kind, place, is_work, request, facts.is_place_known)
            world = World(request, facts, at, kind, is_work)
            found |= {name for name, lines in laws if world.breaks(lines)}
        return found

    # --- the worlds that may be -------------------------------------------------------

    def _worlds(self, request, facts):
        works = (True, False) if request.is_work is None else (request.is_work,)
        places = set()
        for place in facts.places or (None,):
            places |= self._certain(place)
        return product(facts.kinds, places, works)

    @lru_cache(maxsize=10_000)  # noqa: B019 (the oracle lives as long as the tests)
    def _certain(self, place):
        """Return what a place may be: (country, state, city), nothing unknown."""
        asked = (place.country, place.state, place.city) if place else ("", "", "")
        found = {tuple(known or "-" for known in asked)}
        for other in self.places:
            if all(
                not mine or mine == one for mine, one in zip(asked, other, strict=True)
            ):
                found.add(tuple(one or "-" for one in other))
        return found

    def _laws_of(self, kind, place, is_work, request, is_place_known):
        key = (kind, place, is_work, request.party, request.channel, is_place_known)
        if key not in self._laws:
            groups = {}
            for rule in self._in_force(kind, place, request.party, set()):
                name = f"{rule.kind}: {rule.group or rule.code}"
                if (
                    (not rule.channels or request.channel in rule.channels)
                    and rule.at_work in (None, is_work)
                    and not (rule.only_unknown_place and is_place_known)
                ):
                    groups.setdefault(name, []).append(rule)
            self._laws[key] = sorted(groups.items())
        return self._laws[key]

    def _in_force(self, kind, place, party, borrowing):
        """Yield the rules of a place, then those that its own rules take over."""
        for rule in self.rules:
            if rule.kinds and kind not in rule.kinds and not borrowing:
                continue
            if borrowing and rule.kinds and "consumer" not in rule.kinds:
                continue
            if not _is_in(rule, place) or (
                rule.party not in ("", party) and not borrowing
            ):
                continue
            if not borrowing or (rule.kind in borrowing and rule.country == place[0]):
                yield rule
            yield from self._taken_over(rule, kind, party, borrowing)

    def _taken_over(self, rule, kind, party, borrowing):
        if not rule.use or rule.use == "default_caps":
            return
        if rule.use == "default_window":
            for one in self.rules:
                if one.only_unknown_place:
                    yield texts.always(one)
            return
        country, _dash, state = rule.use.partition("-")
        kinds = texts.CONDUCT if rule.kind == "scope" else texts.BENCHMARK
        if not borrowing:
            place = (country, state or "-", "-")
            yield from self._in_force(kind, place, party, kinds)


def first_allowed(oracle, request, facts, at, step, limit):
    """Return the first instant that breaks nothing, by stepping; else None."""
    moment = at
    while moment <= at + limit:
        if not oracle.faults(request, facts, moment):
            return moment
        moment += step
    return None


def _is_in(rule, place):
    country, state, city = place
    parts = {"EAW": ("EAW", "ENG", "WLS")}.get(rule.state_code, (rule.state_code,))
    return (
        (
            rule.country in ("ZZ", country)
            or (rule.country == "EU" and country in EU.split())
        )
        and (not rule.state_code or state in parts)
        and rule.city in ("", city)
    )
