"""Arrangements: what came in decides, and what went back undoes it."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools import arrangements as tool
from odoo.addons.debt_recovery.tools.arrangements import Deal, Item, Money, Part

START = date(2026, 3, 2)
DAY = timedelta(days=1)

cents = st.integers(1, 100_000).map(lambda n: Decimal(n) / 100)
offsets = st.integers(0, 60)
natures = st.sampled_from(
    ["cash", "credit_note", "discount", "exchange", "rounding", "offset"]
)


def split(amount, count):
    """Split an amount into ``count`` positive parts, to the cent."""
    count = min(count, int(amount * 100))
    part = (amount / count).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    return [part] * (count - 1) + [amount - part * (count - 1)]


@st.composite
def deals(draw):
    kind = draw(st.sampled_from(["promise", "plan", "settlement"]))
    agreed = draw(st.lists(cents, min_size=1, max_size=4))
    amount = sum(agreed)
    if kind == "settlement":
        amount = max(Decimal("0.01"), (amount / 2).quantize(Decimal("0.01")))
    count = 1 if kind == "promise" else draw(st.integers(1, 6))
    wait = draw(st.integers(0, 5)) * DAY
    parts = []
    for number, part in enumerate(split(amount, count)):
        due = START + number * 30 * DAY
        until = {"promise": due + wait, "plan": tool.NEVER, "settlement": due}[kind]
        parts.append(Part(due, part, until=until, judged=due + wait))
    return kind, agreed, tuple(parts)


@st.composite
def stories(draw):
    """A deal, what came in for it matched with its debts, and a day."""
    kind, agreed, parts = draw(deals())
    money, left = [], list(agreed)
    for _number in range(draw(st.integers(0, 8))):
        at = draw(st.integers(0, len(left) - 1))
        amount = min(left[at], draw(cents))
        if amount:
            left[at] -= amount
            day = START + draw(offsets) * DAY
            money.append(Money(day, amount, draw(natures), item=at))
    items = tuple(
        Item(at, whole, now)
        for at, (whole, now) in enumerate(zip(agreed, left, strict=True))
    )
    return Deal(kind, items, parts), money, START + draw(st.integers(0, 200)) * DAY


@given(stories())
def test_money_is_neither_made_nor_lost(story):
    deal, money, today = story
    found = tool.judge(deal, money, today)
    advances = tool.ADVANCES[deal.kind]
    total = sum((one.amount for one in money if one.nature in advances), Decimal(0))
    assert found.received + found.surplus == total
    assert found.received + found.open == tool.worth(deal, money)
    assert sum(part.received for part in found.parts) == found.received
    assert all(Decimal(0) <= part.received <= part.amount for part in found.parts)


@given(stories(), st.randoms())
def test_the_order_in_which_it_was_booked_does_not_matter(story, chance):
    deal, money, today = story
    shuffled = list(money)
    chance.shuffle(shuffled)
    assert tool.judge(deal, shuffled, today) == tool.judge(deal, money, today)


@given(stories())
def test_instalments_are_filled_oldest_first(story):
    found = tool.judge(*story)
    short = [part.received < part.amount for part in found.parts]
    if True in short:
        later = found.parts[short.index(True) + 1 :]
        assert all(not part.received for part in later)


@given(stories(), cents, offsets)
def test_what_is_undone_leaves_nothing_behind(story, amount, offset):
    deal, money, today = story
    paid = Money(START + offset * DAY, amount, item=deal.items[0].key)
    back = Money(START, -amount, item=deal.items[0].key)
    assert (
        tool.judge(deal, [*money, paid, back], today).received
        == tool.judge(deal, money, today).received
    )


@given(stories())
def test_nothing_changes_before_the_day_that_is_announced(story):
    deal, money, today = story
    found = tool.judge(deal, money, today)
    if found.state != tool.ACTIVE:
        assert found.look_on is None
        return
    last = found.look_on or today + 400 * DAY
    assert last > today
    for days in range((last - today).days):
        assert tool.judge(deal, money, today + days * DAY) == found
    if found.look_on:
        assert tool.judge(deal, money, found.look_on) != found


@given(stories())
def test_more_money_in_time_never_makes_it_worse(story):
    deal, money, today = story
    rank = [tool.BROKEN, tool.EXPIRED, tool.PARTLY_KEPT, tool.ACTIVE, tool.KEPT]
    before = tool.judge(deal, money, today)
    if before.state == tool.GONE:
        return
    whole = Money(START - DAY, before.open + before.received)
    after = tool.judge(deal, [*money, whole], today)
    assert rank.index(after.state) >= rank.index(before.state)
    assert after.state == tool.KEPT


@given(stories())
def test_a_write_off_or_a_transfer_keeps_nothing(story):
    deal, _money, today = story
    written = [Money(START, i.agreed, "write_off", i.key) for i in deal.items]
    gone = tuple(Item(i.key, i.agreed, Decimal(0)) for i in deal.items)
    gone = Deal(deal.kind, gone, deal.parts)
    assert tool.judge(gone, written, today).state != tool.KEPT
    moved = [Money(START, i.agreed, "transfer", i.key) for i in deal.items]
    assert tool.judge(deal, moved, today).received == 0


def promise(amount, friday=date(2026, 3, 13)):
    part = Part(
        friday, Decimal(amount), until=friday + 4 * DAY, judged=friday + 4 * DAY
    )
    return Deal("promise", (Item(1, Decimal(amount), Decimal(amount)),), (part,))


def test_a_part_in_time_keeps_a_part():
    deal = promise(100)
    money = [Money(date(2026, 3, 13), Decimal(40), item=1)]
    assert tool.judge(deal, money, date(2026, 3, 17)).state == tool.ACTIVE
    assert tool.judge(deal, money, date(2026, 3, 18)).state == tool.PARTLY_KEPT


def test_money_after_the_time_keeps_nothing():
    money = [Money(date(2026, 3, 18), Decimal(100), item=1)]
    assert tool.judge(promise(100), money, date(2026, 3, 18)).state == tool.BROKEN


def test_an_offer_paid_a_day_late_by_value_date_has_expired():
    friday = date(2026, 3, 13)
    part = Part(friday, Decimal(70), until=friday, judged=date(2026, 3, 17))
    deal = Deal("settlement", (Item(1, Decimal(100), Decimal(30)),), (part,))
    late = [Money(friday + DAY, Decimal(70), item=1)]
    assert tool.judge(deal, late, date(2026, 3, 18)).state == tool.EXPIRED
    in_time = [Money(friday, Decimal(70), item=1)]
    assert tool.judge(deal, in_time, date(2026, 3, 18)).state == tool.KEPT


def test_a_tolerance_lets_a_cent_go():
    part = Part(START, Decimal(100), judged=START)
    deal = Deal("plan", (Item(1, Decimal(100), Decimal(1)),), (part,), Decimal(2))
    money = [Money(START, Decimal(99), item=1)]
    assert tool.judge(deal, money, START + DAY).state == tool.KEPT


def test_a_later_instalment_that_is_missed_breaks_the_plan_that_day():
    parts = tuple(
        Part(START + n * 30 * DAY, Decimal(50), judged=START + (n * 30 + 2) * DAY)
        for n in range(2)
    )
    deal = Deal("plan", (Item(1, Decimal(100), Decimal(50)),), parts)
    money = [Money(START, Decimal(50), item=1)]
    assert tool.judge(deal, money, START + 32 * DAY).state == tool.ACTIVE
    assert tool.judge(deal, money, START + 33 * DAY).state == tool.BROKEN


def test_what_is_on_its_way_is_not_late_until_it_is_known():
    parts = tuple(
        Part(START + n * 30 * DAY, Decimal(50), judged=START + (n * 30 + 5) * DAY)
        for n in range(2)
    )
    deal = Deal("plan", (Item(1, Decimal(100), Decimal(100)),), parts)
    day = START + 6 * DAY
    assert tool.judge(deal, (), day).state == "broken"
    assert tool.judge(deal, (), day, Decimal("49.99")).state == "broken"
    waits = tool.judge(deal, (), day, Decimal(50))
    assert (waits.state, waits.received, waits.look_on) == ("active", 0, day + DAY)
    assert [part.state for part in waits.parts] == ["due", "waiting"]
    later = START + 36 * DAY
    assert tool.judge(deal, (), later, Decimal(50)).state == "broken"
    assert tool.judge(deal, (), later, Decimal(100)).state == "active"
