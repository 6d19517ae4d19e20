"""Tell what a machine answered from what a person wrote (RFC 3834 and older habits)."""

import re

from .bounce_parts import text_of

# header → the pattern of values by which a machine gives itself away
HEADERS = {
    "Auto-Submitted": r"auto-(replied|generated|notified)",
    "X-Autoreply": r".",
    "X-Autorespond": r".",
    "X-Autoresponder": r".",
    "X-Auto-Reply": r".",
    "X-Autoreply-From": r".",
    "X-Autoreply-Domain": r".",
    "X-Mail-Autoreply": r".",
    "X-Auto-Response-Suppress": r"\b(all|oof|autoreply)\b",
    "X-Precedence": r"auto.?reply|bulk|junk",
    "Precedence": r"auto.?reply|bulk|junk",
    "X-FC-MachineGenerated": r"true",
    "X-POST-MessageClass": r"9; Autoresponder",
    "X-MS-Exchange-Generated-Message-Source": r"mailbox rules agent|antispam|transport",
    "X-MS-Exchange-Inbox-Rules-Loop": r".",
    "Delivered-To": r"^autoresponder",
    "Preference": r"auto_reply",
    "X-Zendesk-Ticket-Id": r".",
    "X-Freshdesk-Ticket-Id": r".",
    "X-Jira-Fingerprint": r".",
    "X-RT-Loop-Prevention": r".",
    "X-OTRS-Loop": r".",
    "X-OTRS-FollowUp": r".",
    "X-GLPI-TicketId": r".",
}
# Lists and mailings; a person who answers us through a shared mailbox may bear them.
LISTS = {
    "List-Id": r".",
    "List-Unsubscribe": r".",
    "Precedence": r"list",
    "X-Loop": r".",
}
SUBJECTS = re.compile(
    r"^\W*((re|aw|sv|tr|fwd?|rép(onse)?)\s*:\s*)*("
    r"out[ -]of[ -](the[ -])?office|ooo\b|autorespon|vacation|away (until|from)"
    r"|auto(matic|mated)?[ -_.]*(reply|replied|response|answer)"
    r"|(i am|i'm|currently) (away|out|on (leave|holiday))"
    r"|on (annual|sick|maternity|parental)? ?leave\b"
    r"|absente?\b|absence( du| jusqu| au?\b|\W*$)|(message|notification) d.absence"
    r"|(réponse|reponse|message) automatique|en cong[ée]s?\b|fermeture (annuelle"
    r"|estivale|exceptionnelle)|(je suis|actuellement) (absent|en cong)|retour le \d"
    r"|accus[ée] de r[ée]ception( de votre|\W*$)|abwesen|risposta automatica"
    r"|automatische (antwort|beantwortung)|respuesta autom[áa]tica|afwezig"
    r"|automatisch antwoord|we (have )?received your|nous avons bien re[çc]u"
    r"|(your|votre) (request|ticket|demande) .{0,60}(received|re[çc]u|created|cr[ée]{2}"
    r"|enregistr|pris)|ticket .{0,20}(received|re[çc]u|created|cr[ée]{2})"
    r"|\[(ticket|case|request|demande)[ #:-]*\w+\] .{0,40}(received|re[çc]u|created"
    r"|cr[ée]{2}|enregistr))"
)
SENDERS = re.compile(
    r"^(no[-_.]?reply|ne[-_.]?pas[-_.]?repondre|do[-_.]?not[-_.]?reply|robot)"
)


def why_automatic(message):
    """Return what gives a machine away, or an empty string for a person's message.

    :param message: an ``email.message.Message``

    >>> import email
    >>> said = "Subject: Réponse automatique : relance\\n\\nJe suis absent."
    >>> why_automatic(email.message_from_string(said))
    'Subject'
    >>> why_automatic(email.message_from_string("Subject: Re: relance\\n\\nJe paie."))
    ''
    """
    known = HEADERS if message["In-Reply-To"] else {**LISTS, **HEADERS}
    for name, pattern in known.items():
        for value in message.get_all(name, []):
            if re.search(pattern, text_of(value), re.IGNORECASE):
                return name
    if str(message["Return-Path"] or "").strip() == "<>":
        return "Return-Path"
    if message.get_content_type() == "multipart/report":
        return "Content-Type"
    if SUBJECTS.match(text_of(message["Subject"]).strip().lower()):
        return "Subject"
    sender = re.search(r"([^\s<\"]+)@", text_of(message["From"]).lower())
    if sender and SENDERS.match(sender.group(1)):
        return "From"
    return ""
