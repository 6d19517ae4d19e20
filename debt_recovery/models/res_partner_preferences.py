from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..channels.recovery_channel import CHANNELS
from ..tools.weekdays import read_days


class ResPartner(models.Model):
    """How a person wants to be contacted, and when; what he did not say, his company
    may have said for him."""

    _inherit = "res.partner"

    recovery_pref_channel = fields.Selection(
        [one for one in CHANNELS if one[0] != "task"],
        "Preferred channel",
        groups="debt_recovery.group_auditor",
        copy=False,
    )
    recovery_pref_days = fields.Char(
        "Preferred days",
        help="Monday is 0: 024 is Monday, Wednesday and Friday. Empty: any.",
        groups="debt_recovery.group_auditor",
        copy=False,
    )
    recovery_pref_from = fields.Float(
        "Preferred from", groups="debt_recovery.group_auditor", copy=False
    )
    recovery_pref_to = fields.Float(
        "Preferred until", groups="debt_recovery.group_auditor", copy=False
    )

    @api.constrains("recovery_pref_days", "recovery_pref_from", "recovery_pref_to")
    def _check_recovery_preferences(self):
        for partner in self:
            start, end = partner.recovery_pref_from, partner.recovery_pref_to
            wrong_hours = (start or end) and not 0 <= start < end <= 24
            days = partner.recovery_pref_days
            if wrong_hours or (days and not read_days(days)):
                raise ValidationError(
                    self.env._(
                        "Preferred days and hours of %(name)s: hours between 0 and 24, "
                        "the first before the last; days as digits, 0 is Monday.",
                        name=partner.display_name,
                    )
                )
