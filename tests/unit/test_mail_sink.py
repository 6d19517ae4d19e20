"""The SMTP sink keeps what it accepts and fails where it is told to."""

import smtplib
import subprocess
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from dev.mail_sink import MailSink, read_index
from dev.session import python_command, stop
from dev.settings import ROOT
from dev.shell import poll


def _message(to="a@one.example", subject="Invoice 12"):
    message = EmailMessage()
    message["From"] = "us@creditor.example"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = "<12@creditor.example>"
    message.set_content("Please pay.")
    return message


def _send(port, *to, subject="Invoice 12"):
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.send_message(_message(", ".join(to), subject), to_addrs=list(to))


@pytest.fixture
def sink(tmp_path):
    with MailSink(tmp_path) as running:
        yield running


def test_keeps_message_and_envelope(sink):
    _send(sink.port, "a@one.example", subject="Facture échue n° 12")
    (kept,) = sink.messages()
    assert kept["rcpt_tos"] == ["a@one.example"]
    assert kept["mail_from"] == "us@creditor.example"
    assert kept["subject"] == "Facture échue n° 12"
    assert kept["message_id"] == "<12@creditor.example>"
    assert b"Please pay." in kept["path"].read_bytes()


def test_messages_can_be_filtered_and_cleared(sink):
    _send(sink.port, "a@one.example")
    _send(sink.port, "b@two.example")
    assert len(sink.messages("*@two.example")) == 1
    sink.clear()
    assert sink.messages() == []
    _send(sink.port, "a@one.example")
    assert len(sink.messages()) == 1


@pytest.mark.parametrize("code", [452, 550])
def test_rejects_matching_recipients_only(sink, code):
    sink.reject("*@full.example", code)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        _send(sink.port, "a@full.example")
    assert refusal.value.recipients["a@full.example"][0] == code
    _send(sink.port, "a@one.example")
    assert len(sink.messages()) == 1


def test_refuses_a_message_after_its_content(sink):
    sink.refuse("a@*", 554)
    with pytest.raises(smtplib.SMTPDataError):
        _send(sink.port, "a@one.example")
    assert sink.messages() == []


@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
def test_drops_the_connection_around_acceptance(sink, when, kept):
    sink.drop("*", when)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        _send(sink.port, "a@one.example")
    assert len(sink.messages()) == kept


def test_delays_its_answer(sink):
    sink.delay(0.2)
    begun = time.monotonic()
    _send(sink.port, "a@one.example")
    assert time.monotonic() - begun >= 0.2


def test_heals(sink):
    sink.reject("*")
    sink.heal()
    _send(sink.port, "a@one.example")
    assert len(sink.messages()) == 1


def test_runs_as_a_process_and_obeys_its_control_file(tmp_path):
    mark = tmp_path / "port"
    process = subprocess.Popen(
        python_command(
            "dev.mail_sink", "--dir", tmp_path, "--port-file", mark, "--port", 0
        ),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        poll(
            lambda: mark.exists() and mark.read_text().strip(), timeout=20, what="port"
        )
        port = int(mark.read_text())
        MailSink.command(tmp_path, reject={"*@full.example": 550})
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            _send(port, "a@full.example")
        MailSink.command(tmp_path)
        _send(port, "a@full.example")
        assert [Path(m["path"]).name for m in read_index(tmp_path)] == ["000001.eml"]
    finally:
        stop(process)
