from odoo import api, fields, models
from odoo.tools import SQL


class RecoveryDisputeReport(models.Model):
    """Disputes counted by reason, product and salesperson: a row a disputed product.

    A dispute about lines is shared over them by their amount; one about an invoice of
    a single product is that product's, any other has none. Amounts are in the company's
    currency, at the rate of the invoice.
    """

    _name = "recovery.dispute.report"
    _description = "Disputes by cause"
    _auto = False
    _order = "opened_on desc"
    _rec_name = "dispute_id"

    dispute_id = fields.Many2one("recovery.dispute", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    reason_id = fields.Many2one("recovery.dispute.reason", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    user_id = fields.Many2one("res.users", "In charge", readonly=True)
    state = fields.Selection(
        lambda self: self.env["recovery.dispute"]._fields["state"].selection,
        readonly=True,
    )
    is_seller_fault = fields.Boolean("Our fault", readonly=True)
    opened_on = fields.Date(readonly=True)
    number = fields.Float("Number of disputes", digits=(16, 1), readonly=True)
    amount = fields.Monetary("Disputed amount", readonly=True)
    accepted_amount = fields.Monetary("Given back", readonly=True)
    days = fields.Float(
        "Days in dispute", digits=(16, 1), aggregator="avg", readonly=True
    )

    @property
    def _table_query(self):
        return SQL(
            _ROWS,
            today=fields.Date.context_today(self),
        )

    @api.model
    def _repeats(self, dispute, since):
        """Return ``(product, disputes)`` of the same reason since a day, the most
        frequent product of ``dispute`` first; nothing where it names no product."""
        products = self.search([("dispute_id", "=", dispute.id)]).product_id
        found = self._read_group(
            [
                ("company_id", "=", dispute.company_id.id),
                ("reason_id", "=", dispute.reason_id.id),
                ("product_id", "in", products.ids),
                ("state", "!=", "cancelled"),
                ("opened_on", ">=", since),
            ],
            ["product_id"],
            ["dispute_id:recordset"],
        )
        return sorted(found, key=lambda row: -len(row[1]))


_ROWS = """
WITH chosen AS (
    SELECT rel.dispute_id, l.product_id, sum(abs(l.price_total)) AS weight
      FROM recovery_dispute_invoice_line_rel rel
      JOIN account_move_line l ON l.id = rel.line_id
     GROUP BY 1, 2
),
single AS (  -- the invoice has one product alone
    SELECT d.id AS dispute_id, min(l.product_id) AS product_id
      FROM recovery_dispute d
      JOIN account_move_line l ON l.move_id = d.move_id AND l.display_type = 'product'
     WHERE NOT EXISTS (SELECT 1 FROM chosen WHERE chosen.dispute_id = d.id)
     GROUP BY d.id
    HAVING count(DISTINCT COALESCE(l.product_id, 0)) = 1
),
share AS (
    SELECT dispute_id, product_id,
           CASE WHEN sum(weight) OVER (PARTITION BY dispute_id) > 0
                THEN weight / sum(weight) OVER (PARTITION BY dispute_id)
                ELSE 1.0 / count(*) OVER (PARTITION BY dispute_id) END AS part
      FROM chosen
    UNION ALL
    SELECT dispute_id, product_id, 1 FROM single
)
SELECT row_number() OVER (ORDER BY d.id, share.product_id) AS id,
       d.id AS dispute_id, d.company_id, d.partner_id, d.reason_id, share.product_id,
       d.salesperson_id, d.user_id, d.state, d.is_seller_fault, d.opened_on,
       COALESCE(share.part, 1) AS number,
       d.amount * rate.rate * COALESCE(share.part, 1) AS amount,
       d.accepted_amount * rate.rate * COALESCE(share.part, 1) AS accepted_amount,
       COALESCE(d.closed_on, %(today)s) - d.opened_on AS days
  FROM recovery_dispute d
  LEFT JOIN share ON share.dispute_id = d.id
  LEFT JOIN account_move m ON m.id = d.move_id
 CROSS JOIN LATERAL (
       SELECT CASE WHEN m.amount_total > 0
                   THEN abs(m.amount_total_signed) / m.amount_total
                   ELSE 1 END AS rate) rate
"""
