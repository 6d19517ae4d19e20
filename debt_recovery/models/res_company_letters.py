from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Letters: when the post office is asked what became of a registered one."""

    _inherit = "res.company"

    recovery_presentation_days = fields.Integer(
        "Days before a first presentation is asked for",
        default=10,
        help="When nobody has typed the first presentation of a registered letter this "
        "many days after it was posted, the responsible gets a task.",
    )

    @api.constrains("recovery_presentation_days")
    def _check_recovery_presentation_days(self):
        if any(company.recovery_presentation_days < 1 for company in self):
            raise ValidationError(self.env._("Wait at least one day before asking."))


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_presentation_days = fields.Integer(
        related="company_id.recovery_presentation_days", readonly=False
    )
