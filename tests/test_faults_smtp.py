"""A mail server that refuses, breaks the line or is gone: said, and nothing lost."""

import subprocess
from contextlib import contextmanager
from datetime import timedelta

import pytest

from dev.mail_sink import read_index
from dev.session import python_command, stop
from dev.settings import ROOT
from dev.shell import poll
from tests.test_faults_outbox import check_nothing_twice, queue_only
from tests.yard import AT, fail, pause

NOTICE = """SELECT n.state, n.failure_type, n.failure_text, n.tries, n.send_after
              FROM recovery_notice n JOIN res_partner p ON p.id = n.partner_id
             WHERE p.name = %s AND n.channel = 'email' ORDER BY n.id"""


def notice_of(yard, customer):
    names = ("state", "failure", "text", "tries", "send_after")
    return dict(zip(names, yard.rows(NOTICE, customer)[0], strict=True))


def address(number):
    return f"c{number}@customer.example"


def test_refused_for_now(yard, mail_sink):
    """4xx for the recipient: queued again, later and later, five times at most."""
    queue_only(yard, "Customer 2", "Customer 3")
    mail_sink.reject(address(2), 452)
    at, waits = AT, []
    for tries in range(1, 6):
        yard.run("outbox", at=at)
        notice = notice_of(yard, "Customer 2")
        assert notice["tries"] == tries
        assert notice["failure"] == "bad_address"
        assert notice["text"].startswith("452 ")
        if tries < 5:
            assert notice["state"] == "queued"
            waits.append(notice["send_after"] - at)
            assert yard.run("outbox", at=notice["send_after"] - timedelta(0, 1)) == {}
            at = notice["send_after"]
    assert waits == sorted(waits) and waits[0] >= timedelta(minutes=5)
    assert notice["state"] == "failed"
    assert notice_of(yard, "Customer 3")["state"] == "sent"
    assert len(mail_sink.messages()) == 1


def test_refused_for_now_then_accepted(yard, mail_sink):
    queue_only(yard, "Customer 2")
    mail_sink.reject(address(2), 451)
    assert yard.run("outbox") == {"queued": 1}
    mail_sink.heal()
    assert yard.run("outbox", at=AT + timedelta(hours=1)) == {"sent": 1}
    assert notice_of(yard, "Customer 2")["failure"] is None
    assert check_nothing_twice(yard, mail_sink) == (1, 0)


def test_refused_for_good(yard, mail_sink):
    """5xx for the recipient: a bad address, and the fallback step is planned."""
    yard.run("fall_back_on_task")
    queue_only(yard, "Customer 2", "Customer 3")
    mail_sink.reject(address(2), 550)
    assert yard.run("outbox") == {"failed": 1, "sent": 1}
    notice = notice_of(yard, "Customer 2")
    assert notice["failure"] == "bad_address"
    assert notice["text"] == f"550 5.1.1 {address(2)} refused"
    planned = yard.rows("SELECT state, rank FROM recovery_notice WHERE channel='task'")
    assert planned == [("queued", 1)]
    yard.run("outbox")
    assert (
        yard.value("SELECT state FROM recovery_notice WHERE channel='task'") == "sent"
    )
    assert yard.value("SELECT count(*) FROM mail_activity WHERE active") >= 1


@pytest.mark.parametrize(("code", "state"), [(451, "queued"), (554, "failed")])
def test_refused_after_the_content(yard, mail_sink, code, state):
    queue_only(yard, "Customer 2", "Customer 3")
    mail_sink.refuse(address(2), code)
    assert yard.run("outbox") == {state: 1, "sent": 1}
    notice = notice_of(yard, "Customer 2")
    assert notice["failure"] == "refused"
    assert notice["text"].startswith(f"{code} ")
    assert len(mail_sink.messages()) == 1


def test_nobody_listens(yard, mail_sink):
    """The server is out of reach: one try each run, nothing lost, then all leave."""
    yard.execute("UPDATE ir_mail_server SET smtp_port = 1")
    worker = yard.start("outbox")
    assert worker.done() == {"queued": 1}, "one says so for all"
    assert worker.points()["open"] == 1, "a whole batch waited for a dead server"
    assert yard.states() == {"queued": 7}
    notice = notice_of(yard, "Customer 1")
    assert (notice["failure"], notice["tries"]) == ("server", 1)
    yard.mail_to(mail_sink)
    assert yard.run("outbox", at=AT + timedelta(hours=1)) == {"sent": 6}
    assert check_nothing_twice(yard, mail_sink) == (6, 0)


@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
def test_the_line_breaks(yard, mail_sink, when, kept):
    """Cut while the content travels: it may have left, so a person decides."""
    queue_only(yard, "Customer 2", "Customer 3")
    mail_sink.drop(address(2), when=when)
    assert yard.run("outbox") == {"uncertain": 1, "sent": 1}
    assert len(mail_sink.messages()) == 1 + kept
    assert notice_of(yard, "Customer 2")["failure"] == "unknown"
    mail_sink.heal()
    assert yard.run("outbox", at=AT + timedelta(days=2)) == {}
    if kept:
        yard.run("press", button="action_it_left", state="uncertain")
        assert notice_of(yard, "Customer 2")["state"] == "sent"
        assert check_nothing_twice(yard, mail_sink) == (2, 0)
    else:
        yard.run("press", button="action_it_did_not_leave", state="uncertain")
        yard.run("press", button="action_queue_again", state="failed")
        assert yard.run("outbox") == {"sent": 1}
        assert check_nothing_twice(yard, mail_sink) == (2, 0)


def test_one_of_several_recipients_is_refused(yard, mail_sink):
    queue_only(yard, "Customer 2")
    yard.run("copy_to", customer="Customer 2", address="full@other.example")
    mail_sink.reject("full@other.example", 550)
    assert yard.run("outbox") == {"sent": 1}
    assert [m["rcpt_tos"] for m in mail_sink.messages()] == [[address(2)]]
    events = yard.rows("SELECT text FROM recovery_event WHERE kind = 'refused'")
    assert len(events) == 1 and events[0][0].startswith("full@other.example: 550")


@contextmanager
def sink_process(folder, port=0):
    """A mail sink in a process of its own: when it ends, its connections break."""
    file = folder / "port"
    folder.mkdir()
    command = python_command("dev.mail_sink", "--dir", folder, "--port", port)
    process = subprocess.Popen([*command, "--port-file", file], cwd=ROOT)
    try:
        poll(lambda: file.exists() and file.read_text(), timeout=30, what="a sink")
        yield int(file.read_text())
    finally:
        stop(process)


def test_server_restarted_between_two_messages(yard, tmp_path):
    """The session of the first message is dead: noticed, and opened again."""
    queue_only(yard, "Customer 2", "Customer 3")
    with sink_process(tmp_path / "first") as port:
        yard.execute("UPDATE ir_mail_server SET smtp_port = %s", port)
        worker = yard.start("outbox", pause("idle", "transmit", "after"))
        yard.reached("idle")
    with sink_process(tmp_path / "second", port):
        yard.go("idle")
        assert worker.done() == {"sent": 2}
    assert len(read_index(tmp_path / "first")) == 1
    assert len(read_index(tmp_path / "second")) == 1
    assert worker.points()["open"] == 2


def test_press_queue_again_while_it_is_being_sent(yard, mail_sink):
    """Whoever queues again what is being sent is refused: it would leave twice."""
    queue_only(yard, "Customer 2")
    worker = yard.start("outbox", pause("sent", "transmit", "after"))
    yard.reached("sent")
    for button in ("action_queue_again", "action_it_did_not_leave", "action_it_left"):
        person = yard.start("press", button=button, state="sending").wait()
        assert person.ended["code"] == 1
        assert "is being sent just now" in person.log()
    yard.go("sent")
    assert worker.done() == {"sent": 1}
    assert yard.run("outbox") == {}
    assert check_nothing_twice(yard, mail_sink) == (1, 0)


def test_no_address(yard, mail_sink):
    queue_only(yard, "Customer 2", "Customer 3")
    yard.execute(
        "UPDATE res_partner SET email = NULL, email_normalized = NULL "
        "WHERE name = 'Customer 2'"
    )
    assert yard.run("outbox") == {"failed": 1, "sent": 1}
    assert notice_of(yard, "Customer 2")["failure"] == "no_address"


def test_text_that_does_not_render(yard, mail_sink):
    """A text broken behind the addon's back: said, and the others leave."""
    yard.run("own_text", customer="Customer 2")
    yard.execute(
        """UPDATE recovery_template SET body = '{"en_US": "Hello {nobody}"}'
            WHERE name->>'en_US' = 'Own text'"""
    )
    assert yard.run("outbox") == {"failed": 1, "sent": 5}
    notice = notice_of(yard, "Customer 2")
    assert notice["failure"] == "template"
    assert "nobody" in notice["text"]
    yard.execute(
        """UPDATE recovery_template SET body = '{"en_US": "Hello {customer}"}'
            WHERE name->>'en_US' = 'Own text'"""
    )
    yard.run("press", button="action_queue_again", state="failed")
    assert yard.run("outbox") == {"sent": 1}
    assert check_nothing_twice(yard, mail_sink) == (6, 0)


def test_an_error_that_nobody_expects(yard, mail_sink):
    """Before the commit: only that reminder fails. After it: uncertain."""
    queue_only(yard, "Customer 2", "Customer 3", "Customer 4", "Customer 5")
    # the batch, and the first one by itself
    faults = (fail("lock"), fail("lock", nth=2), fail("transmit", nth=1))
    worker = yard.start("outbox", *faults)
    assert worker.done() == {"failed": 1, "uncertain": 1, "sent": 2}
    notice = notice_of(yard, "Customer 2")
    assert notice["failure"] == "error" and "asked to fail" in notice["text"]
    assert check_nothing_twice(yard, mail_sink) == (2, 1)


def test_nobody_to_sign(yard, mail_sink):
    """A company without any sender: the reason is stored, the other company sends."""
    yard.run("silence_senders")
    yard.run("cron", name="outbox")
    # a customer of both companies: whichever comes first
    assert yard.states() in (
        {"failed": 6, "sent": 1},
        {"failed": 5, "queued": 1, "sent": 1},
    )
    kinds = yard.rows(
        "SELECT DISTINCT failure_type FROM recovery_notice WHERE state = 'failed'"
    )
    assert kinds == [("no_sender",)]


def test_no_mail_server(yard, mail_sink):
    yard.execute("DELETE FROM ir_mail_server")
    config = {"smtp_server": False}
    assert yard.run("outbox", config=config) == {"queued": 1}, "one says so for all"
    notice = notice_of(yard, "Customer 1")
    assert (notice["state"], notice["failure"]) == ("queued", "server")
    assert "SMTP" in notice["text"]
    assert mail_sink.messages() == []


def test_a_failing_company_leaves_the_other(yard, mail_sink):
    job = {"model": "recovery.outbox", "method": "_cron_outbox"}
    worker = yard.start("call", fail("sweep"), **job)
    worker.done()
    assert "asked to fail" in worker.log()
    # whichever company comes first
    assert yard.states() in ({"queued": 6, "sent": 1}, {"queued": 1, "sent": 6})
    yard.run("call", **job)
    # one customer of both companies hears from one of them
    assert yard.states() == {"queued": 1, "sent": 6}
