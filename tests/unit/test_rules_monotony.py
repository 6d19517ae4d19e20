"""More rules and fewer facts never allow more; the same facts get the same answer."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.rules.book import Book
from odoo.addons.debt_recovery.tools.rules.model import (
    ALLOW,
    CHANNELS,
    KINDS,
    REFUSE,
    WAIT,
    Cap,
    House,
    Place,
    Rule,
    Window,
)

from tests.unit.rules_language import holidays_of
from tests.unit.rules_packs import packs
from tests.unit.rules_worlds import (
    GIVEN,
    WHERE,
    debts,
    holds,
    requests,
    situations,
    touches,
)

BOOK = Book(packs())
DAY = timedelta(days=1)
everything = settings(deadline=None)
few = settings(deadline=None, max_examples=everything.max_examples // 3)


def strictness(decision):
    """Sort decisions: allowed, until when, never."""
    return (
        (ALLOW, WAIT, REFUSE).index(decision.outcome),
        decision.until or datetime.min,
    )


def is_stricter(request, known, at, other_request, other_known, book=BOOK):
    before = strictness(BOOK.decide(request, known, at))
    return strictness(book.decide(other_request, other_known, at)) >= before


# --- 9: more is never looser ----------------------------------------------------------


@everything
@given(st.data(), situations())
def test_another_hold_never_allows_more(data, situation):
    request, known, at = situation
    more = replace(known, holds=(*known.holds, data.draw(holds(at))))
    assert is_stricter(request, known, at, request, more)


@everything
@given(st.data(), situations())
def test_another_contact_in_the_past_never_allows_more(data, situation):
    request, known, at = situation
    more = replace(known, touches=(*known.touches, *data.draw(touches(at))))
    assert is_stricter(request, known, at, request, more)


windows = st.builds(
    lambda a, b, days: Window(min(a, b), max(a, b) + 1, days),
    st.integers(0, 23),
    st.integers(0, 23),
    st.frozensets(st.integers(0, 6), min_size=1),
)
new_rules = st.one_of(
    st.builds(lambda one: {"kind": "contact_window", "windows": (one,)}, windows),
    st.builds(
        lambda *figures: {"kind": "frequency_cap", "cap": Cap(*figures)},
        st.integers(1, 3),
        st.integers(1, 9),
        st.sampled_from(("debt", "debtor")),
        st.sampled_from(("attempt", "contact", "conversation")),
    ),
    st.builds(
        lambda days: {"kind": "cooling_off_after_conversation", "cap": Cap(1, days)},
        st.integers(1, 9),
    ),
    st.sampled_from(("consent_required", "channel_ban", "workplace_ban")).map(
        lambda kind: {"kind": kind}
    ),
)


@few
@given(new_rules, situations(), st.sampled_from(("law", "house")), st.integers(0, 9))
def test_another_rule_never_allows_more(values, situation, strength, later):
    request, known, at = situation
    rule = Rule(
        "XX.new",
        strength=strength,
        valid_from=at.date() + (later - 6) * DAY if later > 5 else None,
        **values,
    )
    book = Book([*packs(), rule])
    assert is_stricter(request, known, at, request, known, book)


@everything
@given(situations(), st.sampled_from(KINDS))
def test_another_possible_kind_of_debtor_never_allows_more(situation, kind):
    request, known, at = situation
    more = replace(known, kinds=known.kinds | {kind})
    assert is_stricter(request, known, at, request, more)


@everything
@given(situations(), st.sampled_from(WHERE))
def test_another_possible_place_never_allows_more(situation, somewhere):
    request, known, at = situation
    place, zones = somewhere
    places = tuple(dict.fromkeys((*known.places, place)))
    more = replace(
        known,
        places=places,
        zones=tuple(dict.fromkeys((*known.zones, *zones))),
        holidays=holidays_of(places),
    )
    assert is_stricter(request, known, at, request, more)


@everything
@given(situations(), st.sampled_from(("city", "state", "place", "certainty")))
def test_a_place_that_is_not_known_never_allows_more(situation, lost):
    request, known, at = situation
    one = known.places[0]
    less = {
        "city": (replace(one, city=""), *known.places[1:]),
        "state": (Place(one.country), *known.places[1:]),
        "place": (),
        "certainty": known.places,
    }[lost]
    vague = replace(known, places=less, is_place_known=False)
    if lost in ("city", "state"):
        vague = replace(vague, is_place_known=known.is_place_known)
    assert is_stricter(request, known, at, request, vague)


@everything
@given(situations(), st.sampled_from(("is_work", "is_verified", "debts", "consent")))
def test_a_fact_that_is_not_known_never_allows_more(situation, lost):
    request, known, at = situation
    if lost == "consent":
        assume(known.consents.get(request.channel) == "opt_in")
        rest = {k: v for k, v in known.consents.items() if k != request.channel}
        assert is_stricter(request, known, at, request, replace(known, consents=rest))
        return
    assert is_stricter(request, known, at, replace(request, **{lost: None}), known)


@everything
@given(situations(), debts)
def test_a_message_about_more_debts_is_never_allowed_more(situation, others):
    request, known, at = situation
    assume(request.debts is not None)
    more = None if others is None else request.debts | others
    assert is_stricter(request, known, at, replace(request, debts=more), known)


# --- 10: determinism ------------------------------------------------------------------


@few
@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_facts_changes_nothing(situation, rng):
    request, known, at = situation
    rules = list(packs())
    rng.shuffle(rules)
    mixed = replace(
        known,
        touches=tuple(rng.sample(known.touches, len(known.touches))),
        holds=known.holds[::-1],
        places=known.places[::-1],
        zones=known.zones[::-1],
    )
    one, other = BOOK.decide(request, known, at), Book(rules).decide(request, mixed, at)
    assert (one.outcome, one.until) == (other.outcome, other.until)
    assert one == BOOK.decide(request, known, at)
    assert set(one.rules) == set(other.rules)


# --- 11: until ------------------------------------------------------------------------


plain = requests(is_verified=True, is_work=False, is_threat=False, reveals=False)


@everything
@given(st.data(), situations(plain), st.booleans())
def test_at_until_it_is_allowed_and_at_no_earlier_minute(data, situation, has_hours):
    request, known, at = situation
    known = replace(
        known,
        consents=dict.fromkeys(CHANNELS, "opt_in"),
        written_only=False,
        given=GIVEN,
        barred=frozenset(),
        house=House() if has_hours else known.house,
    )
    decision = BOOK.decide(request, known, at)
    if decision.outcome != WAIT:
        return
    until = decision.until
    assert until > at
    assert BOOK.decide(request, known, until).outcome == ALLOW
    minutes = int((until - at) / timedelta(minutes=1))
    later = data.draw(st.lists(st.integers(0, minutes - 1), max_size=3))
    for minute in (minutes - 1, *later):
        asked = BOOK.decide(request, known, at + timedelta(minutes=minute))
        assert asked.outcome != ALLOW and asked.until == until
