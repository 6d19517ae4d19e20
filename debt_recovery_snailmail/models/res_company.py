from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_snailmail = fields.Boolean(
        "Simple letters by Odoo's postal service",
        help="Off: letters are printed and posted in the house. Registered letters "
        "always are.",
    )
    recovery_snailmail_cost = fields.Float(
        "Price of a letter",
        help="What the service takes for one letter, in the company's currency: kept "
        "as the cost of each reminder that it posted.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_snailmail = fields.Boolean(
        related="company_id.recovery_snailmail", readonly=False
    )
    recovery_snailmail_cost = fields.Float(
        related="company_id.recovery_snailmail_cost", readonly=False
    )
