"""Every euro of a receipt is somebody's, in any currency and any split."""

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools import remittance as money
from odoo.addons.debt_recovery.tools.remittance import (
    CREDITOR,
    GROSS,
    NET,
    Scale,
    Terms,
)

STEPS = st.sampled_from([Decimal("1"), Decimal("0.01"), Decimal("0.001")])


@st.composite
def receipts(draw):
    """A currency's step, an amount and its six components, some back to the payer."""
    step = draw(STEPS)
    sign = draw(st.sampled_from([1, -1]))
    coins = st.integers(0, 10**8)
    parts = {name: sign * step * draw(coins) for name in money.PARTS}
    parts["principal"] += sign * step
    return step, sum(parts.values()), parts


@st.composite
def terms(draw):
    return Terms(
        mode=draw(st.sampled_from([NET, GROSS])),
        tax_rate=Decimal(draw(st.integers(0, 27))) / 100,
        keeps_interest=draw(st.booleans()),
        keeps_charges=draw(st.booleans()),
        keeps_costs=draw(st.booleans()),
        on_direct=draw(st.booleans()),
    )


@st.composite
def scales(draw):
    return Scale(
        percent=Decimal(draw(st.integers(0, 10000))) / 100,
        flat=Decimal(draw(st.integers(0, 50))),
        age_from=draw(st.integers(0, 300)),
        age_to=draw(st.sampled_from([0, 120, 400])),
    )


@given(receipts(), terms(), scales(), st.booleans())
def test_nothing_is_lost_of_what_the_customer_paid(receipt, deal, scale, direct):
    step, amount, told = receipt
    deal = Terms(**{**_fields(deal), "step": step})
    parts = money.parts_of(amount, told)
    assert sum(parts.values()) == amount
    share = money.share_of(
        amount, parts, scale, deal, CREDITOR if direct else money.AGENCY
    )
    own = amount - share.ours
    kept = share.commission + share.vat if deal.mode == NET else Decimal(0)
    collected = Decimal(0) if direct else amount
    # what the agency has in hand is what it pays on, its own fees and its commission
    assert share.pays + kept + (Decimal(0) if direct else own) == collected
    assert abs(share.ours) <= abs(amount)
    assert share.ours * amount >= 0


@given(receipts(), terms(), scales())
def test_a_receipt_sent_back_undoes_exactly_what_it_did(receipt, deal, scale):
    step, amount, told = receipt
    deal = Terms(**{**_fields(deal), "step": step})
    back = {name: -part for name, part in told.items()}
    there = money.share_of(amount, money.parts_of(amount, told), scale, deal)
    again = money.share_of(-amount, money.parts_of(-amount, back), scale, deal)
    assert there.ours + again.ours == 0
    assert there.commission + again.commission == 0
    assert there.vat + again.vat == 0
    assert there.pays + again.pays == 0


@given(st.lists(scales(), max_size=4), st.integers(0, 500), receipts())
def test_the_commission_stays_within_the_scale(some, age, receipt):
    step, amount, _told = receipt
    scale = money.governing(some, "amicable", age, abs(amount))
    due = money.commission_of(scale, amount, step)
    assert abs(due) <= abs(amount)
    assert due * amount >= 0
    if scale is None:
        assert due == 0
        return
    assert scale is next(one for one in some if one.fits("amicable", age, abs(amount)))
    exact = abs(amount) * scale.percent / 100 + scale.flat
    assert abs(due) == abs(amount) or abs(abs(due) - exact) <= 2 * step


@given(receipts(), st.integers(1, 10**6))
def test_a_component_too_much_or_too_little_is_seen(receipt, coins):
    step, amount, told = receipt
    assert money.parts_of(amount + step * coins, told) is None
    assert money.parts_of(amount - step * coins, told) is None


@given(receipts(), st.integers(0, 10**6))
def test_what_both_keep_adds_up_or_is_refused(receipt, coins):
    step, amount, _told = receipt
    sign = 1 if amount > 0 else -1
    kept = sign * min(abs(amount), step * coins)
    told = {"for_agency": kept, "for_us": amount - kept}
    assert money.told_wrong(amount, told, NET) == []
    told["for_us"] += sign * step
    assert money.told_wrong(amount, told, NET) == ["for_us"]


@given(
    st.lists(st.integers(0, 10**6).map(lambda n: Decimal(n) / 100), max_size=8),
    st.integers(0, 10**7).map(lambda n: Decimal(n) / 100),
)
def test_allocation_neither_makes_nor_loses_money(owed, amount):
    parts, rest = money.allocate(amount, list(enumerate(owed)))
    assert sum(part for _key, part in parts) + rest == amount
    assert all(0 < part <= owed[key] for key, part in parts)
    assert rest == max(Decimal(0), amount - sum(owed))


@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 3)), max_size=12))
def test_equal_receipts_without_a_reference_are_told_apart(rows):
    said = [(None, who, "2026-04-14", n) for who, n in rows]
    keys = money.receipt_keys(said, Counter())
    assert len(set(keys)) == len(rows)
    assert money.receipt_keys(said, Counter()) == keys


def _fields(deal):
    return {name: getattr(deal, name) for name in Terms.__dataclass_fields__}
