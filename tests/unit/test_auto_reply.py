"""What machines answer is told from what people write."""

from email import message_from_string

import pytest

from odoo.addons.debt_recovery.tools.auto_reply import why_automatic


def why(headers, body="Bonjour"):
    return why_automatic(message_from_string(f"{headers}\n\n{body}"))


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (rejected)",
        "X-Autoreply: yes",
        "X-Autorespond: Re",
        "Precedence: auto_reply",
        "Precedence: bulk",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
        "List-Id: <news.lecoq.example>",
        "Return-Path: <>",
        "X-Zendesk-Ticket-Id: 12",
        "From: Lecoq <no-reply@lecoq.example>",
        "Subject: Automatic reply: Rappel",
        "Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_Rappel?=",
        "Subject: Re: Out of Office",
        "Subject: Absence du bureau",
        "Subject: Je suis absent jusqu'au 12",
        "Subject: En congés",
        "Subject: Nous avons bien reçu votre message",
        "Subject: [Ticket #4411] créé",
        "Subject: Votre demande 4411 a été enregistrée",
    ],
)
def test_machines_give_themselves_away(headers):
    assert why(headers)


@pytest.mark.parametrize(
    "headers",
    [
        "Subject: Re: Rappel",
        "Auto-Submitted: no\nSubject: Re: Rappel",
        "X-Auto-Response-Suppress: DR, RN, NRN\nSubject: Re: Rappel",
        "Subject: Absence de bon de commande",
        "Subject: Re: Relance automatique de votre logiciel",
        "In-Reply-To: <1@b.example>\nList-Id: <compta.lecoq.example>\nPrecedence: list",
        "From: Norbert <norbert@lecoq.example>",
    ],
)
def test_people_are_heard(headers):
    assert why(headers) == ""
