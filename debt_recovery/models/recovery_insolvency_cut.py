from odoo import api, models
from odoo.tools import SQL

from .recovery_exposure_sql import TAKEN_OVER


class RecoveryInsolvency(models.Model):
    """Which debts a judgment catches, read from the ledger of every company."""

    _inherit = "recovery.insolvency"

    def _caught(self):
        """Return the open debts born on or before the judgment, in all companies."""
        self.ensure_one()
        found = self.env["account.move.line"].sudo()
        for company in (
            self.env["res.company"].sudo().search([("recovery_active", "=", True)])
        ):
            rows = self._caught_rows(company, SQL("i.id = %s", self.id))
            found |= found.browse([line for _one, line in rows])
        return found

    @api.model
    def _join(self, company):
        """Let debts join the proceedings of their debtor whose origin is earlier: a
        document posted late, or taken over by another account. One query, if none."""
        rows = self.sudo()._caught_rows(
            company,
            SQL(
                """COALESCE(i.end_date >= %s, TRUE)
                   AND NOT EXISTS (SELECT 1 FROM recovery_hold_line_rel rel
                    WHERE rel.hold_id = i.hold_id AND rel.line_id = l.id)""",
                company._recovery_today(),
            ),
        )
        joining = {}
        for one, line in rows:
            joining.setdefault(one, []).append(line)
        for one, lines in joining.items():
            self.sudo().browse(one)._freeze(self.env["account.move.line"].browse(lines))

    def _caught_rows(self, company, which):
        self.env["recovery.exposure"]._flush()
        self.flush_model()
        accounts = self.env["recovery.account"].sudo()._followed(company).account_id
        return self.env.execute_query(
            SQL(_CAUGHT, company=company.id, accounts=accounts.ids or [0], which=which)
        )


# A line that took over from others (doubtful debts, a bill of exchange) was born with
# the earliest of them.
_CAUGHT = f"""
SELECT i.id, l.id
  FROM recovery_insolvency i
  JOIN res_partner p ON p.commercial_partner_id = i.partner_id
  JOIN account_move_line l ON l.partner_id = p.id AND l.company_id = %(company)s
  JOIN account_move m ON m.id = l.move_id
  LEFT JOIN LATERAL (
       SELECT min(COALESCE(debt.invoice_date, debt.date)) AS born
         FROM {TAKEN_OVER}
          AND moved.account_id = ANY(%(accounts)s)
       ) origin ON TRUE
 WHERE i.state = 'open' AND l.account_id = ANY(%(accounts)s)
   AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
   AND l.amount_residual_currency > 0
   AND COALESCE(origin.born, m.invoice_date, m.date) <= i.judgment_date
   AND (%(which)s)
"""
