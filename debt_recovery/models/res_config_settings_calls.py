from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_promise_days = fields.Integer(
        related="company_id.recovery_promise_days", readonly=False
    )
    recovery_promise_longest = fields.Integer(
        related="company_id.recovery_promise_longest", readonly=False
    )
    recovery_promise_most = fields.Integer(
        related="company_id.recovery_promise_most", readonly=False
    )
    recovery_promise_period = fields.Integer(
        related="company_id.recovery_promise_period", readonly=False
    )
    recovery_plan_days = fields.Integer(
        related="company_id.recovery_plan_days", readonly=False
    )
