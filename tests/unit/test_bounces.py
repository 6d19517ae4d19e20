"""Messages that came back: read from their fields, else from their words.

The real messages of many mail systems stand beside the project, not in it; where they
are absent that test says so and is skipped.
"""

import csv
import tarfile
from collections import defaultdict
from email import message_from_bytes, message_from_string

import pytest

from odoo.addons.debt_recovery.tools.auto_reply import why_automatic
from odoo.addons.debt_recovery.tools.bounces import read

from dev.settings import ROOT

REAL = ROOT.parent / "shared" / "data" / "bounces"

REPORT = """\
From: MAILER-DAEMON@mx.belleroche.example
To: bounce@belleroche.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system. Your message could not be delivered.

<compta@lecoq.example>: {said}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.belleroche.example

Final-Recipient: rfc822; compta@lecoq.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: message/rfc822

Message-Id: <one.two@belleroche.example>
X-Odoo-Objects: recovery.case-12
To: compta@lecoq.example
Subject: Rappel

Bonjour
--b--
"""


def report(said, status="5.0.0", action="failed"):
    text = REPORT.format(said=said, status=status, action=action)
    return read(message_from_string(text))


@pytest.mark.parametrize(
    ("said", "status", "kind", "reason"),
    [
        (
            "550 5.1.1 <compta@lecoq.example>: User unknown",
            "5.1.1",
            "hard",
            "no_mailbox",
        ),
        ("550 No such user here", "5.1.1", "hard", "no_mailbox"),
        ("550 Adresse destinataire invalide LPN007_416", "5.5.0", "hard", "no_account"),
        ("Host or domain name not found: lecoq.example", "5.4.4", "hard", "no_domain"),
        (
            "lecoq.example does not accept mail (nullMX)",
            "5.1.10",
            "hard",
            "no_mail_host",
        ),
        ("552 5.2.2 Boite pleine, quota exceeded", "5.2.2", "soft", "full"),
        ("550 5.7.1 blocked using zen.spamhaus.org", "5.7.1", "soft", "reputation"),
        ("550 5.7.26 unauthenticated mail: DMARC", "5.7.26", "soft", "auth"),
        ("550 5.2.0 Mail rejete. ofr_506", "5.2.0", "soft", "reputation"),
        ("552 5.3.4 Message size exceeds fixed limit", "5.3.4", "soft", "size"),
        ("554 5.7.1 Sender address rejected", "5.7.1", "soft", "sender"),
        ("connection timed out", "5.4.1", "soft", "expired"),
        ("451 4.7.1 Greylisted, try again later", "4.7.1", "soft", "policy"),
        ("550 5.5.0 mailbox unavailable (S2017062302).", "5.5.0", "hard", "no_mailbox"),
        ("sorry, no mailbox here by that name.", "5.1.1", "hard", "no_mailbox"),
        ("550 utilisateur inconnu", "5.0.0", "hard", "no_mailbox"),
        ("DNS domain x.example does not exist", "5.4.310", "hard", "no_domain"),
        ("550 5.2.1 mailbox blocked due to inactivity", "5.2.1", "soft", "disabled"),
        ("550 Sender verify failed. No such user here", "5.0.0", "soft", "sender"),
        ("", "5.1.1", "hard", "no_mailbox"),
        ("", "5.2.2", "soft", "full"),
        ("", "5.0.0", "soft", "unknown"),
    ],
)
def test_words_and_status_give_kind_and_reason(said, status, kind, reason):
    (failure,) = report(said, status).failures
    assert (failure.kind, failure.reason) == (kind, reason)
    assert (failure.address, failure.status) == ("compta@lecoq.example", status)


def test_a_report_names_the_original():
    bounce = report("550 5.1.1 User unknown", "5.1.1")
    assert bounce.message_ids == ("<one.two@belleroche.example>",)
    assert bounce.headers["x-odoo-objects"] == "recovery.case-12"


@pytest.mark.parametrize(
    ("action", "kind"),
    [("delayed", "delayed"), ("relayed", "delivered"), ("delivered", "delivered")],
)
def test_not_every_report_is_a_failure(action, kind):
    assert report("", "4.4.1" if action == "delayed" else "2.0.0", action).kind == kind


def test_unknown_after_the_text_of_the_message_condemns_no_address():
    """It is a filter that speaks; the words alone are not enough either."""
    late = "550 5.0.0 User unknown (in reply to end of DATA command)"
    assert report(late).kind == "soft"
    assert report("550 User unknown (in reply to RCPT TO command)").kind == "hard"


def test_each_recipient_has_its_own_outcome():
    bounce = read(
        b"From: MAILER-DAEMON@q.example\nSubject: failure notice\n\n"
        b"Hi. This is the qmail-send program.\n\n<a@x.example>:\n192.0.2.1 does not "
        b"like recipient.\nRemote host said: 550 5.1.1 User unknown\n\n"
        b"<b@x.example>:\nRemote host said: 552 5.2.2 Mailbox full\n\n"
        b"--- Below this line is a copy of the message.\n\n"
        b"Message-ID: <three@belleroche.example>\n"
    )
    assert [(one.address, one.kind) for one in bounce.failures] == [
        ("a@x.example", "hard"),
        ("b@x.example", "soft"),
    ]
    assert bounce.kind == "hard"
    assert bounce.message_ids == ("<three@belleroche.example>",)


def test_a_complaint_is_no_failure():
    bounce = read(
        b"From: fbl@mail.example\nSubject: FW: Rappel\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        b"--b\nContent-Type: text/plain\n\nAbuse report.\n--b\n"
        b"Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        b"Original-Rcpt-To: <compta@lecoq.example>\n\n--b\n"
        b"Content-Type: message/rfc822\n\n"
        b"Message-ID: <four@belleroche.example>\n\n--b--\n"
    )
    assert bounce.kind == "feedback"
    assert bounce.failures[0].address == "compta@lecoq.example"
    assert bounce.message_ids == ("<four@belleroche.example>",)


@pytest.mark.parametrize(
    "said",
    [
        "From: a@lecoq.example\nSubject: Re: Rappel\n\nNous paierons vendredi.",
        "From: a@lecoq.example\nSubject: Re: Undelivered Mail Returned to Sender\n\n"
        "Il m'est revenu.\n> Final-Recipient: rfc822; b@x.example\n> Action: failed\n",
        "From: a@lecoq.example\nSubject: Delivery problem with our order\n\n"
        "The delivery has failed, we wait before we pay.",
        "From: Postmaster <postmaster@lecoq.example>\nIn-Reply-To: <1@b.example>\n"
        "Subject: Re: Rappel\n\nBonjour, nous paierons vendredi.",
        "From: a@lecoq.example\nSubject: Absence de bon de commande\n\nIl manque.",
    ],
)
def test_what_people_write_is_neither_a_bounce_nor_automatic(said):
    message = message_from_string(said)
    assert read(message) is None
    assert why_automatic(message) == ""


def real():
    archive = REAL / "bounces.tar.gz"
    if not archive.exists():
        pytest.skip(f"the real messages are not there: {archive}")
    expected = defaultdict(list)
    with (REAL / "labels.csv").open(encoding="utf-8") as labels:
        for row in csv.DictReader(labels):
            expected[row["file"]].append(row)
    with tarfile.open(archive) as pack:
        for member in pack.getmembers():
            if member.name.endswith(".eml"):
                name = member.name.rsplit("/", 1)[-1]
                theirs = member.name.startswith("not_bounces/")
                raw = pack.extractfile(member).read()
                yield name, raw, None if theirs else expected[name]


def test_real_messages_are_told_apart(capsys):
    """At least 98 of 100 right on hard or soft; none is taken for a person's answer."""
    right, wrong, people = 0, [], []
    for name, raw, rows in real():
        bounce = read(raw)
        if rows is None:
            assert bounce is None, name
            continue
        if bounce is None and not why_automatic(message_from_bytes(raw)):
            people.append(name)
        vacation = [row for row in rows if row["reason"] == "vacation"]
        assert bool(vacation) == (bounce is None), name
        for number, row in enumerate(rows if bounce else ()):
            failure = bounce.failures[min(number, len(bounce.failures) - 1)]
            if (failure.kind == "hard") == (row["hard_bounce"] == "1"):
                right += 1
            else:
                wrong.append((name, row["reason"], failure.kind, failure.reason))
    share = right / (right + len(wrong))
    with capsys.disabled():
        print(f"\nreal bounces: {right} of {right + len(wrong)} right ({share:.1%})")
        for one in wrong:
            print("  wrong:", *one)
    assert share >= 0.98, wrong
    assert people == []
