"""Two at once: a file is handed over once, in one file of bytes, and never when its
customer pays meanwhile."""

import pytest

from tests.test_concurrency import start_together

FILES = "SELECT count(*) FROM recovery_agency_file WHERE direction = 'out'"
PURPOSES = "SELECT purpose FROM recovery_agency_file ORDER BY purpose"
AWAY = "SELECT count(*) FROM recovery_placement_line WHERE is_away"
STATE = "SELECT state, batch IS NOT NULL FROM recovery_placement"
EVENTS = "SELECT count(*) FROM recovery_event WHERE kind = 'file_placed'"


@pytest.mark.parametrize("round_", range(3))
def test_two_persons_hand_a_file_over_once(late, round_):
    placement = late.run("approve_file", customer="Customer 2")
    order = ("hand_over", {"placement": placement})
    made = [worker.done() for worker in start_together(late, order, order)]
    assert sorted(made) == [0, 1]
    assert late.value(FILES) == 1
    assert late.rows(STATE) == [("placed", True)]
    assert late.value(EVENTS) == 1


@pytest.mark.parametrize("round_", range(3))
def test_what_is_paid_meanwhile_does_not_stay_with_the_agency(late, round_):
    placement = late.run("approve_file", customer="Customer 2")
    two = start_together(
        late,
        ("hand_over", {"placement": placement}),
        ("pay", {"customer": "Customer 2"}),
    )
    made, _paid = (worker.done() for worker in two)
    late.run("settle")
    if made == 1:  # the payment came second: it is told, and the file is back
        assert late.rows(STATE) == [("settled", True)]
        assert late.rows(PURPOSES) == [("payment",), ("placement",), ("recall",)]
    else:
        assert late.rows(STATE) == [("approved", False)]
        assert late.value(FILES) == 0
    assert late.value(AWAY) == 0
