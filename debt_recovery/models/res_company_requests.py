from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How long an invoice waits whose customer needs something first."""

    _inherit = "res.company"

    recovery_request_days = fields.Integer(
        "Working days that a request pauses",
        default=3,
        help="A customer needs something first: the invoice again, its order number, "
        "another recipient or platform. Nothing is asked about it for so long, once "
        "for each invoice; 0: none.",
    )

    @api.constrains("recovery_request_days")
    def _check_recovery_request_days(self):
        if any(company.recovery_request_days < 0 for company in self):
            raise ValidationError(self.env._("Days cannot be less than 0."))


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_request_days = fields.Integer(
        related="company_id.recovery_request_days", readonly=False
    )
