"""What the double tells the sender: signed callbacks, in any order, late or twice."""

import base64
import hashlib
import hmac
import urllib.error
import urllib.parse
import urllib.request

from .pages import ERRORS

LOST = ("failed", "undelivered")
CALL_EVENTS = {
    "initiated": "initiated",
    "ringing": "ringing",
    "in-progress": "answered",
}


def sign(token, url, params):
    """Return the X-Twilio-Signature of a form posted to ``url``.

    >>> sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2",
    ...      {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675310",
    ...       "Digits": "1234", "From": "+14158675310", "To": "+18005551212"})
    'GvWf1cFY/Q7PnoempGyD5oXAezc='
    """
    said = url + "".join(f"{key}{params[key]}" for key in sorted(params))
    digest = hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def post(url, params, headers):
    """Post a form; return ``(status, text)``, whatever the status."""
    data = urllib.parse.urlencode(params).encode()
    request = urllib.request.Request(url, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode(errors="replace")


def message_status(record, status, error_code=None):
    """Return the form that tells the new status of a message."""
    form = {
        "AccountSid": record["account"],
        "ApiVersion": "2010-04-01",
        "From": record["from"],
        "MessageSid": record["sid"],
        "MessageStatus": status,
        "SmsSid": record["sid"],
        "SmsStatus": status,
        "To": record["to"],
    }
    if status in LOST and error_code:
        form["ErrorCode"] = str(error_code)
        form["ErrorMessage"] = ERRORS.get(error_code, "")
    return form


def call_status(record, status, number=0, **more):
    """Return the form that tells the new status of a call."""
    form = {
        "AccountSid": record["account"],
        "ApiVersion": "2010-04-01",
        "CallSid": record["sid"],
        "CallStatus": status,
        "CallbackSource": "call-progress-events",
        "Direction": "outbound-api",
        "From": record["from"],
        "SequenceNumber": str(number),
        "To": record["to"],
        **more,
    }
    if status == "completed":
        form["CallDuration"] = record.get("duration") or "0"
    return form


def inbound(account, sid, sender, to, body, **more):
    """Return the form of a message that somebody wrote to one of our numbers."""
    return {
        "AccountSid": account,
        "ApiVersion": "2010-04-01",
        "Body": body,
        "From": sender,
        "MessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": to,
        **more,
    }
