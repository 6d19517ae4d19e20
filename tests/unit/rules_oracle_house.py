"""The oracle's reading of what holds without any pack: the house, holds, objections."""

from datetime import date, timedelta

from tests.unit.rules_oracle_texts import is_inside, local, overlap

DAY = timedelta(days=1)
PEOPLE_ONLY = ("vulnerable", "hardship", "deceased", "minor")
LAST_WORDS = ("termination_notice", "remedy_notice")


def shut(request, facts, at):
    if not request.is_machine:
        return set()
    found, house = set(), facts.house
    moments = [local(at, zone) for zone in facts.zones]
    for moment in moments if request.channel != "letter" else ():
        closed = house.closed.union(
            *([] if house.holidays else facts.holidays.values())
        )
        if moment.date() in closed or not all(
            is_inside(w, moment) for w in house.windows
        ):
            found.add("house hours")
        if facts.preference and not is_inside(facts.preference, moment):
            found.add("the debtor's own hours")
    if request.purpose != "statutory":
        for touch in facts.touches:
            last = max(local(touch.at, zone).date() for zone in facts.zones)
            if (
                house.gap_days
                and not touch.solicited
                and any(
                    moment.date() < last + house.gap_days * DAY for moment in moments
                )
            ):
                found.add("house gap")
        if facts.consents.get(request.channel) == "opt_out":
            found.add("opt-out")
    return found


def frozen(request, facts, at):
    return {
        f"hold: {hold.kind}" for hold in facts.holds if _holds(hold, request, facts, at)
    }


def _holds(hold, request, facts, at):
    asked = {"contact"} | ({"threat"} if request.is_threat else set())
    return (
        bool(hold.freezes & asked)
        and (request.is_machine or hold.kind not in PEOPLE_ONLY)
        and not (hold.kind == "opt_out" and request.purpose == "statutory")
        and not (hold.kind == "cease" and request.notice in LAST_WORDS)
        and is_open(hold, request, {local(at, zone).date() for zone in facts.zones})
    )


def is_open(hold, request, days):
    """Tell whether a hold bears on a request on one of the dates."""
    return (
        (not hold.channels or request.channel in hold.channels)
        and overlap(hold.debts, request.debts)
        and any(
            (hold.since or date.min) <= day <= (hold.until or date.max) for day in days
        )
    )
