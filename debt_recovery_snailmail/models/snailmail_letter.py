from odoo import models
from odoo.tools import html2plaintext


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

    def _tell_reminders(self):
        waiting = (
            self.env["recovery.notice"]
            .sudo()
            .search(
                [("snailmail_letter_id", "in", self.ids), ("state", "=", "to_post")]
            )
        )
        for notice in waiting:
            letter = notice.snailmail_letter_id
            if letter.state == "sent":
                notice._service_posted()
            elif letter.state == "error":
                said = html2plaintext(letter.info_msg or "")
                notice._service_failed(letter.error_code, said)
            elif letter.state == "canceled":
                notice._move_to("cancelled", reason="user")
