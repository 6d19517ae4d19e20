from odoo import fields, models
from odoo.tools import html2plaintext

SHOWN = 160


class RecoveryCase(models.Model):
    """Answers of customers that nobody has read yet."""

    _inherit = "recovery.case"

    reply_text = fields.Char("Reply", compute="_compute_reply")
    replied_on = fields.Datetime("Replied on", compute="_compute_reply")

    def _compute_reply(self):
        found = self._unread().grouped("res_id")
        for case in self:
            latest = found.get(case.id, self.env["mail.activity"])[:1]
            said = " ".join(html2plaintext(latest.note or "").split())
            parts = [latest.summary or "", said[:SHOWN]]
            case.reply_text = " – ".join(filter(None, parts))
            case.replied_on = latest.create_date

    def _unread(self):
        """Return the replies to read of these accounts, the latest first."""
        kind = self.env.ref("debt_recovery.activity_reply")
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", kind.id),
            ],
            order="id desc",
        )

    def action_replies_read(self):
        """Mark the replies of these accounts as read."""
        self.check_access("write")
        self._unread().action_done()
        return True
