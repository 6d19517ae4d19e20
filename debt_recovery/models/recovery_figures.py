from odoo import api, models
from odoo.tools import SQL

from .recovery_notice import LEFT


class RecoveryFigures(models.AbstractModel):
    """What reminders did in a period, by company: for the digest and Monday's mail.

    Read with SQL, for any company: callers check who asks.
    """

    _name = "recovery.figures"
    _description = "Results of reminders"

    @api.model
    def _collected(self, company_ids, after, until):
        """Return ``{company id: amount}`` of cash on debts that were reminded before.

        Cash only: a credit note, a write-off or a transfer to another account is no
        payment. Amounts in the company's currency, by date of payment.

        :param after: last day before the period
        :param until: last day of the period
        """
        self.env.flush_all()
        found = {}
        for company in self.env["res.company"].sudo().browse(company_ids):
            scope = SQL(
                "part.company_id = %s AND paid.date > %s AND paid.date <= %s AND %s",
                company.id,
                after,
                until,
                SQL(_REMINDED, list(LEFT)),
            )
            ((amount,),) = self.env.execute_query(
                SQL(
                    """SELECT sum(amount_company)::float FROM (%s) AS receipt
                        WHERE nature = 'cash'""",
                    self.env["recovery.receipt"]._sql(company, scope),
                )
            )
            if amount:
                found[company.id] = amount
        return found

    @api.model
    def _sent(self, company_ids, after, until):
        """Return ``{company id: number}`` of reminders that left in the period."""
        groups = (
            self.env["recovery.notice"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "in", list(company_ids)),
                    ("left_on", ">", after),
                    ("left_on", "<=", until),
                    ("state", "in", LEFT),
                    ("channel", "!=", "task"),
                    ("purpose", "!=", "service"),
                ],
                ["company_id"],
                ["__count"],
            )
        )
        return {company.id: count for company, count in groups}

    @api.model
    def _to_chase(self, company_ids, due_before=None):
        """Return ``{company id: (amount, customers)}`` of what is to chase now.

        :param due_before: only customers whose oldest debt was due before this day
        """
        domain = [
            ("company_id", "in", list(company_ids)),
            ("state", "=", "open"),
            ("net_overdue", ">", 0),
        ]
        if due_before:
            domain.append(("oldest_due", "<", due_before))
        groups = (
            self.env["recovery.case"]
            .sudo()
            ._read_group(domain, ["company_id"], ["net_overdue:sum", "__count"])
        )
        return {company.id: (amount, count) for company, amount, count in groups}


# of a reconciliation ``part`` and its credit line ``paid``: the debt was claimed before
_REMINDED = """
EXISTS (SELECT 1 FROM recovery_notice_line claimed
          JOIN recovery_notice notice ON notice.id = claimed.notice_id
         WHERE claimed.line_id = part.debit_move_id AND claimed.kind = 'overdue'
           AND notice.state = ANY(%s) AND notice.channel <> 'task'
           AND notice.left_on <= paid.date)
"""
