"""The lot among agencies: fair within bounds, the same when it is drawn again."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.agency_share import Ticket, draw, lot, seed_of

TICKETS = st.lists(
    st.builds(Ticket, st.integers(1, 50), st.integers(0, 100).map(float)),
    max_size=6,
    unique_by=lambda one: one.key,
)


@given(st.text(), TICKETS)
def test_who_wins_had_a_ticket_and_a_share(seed, tickets):
    found = draw(seed, tickets)
    keys = {one.key for one in tickets}
    shared = {one.key for one in tickets if one.share > 0}
    assert found.key in ((shared or keys) if tickets else {None})
    assert found.by_lot == (len(shared or keys) > 1)


@given(st.text(), TICKETS, st.randoms())
def test_the_order_of_the_tickets_changes_nothing(seed, tickets, random):
    again = list(tickets)
    random.shuffle(again)
    assert draw(seed, tickets) == draw(seed, again)


def test_shares_hold_over_ten_thousand_files():
    tickets = [Ticket(1, 60.0), Ticket(2, 30.0), Ticket(3, 10.0)]
    count = Counter(
        draw(seed_of(1, number, "EUR", [number]), tickets).key
        for number in range(10_000)
    )
    # three standard deviations of 10,000 draws are 1.5 points at most
    for key, share in ((1, 60), (2, 30), (3, 10)):
        assert abs(count[key] - 100 * share) < 150


def test_shares_need_not_make_a_hundred():
    tickets = [Ticket(1, 30.0), Ticket(2, 10.0)]
    count = Counter(draw(f"file {n}", tickets).key for n in range(10_000))
    assert abs(count[1] - 7_500) < 150


@given(st.text())
def test_a_lot_is_between_nought_and_one(seed):
    assert 0 <= lot(seed) < 1
