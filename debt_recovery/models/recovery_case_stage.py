from odoo import fields, models


class RecoveryCaseStage(models.Model):
    """How long a customer's net debt stayed in a bracket, and why it moved."""

    _name = "recovery.case.stage"
    _description = "Bracket history"
    _order = "entered_on desc, id desc"
    _log_access = False

    case_id = fields.Many2one(
        "recovery.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="case_id.company_id")
    stage_id = fields.Many2one("recovery.stage", ondelete="set null", index=True)
    entered_on = fields.Date(required=True)
    left_on = fields.Date()
    why = fields.Selection(
        [
            ("opened", "account opened"),
            ("reopened", "debt came back"),
            ("aged", "time passed"),
            ("paid", "oldest debt settled"),
            ("returned", "payment returned"),
            ("closed", "account settled"),
        ],
        required=True,
    )
