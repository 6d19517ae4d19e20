from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_loss_journal_id = fields.Many2one(
        related="company_id.recovery_loss_journal_id", readonly=False
    )
    recovery_loss_account_id = fields.Many2one(
        related="company_id.recovery_loss_account_id", readonly=False
    )
    recovery_loss_earlier_account_id = fields.Many2one(
        related="company_id.recovery_loss_earlier_account_id", readonly=False
    )
    recovery_doubtful_account_id = fields.Many2one(
        related="company_id.recovery_doubtful_account_id", readonly=False
    )
    recovery_impairment_account_id = fields.Many2one(
        related="company_id.recovery_impairment_account_id", readonly=False
    )
    recovery_impairment_charge_account_id = fields.Many2one(
        related="company_id.recovery_impairment_charge_account_id", readonly=False
    )
    recovery_impairment_release_account_id = fields.Many2one(
        related="company_id.recovery_impairment_release_account_id", readonly=False
    )
    recovery_regained_account_id = fields.Many2one(
        related="company_id.recovery_regained_account_id", readonly=False
    )
    recovery_loss_agent_limit = fields.Monetary(
        related="company_id.recovery_loss_agent_limit", readonly=False
    )
    recovery_loss_manager_limit = fields.Monetary(
        related="company_id.recovery_loss_manager_limit", readonly=False
    )
    recovery_loss_floor = fields.Monetary(
        related="company_id.recovery_loss_floor", readonly=False
    )
    recovery_provision_insolvency_rate = fields.Float(
        related="company_id.recovery_provision_insolvency_rate", readonly=False
    )
    recovery_provision_releases = fields.Boolean(
        related="company_id.recovery_provision_releases", readonly=False
    )
