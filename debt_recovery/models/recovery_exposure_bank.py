from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.calendar import is_working


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
    """Money at the bank of a known payer, not matched yet: in flight, some days."""

    _inherit = "recovery.exposure"

    @api.model
    def _flush(self):
        for name in ("account.bank.statement.line", "recovery.match"):
            self.env[name].flush_model()
        return super()._flush()

    @api.model
    def _received(self, company, as_of, debtor_ids):
        """Return a SELECT of ``debtor_id, currency_id, amount``, one row a bank line.

        :param debtor_ids: commercial partner ids, or None for all
        """
        scope = SQL("")
        if debtor_ids is not None:
            scope = SQL(
                "AND p.commercial_partner_id = ANY(%s)", list(debtor_ids) or [0]
            )
        return SQL(
            _RECEIVED,
            company=company.id,
            days=company.recovery_unmatched_days,
            since=company._recovery_unmatched_since(as_of),
            scope=scope,
        )


_RECEIVED = """
    SELECT p.commercial_partner_id,
           COALESCE(s.foreign_currency_id, s.currency_id),
           CASE WHEN s.foreign_currency_id IS NULL THEN s.amount
                ELSE s.amount_currency END
      FROM recovery_match r
      JOIN account_bank_statement_line s ON s.id = r.statement_line_id
       AND s.is_reconciled IS NOT TRUE AND s.amount > 0
      JOIN account_move m ON m.id = s.move_id AND m.state = 'posted'
       AND m.date >= %(since)s
      JOIN res_partner p ON p.id = r.partner_id
     WHERE r.company_id = %(company)s AND r.state = 'waiting' AND %(days)s > 0
       %(scope)s
"""
