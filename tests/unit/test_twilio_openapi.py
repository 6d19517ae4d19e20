"""What the double is asked and answers is as the official API description says."""

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from dev.settings import ROOT
from dev.twilio_double import CONTENT, NUMBER, SID, TOKEN, TwilioDouble, redirected

from .openapi import Description

FILES = {
    "api.twilio.com": "twilio_api_v2010.json",
    "lookups.twilio.com": "twilio_lookups_v2.json",
    "content.twilio.com": "twilio_content_v1.json",
}


SHARED = [parent / "shared" / "data" / "twilio_oai" for parent in ROOT.parents]


@pytest.fixture(scope="module")
def descriptions():
    folder = next((folder for folder in SHARED if folder.is_dir()), None)
    if not folder:
        pytest.skip("no official API description (../shared/data/twilio_oai) here")
    return {host: Description(folder / name) for host, name in FILES.items()}


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Every kind of request, as the SDK makes it, with its answer."""
    with TwilioDouble(tmp_path_factory.mktemp("double")) as double, redirected(double):
        client = Client(SID, TOKEN, http_client=TwilioHttpClient(timeout=5))
        double.post = lambda *_call: (200, "")
        _use(client, double)
        return double.requests()


def _use(client, double):
    sent = client.messages.create(
        to="+33612345678",
        from_=NUMBER,
        body="Bonjour",
        status_callback="https://us.example/status",
    )
    client.messages.create(
        to="whatsapp:+33612345678",
        from_=f"whatsapp:{NUMBER}",
        content_sid=CONTENT,
        content_variables='{"1": "A"}',
        messaging_service_sid="MG" + "0" * 32,
    )
    double.report(sent.sid, "sent")
    double.book.accepted[sent.sid].update(status="undelivered", error_code=30003)
    client.messages(sent.sid).fetch()
    client.messages.list(to="+33612345678", page_size=1, limit=2)
    call = client.calls.create(
        to="+33612345678",
        from_=NUMBER,
        url="https://us.example/say",
        status_callback="https://us.example/call",
        status_callback_event=["initiated", "answered", "completed"],
        machine_detection="Enable",
        record=False,
        timeout=30,
    )
    client.calls(call.sid).fetch()
    client.calls(call.sid).update(status="completed")
    client.calls.list(to="+33612345678")
    client.incoming_phone_numbers.list()
    client.api.v2010.accounts(SID).fetch()
    client.lookups.v2.phone_numbers("+33612345678").fetch(
        fields="line_type_intelligence"
    )
    client.content.v1.contents(CONTENT).fetch()
    client.content.v1.contents(CONTENT).approval_fetch().fetch()


def test_all_requests_and_answers_are_as_described(descriptions, seen):
    assert len(seen) >= 13
    for one in seen:
        described = descriptions[one["host"]]
        operation = described.operation(one["method"], one["path"])
        assert operation, one["path"]
        if one["method"] == "POST":
            described.check_form(operation, one["params"])
        described.check_query(operation, one["query"])
        described.check_answer(operation, one["status"], one["page"])


@pytest.mark.parametrize(
    "change",
    [
        {"sid": "SM12"},
        {"status": "arrived"},
        {"to": 33612345678},
        {"colour": "red"},
        {"date_sent": "yesterday"},
    ],
)
def test_a_wrong_answer_is_noticed(descriptions, seen, change):
    one = next(one for one in seen if one["method"] == "POST")
    described = descriptions["api.twilio.com"]
    operation = described.operation("POST", one["path"])
    with pytest.raises(ValueError, match=next(iter(change))):
        described.check_answer(operation, 201, {**one["page"], **change})


def test_a_wrong_request_is_noticed(descriptions, seen):
    one = next(one for one in seen if one["method"] == "POST")
    described = descriptions["api.twilio.com"]
    operation = described.operation("POST", one["path"])
    for form in ({"Body": "x"}, {"To": "x", "Boby": "x"}):
        with pytest.raises(ValueError, match="form"):
            described.check_form(operation, form)
