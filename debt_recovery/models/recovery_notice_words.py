from odoo import models


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _keep_words(self):
        """Keep what was said to the customer in the account's thread."""
        case = self.case_id
        author = self._sender().partner_id or self.company_id.partner_id
        message = self.env["mail.message"].sudo()
        self.sudo().message_id = message.create(
            {
                "model": case._name,
                "res_id": case.id,
                "message_type": "notification",
                "subtype_id": self.env.ref("mail.mt_note").id,
                "subject": self.subject,
                "body": self.body,
                "author_id": author.id,
                "email_from": author.email_formatted,
                "record_name": case.display_name,
            }
        )
