"""The invariants of permission to charge, on the engine and the packs that ship."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.rules.model import (
    KINDS,
    REFUSE,
    Hold,
    Place,
    Request,
)

from tests.unit.rules_language import calendar
from tests.unit.rules_money import (
    BOOK,
    CLAUSE,
    DAY,
    FEES,
    PLACES,
    charges,
    everything,
    principals,
)
from tests.unit.rules_worlds import (
    GIVEN,
    belgian,
    days,
    facts,
    moments,
    somebody,
)

# --- 13: France, Belgium, the Netherlands ---------------------------------------------


@everything
@given(st.data(), moments, st.sampled_from(FEES), principals)
def test_a_french_consumer_pays_no_cost_before_a_title(data, at, charge, principal):
    known = replace(
        data.draw(facts(at)),
        places=(Place("FR"),),
        kinds=data.draw(st.frozensets(st.sampled_from(KINDS))) | {"consumer"},
        holds=(),
        given=GIVEN,
    )
    asked = BOOK.permit(charge, known, at, principal, CLAUSE, debts=frozenset({1}))
    assert not asked.allowed and asked.until is None


def working_days_after(day, count, closed):
    while count:
        day += DAY
        count -= day.weekday() < 5 and day not in closed
    return day


@everything
@given(
    days,
    st.integers(0, 30),
    st.sampled_from(("email", "letter")),
    st.sampled_from(("collection_fee", "reminder_fee", "interest")),
    principals,
)
def test_a_belgian_consumer_pays_nothing_until_the_14_days_have_run(
    sent, later, medium, charge, principal
):
    first = sent + DAY
    if medium == "letter":
        first = working_days_after(sent, 3, calendar("BE"))
    today = sent + later * DAY
    at = datetime.combine(today, datetime.min.time()).replace(hour=10)
    known = belgian(sent, medium)
    asked = BOOK.permit(charge, known, at, principal, CLAUSE, debts=frozenset({1}))
    assert asked.allowed == (today >= first + 14 * DAY)
    without = replace(known, given={})
    assert not BOOK.permit(charge, without, at, principal, CLAUSE).allowed


def belgian_ceiling(principal):
    if principal <= 150:
        return Decimal(20)
    if principal <= 500:
        return 30 + (principal - 150) / 10
    return min(65 + (principal - 500) / 20, Decimal(2000))


@everything
@given(principals, principals)
def test_the_belgian_ceiling_is_that_of_the_law_and_grows_with_the_debt(one, other):
    known, at = belgian(date(2026, 3, 2), "email"), datetime(2026, 4, 2, 10)
    ceilings = [
        BOOK.permit(
            "collection_fee", known, at, debt, CLAUSE, debts=frozenset({1})
        ).ceiling
        for debt in sorted((one, other))
    ]
    assert ceilings == [belgian_ceiling(debt) for debt in sorted((one, other))]
    assert ceilings[0] <= ceilings[1]


def test_the_belgian_ceiling_has_no_step_at_500():
    known, at = belgian(date(2026, 3, 2), "email"), datetime(2026, 4, 2, 10)
    low, high = (
        BOOK.permit(
            "collection_fee", known, at, Decimal(debt), CLAUSE, debts=frozenset({1})
        ).ceiling
        for debt in ("500", "500.01")
    )
    assert low == 65 and 0 <= high - low < Decimal("0.01")


def dutch_scale(principal):
    """15 % of 2,500, 10 % of the next 2,500, 5 % of 5,000, 1 % to 200,000, 0.5 %."""
    total, rest = Decimal(0), principal
    for width, percent in ((2500, 15), (2500, 10), (5000, 5), (190_000, 1)):
        part = min(rest, Decimal(width))
        total, rest = total + part * percent / 100, rest - part
    return min(max(total + rest / 200, Decimal(40)), Decimal(6775))


@everything
@given(days, st.integers(0, 30), st.sampled_from(("email", "letter")), principals)
def test_a_dutch_consumer_pays_costs_14_days_after_a_letter_and_by_the_scale(
    sent, later, medium, principal
):
    received = sent
    if medium != "email":
        received = working_days_after(sent, 3, calendar("NL"))
    today = sent + later * DAY
    at = datetime.combine(today, datetime.min.time()).replace(hour=10)
    text = {"nl_14_days": ((1, sent, medium),)}
    known = somebody(Place("NL"), ("Europe/Amsterdam",), "consumer", given=text)
    asked = BOOK.permit("collection_fee", known, at, principal, debts=frozenset({1}))
    assert asked.allowed == (today >= received + 15 * DAY)
    if asked.allowed:
        assert asked.ceiling == dutch_scale(principal)
        assert 40 <= asked.ceiling <= 6775
    other = BOOK.permit("collection_fee", known, at, principal, debts=frozenset({2}))
    assert not other.allowed, "the letter was about another debt"


# --- 15: the indemnity ----------------------------------------------------------------


@everything
@given(st.data(), moments, st.sampled_from(PLACES), principals, st.booleans())
def test_no_consumer_anywhere_pays_the_fixed_indemnity(
    data, at, somewhere, principal, is_unknown
):
    place, zones = somewhere
    known = somebody(place, zones, "consumer", given=GIVEN)
    if is_unknown:
        known = replace(known, kinds=frozenset(KINDS))
    currency = data.draw(st.sampled_from(("EUR", "GBP", "DKK", "PLN")))
    asked = BOOK.permit("fixed_fee", known, at, principal, CLAUSE, currency=currency)
    assert not asked.allowed


@pytest.mark.parametrize(
    "country, kind",
    [("FR", "company"), ("FR", "public"), ("ES", "sole"), ("DE", "sole")],
)
def test_the_indemnity_is_due_once_for_each_invoice(country, kind):
    known = somebody(Place(country), ("Europe/Paris",), kind)
    at, debt = datetime(2026, 4, 2, 10), frozenset({1})
    ask = ("fixed_fee", known, at, Decimal(100))
    assert BOOK.permit(*ask, debts=debt).ceiling == 40
    assert not BOOK.permit(*ask, debts=debt, charged=1).allowed


def test_a_danish_debt_bears_three_reminder_fees_ten_days_apart():
    known = somebody(Place("DK"), ("Europe/Copenhagen",), "company")
    ask = ("reminder_fee", known, datetime(2026, 4, 12, 10), Decimal(100))
    told = {"debts": frozenset({1}), "currency": "DKK", "charged": 2}
    assert BOOK.permit(*ask, last=date(2026, 4, 2), **told).ceiling == 100
    early = BOOK.permit(*ask, last=date(2026, 4, 3), **told)
    assert not early.allowed and early.until == datetime(2026, 4, 12, 22)
    assert not BOOK.permit(
        *ask, last=date(2026, 1, 2), **{**told, "charged": 3}
    ).allowed


# --- 16: a plan that is kept ----------------------------------------------------------


@everything
@given(moments, st.sampled_from(PLACES), charges, st.sampled_from(KINDS), principals)
def test_while_a_plan_is_kept_no_charge_and_no_dunning(
    at, somewhere, charge, kind, principal
):
    place, zones = somewhere
    plan = Hold("plan", frozenset({"contact", "interest", "fee"}), frozenset({1}))
    known = somebody(place, zones, kind, given=GIVEN)
    kept = replace(known, holds=(plan,))
    about = {"debts": frozenset({1})}
    assert not BOOK.permit(charge, kept, at, principal, CLAUSE, **about).allowed
    reminder = Request("email", debts=frozenset({1}))
    assert BOOK.decide(reminder, kept, at).outcome == REFUSE
    other = {"debts": frozenset({2})}
    assert BOOK.permit(charge, kept, at, principal, CLAUSE, **other) == BOOK.permit(
        charge, known, at, principal, CLAUSE, **other
    )
