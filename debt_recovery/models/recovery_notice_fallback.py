from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

FRESH = {
    "line_ids": False,
    "reason": False,
    "reason_text": False,
    "failure_type": False,
    "failure_text": False,
    "tries": 0,
    "left_on": False,
    "sent_at": False,
    "send_after": False,
    "approved_by_id": False,
    "approved_on": False,
    "second_approver_id": False,
    "approval_reason": False,
    "approved_alone": False,
}


class RecoveryNotice(models.Model):
    """The same step on its next channel, once each: what could not reach somebody, or
    was not answered, goes on elsewhere."""

    _inherit = "recovery.notice"

    def _fall_back(self):
        """Plan the step on the first of its channels that was not tried for this debt.

        :return: the new reminder, or none
        """
        self.ensure_one()
        if not self.treatment_id:
            return self.browse()
        tried = self._same_step()
        channels = tried.mapped("channel")
        following = next(
            (
                (channel, template)
                for channel, template in self.treatment_id._channels()
                if channel not in channels and self._usable(channel)
            ),
            None,
        )
        if not following:
            return self.browse()
        notice = self.sudo().copy(
            {
                **FRESH,
                "rank": max(tried.mapped("rank")) + 1,
                "state": "queued" if self.mode == "automatic" else "draft",
                "channel": following[0],
                "template_id": following[1].id,
                "letter_mode": self.treatment_id._letter_mode(following[0]),
                "planned_on": self.company_id._recovery_today(),
            }
        )
        notice._wake()
        return notice

    def _same_step(self):
        """Return the reminders of this step for this debt, this one with them."""
        return self.sudo().search(
            [
                ("case_id", "=", self.case_id.id),
                ("treatment_id", "=", self.treatment_id.id),
                ("anchor", "=", self.anchor),
                ("anchor_id", "=", self.anchor_id),
            ]
        )

    @api.model
    def _fall_back_unanswered(self, company, today):
        """Plan the next channel of what left some days ago and had no answer; the debt
        is judged when that leaves.

        An answer is a reply or a call with an outcome; machines open mails and links.
        Another contact since stands in for one; a task inside the house does not.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT n.id, t.fallback_after_days, n.left_on FROM recovery_notice n
                     JOIN recovery_treatment t ON t.id = n.treatment_id
                      AND t.fallback_after_days > 0
                     JOIN recovery_case c ON c.id = n.case_id AND c.state = 'open'
                    WHERE n.company_id = %s AND n.left_on >= %s
                      AND n.left_on + t.fallback_after_days <= %s
                      AND n.state IN ('sent', 'delivered') AND n.answered_at IS NULL
                      AND NOT EXISTS (
                          SELECT 1 FROM recovery_notice later
                           WHERE later.case_id = n.case_id AND later.id <> n.id
                             AND (later.left_on > n.left_on
                                  AND later.channel <> 'task' OR (
                                  later.treatment_id = n.treatment_id
                                  AND later.anchor = n.anchor
                                  AND later.anchor_id = n.anchor_id
                                  AND later.rank > n.rank)))""",
                company.id,
                today - timedelta(days=60),
                today,
            )
        )
        return self.union(*(self.browse(row[0])._fall_back() for row in rows))


class RecoveryTreatment(models.Model):
    _inherit = "recovery.treatment"

    def _channels(self):
        """Return ``[(channel, text)]`` of this step, in the order in which they are
        tried."""
        lines = self.fallback_ids
        return [
            (self.channel, self.template_id),
            *((one.channel, one.template_id) for one in lines),
        ]

    def _letter_mode(self, channel):
        """Return how a letter of this step goes; False for other channels."""
        return "simple" if channel == "letter" else False
