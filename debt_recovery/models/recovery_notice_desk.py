from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class RecoveryNotice(models.Model):
    """What a person does with a reminder: approve, skip, look at it."""

    _inherit = "recovery.notice"

    def action_approve(self):
        """Approve, or open the form that asks for the reason when alone."""
        alone = self.filtered(lambda notice: notice._needs_reason())
        if alone:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Approved by one person"),
                "res_model": "recovery.approve.wizard",
                "view_mode": "form",
                "target": "new",
                "context": {"default_notice_ids": self.ids},
            }
        self._approve()
        return True

    def _approve(self, reason=""):
        """Let these reminders leave.

        A step that needs two persons takes two different approvers, a manager among
        them; where the company has one manager only, a written reason.

        :raises UserError: when the second person or the reason is missing
        """
        now = fields.Datetime.now()
        for notice in self:
            notice._check_to_approve()
            if not notice.treatment_id.four_eyes:
                notice._let_leave(now, approved_by_id=self.env.uid, approved_on=now)
            elif notice._is_alone():
                notice._approve_alone(reason, now)
            else:
                notice._approve_together(now)
        self.env["recovery.event"]._log("approved", self.case_id)
        self._wake()

    def _check_to_approve(self):
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "“%(name)s” does not wait for an approval.", name=self.display_name
                )
            )

    def _approve_alone(self, reason, now):
        self._check_manager()
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "“%(step)s” needs two persons. You are alone: write why it leaves.",
                    step=self.treatment_id.name,
                )
            )
        self._let_leave(
            now,
            approved_by_id=self.env.uid,
            approved_on=now,
            approval_reason=reason,
            approved_alone=True,
        )

    def _let_leave(self, now, **vals):
        """Queue an approved reminder; it can be taken back for some minutes."""
        self._move_to("queued", send_after=self._leave_at(now), **vals)

    def _approve_together(self, now):
        first = self.approved_by_id
        if not first:
            self.check_access("write")
            self.sudo().write({"approved_by_id": self.env.uid, "approved_on": now})
            return
        if first == self.env.user:
            raise UserError(
                self.env._(
                    "“%(step)s” needs two persons: somebody else approves it too.",
                    step=self.treatment_id.name,
                )
            )
        if not first.has_group("debt_recovery.group_manager"):
            self._check_manager()
        self._let_leave(now, second_approver_id=self.env.uid)

    def _check_manager(self):
        if not self.env.user.has_group("debt_recovery.group_manager"):
            raise AccessError(
                self.env._(
                    "“%(step)s” is approved by a manager.", step=self.treatment_id.name
                )
            )

    def _is_alone(self):
        return self.company_id._recovery_is_alone()

    def _needs_reason(self):
        return self.treatment_id.four_eyes and self._is_alone()

    def action_open_case(self):
        return self.case_id._action_open()
