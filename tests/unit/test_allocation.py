"""What a payment pays first: to the cent, in the order that holds."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.allocation import (
    CHOSEN,
    COST,
    INTEREST,
    LEGAL,
    OLDEST,
    PRINCIPAL,
    Debt,
    allocate,
)

START = date(2026, 1, 1)
NATURES = (COST, INTEREST, PRINCIPAL)
DEBTS = st.lists(
    st.tuples(st.integers(0, 999), st.integers(0, 60), st.sampled_from(NATURES)),
    max_size=8,
).map(
    lambda rows: [
        Debt(key, cents, START + timedelta(days=days), nature)
        for key, (cents, days, nature) in enumerate(rows)
    ]
)
ORDERS = st.sampled_from((OLDEST, CHOSEN, LEGAL))


@given(st.integers(0, 3000), DEBTS, ORDERS, st.lists(st.integers(0, 8)))
def test_not_a_cent_is_lost_and_no_debt_is_overpaid(cents, debts, order, chosen):
    parts, rest = allocate(cents, debts, order, chosen)
    owed = {one.key: one.cents for one in debts}
    assert sum(part for _key, part in parts) + rest == cents
    assert len({key for key, _part in parts}) == len(parts)
    assert all(0 < part <= owed[key] for key, part in parts)


@given(st.integers(0, 3000), DEBTS, ORDERS, st.lists(st.integers(0, 8)))
def test_only_the_last_debt_is_paid_in_part(cents, debts, order, chosen):
    parts, rest = allocate(cents, debts, order, chosen)
    owed = {one.key: one.cents for one in debts}
    assert all(part == owed[key] for key, part in parts[:-1])
    if rest:
        assert all(part == owed[key] for key, part in parts)


@given(st.integers(0, 3000), DEBTS, st.lists(st.integers(0, 8)))
def test_what_nobody_ticked_is_not_paid(cents, debts, chosen):
    parts, _rest = allocate(cents, debts, CHOSEN, chosen)
    assert {key for key, _part in parts} <= set(chosen)
    order = [chosen.index(key) for key, _part in parts]
    assert order == sorted(order)


@given(st.integers(0, 3000), DEBTS)
def test_costs_go_before_interest_and_interest_before_principal(cents, debts):
    parts, _rest = allocate(cents, debts, LEGAL)
    nature = {one.key: NATURES.index(one.nature) for one in debts}
    order = [nature[key] for key, _part in parts]
    assert order == sorted(order)
    if parts:
        paid = {key for key, _part in parts}
        left = [one for one in debts if one.cents and one.key not in paid]
        assert all(nature[one.key] >= order[-1] for one in left)


@given(st.integers(0, 3000), DEBTS)
def test_where_all_is_principal_the_legal_order_is_by_age(cents, debts):
    plain = [one._replace(nature=PRINCIPAL) for one in debts]
    assert allocate(cents, plain, LEGAL) == allocate(cents, plain, OLDEST)
