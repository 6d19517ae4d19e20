from odoo import api, fields, models
from odoo.exceptions import ValidationError

FIELDS = (
    "recovery_dispute_days",
    "recovery_dispute_delay_days",
    "recovery_claim_days",
    "recovery_dispute_repeat",
    "recovery_dispute_repeat_days",
)


class ResCompany(models.Model):
    """How long disputes take, and how long a customer is left alone after one."""

    _inherit = "res.company"

    recovery_dispute_days = fields.Integer(
        "Working days to settle a dispute", default=10
    )
    recovery_dispute_delay_days = fields.Integer(
        "Working days after a refusal",
        default=5,
        help="Nothing is asked about the part that was disputed for so long.",
    )
    recovery_claim_days = fields.Integer(
        "Days to look for a payment",
        default=5,
        help="A customer says that it is paid: nothing is asked about these debts for "
        "so long, once for each debt.",
    )
    recovery_accountant_id = fields.Many2one(
        "res.users",
        "Looks for payments",
        help="Gets the task when a customer says that it is paid; else the responsible "
        "for the account.",
    )
    recovery_dispute_repeat = fields.Integer(
        "Disputes that make a repeated error",
        default=3,
        help="As many with one reason on one product ask somebody to look; 0: never.",
    )
    recovery_dispute_repeat_days = fields.Integer(
        "Days in which errors repeat", default=90
    )

    @api.constrains(*FIELDS)
    def _check_recovery_dispute_days(self):
        for company in self:
            if any(company[name] < 0 for name in FIELDS):
                raise ValidationError(
                    self.env._("Days and numbers about disputes cannot be less than 0.")
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_dispute_days = fields.Integer(
        related="company_id.recovery_dispute_days", readonly=False
    )
    recovery_dispute_delay_days = fields.Integer(
        related="company_id.recovery_dispute_delay_days", readonly=False
    )
    recovery_claim_days = fields.Integer(
        related="company_id.recovery_claim_days", readonly=False
    )
    recovery_accountant_id = fields.Many2one(
        related="company_id.recovery_accountant_id", readonly=False
    )
    recovery_dispute_repeat = fields.Integer(
        related="company_id.recovery_dispute_repeat", readonly=False
    )
    recovery_dispute_repeat_days = fields.Integer(
        related="company_id.recovery_dispute_repeat_days", readonly=False
    )
