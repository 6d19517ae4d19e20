"""What a message that came back says of each recipient: from the fields of a standard
report where there is one, else from the words."""

import json
import re
from dataclasses import dataclass, replace

from .bounce_parts import above, body_of, outer, payload_of, text_of

ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+"
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
AFTER_CODE = re.compile(
    r"(?<![\d.])[45]\d\d[- ]['\"]?([45]\.\d{1,3}\.\d{1,3})(?![\d.])"
)
CODE = re.compile(r"(?<![\d.:\[])([2345][0-5]\d)(?=[ \-#]|$)(?!-?\d{2,})")
# a line that begins with an address opens what is said of it
STARTS = re.compile(
    rf"^[\s>*|]*(?:[245]\d\d |(?:rcpt )?to:? |recipients?: |user |address: |failed: )?"
    rf"[\"'<(\[]*(?:smtp:|mailto:|rfc822;)?({ADDRESS})[\"'>)\]]*(.*)$",
    re.IGNORECASE,
)
ACTIONS = {
    "failed": "failed",
    "failure": "failed",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "delivered",
    "expanded": "delivered",
    "deliverable": "delivered",
}
DELAYED = re.compile(
    r"\bdelay|still (being|trying|queued)|will (be|keep|continue) (retr|try)"
    r"|not yet been|do not need to resend|warning(?! message)|will be retried"
)


@dataclass(frozen=True)
class Account:
    """What is said of one recipient.

    ``action``: failed, delayed, delivered or feedback; ``text``: the diagnostic of the
    mail system that refused; ``words``: what was written for people.
    """

    address: str = ""
    action: str = "failed"
    status: str = ""
    code: str = ""
    text: str = ""
    words: str = ""

    @property
    def is_temporary(self):
        return (self.code or self.status or "5").startswith("4")


def accounts(message, original):
    """Return the :class:`Account` of each recipient that the message speaks of.

    :param original: headers of the message given back, ``{lower name: value}``
    """
    found = _complaints(message) or _notification(message)
    if found:
        return found
    words = above(body_of(message))
    found = _reported(message, words) or _spoken(message, words)
    if not any(one.address for one in found):
        found = _inner(message) or [
            Account(address=_first(original.get("to", "")), words=words)
        ]
    return [_numbered(one) for one in found]


def _inner(message):
    """Return what a report says that came back inside another message."""
    for part in outer(message):
        inner = part.get_payload()
        is_message = part.get_content_type() == "message/rfc822"
        if is_message and inner[0].get_content_type() == "multipart/report":
            return accounts(inner[0], {})
    return []


def _numbered(account):
    """Fill status and reply code in from the text, where no field holds them."""
    said = account.text or account.words
    status, code = account.status, account.code
    if not status or status.endswith(".0.0"):
        named = AFTER_CODE.search(said) or STATUS.search(said)
        status = named.group(1) if named else status
    if not code:
        named = CODE.search(said)
        code = named.group(1) if named else ""
    return replace(account, status=status, code=code)


def _first(text):
    found = re.search(ADDRESS, text or "")
    return found.group().lower() if found else ""


# --- complaints and notifications -----------------------------------------------------


def _complaints(message):
    """Return who complained (ARF; Hotmail's form has no report part)."""
    found = []
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            found += _complainers(part)
    if found:
        return found
    subject = text_of(message["Subject"]).strip().lower()
    if message.get_param("report-type") == "feedback-report" or subject.startswith(
        "complaint about"
    ):
        for part in message.walk():
            address = _first(part["X-HmXmrOriginalRecipient"] or part["To"])
            if address and part is not message:
                return [Account(address, "feedback")]
        return [Account("", "feedback")]
    return []


def _complainers(part):
    fields = _fields(part)[-1:] or [{}]
    if "auth-failure" in fields[0].get("feedback-type", ""):
        return [Account(_first(fields[0].get("original-rcpt-to")), "feedback")]
    rows = re.findall(
        rf"^original-rcpt-to:\s*(?:rfc822;)?\s*<?({ADDRESS})",
        _raw(part),
        re.IGNORECASE | re.MULTILINE,
    )
    return [
        Account(address.lower(), "feedback") for address in dict.fromkeys(rows)
    ] or [Account("", "feedback")]


def _notification(message):
    """Return what Amazon SES tells in JSON, where an address of ours asked for it."""
    body = body_of(message).lstrip()
    if not body.startswith("{"):
        return []
    try:
        told, _end = json.JSONDecoder().raw_decode(re.sub(r"!?\r?\n ?", "", body))
        told = json.loads(told["Message"]) if "Message" in told else told
    except (ValueError, TypeError):
        return []
    kind = told.get("notificationType") or told.get("eventType")
    if kind == "Complaint":
        rows = told["complaint"].get("complainedRecipients", [])
        return [Account(one["emailAddress"].lower(), "feedback") for one in rows]
    if kind == "Delivery":
        said = told["delivery"].get("smtpResponse", "")
        return [
            _numbered(Account(address.lower(), "delivered", text=said))
            for address in told["delivery"].get("recipients", [])
        ]
    if kind == "Bounce":
        rows = told["bounce"].get("bouncedRecipients", [])
        return [_numbered(_json_account(one)) for one in rows]
    return []


def _json_account(row):
    return Account(
        row.get("emailAddress", "").lower(),
        status=row.get("status", ""),
        text=row.get("diagnosticCode", ""),
    )


# --- standard reports -----------------------------------------------------------------


def _raw(part):
    """Return the source of a part, whether or not it was parsed as messages."""
    inner = part.get_payload()
    if isinstance(inner, list):
        text = "\n\n".join(one.as_string() for one in inner)
        if "\x1b$" in text:  # Japanese, as it came over the wire
            text = text.encode("ascii", "replace").decode("iso-2022-jp", "replace")
        return text
    return payload_of(part)


def _fields(part):
    """Return the groups of fields of a status part: ``[{lower name: value}]``."""
    return _groups(_raw(part))


def _groups(text):
    groups = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        lines = re.sub(r"\n[ \t]+", " ", block.strip()).splitlines()
        pairs = [line.split(":", 1) for line in lines if ":" in line]
        group = {}
        for name, value in pairs:
            group.setdefault(name.strip(" >").lower(), value.strip())
        groups.append(group)
    return groups


def _reported(message, words):
    """Return what the status part of a report says, recipient by recipient."""
    groups = []
    for part in outer(message):
        if part.get_content_type() in ("message/delivery-status", "message/status"):
            groups += _fields(part)
    if not groups:  # in the text, or forwarded by a person
        text = re.sub(r"^[> ]+", "", body_of(message), flags=re.MULTILINE)
        groups = _groups(text) if "final-recipient:" in text.lower() else []
    rows = [one for one in groups if one.keys() & {"final-recipient", "action"}]
    spoken = _spoken(message, words)
    words += "\n" + next(
        (g["reporting-mta"] for g in groups if "reporting-mta" in g), ""
    )
    spoken = spoken if len(rows) > 1 else []
    return [_from_fields(row, spoken, words) for row in rows]


def _from_fields(row, spoken, words):
    final = _first(row.get("final-recipient")) or _first(row.get("original-recipient"))
    address = final or _first(row.get("x-actual-recipient"))
    mine = [one.text for one in spoken if one.address == address and one.text]
    status = STATUS.search(row.get("status", ""))
    text = row.get("diagnostic-code", "")
    return Account(
        address=address,
        action=_action(row),
        status=status.group(1) if status else "",
        text=re.sub(r"^\s*[\w-]+\s*;\s*", "", text).strip(),
        words=f"{mine[0]}\n{words.splitlines()[-1]}" if mine else words,
    )


def _action(row):
    word = row.get("action", "").lower().split(" ")[0].split("(")[0]
    action = ACTIONS.get(word, "failed")
    if word == "expanded" and row.get("status", "2").startswith("5"):
        return "failed"
    return action


# --- words ----------------------------------------------------------------------------


def _spoken(message, words):
    """Return what is said of each address that a line begins with."""
    found, tail = [], []
    for line in words.splitlines():
        start = STARTS.match(line)
        if start and not start.group(1).lower().startswith(("postmaster@", "mailer-")):
            tail = [start.group(2)]
            found.append((start.group(1).lower(), tail))
        elif found:
            tail.append(line)
    action = "delayed" if _is_delay(message, words) else "failed"
    said = {}
    for address, lines in found:
        text = "\n".join(lines).strip(" :;\n")
        said[address] = f"{said.get(address, '')}\n{text}".strip()
    if len(said) > 1 and all(said.values()):
        return [Account(one, action, text=text) for one, text in said.items()]
    named = list(said) or _named(message, words)
    return [
        Account(address, action, text=said.get(address, ""), words=words)
        for address in named
    ]


def _named(message, words):
    """Return the addresses failed, as far as a header or any sentence names them."""
    failed = re.findall(ADDRESS, message["X-Failed-Recipients"] or "")
    if failed:
        return [one.lower() for one in dict.fromkeys(failed)]
    own = set(re.findall(ADDRESS, text_of(message["To"]).lower()))
    others = [one.lower() for one in re.findall(ADDRESS, words)]
    ours = [one for one in others if not one.startswith(("postmaster@", "mailer-"))]
    return [one for one in dict.fromkeys(ours) if one not in own][:1] or ours[:1]


def _is_delay(message, words):
    head = text_of(message["Subject"]) + " " + words
    return bool(DELAYED.search(" ".join(head.lower().split())))
