"""The invariants of contact, on the pure engine and the packs that ship.

Those about permission to charge are in ``test_rules_charges.py``; those that need a
database (two workers, an append-only log) among the tests of the addon.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.rules.book import Book
from odoo.addons.debt_recovery.tools.rules.model import (
    ALLOW,
    REFUSE,
    THIRD,
    Facts,
    Hold,
    Request,
    Touch,
)

from tests.unit.rules_language import holidays_of
from tests.unit.rules_oracle import Oracle
from tests.unit.rules_packs import packs
from tests.unit.rules_worlds import (
    ALL_DAY,
    GIVEN,
    QUARTER,
    WHERE,
    local_dates,
    moments,
    requests,
    situations,
)

BOOK, ORACLE = Book(packs()), Oracle(packs())
DAY = timedelta(days=1)
everything = settings(deadline=None)
many = settings(deadline=None, max_examples=everything.max_examples * 3)
machines = requests(is_machine=True, purpose="collection")


# --- 1: rules valid at the instant ----------------------------------------------------


@everything
@given(situations())
def test_only_rules_in_force_at_the_instant_are_asked(situation):
    request, known, at = situation
    by_name = {f"{rule.code}@{rule.version}": rule for rule in packs()}
    days = local_dates(at, known.zones)
    for name in BOOK.decide(request, known, at).rules:
        rule = by_name[name]
        assert any(
            (rule.valid_from or date.min) <= day <= (rule.valid_to or date.max)
            for day in days
        ), name


@everything
@given(situations(), st.integers(-2, 2))
def test_the_version_of_the_day_is_asked_and_no_other(situation, shift):
    """Every rule is superseded by itself on some day: nothing changes but the name."""
    request, known, at = situation
    turn = at.date() + shift * DAY
    first = [replace(one, valid_to=_least(one.valid_to, turn - DAY)) for one in packs()]
    second = [
        replace(one, version=2, valid_from=_most(one.valid_from, turn))
        for one in packs()
    ]
    book = Book([*first, *second])
    before, after = BOOK.decide(request, known, at), book.decide(request, known, at)
    assert (before.outcome, before.until) == (after.outcome, after.until)
    days = local_dates(at, known.zones)
    versions = {name.rpartition("@")[2] for name in after.rules}
    expected = {"1" if day < turn else "2" for day in days}
    assert versions <= expected


def _least(some, other):
    return min(some or date.max, other)


def _most(some, other):
    return max(some or date.min, other)


# --- 2, 3, 5, 6, 8: what leaves breaks nothing ----------------------------------------


@many
@given(situations())
def test_what_is_allowed_is_within_all_windows_caps_holds_and_bans(situation):
    request, known, at = situation
    decision = BOOK.decide(request, known, at)
    faults = ORACLE.faults(request, known, at)
    assert (decision.outcome == ALLOW) == (not faults), faults


@everything
@given(
    st.sampled_from((date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8))),
    st.integers(-96, 192),
    st.sampled_from(WHERE),
    requests(is_machine=True),
)
def test_windows_hold_over_the_changes_of_the_clock(day, steps, somewhere, request):
    place, zones = somewhere
    at = datetime.combine(day, datetime.min.time()) + steps * QUARTER
    known = Facts(
        places=(place,), zones=zones, holidays=holidays_of([place]), given=GIVEN
    )
    decision = BOOK.decide(request, known, at)
    assert (decision.outcome == ALLOW) == (not ORACLE.faults(request, known, at))
    if decision.until:
        assert not ORACLE.faults(request, known, decision.until)


@everything
@given(situations(machines))
def test_after_an_opt_out_nothing_automatic_leaves_by_that_channel(situation):
    request, known, at = situation
    known = replace(known, consents={**known.consents, request.channel: "opt_out"})
    assert BOOK.decide(request, known, at).outcome == REFUSE
    confirmation = replace(request, purpose="service")
    assert BOOK.decide(confirmation, known, at).outcome == ALLOW


@everything
@given(situations(), st.sampled_from(("dispute", "insolvency", "manual", "plan")))
def test_while_a_hold_is_open_nothing_that_it_freezes_leaves(situation, kind):
    request, known, at = situation
    hold = Hold(kind, frozenset({"contact"}), request.debts, at.date() - DAY)
    decision = BOOK.decide(request, replace(known, holds=(hold,)), at)
    assert decision.outcome == REFUSE
    answer = replace(request, is_answer=True)
    assert BOOK.decide(answer, replace(known, holds=(hold,)), at).outcome == ALLOW


@everything
@given(moments, st.sampled_from(WHERE), st.integers(2, 6))
def test_the_end_of_a_hold_lets_no_burst_out(at, somewhere, queued):
    """What waited meanwhile leaves one by one, as the caps say, not all at once."""
    place, zones = somewhere
    ended = Hold("dispute", until=at.date() - DAY)
    left, moment = [], at
    for _message in range(queued):
        known = Facts(
            kinds=frozenset({"company"}),
            places=(place,),
            is_place_known=True,
            zones=zones,
            touches=tuple(left),
            holds=(ended,),
            house=ALL_DAY,
        )
        decision = BOOK.decide(Request("letter"), known, moment)
        moment = decision.until or moment
        left.append(Touch(moment, "letter"))
    for earlier, later in zip(left, left[1:], strict=False):
        assert later.at - earlier.at >= DAY
    for first, third in zip(left, left[2:], strict=False):
        assert third.at - first.at >= 7 * DAY


@everything
@given(situations(requests(is_machine=True, reveals=True)), st.booleans())
def test_nothing_that_names_a_debt_goes_to_work_or_to_an_unverified_address(
    situation, is_work
):
    request, known, at = situation
    known = replace(known, kinds=known.kinds | {"consumer"})
    loose = {"is_work": True} if is_work else {"is_verified": False}
    decision = BOOK.decide(replace(request, **loose), known, at)
    assert decision.outcome == REFUSE


# --- 4: after a conversation ----------------------------------------------------------


@everything
@given(
    moments,
    st.sampled_from([one for one in WHERE if one[0].country == "US"]),
    st.integers(0, 8 * 96),
)
def test_after_a_conversation_no_call_on_that_debt_before_its_date_plus_seven(
    talked, somewhere, steps
):
    place, zones = somewhere
    at = talked + steps * QUARTER
    known = Facts(
        kinds=frozenset({"consumer"}),
        places=(place,),
        is_place_known=True,
        zones=zones,
        touches=(Touch(talked, "call", False, frozenset({1}), "conversation"),),
        consents={"email": "opt_in"},
        given=GIVEN,
    )
    call = Request("call", is_machine=False, party=THIRD, debts=frozenset({1}))
    free = max(local_dates(talked, zones)) + 7 * DAY
    is_free = min(local_dates(at, zones)) >= free
    decision = BOOK.decide(call, known, at)
    assert is_free or decision.outcome != ALLOW
    assert decision.until is None or min(local_dates(decision.until, zones)) >= free
    letter = replace(call, channel="letter")
    assert BOOK.decide(letter, known, at).outcome == ALLOW
    other = replace(call, debts=frozenset({2}))
    verdicts = BOOK.decide(other, known, at).verdicts
    assert not [one for one in verdicts if one.reason == "cooling"]
