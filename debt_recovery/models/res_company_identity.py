from odoo import fields, models


class ResCompany(models.Model):
    """Whom the company wants to know before it shows an account."""

    _inherit = "res.company"

    recovery_asks_consumers = fields.Boolean(
        "Ask consumers who they are",
        default=True,
        help="Before a link shows anything: the postcode on file, or the number or "
        "amount of an invoice.",
    )
    recovery_asks_professionals = fields.Boolean(
        "Ask professionals who they are",
        help="Off: a colleague to whom the message was forwarded can settle at once.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_asks_consumers = fields.Boolean(
        related="company_id.recovery_asks_consumers", readonly=False
    )
    recovery_asks_professionals = fields.Boolean(
        related="company_id.recovery_asks_professionals", readonly=False
    )
