from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.contact_window import Window
from ..tools.weekdays import WEEKDAYS, read_days


class ResCompany(models.Model):
    """Hours in which customers are contacted, and how many a minute.

    Monday to Friday, 09:00 to 19:00 without public holidays is the strict default
    that holds wherever nothing else is known.
    """

    _inherit = "res.company"

    recovery_hours_from = fields.Float("Contacts from", default=9.0)
    recovery_hours_to = fields.Float("Contacts until", default=19.0)
    recovery_hours_days = fields.Char(
        "Days of contact",
        default=WEEKDAYS,
        help="Monday is 0: 01234 is a working week.",
    )
    recovery_hours_holidays = fields.Boolean("Contacts on public holidays")

    @api.constrains("recovery_hours_from", "recovery_hours_to", "recovery_hours_days")
    def _check_recovery_hours(self):
        for company in self:
            start, end = company.recovery_hours_from, company.recovery_hours_to
            if not 0 <= start < end <= 24:
                raise ValidationError(
                    self.env._(
                        "Hours of contact of %(company)s: the first one comes before "
                        "the last one, between 0 and 24.",
                        company=company.name,
                    )
                )
            if not read_days(company.recovery_hours_days):
                raise ValidationError(
                    self.env._(
                        "Days of contact of %(company)s: write at least one of 0 "
                        "(Monday) to 6 (Sunday), not “%(days)s”.",
                        company=company.name,
                        days=company.recovery_hours_days or "",
                    )
                )

    def _recovery_window(self):
        """Return the house's :class:`Window` of contact."""
        return Window(
            self.recovery_hours_from,
            self.recovery_hours_to,
            read_days(self.recovery_hours_days),
        )

    def _recovery_rate(self, channel):
        """Return how many contacts may leave a minute by ``channel``; 0: no limit."""
        name = f"recovery_{channel}_per_minute"
        return self[name] if name in self._fields else 0
