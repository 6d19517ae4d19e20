from odoo import fields, models


class RecoveryPlanApprove(models.TransientModel):
    """Decide on a plan that goes beyond its policy, with a reason."""

    _name = "recovery.plan.approve"
    _description = "Decision on a payment plan"

    arrangement_id = fields.Many2one(
        "recovery.arrangement", "Payment plan", required=True
    )
    outside_text = fields.Text(related="arrangement_id.outside_text")
    is_asked = fields.Boolean(related="arrangement_id.is_asked")
    reason = fields.Char(required=True)

    def action_approve(self):
        """Grant it."""
        self.arrangement_id._approve_plan(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_refuse(self):
        """Refuse it: its debts are free again."""
        self.arrangement_id._refuse_plan(self.reason)
        return {"type": "ir.actions.act_window_close"}
