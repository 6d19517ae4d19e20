from odoo import models


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _keep_words(self):
        """Keep what was said to the customers in the threads of their accounts."""
        note = self.env.ref("mail.mt_note")
        values = []
        for notice in self:
            author = notice._sender().partner_id or notice.company_id.partner_id
            values.append(
                {
                    "model": notice.case_id._name,
                    "res_id": notice.case_id.id,
                    "message_type": "notification",
                    "subtype_id": note.id,
                    "subject": notice.subject,
                    "body": notice.body,
                    "author_id": author.id,
                    "email_from": author.email_formatted,
                    "record_name": notice.case_id.display_name,
                }
            )
        messages = self.env["mail.message"].sudo().create(values)
        for notice, message in zip(self.sudo(), messages, strict=True):
            notice.message_id = message
