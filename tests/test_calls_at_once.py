"""Two agents at once: no customer is in two hands, whatever their snapshots say."""

import pytest

from tests.test_concurrency import start_together
from tests.yard import pause

CUSTOMERS = [f"Customer {number}" for number in range(1, 5)]
# two users that every database has
FIRST, SECOND = 1, 2
HELD = """SELECT count(*), count(DISTINCT debtor_id), count(DISTINCT user_id)
            FROM recovery_call_seat WHERE user_id IS NOT NULL"""


def hand(user, customers=CUSTOMERS):
    return ("take_in_hand", {"user_id": user, "customers": customers})


@pytest.mark.parametrize("round_", range(4))
def test_two_agents_ask_for_the_next_customer(late, round_):
    workers = start_together(late, hand(FIRST), hand(SECOND))
    taken = [worker.done()["taken"] for worker in workers]
    assert sorted(taken) == CUSTOMERS[:2]
    assert late.rows(HELD) == [(2, 2, 2)]


def test_an_older_snapshot_takes_another(late):
    """A looked at the list before B took its first customer."""
    job, arguments = hand(FIRST)
    late.run(job, **{**arguments, "user_id": SECOND})
    late.execute("UPDATE recovery_call_seat SET user_id = NULL, until = NULL")
    older = late.start(job, pause("older", "seat"), **arguments)
    late.reached("older")
    assert late.run(job, **{**arguments, "user_id": SECOND})["taken"] == "Customer 1"
    late.go("older")
    answer = older.done()
    assert answer["taken"] == "Customer 2"
    assert answer["tries"] == 2, "it was refused once"
    assert late.rows(HELD) == [(2, 2, 2)]


def test_one_customer_for_two_agents(late):
    """Each asks for the same one: one gets it, the other nothing."""
    only = CUSTOMERS[:1]
    workers = start_together(late, hand(FIRST, only), hand(SECOND, only))
    taken = [worker.done()["taken"] for worker in workers]
    assert sorted(taken, key=str) == ["Customer 1", None]
    assert late.rows(HELD) == [(1, 1, 1)]
