from odoo import fields, models


class ResCompany(models.Model):
    """Receipts: what is matched without asking."""

    _inherit = "res.company"

    recovery_match_alone = fields.Boolean(
        "Match exact receipts without asking",
        default=True,
        help="A bank line whose payer is known and whose amount only one explanation "
        "fits is matched by itself. All others wait for a person.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_match_alone = fields.Boolean(
        related="company_id.recovery_match_alone", readonly=False
    )
