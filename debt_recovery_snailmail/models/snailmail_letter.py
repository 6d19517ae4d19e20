import logging

from odoo import models
from odoo.tools import html2plaintext

_logger = logging.getLogger(__name__)


class SnailmailLetter(models.Model):
    """What becomes of a letter of ours is told to its reminder."""

    _inherit = "snailmail.letter"

    def write(self, vals):
        before = {letter.id: letter.state for letter in self}
        result = super().write(vals)
        if {"state", "error_code"} & vals.keys():
            changed = self.filtered(lambda one: before[one.id] != one.state)
            changed._tell_reminders()
        return result

    def _snailmail_print_valid_address(self):
        """Judge our letters again right before they leave; none leaves a copy."""
        waiting = self._waiting_reminders()
        letters = waiting.snailmail_letter_id
        if waiting and self.env["recovery.safety"]._is_copy():
            stopped = letters
        else:
            waiting._judge_letters_again()
            going = waiting.filtered(lambda one: one.state == "to_post")
            stopped = letters - going.snailmail_letter_id
        left = self.filtered(lambda one: one not in stopped)
        if not left:
            return None
        return super(SnailmailLetter, left)._snailmail_print_valid_address()

    def _snailmail_cron(self, autocommit=True):
        result = super()._snailmail_cron(autocommit)
        self._tell_late()
        return result

    def _tell_late(self):
        """Tell the reminders that could not be told when the service answered."""
        late = (
            self.env["recovery.notice"]
            .sudo()
            .search(
                [
                    ("state", "=", "to_post"),
                    ("snailmail_letter_id.state", "in", ("sent", "error", "canceled")),
                ]
            )
        )
        late.snailmail_letter_id._tell_reminders()

    def _waiting_reminders(self):
        return (
            self.env["recovery.notice"]
            .sudo()
            .search(
                [("snailmail_letter_id", "in", self.ids), ("state", "=", "to_post")]
            )
        )

    def _tell_reminders(self):
        """An error of ours never undoes what the service answered: the letter would be
        posted and paid twice. The next job tells the reminder."""
        for notice in self._waiting_reminders():
            try:
                with self.env.cr.savepoint():
                    notice.snailmail_letter_id._tell(notice)
            except Exception:
                _logger.exception("Letter of reminder %s: not told", notice.id)

    def _tell(self, notice):
        if self.state == "sent":
            notice._service_posted()
        elif self.state == "error":
            said = html2plaintext(self.info_msg or "")
            notice._service_failed(self.error_code, said)
        elif self.state == "canceled":
            notice._move_to("cancelled", reason="user")
