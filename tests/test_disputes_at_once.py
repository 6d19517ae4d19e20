"""Two agents at once: no more of a debt is disputed than is open of it."""

from dev.shell import poll
from tests.yard import pause

WAITING = """SELECT count(*) FROM pg_stat_activity
              WHERE wait_event_type = 'Lock' AND datname = current_database()"""
DISPUTED = "SELECT count(*), sum(amount) FROM recovery_dispute WHERE state = 'open'"


def test_a_debt_is_disputed_once(late):
    first = late.start("contest", pause("written", "commit"), customer="Customer 2")
    late.reached("written")
    second = late.start("contest", customer="Customer 2")
    poll(lambda: late.value(WAITING), timeout=60, what="the second agent", pause=0.01)
    late.go("written")
    assert first.done() == 200
    assert "not disputed yet" in second.done()
    assert late.rows(DISPUTED) == [(1, 200)]
