"""Several at once: nobody matches a bank line twice, and nothing is paid twice."""

import pytest

from tests.test_concurrency import start_together
from tests.yard import pause

MATCHED = "SELECT count(*) FROM recovery_match WHERE state = 'matched'"
OPEN = """SELECT count(*) FROM account_bank_statement_line
           WHERE is_reconciled IS NOT TRUE"""
OWED = """SELECT sum(l.amount_residual) FROM account_move_line l
            JOIN account_account a ON a.id = l.account_id
             AND a.account_type = 'asset_receivable'
            JOIN res_company c ON c.id = l.company_id AND c.id = 1
           WHERE l.parent_state = 'posted'"""
PARTIALS = "SELECT count(*) FROM account_partial_reconcile"


def check_once(yard, lines):
    assert yard.value(MATCHED) == lines
    assert yard.value(OPEN) == 0
    assert yard.value(PARTIALS) == lines
    assert yard.value(OWED) == 0


@pytest.mark.parametrize("round_", range(3))
def test_two_workers_match_each_line_once(late, round_):
    lines = late.run("receive")
    match = ("call", {"model": "recovery.match", "method": "_cron_match"})
    for worker in start_together(late, match, match):
        worker.done()
    check_once(late, lines)


def test_a_person_and_the_worker_match_each_line_once(late):
    lines = late.run("receive")
    person, worker = start_together(late, ("accept", {}), ("cron", {"name": "match"}))
    person.wait(), worker.wait()  # one of them may lose a race and stop
    late.run("cron", name="match")
    check_once(late, lines)


def test_a_line_in_the_hands_of_the_worker_is_refused_to_a_person(late):
    lines = late.run("receive")
    worker = late.start("cron", pause("booked", "commit", nth=2), name="match")
    late.reached("booked")
    answer = late.run("accept")
    assert answer["matched"] == 0
    assert all("in hand" in one for one in answer["refused"])
    late.go("booked")
    worker.done()
    check_once(late, lines)
