from odoo import api, models
from odoo.tools import html2plaintext, plaintext2html


class RecoveryMassNote(models.AbstractModel):
    """Leave the same note in the thread of each account."""

    _name = "recovery.mass.note"
    _inherit = "recovery.mass"
    _description = "Leave a note"

    @api.model
    def _missing(self, wizard):
        said = (wizard.note or "").strip()
        return "" if said else self.env._("Write the note.")

    @api.model
    def _why_not(self, wizard, rows):
        noted = self._noted(wizard, self._cases(rows))
        found = {}
        for row in rows:
            if not row.case:
                found[row] = self.env._("no account in reminders")
            elif row.case.id in noted:
                found[row] = self.env._("has this note already")
        return found

    def _noted(self, wizard, cases):
        """Return the ids of accounts in whose thread the user left it today."""
        messages = self.env["mail.message"].search_fetch(
            [
                ("model", "=", cases._name),
                ("res_id", "in", cases.ids),
                ("author_id", "=", self.env.user.partner_id.id),
                ("message_type", "=", "comment"),
                ("date", ">=", self.env.company._recovery_today()),
            ],
            ["res_id", "body"],
        )
        note = html2plaintext(plaintext2html(wizard.note or "")).strip()
        return {
            message.res_id
            for message in messages
            if html2plaintext(message.body).strip() == note
        }

    @api.model
    def _act(self, wizard, rows):
        cases = self._cases(rows)
        cases.check_access("write")
        body = plaintext2html(wizard.note)
        cases._message_log_batch(
            bodies=dict.fromkeys(cases.ids, body), message_type="comment"
        )
