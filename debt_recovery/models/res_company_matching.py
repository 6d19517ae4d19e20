from odoo import fields, models


class ResCompany(models.Model):
    """Receipts: what is matched without asking, and what they pay first."""

    _inherit = "res.company"

    recovery_match_alone = fields.Boolean(
        "Match exact receipts without asking",
        default=True,
        help="A bank line whose payer is known and whose amount only one explanation "
        "fits is matched by itself. All others wait for a person.",
    )
    recovery_allocation = fields.Selection(
        [
            ("oldest", "The oldest debt first"),
            ("legal", "Costs, then interest, then principal"),
        ],
        "A payment pays",
        default="oldest",
        required=True,
        help="Unless the customer says what is paid.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_allocation = fields.Selection(
        related="company_id.recovery_allocation", readonly=False
    )
    recovery_match_alone = fields.Boolean(
        related="company_id.recovery_match_alone", readonly=False
    )
