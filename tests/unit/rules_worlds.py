"""Debtors, places and pasts to try the rules on: drawn at random, all on quarters."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.rules.model import (
    CHANNELS,
    FIRST,
    KINDS,
    THIRD,
    Facts,
    Hold,
    House,
    Place,
    Request,
    Touch,
    Window,
)

from tests.unit.rules_language import holidays_of
from tests.unit.rules_zones import zone_of

QUARTER = timedelta(minutes=15)
# where, and the zones that it may have
WHERE = (
    (Place("FR"), ("Europe/Paris",)),
    (Place("BE"), ("Europe/Brussels",)),
    (Place("DE"), ("Europe/Berlin",)),
    (Place("GB", "EAW"), ("Europe/London",)),
    (Place("NL"), ("Europe/Amsterdam",)),
    (Place("ES"), ("Europe/Madrid", "Atlantic/Canary")),
    (Place("IT"), ("Europe/Rome",)),
    (Place("US", "MA", "-"), ("America/New_York",)),
    (Place("US", "NY", "NYC"), ("America/New_York",)),
    (Place("US", "NY", "-"), ("America/New_York",)),
    (Place("US", "DC", "-"), ("America/New_York",)),
    (Place("US", "FL", "-"), ("America/New_York", "America/Chicago")),
    (Place("US", "CA", "-"), ("America/Los_Angeles",)),
    (Place("US", "TX", "-"), ("America/Chicago", "America/Denver")),
    (Place("US"), ("America/New_York", "America/Los_Angeles")),
    (Place("CA", "QC", "-"), ("America/Toronto",)),
    (Place("CA", "ON", "-"), ("America/Toronto", "America/Winnipeg")),
    (Place("CA", "BC", "-"), ("America/Vancouver",)),
    (Place("AU", "NSW", "-"), ("Australia/Sydney",)),
    (Place("NZ"), ("Pacific/Auckland",)),
    (Place("SN"), ("Africa/Dakar",)),
)
ALL_DAY = House(windows=(Window(0.0, 24.0, frozenset(range(7))),), holidays=True)
# both changes of the clock, and a spring for the southern half
SEASONS = (
    (datetime(2026, 3, 1), datetime(2026, 4, 20)),
    (datetime(2026, 9, 20), datetime(2026, 12, 10)),
)
DEBTS = (1, 2, 3)


def quarters(first, last):
    steps = int((last - first) / QUARTER)
    return st.integers(0, steps).map(lambda step: first + step * QUARTER)


moments = st.sampled_from(SEASONS).flatmap(lambda season: quarters(*season))
whereabouts = st.lists(st.sampled_from(WHERE), min_size=1, max_size=2)
debts = st.one_of(st.none(), st.frozensets(st.sampled_from(DEBTS), min_size=1))
channels = st.sampled_from(CHANNELS)
consents = st.dictionaries(channels, st.sampled_from(("opt_in", "opt_out")), max_size=3)
houses = st.sampled_from((ALL_DAY, ALL_DAY, House()))


@st.composite
def touches(draw, at):
    """Contacts of the twelve days before ``at``, none in the future."""
    count = draw(st.integers(0, 9))
    return tuple(
        Touch(
            at=at - draw(st.integers(0, 12 * 96)) * QUARTER,
            channel=draw(channels),
            is_machine=draw(st.booleans()),
            debts=draw(debts),
            result=draw(st.sampled_from(("attempt", "contact", "conversation"))),
            is_work=draw(st.sampled_from((False, False, True, None))),
            solicited=draw(st.sampled_from((False, False, False, True))),
        )
        for _one in range(count)
    )


@st.composite
def holds(draw, at):
    kinds = ("dispute", "lawyer", "insolvency", "plan", "manual", "moratorium")
    since = at.date() - timedelta(days=draw(st.integers(-3, 10)))
    length = draw(st.one_of(st.none(), st.integers(0, 15)))
    return Hold(
        kind=draw(st.sampled_from(kinds)),
        freezes=draw(st.frozensets(st.sampled_from(("contact", "fee", "threat")))),
        debts=draw(debts),
        since=since,
        until=None if length is None else since + timedelta(days=length),
        channels=draw(st.frozensets(channels, max_size=1)),
    )


@st.composite
def facts(draw, at, many=True):
    """Facts of somebody at ``at``; what is not drawn here is as for most customers."""
    where = draw(whereabouts)
    return Facts(
        kinds=draw(st.frozensets(st.sampled_from(KINDS), min_size=1)),
        places=tuple(place for place, _zones in where),
        is_place_known=draw(st.booleans()),
        zones=tuple(dict.fromkeys(zone for _place, zones in where for zone in zones)),
        holidays=holidays_of([place for place, _zones in where]),
        touches=draw(touches(at)) if many else (),
        consents=draw(consents),
        written_only=draw(st.sampled_from((False, False, True))),
        holds=tuple(draw(st.lists(holds(at), max_size=2))) if many else (),
        given=GIVEN if draw(st.booleans()) else {},
        barred=draw(st.sampled_from((frozenset(), frozenset(), frozenset({1})))),
        house=draw(houses),
    )


@st.composite
def requests(draw, **fixed):
    values = {
        "channel": channels,
        "purpose": st.sampled_from(("collection", "collection", "statutory")),
        "is_machine": st.booleans(),
        "party": st.sampled_from((FIRST, THIRD)),
        "debts": debts,
        "is_work": st.sampled_from((False, False, True, None)),
        "is_verified": st.sampled_from((True, True, False, None)),
        "is_threat": st.booleans(),
        "reveals": st.booleans(),
    }
    return Request(
        **{
            name: fixed[name] if name in fixed else draw(strategy)
            for name, strategy in values.items()
        }
    )


@st.composite
def situations(draw, asked=None):
    """Return (request, facts, at)."""
    at = draw(moments)
    return draw(requests() if asked is None else asked), draw(facts(at)), at


LONG_AGO = date(2026, 1, 5)
# every statutory text was given long ago: what is left is the rest of the rules
CODES = [
    "formal_notice",
    "fr_amicable",
    "be_first_reminder",
    "be_formal_notice",
    "nl_14_days",
    "de_first_reminder",
    "de_statement",
    "gb_letter_of_claim",
    "us_validation",
    "on_notice",
    "qc_notice",
    "bc_notice",
    "nz_disclosure",
]
GIVEN = {code: ((None, LONG_AGO, "letter"),) for code in CODES}


def local_dates(at, zones):
    """Return the dates that it is at a naive UTC instant in these zones."""
    instant = at.replace(tzinfo=UTC)
    return {instant.astimezone(zone_of(zone)).date() for zone in zones}


def somebody(place, zones, kind, **known):
    """Return facts of a debtor of whom place and kind are known."""
    return Facts(
        kinds=frozenset({kind}),
        places=(place,),
        is_place_known=True,
        zones=zones,
        holidays=holidays_of([place]),
        **known,
    )


def belgian(day, medium):
    """Return facts of a consumer whose first reminder left on ``day``."""
    given_on = {"be_first_reminder": ((1, day, medium),)}
    zones = ("Europe/Brussels",)
    return somebody(Place("BE"), zones, "consumer", given=given_on)


days = st.dates(date(2026, 1, 2), date(2026, 11, 20))
