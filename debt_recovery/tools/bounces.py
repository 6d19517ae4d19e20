"""Read messages that came back: who did not get them, why, and for good or not.

Standard reports (RFC 3464, RFC 6522), complaints (ARF, RFC 5965) and the words of mail
systems that follow no standard. Plain Python over ``email``; no clock, no network.
"""

import email
import email.policy
import re
from dataclasses import dataclass, field

from . import bounce_parts as parts
from .bounce_accounts import ADDRESS, accounts
from .bounce_reasons import (
    BARE,
    CODES,
    COMMANDS,
    HARD,
    REASONS,
    REFUSED_AT,
    STATUSES,
    VAGUE,
)

LONGEST = 5000  # characters looked at


@dataclass(frozen=True)
class Failure:
    """What became of one recipient.

    ``kind``: hard (writing again is useless), soft, delayed (still being tried),
    delivered or feedback (complaint); ``status`` as in RFC 3463.
    """

    address: str
    kind: str
    reason: str
    status: str = ""
    code: str = ""
    text: str = ""


@dataclass(frozen=True)
class Bounce:
    """A message from a mail system about a message of ours.

    ``message_ids``: those of the original, as far as it came back, best first.
    """

    failures: tuple = ()
    message_ids: tuple = ()
    headers: dict = field(default_factory=dict)

    @property
    def kind(self):
        """The worst of what became of the recipients."""
        kinds = {failure.kind for failure in self.failures}
        for kind in ("feedback", "hard", "soft", "delayed", "delivered"):
            if kind in kinds:
                return kind
        return "soft"


def read(raw):
    """Return the :class:`Bounce` in a message, or None when it is none.

    :param raw: bytes, or an ``email.message.Message``

    >>> read(b"From: a@example.com\\nSubject: Re: hello\\n\\nWe pay tomorrow.") is None
    True
    >>> lost = read(b"From: MAILER-DAEMON@example.com\\nSubject: failure notice\\n\\n"
    ...             b"<a@example.org>:\\nRemote host said: 550 5.1.1 User unknown\\n")
    >>> lost.kind, lost.failures[0].address, lost.failures[0].status
    ('hard', 'a@example.org', '5.1.1')
    """
    message = raw
    if isinstance(raw, bytes):
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
    if not parts.is_from_a_system(message):
        return None
    original = parts.original(message)
    return Bounce(
        failures=tuple(_judge(one) for one in accounts(message, original)),
        message_ids=parts.message_ids(message, original),
        headers=original,
    )


def _judge(account):
    """Return the :class:`Failure` that an account of one recipient amounts to."""
    status, code = account.status, account.code
    reason = "" if account.action in ("feedback", "delivered") else why(account)
    return Failure(
        address=account.address,
        kind=_kind(account, reason),
        reason=reason or account.action,
        status=status,
        code=code,
        text=account.text or account.words,
    )


def _kind(account, reason):
    if account.action in ("feedback", "delivered"):
        return account.action
    if reason in HARD and not (reason == "no_mail_host" and account.is_temporary):
        return "hard"
    return "delayed" if account.action == "delayed" else "soft"


def why(account):
    """Return the reason of one account: what the refusing system said, else what was
    written for people, the status, words that say less, the reply code."""
    texts = [plain(text) for text in (account.text, account.words) if text]
    if texts and BARE.match(texts[0]):  # the people's part may say why
        texts.reverse()
    return (
        _by_words(texts, account, vague=False)
        or _by_status(account.status)
        or _by_words(texts, account, vague=True)
        or CODES.get(account.code, "unknown")
    )


def _by_words(texts, account, vague):
    for said in texts:
        for reason, pattern in REASONS:
            if (reason in VAGUE) == vague and pattern.search(said):
                return _weighed(reason, account)
    return ""


def _weighed(reason, account):
    """Correct what words alone say by the command at which the message was refused.

    “User unknown” condemns an address when it answers the recipient, or when the status
    says so; after the text of the message it is often a filter that speaks.
    """
    command, subject = _command(account), "".join(account.status.split(".")[1:2])
    if command == "mail" and reason in HARD:
        return "sender"
    if reason != "no_mailbox" or command == "rcpt":
        return reason
    if command == "accepted" or subject not in ("", "0", "1", "2", "5"):
        return "filtered"
    bare = BARE.match(plain(account.text or account.words))
    vague = bare and (not account.status or not bare["addr"])
    return "filtered" if subject != "1" and (vague or command == "data") else reason


def _command(account):
    said = " ".join(f"{account.text} {account.words}".lower().split())
    refused = REFUSED_AT.search(said)
    if refused:
        return refused.group(1)
    return next((name for name, pattern in COMMANDS if pattern.search(said)), "")


def plain(text):
    """Return words to match: lower case, single blanks, addresses and hosts masked.

    >>> plain("550 <A@Example.com>: see http://example.com/x\\n on mx.example.com")
    '550 <addr>: see on srv'
    """
    said = text[:LONGEST].lower()
    said = re.sub(r"\S*(spamhaus|spamcop|barracudac|abuseat)\S*", "dnsbl", said)
    said = re.sub(r"https?://\S+", "", said)
    said = re.sub(r"[\d.]+ - [\w\s]+ \d{3}-'", "", said)  # Amazon's own words before
    said = re.sub(ADDRESS, "addr", said)
    said = re.sub(r"\b[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}\b", "srv", said)
    return " ".join(said.split())


def _by_status(status):
    digits = status.split(".")[1:]
    for length in (2, 1):
        known = STATUSES.get(".".join(digits[:length]))
        if known:
            return known
    return ""
