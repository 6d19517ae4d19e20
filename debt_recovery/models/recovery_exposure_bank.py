from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.calendar import is_working
from .recovery_match_sql import REGISTERED, WAITS


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_unmatched_days = fields.Integer(
        "Working days that an unmatched receipt counts",
        default=5,
        help="Money at the bank whose payer is known is not chased for so long, even "
        "before somebody matches it. 0: it never counts.",
    )

    def _recovery_unmatched_since(self, today):
        """Return the first day whose unmatched receipts still count."""
        closed = self._recovery_closed_days(today)
        left, day = self.recovery_unmatched_days, today
        while left > 0:
            day -= timedelta(days=1)
            left -= is_working(day, closed)
        return day


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_unmatched_days = fields.Integer(
        related="company_id.recovery_unmatched_days", readonly=False
    )


class RecoveryExposure(models.AbstractModel):
    """Money at the bank of a known payer, not matched yet: in flight, some days.

    A line of the amount of a payment that is in the books already is that payment: its
    debt is closed, and it covers no other one.
    """

    _inherit = "recovery.exposure"

    @api.model
    def _flush(self):
        for name in (
            "account.bank.statement.line",
            "account.payment",
            "recovery.match",
        ):
            self.env[name].flush_model()
        return super()._flush()

    @api.model
    def _received(self, company, as_of, debtor_ids):
        """Return a SELECT of ``debtor_id, currency_id, amount``, one row a bank line.

        :param debtor_ids: commercial partner ids, or None for all
        """
        since, scope = company._recovery_unmatched_since(as_of), SQL("")
        if debtor_ids is not None:
            scope = SQL(
                "AND p.commercial_partner_id = ANY(%s)", list(debtor_ids) or [0]
            )
        known = SQL(REGISTERED, company=company.id, since=since, waits=WAITS)
        return SQL(
            _RECEIVED,
            company=company.id,
            days=company.recovery_unmatched_days,
            since=since,
            scope=scope,
            registered=SQL("%s %s", known, scope),
        )


_RECEIVED = """
    SELECT debtor AS debtor_id, currency AS currency_id, amount
      FROM (
        SELECT line.*, row_number() OVER (
                   PARTITION BY debtor, currency, amount ORDER BY day, id) AS place
          FROM (
            SELECT s.id, m.date AS day, p.commercial_partner_id AS debtor,
                   COALESCE(s.foreign_currency_id, s.currency_id) AS currency,
                   abs(s.amount_residual)::numeric AS amount  -- not matched yet
              FROM recovery_match r
              JOIN account_bank_statement_line s ON s.id = r.statement_line_id
               AND s.is_reconciled IS NOT TRUE AND s.amount > 0
              JOIN account_move m ON m.id = s.move_id AND m.state = 'posted'
               AND m.date >= %(since)s
              JOIN res_partner p ON p.id = r.partner_id
             WHERE r.company_id = %(company)s AND r.state = 'waiting'
               AND %(days)s > 0 %(scope)s
          ) AS line
      ) AS came
      LEFT JOIN (
        SELECT debtor, currency, residual AS amount, count(*) AS number
          FROM (%(registered)s) AS payment GROUP BY 1, 2, 3
      ) AS known USING (debtor, currency, amount)
     WHERE place > COALESCE(known.number, 0)
"""
