from odoo import api, fields, models
from odoo.exceptions import ValidationError

DAYS = ("recovery_notice_days", "recovery_card_tries", "recovery_sepa_tries")


class ResCompany(models.Model):
    """How automatic payments are announced, and tried again."""

    _inherit = "res.company"

    recovery_notice_days = fields.Integer(
        "Automatic payments are announced (days before)",
        default=2,
        help="No card is charged and no account debited before the customer was told "
        "this many days ahead. Direct debits: fourteen, unless your contract agrees "
        "on less.",
    )
    recovery_retry = fields.Boolean(
        "Try rejected automatic payments again",
        default=True,
        help="Payments that the customer agreed to be charged for, on the day that "
        "fits the reason: near payday where money lacked, the next working day after "
        "a technical failure, never on a means that is dead.",
    )
    recovery_card_tries = fields.Integer(
        "Tries of a card", default=4, help="In thirty days, the first one included."
    )
    recovery_sepa_tries = fields.Integer(
        "Tries of a direct debit",
        default=3,
        help="In sixty days, the first one included.",
    )

    @api.constrains(*DAYS)
    def _check_recovery_debits(self):
        for company in self:
            if company.recovery_notice_days < 0:
                raise ValidationError(
                    self.env._("A number of days cannot be negative.")
                )
            tries = (company.recovery_card_tries, company.recovery_sepa_tries)
            if min(tries) < 1 or max(tries) > 10:
                raise ValidationError(
                    self.env._(
                        "A payment is tried once at least, and ten times at most."
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_notice_days = fields.Integer(
        related="company_id.recovery_notice_days", readonly=False
    )
    recovery_retry = fields.Boolean(related="company_id.recovery_retry", readonly=False)
    recovery_card_tries = fields.Integer(
        related="company_id.recovery_card_tries", readonly=False
    )
    recovery_sepa_tries = fields.Integer(
        related="company_id.recovery_sepa_tries", readonly=False
    )
