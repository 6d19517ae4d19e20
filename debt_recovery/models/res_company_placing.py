from odoo import fields, models


class ResCompany(models.Model):
    """What a debt must be before it may be handed to an agency."""

    _inherit = "res.company"

    recovery_placing_floor = fields.Monetary(
        "Handed over from",
        currency_field="currency_id",
        default=100,
        help="Least undisputed amount of a customer, whatever the contract says.",
    )
    recovery_placing_needs_notice = fields.Boolean(
        "Formal notice before a hand-over",
        default=True,
        help="Each debt was claimed by a formal notice whose time has run.",
    )
    recovery_placing_notice_days = fields.Integer(
        "Days after the formal notice",
        default=12,
        help="From its first presentation, else from its sending. A law that wants "
        "more governs.",
    )
    recovery_placing_told = fields.Boolean(
        "Our terms tell consumers of the partner",
        help="They say that an unpaid file may be given to a partner. Else a message "
        "whose text says so must have left.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_placing_floor = fields.Monetary(
        related="company_id.recovery_placing_floor", readonly=False
    )
    recovery_placing_needs_notice = fields.Boolean(
        related="company_id.recovery_placing_needs_notice", readonly=False
    )
    recovery_placing_notice_days = fields.Integer(
        related="company_id.recovery_placing_notice_days", readonly=False
    )
    recovery_placing_told = fields.Boolean(
        related="company_id.recovery_placing_told", readonly=False
    )


class RecoveryTemplate(models.Model):
    _inherit = "recovery.template"

    tells_of_partner = fields.Boolean(
        "Says that a partner may get the file",
        help="A consumer who was sent this text knows that his file may be given to "
        "a partner.",
    )
