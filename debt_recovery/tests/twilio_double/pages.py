"""The answers, as https://github.com/twilio/twilio-oai describes them."""

from datetime import datetime
from email.utils import format_datetime
from fnmatch import fnmatch

from .book import now

VERSION = "2010-04-01"
API = "https://api.twilio.com"
ERRORS = {
    20003: "Authentication Error - invalid username",
    20404: "The requested resource was not found",
    20429: "Too many requests",
    21211: "Invalid 'To' Phone Number",
    21408: "Permission to send to this region has not been enabled",
    21602: "Message body is required",
    21603: "A 'From' phone number is required",
    21604: "A 'To' phone number is required",
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    63016: "Failed to send freeform message because you are outside the allowed window",
}
STATUS = {20003: 401, 20404: 404, 20429: 429}


def moment(at):
    return format_datetime(at) if at else None


def error(code, status=None):
    """Return ``(HTTP status, page)`` of a refusal."""
    status = status or STATUS.get(code, 400)
    return status, {
        "code": code,
        "message": ERRORS.get(code, "Refused"),
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }


def message(record):
    account, sid, params = record["account"], record["sid"], record["params"]
    at = datetime.fromisoformat(record["accepted_at"])
    uri = f"/{VERSION}/Accounts/{account}/Messages/{sid}"
    body = record["body"] or ""
    return {
        "account_sid": account,
        "api_version": VERSION,
        "body": record["body"],
        "date_created": moment(at),
        "date_sent": None if record["status"] == "queued" else moment(at),
        "date_updated": moment(at),
        "direction": "outbound-api",
        "error_code": record["error_code"],
        "error_message": ERRORS.get(record["error_code"]),
        "from": record["from"] or None,
        "messaging_service_sid": params.get("MessagingServiceSid"),
        "num_media": "0",
        "num_segments": str(-(-len(body) // 153) if len(body) > 160 else 1),
        "price": record["price"],
        "price_unit": "USD",
        "sid": sid,
        "status": record["status"],
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": record["to"],
        "uri": f"{uri}.json",
    }


def call(record):
    account, sid, params = record["account"], record["sid"], record["params"]
    at = moment(datetime.fromisoformat(record["accepted_at"]))
    uri = f"/{VERSION}/Accounts/{account}/Calls/{sid}"
    ended = record["status"] in ("completed", "busy", "failed", "no-answer", "canceled")
    return {
        "account_sid": account,
        "answered_by": record.get("answered_by"),
        "api_version": VERSION,
        "caller_name": None,
        "date_created": at,
        "date_updated": at,
        "direction": "outbound-api",
        "duration": record.get("duration"),
        "end_time": at if ended else None,
        "forwarded_from": None,
        "from": params.get("From"),
        "from_formatted": params.get("From"),
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": None,
        "price": record["price"],
        "price_unit": "USD",
        "queue_time": "0",
        "sid": sid,
        "start_time": None if record["status"] == "queued" else at,
        "status": record["status"],
        "subresource_uris": {"events": f"{uri}/Events.json"},
        "to": record["to"],
        "to_formatted": record["to"],
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def listing(name, pages, path, number, size):
    """Return one page of a list, with the links to the others."""
    shown = pages[number * size : (number + 1) * size]
    more = len(pages) > (number + 1) * size
    link = f"{path}?PageSize={size}&Page="
    return {
        "end": max(0, number * size + len(shown) - 1),
        "first_page_uri": f"{link}0",
        "next_page_uri": f"{link}{number + 1}" if more else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": f"{link}{number - 1}" if number else None,
        "start": number * size,
        "uri": f"{link}{number}",
        name: shown,
    }


def account(sid):
    at = moment(now())
    uri = f"/{VERSION}/Accounts/{sid}"
    return {
        "auth_token": "masked",
        "date_created": at,
        "date_updated": at,
        "friendly_name": "The double's account",
        "owner_account_sid": sid,
        "sid": sid,
        "status": "active",
        "subresource_uris": {"messages": f"{uri}/Messages.json"},
        "type": "Full",
        "uri": f"{uri}.json",
    }


def number(sid, digits, place):
    """Return one number that the account owns."""
    own = f"PN{place:032x}"
    return {
        "account_sid": sid,
        "api_version": VERSION,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "friendly_name": digits,
        "phone_number": digits,
        "sid": own,
        "uri": f"/{VERSION}/Accounts/{sid}/IncomingPhoneNumbers/{own}.json",
    }


def lookup(digits, types, fields):
    """Return what Lookups v2 says of a number; its type only when asked for."""
    kinds = [kind for pattern, kind in types.items() if fnmatch(digits, pattern)]
    line = {
        "mobile_country_code": "208",
        "mobile_network_code": "01",
        "carrier_name": "Orange France",
        "type": kinds[0] if kinds else "mobile",
        "error_code": None,
    }
    return {
        "calling_country_code": digits[1:3],
        "country_code": "FR" if digits.startswith("+33") else None,
        "phone_number": digits,
        "national_format": None,
        "valid": True,
        "validation_errors": None,
        "line_type_intelligence": line if "line_type_intelligence" in fields else None,
        "url": f"https://lookups.twilio.com/v2/PhoneNumbers/{digits}",
    }


def content(account_sid, sid):
    at = f"{now():%Y-%m-%dT%H:%M:%SZ}"
    url = f"https://content.twilio.com/v1/Content/{sid}"
    return {
        "account_sid": account_sid,
        "date_created": at,
        "date_updated": at,
        "friendly_name": "reminder",
        "language": "fr",
        "links": {
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{url}/ApprovalRequests",
        },
        "sid": sid,
        "types": {"twilio/text": {"body": "{{1}}, {{2}}"}},
        "url": url,
        "variables": {"1": "name", "2": "amount"},
    }


def approval(account_sid, sid, state):
    return {
        "account_sid": account_sid,
        "sid": sid,
        "url": f"https://content.twilio.com/v1/Content/{sid}/ApprovalRequests",
        "whatsapp": {
            "allow_category_change": True,
            "category": "UTILITY",
            "content_type": "twilio/text",
            "name": "reminder",
            "rejection_reason": "",
            "status": state,
            "type": "whatsapp",
        },
    }
