from odoo import fields, models
from odoo.tools import SQL

BUCKETS = [
    ("0_30", "Up to 30 days"),
    ("31_60", "31 to 60 days"),
    ("61_90", "61 to 90 days"),
    ("over_90", "More than 90 days"),
]


class RecoveryAgencyClearing(models.Model):
    """What agencies hold for us, by age: one row a journal item of the ledger."""

    _name = "recovery.agency.clearing"
    _description = "Money held by agencies"
    _auto = False
    _order = "paid_on, id"
    _rec_name = "remittance_id"

    remittance_id = fields.Many2one("recovery.remittance", readonly=True)
    agency_id = fields.Many2one("recovery.agency", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    move_id = fields.Many2one("account.move", "Entry", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    paid_on = fields.Date("Customers paid on", readonly=True)
    due_on = fields.Date("Money due by", readonly=True)
    age = fields.Integer("Days", readonly=True, aggregator="max")
    bucket = fields.Selection(BUCKETS, "Held for", readonly=True)
    residual = fields.Monetary("Open", readonly=True)
    residual_company = fields.Monetary(
        "Open, in the company's currency",
        currency_field="company_currency_id",
        readonly=True,
    )

    @property
    def _table_query(self):
        self.env["account.move.line"].flush_model()
        self.env["recovery.remittance"].flush_model()
        self.env["account.bank.statement.line"].flush_model()
        return SQL(" UNION ALL ").join(
            SQL(_ROWS, company=one.id, today=one._recovery_today())
            for one in self.env.companies
        )

    def action_open_remittance(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "recovery.remittance",
            "res_id": self.remittance_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }


_ROWS = """
SELECT l.id, r.id AS remittance_id, r.agency_id, r.company_id, l.move_id,
       l.currency_id, l.company_currency_id, l.date AS paid_on, r.due_on,
       %(today)s::date - l.date AS age,
       CASE WHEN %(today)s::date - l.date <= 30 THEN '0_30'
            WHEN %(today)s::date - l.date <= 60 THEN '31_60'
            WHEN %(today)s::date - l.date <= 90 THEN '61_90'
            ELSE 'over_90' END AS bucket,
       l.amount_residual_currency AS residual, l.amount_residual AS residual_company
  FROM recovery_remittance r
  JOIN LATERAL (
       SELECT rel.move_id FROM recovery_remittance_move_rel rel
        WHERE rel.remittance_id = r.id
        UNION
       SELECT s.move_id FROM account_bank_statement_line s WHERE s.id = r.bank_line_id
       ) e ON TRUE
  JOIN account_move_line l ON l.move_id = e.move_id
   AND l.account_id = r.clearing_account_id AND l.reconciled IS NOT TRUE
   AND l.parent_state = 'posted' AND l.amount_residual <> 0
 WHERE r.company_id = %(company)s AND r.state = 'booked'
"""
