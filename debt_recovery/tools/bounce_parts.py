"""Take apart a message that came back: whether a mail system sent it, what it says to
people and what it gives back of the original."""

import email
import re
from email.header import decode_header, make_header

from .bounce_words import (
    BODIES,
    DAEMON_NAMES,
    DAEMONS,
    MACHINE_SUBJECTS,
    SEPARATORS,
    SUBJECTS,
)

ORIGINAL_TYPES = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")
HEADER = re.compile(
    r"[> ]*(return-path|received|message-id|from|to|subject|date): ?", re.IGNORECASE
)
KEPT = ("message-id", "x-odoo-objects", "to", "from", "references", "subject")


# --- is it one? -----------------------------------------------------------------------


def is_from_a_system(message):
    """Tell whether a mail system speaks of a message of ours, not a person."""
    report = str(message.get_param("report-type") or "").lower()
    if message.get_content_type() == "multipart/report":
        return "disposition" not in report
    types = {part.get_content_type() for part in message.walk()}
    if types & {"message/delivery-status", "message/feedback-report"}:
        return True
    if message["X-Failed-Recipients"] or message["x-amz-sns-message-id"]:
        return True
    subject, body = text_of(message["Subject"]).lower(), body_of(message)
    if MACHINE_SUBJECTS.match(subject.strip()):
        return True
    told = bool(SUBJECTS.search(subject))
    spoken = bool(BODIES.search(" ".join(above(body).lower().split())))
    returned = bool(types & set(ORIGINAL_TYPES)) or _is_cut(body)
    if _is_daemon(message):
        return told or spoken or returned and not message["In-Reply-To"]
    if _is_null(message["Return-Path"]):
        return not subject.startswith("re:") and spoken and (told or returned)
    return told and _passes_a_report_on(subject, body)


def _is_daemon(message):
    sender = text_of(message["From"]).lower()
    found = re.search(r"([^\s<\"]+)@", sender)
    local = found.group(1) if found else sender.strip(' <>"')
    return bool(DAEMONS.match(local) or DAEMON_NAMES.search(sender.split("<")[0]))


def _is_null(path):
    path = str(path or "-").strip().lower()
    return path == "<>" or path.startswith("<mailer-daemon")


def _is_cut(body):
    return len(above(body).rstrip()) < len(body.rstrip())


def _passes_a_report_on(subject, body):
    """Tell whether a person forwarded a report as it was; an answer to one is not."""
    if re.match(r"(re|aw|sv|rép)\s*:", subject):
        return False
    names = {line.lstrip("> ").split(":")[0].lower() for line in body.splitlines()}
    return {"final-recipient", "action"} <= names


# --- text -----------------------------------------------------------------------------


def text_of(value):
    """Return a header as text, whatever its encoding.

    >>> text_of("=?utf-8?q?=C3=89chec?= de remise")
    'Échec de remise'
    """
    try:
        return str(make_header(decode_header(str(value or ""))))
    except (LookupError, UnicodeError, ValueError):
        return str(value or "")


def payload_of(part):
    """Return the text of one part; what cannot be decoded is replaced."""
    raw = part.get_payload(decode=True)
    if raw is None:
        return str(part.get_payload() or "")
    charset = part.get_content_charset() or "utf-8"
    if b"\x1b$" in raw:
        charset = "iso-2022-jp"
    try:
        return raw.decode(charset, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def body_of(message):
    """Return what was written for people: the first text, else all that is there."""
    html = ""
    for part in outer(message):
        if part.get_content_type() == "text/plain":
            text = payload_of(part)
            if text.strip():
                return text
        if part.get_content_type() == "text/html" and not html:
            html = re.sub(r"<(br|/p|/div|/td|/tr)[^>]*>", "\n", payload_of(part))
            html = re.sub(r"<[^@>]*>", " ", html).replace("&nbsp;", " ")
    if html or not message.is_multipart():
        return html or payload_of(message)
    return message.as_string().partition("\n\n")[2]  # parts that nobody can take apart


def outer(message):
    """Walk the parts of the notification, not those of the message given back."""
    yield message
    if message.get_content_type() in ORIGINAL_TYPES or not message.is_multipart():
        return
    for part in message.get_payload():
        yield from outer(part)


def above(body):
    """Return what stands above the message given back, without marks of quoting.

    >>> above("It failed\\n--- Below this line is a copy of the message.\\nHello")
    'It failed'
    """
    lines = body.splitlines()
    for number, line in enumerate(lines):
        if number and SEPARATORS.match(line.strip().lower()):
            return "\n".join(lines[:number])
    return "\n".join(lines)


# --- the original ---------------------------------------------------------------------


def original(message):
    """Return the headers of the message given back: ``{lower name: value}``."""
    for part in message.walk():
        if part is message or part.get_content_type() not in ORIGINAL_TYPES:
            continue
        inner = part.get_payload()
        inner = inner[0] if isinstance(inner, list) and inner else _parsed(part)
        return _headers(inner)
    body = body_of(message)
    return _headers(email.message_from_string(_from_headers(body[len(above(body)) :])))


def _parsed(part):
    return email.message_from_string(payload_of(part).lstrip())


def _from_headers(text):
    """Return ``text`` from its first line that looks like a header."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if HEADER.match(line):
            margin = len(line) - len(line.lstrip("> "))
            return "\n".join(one[margin:] for one in lines[number:])
    return ""


def _headers(message):
    return {name: text_of(message[name]).strip() for name in KEPT if message[name]}


def message_ids(message, headers):
    """Return the identifiers of the original, best first."""
    named = [
        headers.get("message-id", ""),
        text_of(message["X-Microsoft-Original-Message-ID"]),
        text_of(message["In-Reply-To"]),
        text_of(message["References"]),
        headers.get("references", ""),
    ]
    found = [one for text in named for one in re.findall(r"<[^<>\s]+>", text)]
    return tuple(dict.fromkeys(found))
