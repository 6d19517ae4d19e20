from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_agency_journal_id = fields.Many2one(
        related="company_id.recovery_agency_journal_id", readonly=False
    )
    recovery_agency_clearing_id = fields.Many2one(
        related="company_id.recovery_agency_clearing_id", readonly=False
    )
    recovery_agency_fee_id = fields.Many2one(
        related="company_id.recovery_agency_fee_id", readonly=False
    )
    recovery_agency_income_id = fields.Many2one(
        related="company_id.recovery_agency_income_id", readonly=False
    )
    recovery_agency_alone = fields.Boolean(
        related="company_id.recovery_agency_alone", readonly=False
    )
    recovery_agency_tolerance = fields.Monetary(
        related="company_id.recovery_agency_tolerance", readonly=False
    )
