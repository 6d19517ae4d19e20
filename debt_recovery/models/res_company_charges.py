from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How the company reckons late interest, where law and contract leave it free."""

    _inherit = "res.company"

    recovery_interest_base = fields.Selection(
        [("total", "With tax"), ("untaxed", "Without tax")],
        "Interest on amounts",
        required=True,
        default="total",
    )
    recovery_interest_year = fields.Selection(
        [("365", "365 days"), ("360", "360 days")],
        "Days of a year of interest",
        required=True,
        default="365",
    )
    recovery_interest_grace = fields.Integer(
        "Days late without interest",
        help="Paid within these days after the due date, nothing is asked; later, "
        "interest counts from the due date.",
    )
    recovery_interest_minimum = fields.Monetary(
        "Least interest of an invoice", help="Below it no interest is asked."
    )
    recovery_charges_renounce = fields.Boolean(
        "Offer to renounce",
        help="Last reminders say that a payment in time would allow the charges to be "
        "waived.",
    )

    @api.constrains("recovery_interest_grace", "recovery_interest_minimum")
    def _check_recovery_interest(self):
        for company in self:
            lowest = min(
                company.recovery_interest_grace, company.recovery_interest_minimum
            )
            if lowest < 0:
                raise ValidationError(
                    self.env._("Limits of interest are not negative.")
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_penalty_rate = fields.Float(
        related="company_id.recovery_penalty_rate", readonly=False
    )
    recovery_interest_base = fields.Selection(
        related="company_id.recovery_interest_base", readonly=False
    )
    recovery_interest_year = fields.Selection(
        related="company_id.recovery_interest_year", readonly=False
    )
    recovery_interest_grace = fields.Integer(
        related="company_id.recovery_interest_grace", readonly=False
    )
    recovery_interest_minimum = fields.Monetary(
        related="company_id.recovery_interest_minimum",
        readonly=False,
        currency_field="currency_id",
    )
    recovery_charges_renounce = fields.Boolean(
        related="company_id.recovery_charges_renounce", readonly=False
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_penalty_rate = fields.Float(
        "Late-payment rate agreed (% a year)",
        digits=(5, 2),
        company_dependent=True,
        groups="debt_recovery.group_auditor",
        help="As written in this customer's contract; 0: that of the general terms.",
    )
