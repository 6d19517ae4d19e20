from odoo import fields, models


class ResCompany(models.Model):
    """What the company mostly sells, where the law gives it a period of its own."""

    _inherit = "res.company"

    recovery_debt_kind = fields.Selection(
        [
            ("carriage", "Carriage of goods"),
            ("sale", "Sale of goods"),
            ("periodic", "Periodic payments (rent, subscription)"),
        ],
        "What is invoiced",
        help="Some laws give these debts a limitation period of their own. Empty: the "
        "general one.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_debt_kind = fields.Selection(
        related="company_id.recovery_debt_kind", readonly=False
    )
