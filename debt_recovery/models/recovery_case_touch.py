from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# what a person did about an account, beside what its thread and its reminders say
TOUCHES = ("replied", "approved", "edited", "skipped", "taken_back", "released")


class RecoveryCase(models.Model):
    """Since when nobody did anything about an account on which money is to chase."""

    _inherit = "recovery.case"

    untouched_days = fields.Integer(
        "Days untouched",
        compute="_compute_untouched_days",
        search="_search_untouched_days",
        help="Since the last contact, task done, note or hold; at most as long as "
        "something is late.",
    )

    def _compute_untouched_days(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT case_id, max(day) FROM (%s) touch GROUP BY case_id",
                self._touches_sql(SQL("c.id = ANY(%s)", self._origin.ids)),
            )
        )
        last = dict(rows)
        for case in self:
            start = max(
                filter(None, (case.oldest_due, last.get(case._origin.id))),
                default=None,
            )
            waits = case.state == "open" and case.net_overdue > 0 and start
            today = case.company_id._recovery_today()
            case.untouched_days = max(0, (today - start).days) if waits else 0

    def _search_untouched_days(self, operator, value):
        """Only “for n days and more” is asked; the whole ledger answers at once."""
        if operator not in (">", ">="):
            return NotImplemented
        days = int(value) + (operator == ">")
        self.env.flush_all()
        return Domain.custom(
            to_sql=lambda model, alias, query: self._untouched_sql(
                SQL.identifier(alias), days
            )
        )

    def _untouched_sql(self, case, days):
        """Return the condition on the table ``case`` that nobody touched it for
        ``days`` although something was late all that time.

        A day is the company's; those looked at share one when they have the same
        clock, else the earliest is taken.
        """
        today = min(company._recovery_today() for company in self.env.companies)
        since = today - timedelta(days=days)
        return SQL(
            """(%(case)s.state = 'open' AND %(case)s.net_overdue > 0
                AND %(case)s.oldest_due <= %(since)s
                AND %(case)s.id NOT IN (
                    SELECT case_id FROM (%(touches)s) touch
                     WHERE day > %(since)s AND case_id IS NOT NULL))""",
            case=case,
            since=since,
            touches=self._touches_sql(SQL("TRUE"), since),
        )

    def _touches_sql(self, scope, since=None):
        """Return ``case_id, day`` of all that was done about the accounts in scope.

        :param scope: condition over an account ``c``
        :param since: leave out what is from that day or before
        """
        midnight = since and datetime.combine(since + timedelta(days=1), time.min)

        def after(column, start):
            return SQL("%s >= %s", column, start) if since else SQL("TRUE")

        return SQL(
            _TOUCHES,
            scope=scope,
            kinds=list(TOUCHES),
            left=after(SQL("n.left_on"), midnight and midnight.date()),
            said=after(SQL("m.date"), midnight),
            happened=after(SQL("e.happened_at"), midnight),
            held=after(SQL("h.from_date"), midnight and midnight.date()),
        )


_TOUCHES = """
SELECT n.case_id, n.left_on AS day
  FROM recovery_notice n JOIN recovery_case c ON c.id = n.case_id AND %(scope)s
 WHERE n.left_on IS NOT NULL AND %(left)s
UNION ALL
SELECT c.id, m.date::date FROM mail_message m
  JOIN recovery_case c ON c.id = m.res_id AND %(scope)s
 WHERE m.model = 'recovery.case' AND %(said)s
   AND (m.message_type IN ('comment', 'email', 'email_outgoing')
        OR m.mail_activity_type_id IS NOT NULL)
UNION ALL
SELECT e.case_id, e.happened_at::date
  FROM recovery_event e JOIN recovery_case c ON c.id = e.case_id AND %(scope)s
 WHERE e.kind = ANY(%(kinds)s) AND %(happened)s
UNION ALL
SELECT c.id, h.from_date FROM recovery_hold h
  JOIN recovery_case c ON c.partner_id = h.partner_id AND %(scope)s
   AND (h.company_id IS NULL OR h.company_id = c.company_id)
 WHERE %(held)s
"""
