from odoo import api, fields, models


class RecoveryComplaintAnswer(models.TransientModel):
    """The answer to one complaint: written here and sent, or noted when it was given
    another way."""

    _name = "recovery.complaint.answer"
    _description = "Answer a complaint"

    complaint_id = fields.Many2one(
        "recovery.complaint", required=True, ondelete="cascade"
    )
    text = fields.Text(related="complaint_id.text")
    outcome = fields.Selection(
        [("settled", "Resolved"), ("not_settled", "Not resolved")],
        required=True,
        default="settled",
    )
    way = fields.Selection(
        [("email", "Send by e-mail"), ("noted", "Given another way: note it")],
        "How",
        required=True,
        default="email",
    )
    answered_on = fields.Date(
        "Given on", default=lambda self: self.env.company._recovery_today()
    )
    body = fields.Html(
        "Answer",
        sanitize=True,
        sanitize_style=True,
        compute="_compute_body",
        store=True,
        readonly=False,
        precompute=True,
    )
    mediator = fields.Html("Added at the end", compute="_compute_mediator")
    lacks_mediator = fields.Boolean(compute="_compute_mediator")

    @api.depends("complaint_id")
    def _compute_body(self):
        for wizard in self:
            wizard.body = wizard.complaint_id._first_words()

    @api.depends("complaint_id", "outcome")
    def _compute_mediator(self):
        for wizard in self:
            complaint = wizard.complaint_id
            told = wizard.outcome == "not_settled" and complaint._is_consumer()
            known = (complaint.company_id.recovery_mediator or "").strip()
            wizard.lacks_mediator = told and not known
            wizard.mediator = (
                complaint._mediator_paragraph() if told and known else False
            )

    def action_answer(self):
        """Answer, and pause the reminders some days more unless it is settled."""
        for wizard in self:
            day = wizard.answered_on if wizard.way == "noted" else None
            wizard.complaint_id._give_answer(
                wizard.outcome, wizard.body, wizard.way == "email", day
            )
        return {"type": "ir.actions.act_window_close"}
