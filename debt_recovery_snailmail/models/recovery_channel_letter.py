from odoo import api, models


class RecoveryChannelLetter(models.AbstractModel):
    """Simple letters are handed to Odoo's postal service, where the company says so.

    A letter of the service waits for the post like one on the pile: it has left when
    the service says that it did.
    """

    _inherit = "recovery.channel.letter"

    @api.model
    def _by_service(self, notice):
        """Tell whether the service posts this letter; in test mode it never does."""
        company = notice.company_id.sudo()
        return (
            company.recovery_snailmail
            and not company.recovery_test_mode
            and notice.letter_mode == "simple"
        )

    @api.model
    def _send(self, notice, session):
        if not self._by_service(notice):
            return super()._send(notice, session)
        mine = notice.sudo()
        mine._make_letters()
        mine.snailmail_letter_id = (
            self.env["snailmail.letter"]
            .sudo()
            .create(
                {
                    "model": notice.case_id._name,
                    "res_id": notice.case_id.id,
                    "partner_id": notice.recipient_id.id,
                    "company_id": notice.company_id.id,
                    "user_id": self.env.uid,
                    "attachment_id": self._for_service(mine).id,
                    "cover": False,  # the address stands in the window
                }
            )
        )
        return None

    def _for_service(self, notice):
        """Return the service's own copy of the PDF: what becomes of ours is not its."""
        return notice.letter_pdf_id.copy({"res_model": "snailmail.letter", "res_id": 0})

    @api.model
    def _keep(self, notices):
        """The service has written in the account's thread itself."""
        own = notices.sudo().filtered(lambda one: not one.snailmail_letter_id)
        return super()._keep(own)

    @api.model
    def _look_up(self, notice):
        letter = notice.sudo().snailmail_letter_id
        if not letter:
            return super()._look_up(notice)
        return str(letter.id) if letter.state == "sent" else False
