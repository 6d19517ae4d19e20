"""Two agents at once: a file is handed over once, in one file of bytes."""

import pytest

from tests.test_concurrency import start_together

FILES = "SELECT count(*) FROM recovery_agency_file WHERE direction = 'out'"
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
