"""Several at once: no step reaches a debtor twice, and nobody's payment fails."""

from datetime import timedelta

import pytest

from tests.test_faults_cycle import case_of
from tests.test_faults_outbox import check_nothing_twice, queue_only
from tests.yard import AT, pause

SECOND_STEP = """
INSERT INTO recovery_notice (case_id, company_id, partner_id, state, treatment_id,
       policy_id, template_id, channel, purpose, tone, mode, anchor, anchor_id, rank,
       planned_on, tries)
SELECT n.case_id, n.company_id, n.partner_id, 'queued', t.id, n.policy_id,
       n.template_id, 'email', 'collection', 'neutral', 'automatic', n.anchor,
       n.anchor_id, 0, n.planned_on, 0
  FROM recovery_notice n JOIN recovery_treatment t ON t.policy_id = n.policy_id
 WHERE n.state = 'queued' AND t.name->>'en_US' = 'Reminder 2'"""
# contacted before: two workers meet at the rows, not at their making
KNOWN = """INSERT INTO recovery_reach (medium, address, debtor_id, seq)
    SELECT 'debtor', id::text, id, 0 FROM res_partner WHERE email ~ '^c[0-9]'
     UNION ALL SELECT 'email', email, NULL, 0 FROM res_partner
     WHERE email ~ '^c[0-9]'"""
STATES_OF = """SELECT n.state, n.reason FROM recovery_notice n
                 JOIN res_partner p ON p.id = n.partner_id
                WHERE p.name = %s ORDER BY n.id"""


def start_together(yard, *starts):
    """Start workers that all wait at the same line, then let them go; return them."""
    gate = f"line-{len(list(yard.folder.iterdir()))}"
    workers = []
    for number, (job, arguments) in enumerate(starts):
        workers.append(yard.start(job, pause(f"{gate}-{number}", "start"), **arguments))
    for number in range(len(workers)):
        yard.reached(f"{gate}-{number}")
    for number in range(len(workers)):
        yard.go(f"{gate}-{number}")
    return workers


# --- sending -----------------------------------------------------------------------


@pytest.mark.parametrize("round_", range(4))
def test_two_processes_on_one_queue(yard, mail_sink, round_):
    """Both work, each reminder leaves once."""
    two = start_together(yard, ("outbox", {}), ("outbox", {}))
    for worker in two:
        worker.done()
        assert worker.points()["reserve"], "one had nothing to do"
        assert "bad query" not in worker.log(), "losing a race is no error"
    assert sum(worker.points().get("transmit", 0) for worker in two) == 6
    assert check_nothing_twice(yard, mail_sink) == (6, 0)


def test_an_older_snapshot_sends_nothing_again(yard, mail_sink):
    """A's view is from before B's reservation of the same reminder."""
    queue_only(yard, "Customer 2")
    older = yard.start("outbox", pause("older", "reserve"))
    yard.reached("older")
    assert yard.run("outbox") == {"sent": 1}
    yard.go("older")
    assert older.done() == {"busy": 1}
    assert "bad query" not in older.log()
    assert check_nothing_twice(yard, mail_sink) == (1, 0)


def test_an_older_snapshot_and_another_step(yard, mail_sink):
    """A holds both steps of the debtor, judged by an older view; one leaves, once."""
    queue_only(yard, "Customer 2")
    yard.execute(SECOND_STEP)
    yard.execute(KNOWN)
    older = yard.start("outbox", pause("older", "lock"))
    yard.reached("older")
    assert yard.run("outbox") == {"queued": 2}, "both are in the older one's hands"
    yard.go("older")
    assert older.done() == {"queued": 1, "sent": 1}
    assert len(mail_sink.messages()) == 1
    assert yard.run("outbox") == {}, "the delay between contacts holds"
    assert yard.rows(STATES_OF, "Customer 2") == [("sent", None), ("queued", "cooling")]
    assert check_nothing_twice(yard, mail_sink) == (1, 0)


@pytest.mark.parametrize("round_", range(3))
def test_two_steps_of_one_debtor_at_once(yard, mail_sink, round_):
    queue_only(yard, "Customer 2")
    yard.execute(SECOND_STEP)
    for worker in start_together(yard, ("outbox", {}), ("outbox", {})):
        worker.done()
    assert len(mail_sink.messages()) == 1
    yard.run("outbox")
    assert len(mail_sink.messages()) == 1
    assert yard.states() == {"cancelled": 6, "queued": 1, "sent": 1}


def test_one_debtor_of_two_companies_at_once(yard, mail_sink):
    """The debtor's row is common to the companies: one contact, the other waits."""
    queue_only(yard, "Customer 1")
    yard.execute(KNOWN)
    older = yard.start("outbox", pause("older", "lock"))
    yard.reached("older")
    other = {"company": "Belleroche Services"}
    assert yard.run("outbox", **other) == {"sent": 1}
    yard.go("older")
    assert older.done() == {"queued": 1}, "busy, then judged anew: it waits"
    assert yard.run("outbox") == {}, "the delay between contacts holds"
    assert check_nothing_twice(yard, mail_sink) == (1, 0)


def test_a_living_session_is_left_in_peace(yard, mail_sink):
    """What another session sends is its own for a quarter of an hour, even where that
    session lives on in a pool; then a person decides, and a late answer changes
    nothing."""
    queue_only(yard, "Customer 2")
    slow = yard.start(
        "call",
        pause("slow", "transmit", "after"),
        model="recovery.outbox",
        method="_cron_outbox",
    )
    yard.reached("slow")
    assert yard.run("outbox") == {}
    assert yard.states()["sending"] == 1
    yard.run("outbox", at=AT + timedelta(minutes=16))
    assert yard.states()["uncertain"] == 1
    yard.go("slow")
    slow.done()
    assert yard.states() == {"cancelled": 6, "uncertain": 1}
    assert len(mail_sink.messages()) == 1
    assert yard.run("outbox", at=AT + timedelta(days=9)) == {}


def test_what_its_own_session_left_is_found_at_once(yard, mail_sink):
    """The job fails with the result unwritten; the next one in the same session, from
    the pool, doesn't wait for a quarter of an hour."""
    queue_only(yard, "Customer 2", "Customer 3")
    assert yard.run("fail_then_run") == [{"uncertain": 1, "sent": 1}, "RuntimeError"]
    assert check_nothing_twice(yard, mail_sink) == (1, 1)


# --- paying ------------------------------------------------------------------------


@pytest.mark.parametrize("round_", range(3))
def test_eight_payers_of_one_debtor(yard, round_):
    """Eight processes pay eight invoices of one debtor: none fails or waits for us."""
    moves = yard.run("invoices", customer="Customer 3", number=8)
    yard.run("settle")
    assert case_of(yard, "Customer 3") == ("open", 380)
    payers = start_together(
        yard, *(("pay", {"customer": None, "move_ids": [move]}) for move in moves)
    )
    for payer in payers:
        payer.done()
    assert yard.run("settle") == 1
    assert case_of(yard, "Customer 3") == ("open", 300)


def test_paid_between_planning_and_sending(yard, mail_sink):
    """The message stops, with its reason, though nobody measured in between."""
    yard.run("pay", customer="Customer 2")
    assert yard.run("outbox") == {"sent": 5, "cancelled": 1}
    assert yard.rows(STATES_OF, "Customer 2") == [("cancelled", "settled")]
    why = yard.rows(
        "SELECT verdict, reason FROM recovery_decision WHERE reason<>'none'"
    )
    assert why == [("refuse", "settled")]
    assert mail_sink.messages("c2@*") == []


def test_paid_between_reservation_and_sending(yard, mail_sink):
    """The accepted window, no longer than the sending of one message: the message in
    it leaves, the next one of the batch, reserved already, is judged anew; tomorrow
    nobody writes."""
    queue_only(yard, "Customer 2", "Customer 3")
    worker = yard.start("outbox", pause("window", "transmit"))
    yard.reached("window")
    yard.run("pay", customer="Customer 2")
    yard.run("pay", customer="Customer 3")
    yard.go("window")
    assert worker.done() == {"sent": 1, "cancelled": 1}
    assert len(mail_sink.messages()) == 1
    yard.run("settle")
    assert case_of(yard, "Customer 2") == ("closed", 0)
    for days in (1, 10, 30):
        at = AT + timedelta(days=days)
        yard.run("cycle", at=at)
        yard.run("outbox", at=at)
    assert len(mail_sink.messages("c2@*")) == 1
    assert mail_sink.messages("c3@*") == []
