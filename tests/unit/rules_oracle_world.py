"""The oracle's reading of each kind of rule in a world of which nothing is unknown."""

from datetime import date, timedelta

from tests.unit import rules_oracle_texts as texts
from tests.unit.rules_oracle_house import is_open
from tests.unit.rules_oracle_texts import is_inside, local, overlap

LAW = ("law", "presumption")
OWN = ("product_default", "house")
RANK = {"attempt": 0, "contact": 1, "conversation": 2}
DAY = timedelta(days=1)
TALKS = ("call", "voice", "visit")


class World:
    """One request in one certain world at one instant."""

    def __init__(self, request, facts, at, kind, is_work):
        self.request, self.facts, self.at = request, facts, at
        self.kind, self.is_work = kind, is_work
        self.days = {local(at, zone).date() for zone in facts.zones}
        self.past = [touch for touch in facts.touches if touch.at <= at]

    def breaks(self, lines):
        """Tell whether all alternatives of a rule forbid the contact on some date."""
        return any(self._breaks_on(day, lines) for day in self.days)

    def _breaks_on(self, day, lines):
        lines = [
            rule
            for rule in lines
            if (rule.valid_from or date.min) <= day <= (rule.valid_to or date.max)
            and (self.request.is_machine or rule.strength in LAW)
        ]
        check = getattr(self, lines[0].kind, None) if lines else None
        return bool(check and check(lines))

    @property
    def is_statutory(self):
        return self.request.purpose == "statutory"

    @property
    def consent(self):
        return self.facts.consents.get(self.request.channel)

    def contact_window(self, lines):
        wishes = [rule for rule in lines if not rule.windows]
        lines = [
            rule
            for rule in lines
            if rule.windows
            and (self.request.channel != "letter" or "letter" in rule.channels)
        ]
        moments = [local(self.at, zone) for zone in self.facts.zones]
        shut = any(
            not any(self._is_open(rule, one) for rule in lines) for one in moments
        )
        wish = self.facts.preference if self.request.channel != "letter" else None
        unwished = bool(wishes and wish) and not all(
            is_inside(wish, m) for m in moments
        )
        return bool(lines and shut) or unwished

    def _is_open(self, rule, moment):
        closed = self.facts.holidays.get(rule.calendar)
        if closed is None:
            closed = set().union(*self.facts.holidays.values())
        if not rule.holidays and moment.date() in closed:
            return False
        return any(is_inside(window, moment) for window in rule.windows)

    def frequency_cap(self, lines):
        if self.is_statutory and all(rule.strength in OWN for rule in lines):
            return False
        capped = [rule for rule in lines if rule.cap]
        reached = [rule for rule in capped if self._is_reached(rule, rule.cap.place)]
        return bool(capped) and reached == capped

    def _is_reached(self, rule, place):
        cap = rule.cap
        if cap.machine_only and not self.request.is_machine:
            return False
        if not _is_at(place, self.is_work):
            return False
        if cap.condition == "no_consent" and self.consent == "opt_in":
            return False
        past = self.past
        if cap.condition == "after_first_conversation":
            talks = [touch.at for touch in past if touch.result == "conversation"]
            past = [touch for touch in past if talks and touch.at > min(talks)]
        counted = [one for one in past if self._counts(rule, place, one)]
        return any(
            self._number(rule, some) >= cap.maximum
            for some in self._shares(cap, counted)
        )

    def _counts(self, rule, place, touch):
        cap = rule.cap
        channels = cap.channels or rule.channels
        return (
            not touch.solicited
            and self.at - touch.at < cap.days * DAY
            and (not channels or touch.channel in channels)
            and RANK[touch.result] >= RANK[cap.counts]
            and (touch.is_machine or not cap.machine_only)
            and (touch.is_work is None or _is_at(place, touch.is_work))
            and self._is_share(cap, touch)
        )

    def _is_share(self, cap, touch):
        mine, asked = self.facts.house.creditor, self.request.points
        if cap.per == "creditor" and mine and touch.creditor:
            return touch.creditor == mine
        if cap.per == "point" and touch.points and asked:
            return bool(touch.points & asked)
        return True

    def _shares(self, cap, touches):
        """Return what is counted together: all, or what bears on each debt."""
        if cap.per != "debt":
            return [touches]
        debts = self.request.debts
        if debts is None:
            debts = {debt for touch in touches for debt in touch.debts or ()} | {None}
        return [
            [one for one in touches if one.debts is None or debt in one.debts]
            for debt in debts
        ]

    def _number(self, rule, touches):
        """Return how many count: a law counts each copy of a message, the house one."""
        if rule.strength not in OWN:
            return len(touches)
        mine = self.request.message
        others = [one for one in touches if not mine or one.message != mine]
        return len({one.message or f"alone {n}" for n, one in enumerate(others)})

    def cooling_off_after_conversation(self, lines):
        return any(self._rests(rule, touch) for rule in lines for touch in self.past)

    def _rests(self, rule, touch):
        return (
            touch.result == "conversation"
            and touch.channel in (rule.channels or TALKS)
            and overlap(touch.debts, self.request.debts)
            and texts.is_before(self, touch.at, rule.cap.days)
        )

    def consent_required(self, lines):
        asked = all(self._is_met(rule.condition) for rule in lines)
        return asked and not self.is_statutory and self.consent != "opt_in"

    def opt_out_processing(self, lines):
        return not self.is_statutory and self.consent == "opt_out"

    def third_party_disclosure_ban(self, lines):
        is_person = self.kind in ("consumer", "sole")
        is_foreign = self.request.is_verified is not True
        return self.request.reveals and (is_foreign or (is_person and self.is_work))

    def workplace_ban(self, lines):
        return self.is_work and all(
            self._is_reached(rule, "work") if rule.cap else self._is_met(rule.condition)
            for rule in lines
        )

    def channel_ban(self, lines):
        return all(self._is_met(rule.condition) for rule in lines)

    def _is_met(self, condition):
        return {
            "": True,
            "written_request": self.facts.written_only,
            "preference": self.consent == "opt_out",
            "request": self.consent == "opt_out",
            "no_consent": self.consent != "opt_in",
            "machine": self.request.is_machine,
        }.get(condition, False)

    def time_barred(self, lines):
        barred, asked = self.facts.barred, self.request.debts
        if not (barred if asked is None else barred & asked):
            return False
        threat = self.request.is_threat
        return all(threat or "contact" in rule.freezes for rule in lines)

    def dispute_hold(self, lines):
        return all(self._is_frozen(rule) for rule in lines)

    representation_hold = cease_request_hold = insolvency_hold = dispute_hold
    moratorium_hold = payment_plan_hold = deceased_hold = dispute_hold
    vulnerability_hold = dispute_hold

    def _is_frozen(self, rule):
        """A hold of the rule's kinds freezes what the rule says."""
        does = {"contact"} | ({"threat"} if self.request.is_threat else set())
        if not does & rule.freezes or self.request.notice in rule.exceptions:
            return False
        return any(
            hold.kind in rule.hold_kinds and is_open(hold, self.request, self.days)
            for hold in self.facts.holds
        )

    def placement_ban(self, lines):
        return self.request.is_threat or self.request.channel == "placement"

    def mandatory_notice(self, lines):
        return all(texts.is_awaited(self, rule) for rule in lines)

    notice_before_contact = grace_days = mandatory_notice


def _is_at(place, is_work):
    if place == "personal":
        return not is_work
    return place == "any" or bool(is_work)
