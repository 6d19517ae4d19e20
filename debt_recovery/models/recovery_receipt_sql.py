"""The texts of receipts: what each reconciliation of a debt was."""

from odoo.tools import SQL

# Journals whose entries are money.
MONEY = SQL("('bank', 'cash', 'credit')")


# A nature's weight on the other side of an entry; a tax goes with what it corrects.
_WEIGHTS = {
    "loss": "side.loss + CASE WHEN main.nature = 'cash' THEN side.tax ELSE 0 END",
    "discount": "side.discount + CASE WHEN side.loss IS NULL THEN side.tax ELSE 0 END",
    "exchange": "side.exchange",
    "rounding": "side.rounding",
    "moved": "side.moved",
    "money": "CASE WHEN main.nature = 'offset' THEN side.money END",
}
_SHARES = ",\n       ".join(
    f"round(part.debit_amount_currency * COALESCE({weight}, 0)"
    f" / COALESCE(side.total, 1), cur.decimal_places) AS {name}"
    for name, weight in _WEIGHTS.items()
)

# A draft settles nothing. The comments say why each piece stands where it does.
RECEIPTS = f"""
WITH listed AS (
    SELECT account_id, treatment FROM recovery_account WHERE company_id = %(company)s
),
losses AS (
    SELECT id AS account_id FROM account_account
     WHERE id = ANY(%(loss)s) OR code_store ->> %(root)s LIKE ANY(%(codes)s::text[])
),
coins AS (  -- what a coin that does not exist is booked on
    SELECT (loss_account_id ->> %(company)s::text)::int AS account_id
      FROM account_cash_rounding
    UNION
    SELECT (profit_account_id ->> %(company)s::text)::int FROM account_cash_rounding
)
SELECT part.id AS partial_id, part.debit_move_id AS line_id, paid.id AS credit_line_id,
       paid.date AS day, piece.nature, piece.amount,
       CASE WHEN part.debit_amount_currency = 0 THEN part.amount
            ELSE round(part.amount * piece.amount / part.debit_amount_currency,
                       %(decimals)s) END AS amount_company
  FROM account_partial_reconcile part
  JOIN account_move_line paid ON paid.id = part.credit_move_id
   AND paid.parent_state = 'posted'
  JOIN account_move m ON m.id = paid.move_id
  JOIN account_journal j ON j.id = m.journal_id
  JOIN res_currency cur ON cur.id = part.debit_currency_id
 CROSS JOIN LATERAL (
       SELECT CASE WHEN m.move_type = 'out_refund' THEN 'credit_note'
                   WHEN m.id IN (%(write_offs)s) THEN 'write_off'
                   WHEN EXISTS (SELECT 1 FROM account_partial_reconcile x
                                 WHERE x.exchange_move_id = m.id) THEN 'exchange'
                   WHEN j.type IN %(money)s OR j.id = %(agencies)s THEN 'cash'
                   ELSE 'offset' END AS nature) AS main
  LEFT JOIN LATERAL (  -- the other side of the entry, by what its accounts say
       SELECT sum(o.balance) AS total,
              sum(o.balance) FILTER (
                  WHERE o.account_id IN (SELECT account_id FROM losses)) AS loss,
              sum(o.balance) FILTER (
                  WHERE o.account_id = ANY(%(discount)s)) AS discount,
              sum(o.balance) FILTER (
                  WHERE o.account_id = ANY(%(exchange)s)) AS exchange,
              sum(o.balance) FILTER (
                  WHERE o.account_id IN (SELECT account_id FROM coins)) AS rounding,
              COALESCE(sum(o.balance) FILTER (
                  WHERE o.tax_line_id IS NOT NULL), 0) AS tax,
              sum(o.balance) FILTER (WHERE a.account_type = 'asset_cash') AS money,
              sum(o.balance) FILTER (  -- as much of one account in and out: it moved
                  WHERE (a.account_type = 'asset_receivable'
                         OR o.account_id IN (SELECT account_id FROM listed
                                              WHERE treatment <> 'ignore'))
                    AND o.account_id NOT IN (SELECT account_id FROM listed
                                              WHERE treatment = 'ignore')
                    AND (main.nature = 'offset' OR o.partner_id = paid.partner_id)
                    AND (o.account_id <> paid.account_id
                         OR (SELECT sum(same.balance) FROM account_move_line same
                              WHERE same.move_id = m.id
                                AND same.account_id = paid.account_id) <= 0)
              ) AS moved
         FROM account_move_line o
         JOIN account_account a ON a.id = o.account_id
        WHERE o.move_id = m.id AND o.balance > 0
          AND (main.nature = 'cash'  -- one entry for many customers: his own lines
               OR o.partner_id IS NULL OR o.partner_id = paid.partner_id
               OR NOT EXISTS (
                  SELECT 1 FROM account_move_line own
                   WHERE own.move_id = m.id AND own.balance > 0
                     AND (own.partner_id IS NULL OR own.partner_id = paid.partner_id)))
       ) AS side ON m.move_type = 'entry' AND main.nature IN ('cash', 'offset')
 CROSS JOIN LATERAL (  -- all in shares of the entry's other side
       SELECT {_SHARES}) AS share
 CROSS JOIN LATERAL (
       SELECT nature, sum(amount) AS amount
         FROM (VALUES ('write_off', share.loss), ('discount', share.discount),
                      ('exchange', share.exchange), ('rounding', share.rounding),
                      ('transfer', share.moved), ('cash', share.money),
                      (CASE WHEN main.nature = 'offset' AND side.loss > 0
                            THEN 'write_off' ELSE main.nature END,
                       part.debit_amount_currency - share.loss - share.discount
                       - share.exchange - share.rounding - share.moved - share.money)
              ) AS one (nature, amount)
        GROUP BY nature) AS piece
 WHERE (piece.amount <> 0
        OR (part.debit_amount_currency = 0 AND piece.nature = main.nature))
   AND (%(scope)s)
"""

LOOSE = """
SELECT p.commercial_partner_id, l.currency_id, l.id, l.date,
       -l.amount_residual_currency
  FROM account_move_line l
  JOIN res_partner p ON p.id = l.partner_id
  JOIN account_journal j ON j.id = l.journal_id
   AND (j.type IN %(money)s OR j.id = %(agencies)s)
 WHERE l.company_id = %(company)s AND l.account_id = ANY(%(accounts)s)
   AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
   AND l.amount_residual_currency < 0 %(scope)s
 ORDER BY l.date, l.id
"""
