from odoo import models
from odoo.tools import html2plaintext

from ..tools import link_token
from .recovery_notice_rules import BY_HAND

REACHED = ("sent", "delivered")
SHOWN, WORDS = 50, 140  # messages, and characters of one without a title


class RecoveryLink(models.Model):
    """What was sent to the customer, as far as it reached him: no draft, nothing that
    came back, no note of what was said on the phone."""

    _inherit = "recovery.link"

    def _received(self):
        """Return the messages that this account received, the last ones first."""
        return self.env["recovery.notice"].search(
            [
                ("case_id", "=", self.case_id.id),
                ("state", "in", REACHED),
                ("left_on", "!=", False),
                ("channel", "!=", "task"),
                ("anchor", "!=", BY_HAND),
                ("is_test", "=", False),
            ],
            order="left_on desc, id desc",
            limit=SHOWN,
        )

    def _message_rows(self):
        """Return ``date``, ``channel``, ``title`` and ``letter`` (the id, where its
        pages are kept) of each."""
        notices = self.env["recovery.notice"]
        labels = dict(notices._fields["channel"]._description_selection(self.env))
        statement = self.env["recovery.statement"]
        return [
            {
                "date": statement._day(one.left_on),
                "channel": labels[one.channel],
                "title": one.subject or _beginning(one.body),
                "letter": bool(one.letter_pdf_id) and one.id,
            }
            for one in self._received()
        ]

    def _letter_file(self, notice_id):
        """Return ``(name, bytes)`` of a letter as it left, or None."""
        letter = self._received().filtered(lambda one: one.id == notice_id)
        paper = letter.letter_pdf_id
        if not paper:
            return None
        return f"{letter.letter_reference} - {letter.left_on}.pdf", paper.raw


def _beginning(html):
    """Return the first words of a message; its own links open nothing here."""
    text = " ".join(html2plaintext(link_token.masked(html or "")).split())
    return text if len(text) <= WORDS else f"{text[: WORDS - 1].rstrip()}…"
