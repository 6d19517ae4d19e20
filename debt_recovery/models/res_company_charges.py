from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ..tools.late_rates import floor_on


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

    def _recovery_rate_warning(self, rate, today):
        """Say that a rate of the terms is lower than the law lets it be; "" if not."""
        lowest, half = floor_on(today)
        if self.country_id.code != "FR" or not rate or rate >= lowest:
            return ""
        return self.env._(
            "The late-payment rate, %(rate)s %%, is under three times the legal "
            "rate (%(lowest)s %% in half-year %(half)s, C. com. art. L. 441-10)",
            rate=formatLang(self.env, rate),
            lowest=formatLang(self.env, lowest),
            half=f"{half[1]}/{half[0]}",
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_penalty_rate = fields.Float(
        related="company_id.recovery_penalty_rate", readonly=False
    )
    recovery_penalty_warning = fields.Char(compute="_compute_recovery_penalty_warning")
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

    @api.depends("recovery_penalty_rate", "company_id")
    def _compute_recovery_penalty_warning(self):
        for settings in self:
            company = settings.company_id
            settings.recovery_penalty_warning = company._recovery_rate_warning(
                settings.recovery_penalty_rate, company._recovery_today()
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
