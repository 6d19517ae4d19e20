from odoo import fields, models
from odoo.tools import SQL


class RecoveryShortPayment(models.Model):
    """Debts paid in part: the customer owes a reason for the difference.

    One row a debt, read from the ledger: money came in, something is left, nobody said
    why. What is disputed, agreed or answered stays out; a further payment asks again.
    """

    _name = "recovery.short.payment"
    _description = "Short payment"
    _auto = False
    _order = "last_paid_on desc, id"
    _rec_name = "move_id"

    line_id = fields.Many2one("account.move.line", "Debt", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    billed = fields.Monetary(readonly=True)
    paid = fields.Monetary("Paid with money", readonly=True)
    difference = fields.Monetary("Short by", readonly=True)
    share = fields.Float(
        "Share of the debt", aggregator="avg", readonly=True, digits=(16, 4)
    )
    last_paid_on = fields.Date("Last payment on", readonly=True)
    is_discount = fields.Boolean(
        "Expired discount",
        readonly=True,
        help="Short by exactly the early-payment discount, deducted too late.",
    )

    @property
    def _table_query(self):
        receipts = self.env["recovery.receipt"]
        receipts._flush()
        companies = self.env.companies
        parts = [receipts._sql(one, SQL(_OPEN, one.id)) for one in companies]
        return SQL(_ROWS, receipts=SQL(" UNION ALL ").join(parts))

    def action_answer(self):
        """Open the answer to one of these."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why is it short?"),
            "res_model": "recovery.short.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_id": self.line_id.id},
        }

    def action_open_move(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }


# of what is open and was paid in part
_OPEN = """part.debit_move_id IN (
    SELECT owed.id FROM account_move_line owed
      JOIN account_account a ON a.id = owed.account_id
       AND a.account_type = 'asset_receivable'
     WHERE owed.company_id = %s AND owed.reconciled IS NOT TRUE
       AND owed.parent_state = 'posted' AND owed.amount_residual_currency > 0
       AND owed.amount_residual_currency < owed.amount_currency)
"""
_ROWS = """
SELECT l.id, l.id AS line_id, l.move_id, l.company_id,
       p.commercial_partner_id AS partner_id, m.invoice_user_id AS salesperson_id,
       l.currency_id, l.amount_currency AS billed, money.paid,
       l.amount_residual_currency AS difference,
       l.amount_residual_currency / l.amount_currency AS share,
       money.day AS last_paid_on,
       l.discount_date IS NOT NULL
       AND l.amount_residual_currency = l.amount_currency - l.discount_amount_currency
       AS is_discount
  FROM (SELECT line_id, sum(amount) AS paid, max(day) AS day
          FROM (%(receipts)s) AS receipt WHERE nature = 'cash'
         GROUP BY line_id HAVING sum(amount) > 0) AS money
  JOIN account_move_line l ON l.id = money.line_id
  JOIN account_move m ON m.id = l.move_id
  JOIN res_partner p ON p.id = l.partner_id
 WHERE NOT EXISTS (
       SELECT 1 FROM recovery_short_answer said
        WHERE said.line_id = l.id AND said.is_applied
          AND said.difference = l.amount_residual_currency)
   AND NOT EXISTS (
       SELECT 1 FROM recovery_dispute_item item
         JOIN recovery_dispute d ON d.id = item.dispute_id AND d.state = 'open'
        WHERE item.line_id = l.id)
   AND NOT EXISTS (
       SELECT 1 FROM recovery_arrangement_item item
         JOIN recovery_arrangement a ON a.id = item.arrangement_id
          AND a.state = 'active'
        WHERE item.line_id = l.id)
"""
