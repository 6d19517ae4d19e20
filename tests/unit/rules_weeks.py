"""Weeks in the lives of debtors: contacts are attempted again and again, those that the
rules allow become the past, and the oracle looks at each answer."""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

from odoo.addons.debt_recovery.tools.rules.model import (
    ALLOW,
    CHANNELS,
    FIRST,
    KINDS,
    THIRD,
    WAIT,
    Facts,
    Hold,
    House,
    Request,
    Touch,
    Window,
)

from tests.unit.rules_language import holidays_of
from tests.unit.rules_worlds import ALL_DAY, GIVEN, QUARTER, SEASONS, WHERE

HOLDS = (
    *("dispute", "lawyer", "insolvency", "plan", "promise", "manual", "moratorium"),
    *("vulnerable", "hardship", "deceased", "cease", "opt_out"),
)
HOUSES = (ALL_DAY, ALL_DAY, House(), House(gap_days=4))
PARTS = (frozenset({1}), frozenset({2}), frozenset({1, 2}), None)


@dataclass
class Tally:
    """What came out; ``breaches`` and ``refused_in_vain`` must be empty."""

    asked: int = 0
    allowed: int = 0
    breaches: list = field(default_factory=list)
    refused_in_vain: list = field(default_factory=list)
    waits: list = field(default_factory=list)
    left: list = field(default_factory=list)  # of each debtor: (at, request)


def play(book, oracle, seed, debtors, attempts=40):
    """Return the :class:`Tally` of some debtors with so many attempts each."""
    rng, tally = random.Random(seed), Tally()
    for _debtor in range(debtors):
        facts, at = a_debtor(rng)
        party, channels = rng.choice((FIRST, THIRD)), rng.sample(CHANNELS, 3)
        tally.left.append([])
        for _attempt in range(attempts):
            at += QUARTER * rng.randrange(1, 90)
            request = an_attempt(rng, party, channels)
            facts = _look(book, oracle, tally, rng, request, facts, at)
    return tally


def _look(book, oracle, tally, rng, request, facts, at):
    decision = book.decide(request, facts, at)
    faults = oracle.faults(request, facts, at)
    tally.asked += 1
    if decision.outcome != ALLOW:
        if not faults:
            tally.refused_in_vain.append((decision.governing, request, facts, at))
        if decision.outcome == WAIT:
            tally.waits.append((decision.until, request, facts, at))
        return facts
    tally.allowed += 1
    if faults:
        tally.breaches.append((sorted(faults), request, facts, at))
    touch = _touch(rng, request, at)
    if not touch.solicited:
        tally.left[-1].append((at, request))
    return replace(facts, touches=(*facts.touches, touch))


def _touch(rng, request, at):
    return Touch(
        at=at,
        channel=request.channel,
        is_machine=request.is_machine,
        debts=request.debts,
        result=rng.choice(("attempt", "contact", "conversation")),
        is_work=request.is_work,
        solicited=rng.random() < 0.1,
    )


def a_debtor(rng):
    """Return the facts of somebody, and the instant at which his weeks begin."""
    where = rng.sample(WHERE, rng.choice((1, 1, 2)))
    places = tuple(place for place, _zones in where)
    zones = dict.fromkeys(zone for _place, zones in where for zone in zones)
    at = rng.choice(SEASONS)[0] + timedelta(days=rng.randrange(20))
    consents = {one: "opt_in" for one in CHANNELS if rng.random() < 0.4}
    objections = {one: "opt_out" for one in CHANNELS if rng.random() < 0.1}
    facts = Facts(
        kinds=frozenset(rng.sample(KINDS, rng.choice((1, 1, 2, 4)))),
        places=places,
        is_place_known=rng.random() < 0.8,
        zones=tuple(zones),
        holidays=holidays_of(places),
        preference=rng.choice((None, None, None, Window(10, 18))),
        consents=consents | objections,
        written_only=rng.random() < 0.1,
        holds=tuple(_hold(rng, at) for _one in range(rng.choice((0, 0, 1)))),
        given=GIVEN if rng.random() < 0.7 else {},
        barred=frozenset({1} if rng.random() < 0.15 else ()),
        house=rng.choice(HOUSES),
    )
    return facts, at


def _hold(rng, at):
    since = at.date() + timedelta(days=rng.randrange(15))
    return Hold(
        kind=rng.choice(HOLDS),
        freezes=frozenset(rng.sample(("contact", "threat", "fee"), 2)),
        debts=rng.choice((None, frozenset({1}))),
        since=since,
        until=since + timedelta(days=rng.randrange(6)),
    )


def an_attempt(rng, party, channels):
    """Return a request: mostly ordinary, now and then with something unusual."""
    return Request(
        channel=rng.choice(channels),
        purpose=rng.choice(("collection",) * 5 + ("statutory",)),
        is_machine=rng.random() < 0.5,
        party=party,
        debts=rng.choice(PARTS),
        is_work=rng.choice((False,) * 6 + (True, None)),
        is_verified=rng.choice((True,) * 6 + (False, None)),
        is_threat=rng.random() < 0.1,
        reveals=rng.random() < 0.7,
    )
