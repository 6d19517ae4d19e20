"""The sending job killed anywhere: no step reaches a debtor twice, nothing is lost."""

import pytest

from tests.yard import die

QUEUE = """UPDATE recovery_notice SET state = 'cancelled'
            WHERE partner_id NOT IN (SELECT id FROM res_partner
                                      WHERE name = ANY(%s))"""
GOING = "SELECT count(*) FROM recovery_notice WHERE state = 'sending' AND is_handed"
UNFINISHED = """SELECT id FROM recovery_notice
                 WHERE state = 'sent' AND (is_handed OR message_id IS NULL)"""
SETTLED = {"sent", "uncertain"}


def queue_only(yard, *customers):
    """Leave the queued reminders of some customers only."""
    yard.execute(QUEUE, list(customers))


def check_nothing_twice(yard, sink):
    """No message twice, by its id or by who gets what; the sink and the states agree.

    Return ``(sent, uncertain)``.
    """
    messages = sink.messages()
    ids = [message["message_id"] for message in messages]
    assert len(set(ids)) == len(ids), "a message left twice"
    notices = yard.rows(
        "SELECT provider_ref, state, address, treatment_id, company_id "
        "FROM recovery_notice WHERE provider_ref IS NOT NULL"
    )
    known = {ref: (address, *step) for ref, _state, address, *step in notices}
    assert set(ids) <= set(known), "a message left that no reminder stands for"
    contacts = [known[one] for one in ids]
    assert len(set(contacts)) == len(contacts), "a step reached a debtor twice"
    sent = {ref for ref, state, *_rest in notices if state == "sent"}
    uncertain = {ref for ref, state, *_rest in notices if state == "uncertain"}
    assert sent <= set(ids), "a reminder is sent, and its message isn't"
    assert set(ids) <= sent | uncertain, "a message left unnoticed"
    return len(sent), len(uncertain)


def count_commits(yard, sink, job, **arguments):
    worker = yard.start(job, **arguments)
    worker.done()
    assert yard.states().get("sent") == 3, yard.states()
    assert len(sink.messages()) == 3
    return worker.points()["commit"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_every_commit(yard, mail_sink, when):
    """The scheduled job dies at its nth commit; the next one finishes the work."""
    queue_only(yard, "Customer 2", "Customer 3", "Customer 4")
    yard.keep("three")
    commits = count_commits(yard, mail_sink, "cron", name="outbox")
    assert commits >= 1 + 3, "a reservation of all, then a result for each reminder"
    doubts = 0
    for nth in range(1, commits + 1):
        yard.renew("three")
        yard.mail_to(mail_sink)
        mail_sink.clear()
        worker = yard.start("cron", die("commit", when, nth), name="outbox")
        assert worker.killed(), worker.log()
        yard.gone(worker)
        left = yard.states()
        # all may be reserved; one at most is on its way, the others wait again
        ((handed,),) = yard.rows(GOING)
        assert handed <= 1, left
        assert set(left) <= {"queued", "sending", "sent", "cancelled"}, left
        yard.run("cron", name="outbox")
        assert len(mail_sink.messages()) in (3, 3 - handed)
        assert check_nothing_twice(yard, mail_sink) == (3 - handed, handed)
        doubts += handed
        yard.run("cron", name="outbox")
        assert check_nothing_twice(yard, mail_sink) == (3 - handed, handed)
        assert not yard.rows(UNFINISHED), "a message that left is in no thread"
    # between the commit that lets each go and its result, and nowhere else
    assert doubts == 3


@pytest.mark.parametrize(
    ("point", "when", "accepted", "doubtful"),
    [
        ("open", "after", 0, 0),
        ("transmit", "before", 0, 1),
        ("transmit", "after", 1, 1),
    ],
)
def test_killed_while_the_line_is_open(
    yard, mail_sink, point, when, accepted, doubtful
):
    """Killed with the line to the mail server open, or just after it said yes."""
    queue_only(yard, "Customer 2", "Customer 3")
    worker = yard.start("outbox", die(point, when))
    assert worker.killed()
    yard.gone(worker)
    assert yard.rows(GOING) == [(doubtful,)]
    assert len(mail_sink.messages()) == accepted
    yard.run("outbox")
    assert check_nothing_twice(yard, mail_sink) == (2 - doubtful, doubtful)
    assert len(mail_sink.messages()) == 2 - doubtful + accepted


def test_twice_in_a_row(yard, mail_sink):
    """The second run finds nothing to do."""
    assert yard.run("outbox") == {"sent": 6}
    assert yard.run("outbox") == {}
    assert check_nothing_twice(yard, mail_sink) == (6, 0)
