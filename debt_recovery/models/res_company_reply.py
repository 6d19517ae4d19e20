from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How long an answer that nobody read holds the reminders back."""

    _inherit = "res.company"

    recovery_reply_days = fields.Integer(
        "Working days an unread reply stops reminders",
        default=5,
        help="A customer who answered gets no reminder until the answer is read, this "
        "many working days at most; then the manager gets it. 0: reminders go on.",
    )

    @api.constrains("recovery_reply_days")
    def _check_recovery_reply_days(self):
        if any(company.recovery_reply_days < 0 for company in self):
            raise ValidationError(self.env._("A number of days cannot be negative."))


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_reply_days = fields.Integer(
        related="company_id.recovery_reply_days", readonly=False
    )
