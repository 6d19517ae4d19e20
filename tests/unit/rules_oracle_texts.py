"""The oracle's reading of statutory texts and of rules that take over others."""

from dataclasses import replace
from datetime import UTC, timedelta
from functools import lru_cache

from tests.unit.rules_zones import zone_of

DAY = timedelta(days=1)
# what an act that imports the conduct rules of another place means by conduct
CONDUCT = {
    "contact_window",
    "frequency_cap",
    "cooling_off_after_conversation",
    "min_interval",
    "channel_ban",
    "workplace_ban",
    "third_party_disclosure_ban",
    "representation_hold",
    "cease_request_hold",
    "dispute_hold",
    "time_barred",
}
BENCHMARK = {"contact_window", "frequency_cap"}


@lru_cache(maxsize=200_000)
def local(at, zone):
    """Return the wall clock (naive) of a naive UTC instant."""
    return at.replace(tzinfo=UTC).astimezone(zone_of(zone)).replace(tzinfo=None)


def always(rule):
    """Return the default of an unknown place as one that also holds elsewhere."""
    return replace(rule, only_unknown_place=False)


def is_awaited(world, rule):
    """Tell whether this contact must wait for a text, or for the time that it gives."""
    notice, request = rule.notice, world.request
    does = {"contact"} | ({"threat"} if request.is_threat else set())
    if not notice or not notice.blocks & does or request.notice == notice.code:
        return False
    return any(_awaits(world, notice, debt) for debt in request.debts or (None,))


def _awaits(world, notice, debt):
    given = [
        one
        for one in world.facts.given.get(notice.code, ())
        if one[0] in (None, debt)
        and (not notice.media or one[2].replace("registered", "letter") in notice.media)
    ]
    if notice.start == "first_contact":
        return not given and _is_late(world, notice)
    return not any(
        all(day >= _free(world, notice, one) for day in world.days) for one in given
    )


def _is_late(world, notice):
    """Tell whether the days after the first contact are over."""
    first = min((one.at for one in world.past if not one.solicited), default=None)
    if first is None:
        return False
    return any(
        local(world.at, zone).date() > _count(world, notice, local(first, zone).date())
        for zone in world.facts.zones
    )


def is_before(world, event, days):
    """Tell whether it is not yet, everywhere, the last date of ``event`` plus days."""
    zones = world.facts.zones
    last = max(local(event, zone).date() for zone in zones)
    return any(local(world.at, zone).date() < last + days * DAY for zone in zones)


def _free(world, notice, given):
    """Return the first date on which the text blocks nothing more."""
    _debt, day, medium = given
    if notice.start == "third_working_day":
        day = _working_days_after(world, day, 3)
    if notice.start in ("receipt", "day_after_receipt") and medium in ("letter", ""):
        day = _working_days_after(world, day, 3)
    if notice.start in ("next_day", "day_after_receipt"):
        day += DAY
    return _count(world, notice, day)


def _count(world, notice, day):
    if notice.unit == "business_days":
        return _working_days_after(world, day, notice.days)
    return day + notice.days * DAY


def _working_days_after(world, day, count):
    closed = set().union(*world.facts.holidays.values())
    while count:
        day += DAY
        count -= day.weekday() < 5 and day not in closed
    return day


def is_inside(window, moment):
    hour = moment.hour + moment.minute / 60 + moment.second / 3600
    return moment.weekday() in window.days and window.start <= hour < window.end


def overlap(some, others):
    return some is None or others is None or bool(some & others)
