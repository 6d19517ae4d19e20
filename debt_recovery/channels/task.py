from markupsafe import Markup

from odoo import api, models
from odoo.tools import html2plaintext

from ..exceptions import PermanentFailure


class RecoveryChannelTask(models.AbstractModel):
    """Something for a person of the house to do: an activity on the account."""

    _name = "recovery.channel.task"
    _inherit = "recovery.channel"
    _description = "Task"

    @api.model
    def _addresses(self, notices):
        return {notice.id: [] for notice in notices}

    @api.model
    def _reached(self, notices):
        return {notice.id: self._assignee(notice).name or "" for notice in notices}

    @api.model
    def _compose(self, notice, claim, recipients, today):
        words = notice._words(claim, notice.partner_id, today)
        subject, body = notice._fill(words)
        return {"subject": subject, "body": self._pinned(notice) + body}

    def _pinned(self, notice):
        """Return the account's collection note: it is read before a call."""
        note = notice.case_id.collection_note
        if not note:
            return Markup("")
        return Markup("<p><b>%s</b><br/>%s</p>") % (
            notice.env._("Collection note"),
            Markup("<br/>").join(note.splitlines()),
        )

    @api.model
    def _send(self, notice, session):
        user = self._assignee(notice)
        if not user:
            raise PermanentFailure(
                "no_address", self.env._("Nobody is responsible for this task.")
            )
        # a salesperson may have no right on accounts: the task stands on the customer
        case = notice.case_id
        readable = case.with_user(user).has_access("read")
        (case if readable else notice.partner_id).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=notice.left_on,
            summary=notice.subject or html2plaintext(notice.body or ""),
            note=notice.body,
            user_id=user.id,
            recovery_notice_id=notice.id,
        )

    def _assignee(self, notice):
        case, company = notice.case_id, notice.company_id
        responsible = case.user_id or company.recovery_user_id
        chosen = {
            "salesperson": case.partner_id.user_id,
            "manager": company.recovery_manager_id,
            "responsible": responsible,
        }
        user = chosen[notice.treatment_id.assign_to or "responsible"] or responsible
        return company._recovery_acting(user)
