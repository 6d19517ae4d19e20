import holidays
import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..channels.recovery_channel import CHANNELS
from ..tools.contact_window import Window
from ..tools.weekdays import read_days


class ResPartner(models.Model):
    """How a person wants to be contacted, and when; what he did not say, his company
    may have said for him."""

    _inherit = "res.partner"

    recovery_pref_channel = fields.Selection(
        [one for one in CHANNELS if one[0] != "task"],
        "Preferred channel",
        groups="debt_recovery.group_auditor",
    )
    recovery_pref_days = fields.Char(
        "Preferred days",
        help="Monday is 0: 024 is Monday, Wednesday and Friday. Empty: any.",
        groups="debt_recovery.group_auditor",
    )
    recovery_pref_from = fields.Float(
        "Preferred from", groups="debt_recovery.group_auditor"
    )
    recovery_pref_to = fields.Float(
        "Preferred until", groups="debt_recovery.group_auditor"
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

    def _recovery_window(self):
        """Return the :class:`Window` that this person asked for, or None."""
        said = self.sudo()
        if not (said.recovery_pref_to or said.recovery_pref_days):
            said = said.commercial_partner_id
        hours, days = said.recovery_pref_to, said.recovery_pref_days
        if not (hours or days):
            return None
        return Window(
            said.recovery_pref_from if hours else 0.0,
            hours or 24.0,
            read_days(days) if days else frozenset(range(7)),
        )

    def _recovery_zones(self):
        """Return every zone in which this person may be, none when nobody knows."""
        if self.tz:
            return [pytz.timezone(self.tz)]
        country = self.country_id or self.commercial_partner_id.country_id
        names = pytz.country_timezones.get(country.code or "", [])
        return [pytz.timezone(name) for name in names]

    def _recovery_closed_days(self, at):
        """Return the public holidays around ``at`` where this person is."""
        country = self.country_id or self.commercial_partner_id.country_id
        code = country.code
        if not code or code not in holidays.list_supported_countries():
            return frozenset()
        return frozenset(
            holidays.country_holidays(code, years=range(at.year, at.year + 2))
        )
