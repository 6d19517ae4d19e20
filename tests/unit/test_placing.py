"""What may be handed over: never what must not be, and never more than fits."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.placing import (
    BARRED,
    FINE,
    NEAR,
    Customer,
    Debt,
    File,
    Terms,
    judge,
    spread_credit,
    warnings,
)

DAY = date(2026, 3, 30)
SHOP = Customer("company", "FR", has_post=True, is_reachable=True)
MARIE = Customer("consumer", "FR", has_post=True, told=True)
OPEN = Terms()
MONEY = st.integers(0, 900).map(Decimal)
DEBTS = st.builds(
    lambda days, residual, cut, frozen, clock, taken: Debt(
        0,
        DAY - timedelta(days=days),
        residual,
        residual - min(cut, residual),
        disputed=min(cut, residual) if frozen == "disputed" else Decimal(0),
        agreed=min(cut, residual) if frozen == "plan" else Decimal(0),
        kind="plan" if frozen == "plan" else "",
        limitation=clock,
        taken_by=taken,
    ),
    st.integers(-20, 400),
    MONEY,
    MONEY,
    st.sampled_from(("", "disputed", "plan")),
    st.sampled_from((FINE, NEAR, BARRED)),
    st.sampled_from(("", "", "", "DC/1")),
)
CUSTOMERS = st.builds(
    Customer,
    st.sampled_from(("consumer", "sole", "company", "public")),
    st.sampled_from(("FR", "BE", "")),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
TERMS = st.builds(
    Terms,
    countries=st.sampled_from((frozenset(), frozenset({"FR"}))),
    consumers=st.booleans(),
    companies=st.booleans(),
    age_from=st.integers(0, 90),
    age_to=st.sampled_from((0, 100, 300)),
    amount_from=st.sampled_from((Decimal(0), Decimal(200))),
    amount_to=st.sampled_from((Decimal(0), Decimal(1000))),
    floor=st.sampled_from((Decimal(0), Decimal(100))),
    room=st.one_of(st.none(), MONEY),
    places=st.one_of(st.none(), st.integers(0, 3)),
)


def files(rows):
    """Number the debts of ``[(customer, [debt])]`` and make files of them."""
    found, number = [], 0
    for key, (customer, debts) in enumerate(rows):
        mine = []
        for debt in debts:
            number += 1
            mine.append(replace(debt, key=number))
        found.append(File(key, customer, tuple(mine)))
    return found


FILES = st.lists(
    st.tuples(CUSTOMERS, st.lists(DEBTS, min_size=1, max_size=4)), max_size=5
).map(files)


@given(FILES, TERMS)
def test_each_debt_gets_its_answer(some, terms):
    found = judge(some, terms, DAY)
    assert set(found) == {debt.key for file in some for debt in file.debts}


@given(FILES, TERMS)
def test_nothing_goes_that_must_not(some, terms):
    found = judge(some, terms, DAY)
    for file in some:
        for debt in file.debts:
            if found[debt.key]:
                continue
            age = (DAY - debt.due).days
            assert debt.amount > 0 and not debt.agreed and not debt.taken_by
            assert debt.limitation != BARRED
            assert age > 0 and age >= terms.age_from
            assert not terms.age_to or age <= terms.age_to
            assert file.customer.kind != "public"
            assert file.customer.has_post or file.customer.is_reachable
            if file.customer.kind == "consumer":
                assert terms.consumers and file.customer.told
            else:
                assert terms.companies
            assert not terms.countries or file.customer.country in terms.countries


@given(FILES, TERMS)
def test_amounts_stay_within_floor_band_and_room(some, terms):
    found = judge(some, terms, DAY)
    totals = []
    for file in some:
        going = [debt.amount for debt in file.debts if not found[debt.key]]
        if going:
            totals.append(sum(going))
    assert all(total >= max(terms.floor, terms.amount_from) for total in totals)
    assert not terms.amount_to or all(total <= terms.amount_to for total in totals)
    assert terms.room is None or sum(totals) <= terms.room
    assert terms.places is None or len(totals) <= terms.places


@given(FILES, TERMS)
def test_a_wider_contract_takes_no_less(some, terms):
    narrow = judge(some, replace(terms, room=None, places=None), DAY)
    wide = replace(terms, room=None, places=None, countries=frozenset())
    wide = replace(wide, consumers=True, companies=True)
    for key, reasons in judge(some, wide, DAY).items():
        # more debts may go, so the file may grow over what one customer may owe
        if not narrow[key] and not terms.amount_to:
            assert not reasons


def test_only_the_disputed_part_stays():
    debt = Debt(1, date(2026, 1, 1), Decimal(1000), Decimal(700), Decimal(300))
    assert judge([File(1, SHOP, (debt,))], OPEN, DAY) == {1: ()}
    assert [one.code for one in warnings(debt)] == ["part"]


def test_every_reason_is_given_not_the_first_alone():
    debt = Debt(1, date(2026, 1, 1), Decimal(50), Decimal(0), limitation=BARRED)
    [reasons] = judge(
        [File(1, replace(MARIE, told=False, has_post=False), (debt,))], OPEN, DAY
    ).values()
    codes = {one.code for one in reasons}
    assert codes == {"address", "not_told", "settled", "barred"}


def test_court_needs_a_contract_for_it_and_a_postal_address():
    debt = Debt(1, date(2026, 1, 1), Decimal(500), Decimal(500))
    shop = replace(SHOP, has_post=False)
    terms = Terms(stage="court")
    [reasons] = judge([File(1, shop, (debt,))], terms, DAY).values()
    assert [one.code for one in reasons] == ["scope", "address"]
    assert judge([File(1, SHOP, (debt,))], replace(terms, scope="court"), DAY) == {
        1: ()
    }


def test_who_has_it_alone_keeps_it_until_his_day():
    debt = Debt(
        1, date(2026, 1, 1), Decimal(500), Decimal(500), bound_to=7, bound_until=DAY
    )
    file = File(1, SHOP, (debt,))
    assert judge([file], Terms(agency=7), DAY) == {1: ()}
    [reasons] = judge([file], Terms(agency=8), DAY).values()
    assert [one.code for one in reasons] == ["exclusive"]
    assert judge([file], Terms(agency=8), DAY + timedelta(days=1)) == {1: ()}


@given(MONEY, st.lists(MONEY, max_size=6))
def test_a_credit_is_spread_to_the_cent(credit, asked):
    left = spread_credit(credit, asked)
    assert sum(asked) - sum(left) == min(credit, sum(asked))
    assert all(0 <= rest <= amount for rest, amount in zip(left, asked, strict=True))
