"""A charge needs a rule, waits for its time, and is no higher for what is unknown."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.rules.model import (
    KINDS,
    Hold,
)

from tests.unit.rules_language import CHARGES
from tests.unit.rules_money import (
    BOOK,
    CLAUSE,
    DAY,
    PLACES,
    charges,
    everything,
    principals,
)
from tests.unit.rules_packs import packs
from tests.unit.rules_worlds import (
    GIVEN,
    QUARTER,
    belgian,
    days,
    debts,
    holds,
    local_dates,
    moments,
    somebody,
)

# --- 6, 9, 11 and no charge without a rule --------------------------------------------


@st.composite
def charged(draw):
    """Return (charge, facts, at, principal, values): what to ask permission for."""
    at = draw(moments)
    place, zones = draw(st.sampled_from(PLACES))
    text = draw(st.sampled_from((GIVEN, GIVEN, {})))
    known = somebody(place, zones, draw(st.sampled_from(KINDS)), given=text)
    values = {
        "currency": draw(st.sampled_from(("EUR", "EUR", "GBP", "DKK"))),
        "debts": draw(debts),
        "charged": draw(st.sampled_from((0, 0, 1, 3))),
        "due": draw(st.sampled_from((None, at.date() - 40 * DAY, at.date() - 3 * DAY))),
        "last": draw(st.sampled_from((None, at.date() - 8 * DAY))),
        "given": draw(st.sampled_from((frozenset(), CLAUSE))),
    }
    return draw(charges), known, at, draw(principals), values


def width(permission):
    """Sort permissions: refused, then by their ceiling; without a figure last."""
    if not permission.allowed:
        return Decimal(-1)
    return Decimal("Infinity") if permission.ceiling is None else permission.ceiling


@everything
@given(charged())
def test_each_charge_that_is_allowed_names_a_rule_that_is_on_and_of_the_place(asked):
    charge, known, at, principal, values = asked
    found = BOOK.permit(charge, known, at, principal, **values)
    if not found.allowed:
        assert found.reason != "none"
        return
    assert found.rule.state == "on" and found.rule in packs()
    assert found.rule.country in ({place.country for place in known.places} | {"EU"})
    days = local_dates(at, known.zones)
    assert any((found.rule.valid_from or date.min) <= day for day in days)


@everything
@given(st.data(), charged())
def test_another_hold_never_permits_a_higher_charge(data, asked):
    charge, known, at, principal, values = asked
    more = replace(known, holds=(*known.holds, data.draw(holds(at))))
    assert width(BOOK.permit(charge, more, at, principal, **values)) <= width(
        BOOK.permit(charge, known, at, principal, **values)
    )


@everything
@given(charged(), st.sampled_from(KINDS), st.sampled_from(PLACES), st.integers(0, 3))
def test_what_is_not_known_never_permits_a_higher_charge(asked, kind, somewhere, lost):
    charge, known, at, principal, values = asked
    vague = (
        replace(known, kinds=known.kinds | {kind}),
        replace(known, places=(*known.places, somewhere[0])),
        replace(known, places=()),
        replace(known, given={}),
    )[lost]
    assert width(BOOK.permit(charge, vague, at, principal, **values)) <= width(
        BOOK.permit(charge, known, at, principal, **values)
    )


@everything
@given(charged(), st.sampled_from(("interest", "fee")))
def test_a_frozen_charge_is_not_made_and_not_made_up_for(asked, frozen):
    charge, known, at, principal, values = asked
    known = replace(known, holds=())
    hold = Hold("manual", frozenset({frozen}), None, at.date() - DAY, at.date() + DAY)
    held = BOOK.permit(charge, replace(known, holds=(hold,)), at, principal, **values)
    free = BOOK.permit(charge, known, at, principal, **values)
    touched = (charge == "interest") == (frozen == "interest")
    assert not (touched and held.allowed)
    assert touched or width(held) == width(free)


@everything
@given(
    days,
    st.integers(0, 30 * 96),
    st.sampled_from(("email", "letter")),
    st.sampled_from(("collection_fee", "reminder_fee", "interest")),
    st.integers(0, 20),
)
def test_a_charge_that_waits_is_permitted_then_and_not_a_minute_before(
    sent, quarters, medium, charge, held
):
    hold = Hold("manual", frozenset({"fee", "interest"}), None, sent, sent + held * DAY)
    known = replace(belgian(sent, medium), holds=(hold,))
    at = datetime.combine(sent, datetime.min.time()) + quarters * QUARTER

    def ask(moment):
        return BOOK.permit(
            charge, known, moment, Decimal(100), CLAUSE, debts=frozenset({1})
        )

    found = ask(at)
    if found.allowed:
        assert at.date() > sent + 14 * DAY
        return
    assert found.until > at and ask(found.until).allowed
    assert not ask(found.until - timedelta(minutes=1)).allowed


def test_what_is_tried_here_is_often_permitted():
    asked = [
        BOOK.permit(
            charge, somebody(*where, kind, given=GIVEN), at, Decimal(100), CLAUSE
        )
        for where in PLACES
        for kind in KINDS
        for charge in CHARGES
        for at in (datetime(2026, 4, 2, 10), datetime(2026, 10, 2, 10))
    ]
    assert len(asked) / 8 < sum(one.allowed for one in asked) < len(asked) / 2
