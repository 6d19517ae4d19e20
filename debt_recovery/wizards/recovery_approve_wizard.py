from odoo import fields, models


class RecoveryApproveWizard(models.TransientModel):
    """Asks the one person of a company for the reason that replaces a second one."""

    _name = "recovery.approve.wizard"
    _description = "Approve alone"

    notice_ids = fields.Many2many("recovery.notice", string="Reminders")
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.notice_ids._approve(reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
