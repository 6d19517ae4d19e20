from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_active = fields.Boolean(
        related="company_id.recovery_active", readonly=False
    )
    recovery_policy_id = fields.Many2one(
        related="company_id.recovery_policy_id", readonly=False
    )
    recovery_user_id = fields.Many2one(
        related="company_id.recovery_user_id", readonly=False
    )
    recovery_manager_id = fields.Many2one(
        related="company_id.recovery_manager_id", readonly=False
    )
    recovery_gap_days = fields.Integer(
        related="company_id.recovery_gap_days", readonly=False
    )
    recovery_daily_cap = fields.Integer(
        related="company_id.recovery_daily_cap", readonly=False
    )
    recovery_inflight_days = fields.Integer(
        related="company_id.recovery_inflight_days", readonly=False
    )
    recovery_run_wait_days = fields.Integer(
        related="company_id.recovery_run_wait_days", readonly=False
    )
    recovery_hours_from = fields.Float(
        related="company_id.recovery_hours_from", readonly=False
    )
    recovery_hours_to = fields.Float(
        related="company_id.recovery_hours_to", readonly=False
    )
    recovery_hours_days = fields.Char(
        related="company_id.recovery_hours_days", readonly=False
    )
    recovery_hours_holidays = fields.Boolean(
        related="company_id.recovery_hours_holidays", readonly=False
    )
    recovery_takeback_minutes = fields.Integer(
        related="company_id.recovery_takeback_minutes", readonly=False
    )
    recovery_cutoff_date = fields.Date(
        related="company_id.recovery_cutoff_date", readonly=False
    )
    recovery_sender_name = fields.Char(
        related="company_id.recovery_sender_name", readonly=False
    )
    recovery_bank_id = fields.Many2one(
        related="company_id.recovery_bank_id", readonly=False
    )
    recovery_monday_mail = fields.Boolean(
        related="company_id.recovery_monday_mail", readonly=False
    )
    recovery_rival_names = fields.Char(compute="_compute_recovery_rival_names")

    def _compute_recovery_rival_names(self):
        for settings in self:
            settings.recovery_rival_names = ", ".join(
                settings.company_id._recovery_rivals()
            )
