"""The Twilio double answers as the real one, counts, and fails where it is told to."""

import doctest
import json
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from dev.session import python_command, stop
from dev.settings import ROOT
from dev.shell import poll
from dev.twilio_double import (
    CONTENT,
    NUMBER,
    SID,
    TOKEN,
    Fault,
    TwilioDouble,
    read_index,
    redirected,
    sign,
)

TO = "+33612345678"
API = f"https://api.twilio.com/2010-04-01/Accounts/{SID}"


@pytest.fixture
def double(tmp_path):
    with TwilioDouble(tmp_path) as running, redirected(running, patience=0.5):
        yield running


@pytest.fixture
def client(double):
    return Client(SID, TOKEN, http_client=TwilioHttpClient(timeout=5))


def _post(to=TO, **form):
    form = {"To": to, "From": NUMBER, "Body": "Bonjour", **form}
    return requests.post(f"{API}/Messages.json", data=form, auth=(SID, TOKEN))


def test_accepts_and_counts_what_the_sdk_sends(double, client):
    sent = client.messages.create(to=TO, from_=NUMBER, body="Bonjour")
    assert (sent.status, sent.to) == ("queued", TO)
    assert [one["sid"] for one in double.messages()] == [sent.sid]
    assert client.messages(sent.sid).fetch().body == "Bonjour"


def test_lists_messages_by_recipient_and_day(double, client):
    client.messages.create(to=TO, from_=NUMBER, body="A")
    client.messages.create(to="+33699999999", from_=NUMBER, body="B")
    today = datetime.now(UTC)
    found = client.messages.list(to=TO, date_sent_after=today.date())
    assert [one.body for one in found] == ["A"]
    assert client.messages.list(to=TO, date_sent=datetime(2001, 1, 1, tzinfo=UTC)) == []


def test_lists_by_pages(double, client):
    for number in range(5):
        client.messages.create(to=TO, from_=NUMBER, body=str(number))
    assert len(client.messages.list(page_size=2)) == 5


def test_calls_a_lookup_the_account_and_contents(double, client):
    call = client.calls.create(to=TO, from_=NUMBER, url="https://us.example/say")
    assert client.calls(call.sid).fetch().status == "queued"
    assert client.calls(call.sid).update(status="completed").status == "completed"
    double.book.line_types["+331*"] = "landline"
    kinds = [
        client.lookups.v2.phone_numbers(one)
        .fetch(fields="line_type_intelligence")
        .line_type_intelligence["type"]
        for one in ("+33142000000", TO)
    ]
    assert kinds == ["landline", "mobile"]
    assert client.api.v2010.accounts(SID).fetch().status == "active"
    assert client.content.v1.contents(CONTENT).fetch().sid == CONTENT


def test_a_wrong_password_is_refused(double):
    with pytest.raises(TwilioRestException) as refusal:
        Client(SID, "wrong").messages.create(to=TO, from_=NUMBER, body="B")
    assert (refusal.value.status, refusal.value.code) == (401, 20003)
    assert double.messages() == []


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"to": ""}, 21604),
        ({"to": "0612345678"}, 21211),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
    ],
)
def test_refuses_what_is_not_whole(double, form, code):
    answer = _post(**form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert double.messages() == []


@pytest.mark.parametrize("code", [21610, 21614, 63016])
def test_refuses_where_told(double, code):
    double.fault("+336*", refuse=code)
    assert _post().json()["code"] == code
    assert _post("+33712345678").status_code == 201
    assert len(double.messages()) == 1


def test_is_busy_once_and_says_when_to_come_back(double):
    double.fault(http=429, retry_after=7, times=1)
    answer = _post()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert _post().status_code == 201


def test_a_server_error_may_hide_an_acceptance(double):
    double.fault(http=500, times=1)
    assert _post().status_code == 500
    assert double.messages() == []
    double.fault(http=500, accepted=True)
    assert _post().status_code == 500
    assert len(double.messages()) == 1


@pytest.mark.parametrize("way", ["hang", "cut"])
@pytest.mark.parametrize(("when", "count"), [("before", 0), ("after", 1)])
def test_loses_its_answer(double, way, when, count):
    double.fault(**{way: when})
    with pytest.raises((requests.Timeout, requests.ConnectionError)):
        _post()
    assert len(double.messages()) == count


def test_is_slow(double):
    double.fault(slow=0.1)
    begun = time.monotonic()
    assert _post().status_code == 201
    assert time.monotonic() - begun >= 0.1


def test_callbacks_carry_the_signature_of_the_sdk(double):
    heard = []
    double.post = lambda *call: heard.append(call) or (200, "")
    _post(StatusCallback="https://us.example/status/1?x=2")
    (record,) = double.messages()
    double.report(record["sid"], "sent", "delivered")
    double.report(record["sid"], "undelivered", error=30003, forged=True)
    good = [
        RequestValidator(TOKEN).validate(url, form, headers["X-Twilio-Signature"])
        for url, form, headers in heard
    ]
    assert good == [True, True, False]
    assert [form["MessageStatus"] for _url, form, _headers in heard] == [
        "sent",
        "delivered",
        "undelivered",
    ]
    assert heard[2][1]["ErrorCode"] == "30003"
    assert record["price"] == "-0.07500"


def test_an_automatic_double_reports_what_it_was_told(double):
    heard = []
    double.post = lambda url, form, headers: heard.append(form) or (200, "")
    double.automatic = True
    double.fault(later=30005)
    _post(StatusCallback="https://us.example/status")
    poll(lambda: len(heard) == 2, timeout=10, what="two reports")
    last = heard[-1]
    assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", "30005")


def test_signs_inbound_messages_and_questions(double):
    heard = []
    double.post = lambda *call: heard.append(call) or (200, "<Response/>")
    assert double.text_us("https://us.example/in", TO, "STOP")[0] == 200
    url, form, headers = heard[0]
    assert headers["X-Twilio-Signature"] == sign(TOKEN, url, form)
    assert (form["Body"], form["From"]) == ("STOP", TO)


def test_runs_as_a_process_that_takes_orders(tmp_path):
    port_file = tmp_path / "port"
    options = ["--dir", tmp_path, "--port-file", port_file]
    process = subprocess.Popen(python_command("dev.twilio_double", *options), cwd=ROOT)
    try:
        poll(port_file.exists, timeout=20, what="the double listens")

        class Running:
            host, port = "127.0.0.1", int(port_file.read_text())

        with redirected(Running):
            TwilioDouble.command(tmp_path, [Fault("+336*", refuse=21610)])
            assert _post().json()["code"] == 21610
            TwilioDouble.command(tmp_path)
            assert _post().status_code == 201
        assert [one["to"] for one in read_index(tmp_path)] == [TO]
    finally:
        stop(process)


def test_the_index_is_json(double, tmp_path):
    _post(Body="é")
    (line,) = (tmp_path / "index.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["body"] == "é"


@pytest.mark.parametrize("name", ["book", "hooks", "routes"])
def test_examples(name):
    outcome = doctest.testmod(sys.modules[f"twilio_double.{name}"])
    assert outcome.attempted
    assert not outcome.failed
