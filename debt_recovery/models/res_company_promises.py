from odoo import fields, models
from odoo.tools import format_date

from ..tools.calendar import add_working_days


class ResCompany(models.Model):
    """How far ahead, and how often, a payment may be promised."""

    _inherit = "res.company"

    recovery_promise_days = fields.Integer(
        "Working days after a promised date",
        default=2,
        help="A transfer of that day may reach the bank so much later.",
    )
    recovery_promise_longest = fields.Integer(
        "Longest promise (days)",
        default=30,
        help="A payment is promised for so many days ahead at most; beyond, a plan is "
        "agreed or a manager decides. 0: for any day.",
    )
    recovery_promise_most = fields.Integer(
        "Promises of one customer at most",
        default=3,
        help="Within the period; one that was kept does not count. 0: no limit.",
    )
    recovery_promise_period = fields.Integer(
        "Period of that limit (days)", default=90, help="Counted back from today."
    )
    recovery_plan_days = fields.Integer(
        "Days on hold while a plan is asked for",
        default=5,
        help="Nothing leaves while the responsible works out an answer.",
    )

    def _recovery_promise_problem(self, day, may_exceed=False):
        """Return why no payment can be promised for ``day``, in words, or nothing.

        :param may_exceed: beyond the limit too, as a manager may
        """
        today = self._recovery_today()
        last = fields.Date.add(today, days=self.recovery_promise_longest)
        if day < today:
            return self.env._("A promise is for today or a later day.")
        if self.recovery_promise_longest and day > last and not may_exceed:
            return self.env._(
                "A payment is promised until %(date)s at most: agree on a plan "
                "instead, or ask a manager.",
                date=format_date(self.env, last),
            )
        return ""

    def _recovery_promise_end(self, day):
        """Return the last day on which money promised for ``day`` may arrive."""
        closed = self._recovery_closed_days(day)
        return add_working_days(day, self.recovery_promise_days, closed)
