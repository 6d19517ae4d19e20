from odoo import fields, models


class RecoveryComplaintAnswer(models.TransientModel):
    """The answer to one complaint: written here and sent, or noted when it was given
    another way."""

    _name = "recovery.complaint.answer"
    _inherit = ["recovery.answer.wizard"]
    _description = "Answer a complaint"

    _answered = "complaint_id"
    _refusal = "not_settled"

    complaint_id = fields.Many2one(
        "recovery.complaint", required=True, ondelete="cascade"
    )
    text = fields.Text(related="complaint_id.text")
    outcome = fields.Selection(
        [("settled", "Resolved"), ("not_settled", "Not resolved")],
        required=True,
        default="settled",
    )
    answered_on = fields.Date(
        "Given on", default=lambda self: self.env.company._recovery_today()
    )

    def action_answer(self):
        """Answer, and pause the reminders some days more unless it is settled."""
        for wizard in self:
            day = wizard.answered_on if wizard.way == "noted" else None
            wizard.complaint_id._give_answer(
                wizard.outcome, wizard.body, wizard.way == "email", day
            )
        return {"type": "ir.actions.act_window_close"}
