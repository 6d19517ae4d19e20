from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """What leaves with a message, and for how long its links open."""

    _inherit = "res.company"

    recovery_link_days = fields.Integer(
        "Days a link stays open",
        default=60,
        help="After that it offers a new one, sent to the address on file.",
    )
    recovery_attach_max_files = fields.Integer(
        "Attached documents at most",
        default=10,
        help="What exceeds it is offered behind a link. 0: always a link.",
    )
    recovery_attach_max_mb = fields.Float(
        "Attached megabytes at most",
        default=8.0,
        digits=(6, 1),
        help="As the message travels, a third more than the files themselves.",
    )
    recovery_unsubscribe_consumer = fields.Boolean(
        "Consumers may unsubscribe from courteous reminders",
        help="Mail programs then show a button that ends reminders by e-mail in one "
        "click. Formal notices go on.",
    )

    @api.constrains(
        "recovery_link_days", "recovery_attach_max_files", "recovery_attach_max_mb"
    )
    def _check_recovery_links(self):
        for company in self:
            if company.recovery_link_days < 1:
                raise ValidationError(
                    self.env._("A link must stay open for a day at least.")
                )
            if company.recovery_attach_max_files < 0 or (
                company.recovery_attach_max_mb < 0
            ):
                raise ValidationError(
                    self.env._("Limits of attached documents cannot be negative.")
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_link_days = fields.Integer(
        related="company_id.recovery_link_days", readonly=False
    )
    recovery_attach_max_files = fields.Integer(
        related="company_id.recovery_attach_max_files", readonly=False
    )
    recovery_attach_max_mb = fields.Float(
        related="company_id.recovery_attach_max_mb", readonly=False
    )
    recovery_unsubscribe_consumer = fields.Boolean(
        related="company_id.recovery_unsubscribe_consumer", readonly=False
    )
