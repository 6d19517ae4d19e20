from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Deadlines of complaints: the house's own, which no rule of the packs sets."""

    _inherit = "res.company"

    recovery_complaint_ack_days = fields.Integer(
        "Working days to acknowledge a complaint",
        default=10,
        help="A house default (general knowledge: what French supervisors recommend to "
        "the professions that they oversee), not a law for every company.",
    )
    recovery_complaint_answer_months = fields.Integer(
        "Months to answer a complaint",
        default=2,
        help="A house default (general knowledge: what French supervisors recommend to "
        "the professions that they oversee), not a law for every company.",
    )
    recovery_complaint_wait_days = fields.Integer(
        "Days that an answer waits",
        default=15,
        help="After an answer that did not settle the complaint nothing is asked of "
        "the customer for so long; then the complaint closes by itself.",
    )

    @api.constrains(
        "recovery_complaint_ack_days",
        "recovery_complaint_answer_months",
        "recovery_complaint_wait_days",
    )
    def _check_recovery_complaint_days(self):
        for company in self:
            if company.recovery_complaint_ack_days < 0:
                raise ValidationError(self.env._("These days cannot be less than 0."))
            if company.recovery_complaint_answer_months < 1:
                raise ValidationError(self.env._("Leave one month at least."))
            if company.recovery_complaint_wait_days < 0:
                raise ValidationError(self.env._("These days cannot be less than 0."))


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_complaint_ack_days = fields.Integer(
        related="company_id.recovery_complaint_ack_days", readonly=False
    )
    recovery_complaint_answer_months = fields.Integer(
        related="company_id.recovery_complaint_answer_months", readonly=False
    )
    recovery_complaint_wait_days = fields.Integer(
        related="company_id.recovery_complaint_wait_days", readonly=False
    )
