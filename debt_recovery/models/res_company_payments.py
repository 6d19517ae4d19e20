from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Where bank apps read the QR code of a credit transfer (EPC069-12).
EPC_COUNTRIES = ("AT", "BE", "DE", "FI", "LU", "NL")


class ResCompany(models.Model):
    """How customers may pay on their pages."""

    _inherit = "res.company"

    recovery_part_payment = fields.Boolean(
        "Customers may pay a part of an invoice", default=True
    )
    recovery_part_least = fields.Monetary(
        "Least part", default=20.0, help="Whoever owes less pays all of it."
    )
    recovery_part_share = fields.Float("Least share of an invoice (%)", default=0.0)
    recovery_epc_country_ids = fields.Many2many(
        "res.country",
        "recovery_epc_country_rel",
        "company_id",
        "country_id",
        "Countries that pay with a QR code",
        compute="_compute_recovery_epc_country_ids",
        store=True,
        readonly=False,
        help="Customers there see a code that their bank's app reads.",
    )
    recovery_cheque = fields.Boolean("Cheques are accepted")
    recovery_cheque_words = fields.Text(
        "How to pay by cheque",
        translate=True,
        help="Whom it is made out to and where it is sent. Empty: the company's name "
        "and address.",
    )

    @api.depends("create_date")  # once: what is chosen stays
    def _compute_recovery_epc_country_ids(self):
        countries = self.env["res.country"].search([("code", "in", EPC_COUNTRIES)])
        for company in self:
            company.recovery_epc_country_ids = countries

    @api.constrains("recovery_part_least", "recovery_part_share")
    def _check_recovery_part(self):
        for company in self:
            if company.recovery_part_least < 0:
                raise ValidationError(self.env._("The least part is not negative."))
            if not 0 <= company.recovery_part_share <= 100:
                raise ValidationError(
                    self.env._("The least share lies between 0 and 100 %.")
                )

    def _recovery_least_part(self, amount, currency):
        """Return the least that may be paid of ``amount``, in ``currency``; all of it
        where parts are not accepted."""
        self.ensure_one()
        if not self.recovery_part_payment:
            return amount
        least = self.currency_id._convert(
            self.recovery_part_least, currency, self, self._recovery_today()
        )
        return currency.round(max(least, amount * self.recovery_part_share / 100))


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_part_payment = fields.Boolean(
        related="company_id.recovery_part_payment", readonly=False
    )
    recovery_part_least = fields.Monetary(
        related="company_id.recovery_part_least", readonly=False
    )
    recovery_part_share = fields.Float(
        related="company_id.recovery_part_share", readonly=False
    )
    recovery_epc_country_ids = fields.Many2many(
        related="company_id.recovery_epc_country_ids", readonly=False
    )
    recovery_cheque = fields.Boolean(
        related="company_id.recovery_cheque", readonly=False
    )
    recovery_cheque_words = fields.Text(
        related="company_id.recovery_cheque_words", readonly=False
    )
