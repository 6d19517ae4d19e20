"""What bank lines are read against, as SQL."""

# an item by the same key as the words of a line: letters and digits alone
_NAMED = """
    ltrim(regexp_replace(upper(m.name), '[^A-Z0-9]', '', 'g'), '0') = ANY(%(said)s)
 OR ltrim(regexp_replace(upper(m.payment_reference), '[^A-Z0-9]', '', 'g'), '0')
    = ANY(%(said)s)
 OR ltrim(regexp_replace(upper(m.ref), '[^A-Z0-9]', '', 'g'), '0') = ANY(%(said)s)
"""

OPEN = f"""
WITH item AS (
    SELECT l.id AS key, p.commercial_partner_id AS debtor, l.currency_id AS currency,
           l.amount_residual_currency AS residual, l.move_id AS move,
           COALESCE(l.date_maturity, l.date) AS due, m.name, m.payment_reference,
           m.ref, l.discount_date AS until,
           CASE WHEN l.amount_residual_currency = l.amount_currency
                THEN l.discount_amount_currency END AS discounted,
           ({_NAMED}) AS is_named
      FROM account_move_line l
      JOIN account_account a ON a.id = l.account_id AND a.reconcile
      JOIN account_move m ON m.id = l.move_id
      JOIN res_partner p ON p.id = l.partner_id
     WHERE l.account_id = ANY(%(accounts)s) AND l.reconciled IS NOT TRUE
       AND l.parent_state = 'posted' AND l.company_id = %(company)s
       AND l.amount_residual_currency <> 0
       AND NOT EXISTS (  -- shown as doubtful by us: the debt itself is paid
           SELECT FROM recovery_doubtful_line_rel shown WHERE shown.line_id = l.id)
)
SELECT * FROM item
 WHERE debtor = ANY(%(debtors)s) OR residual = ANY(%(amounts)s::numeric[])
    OR debtor IN (SELECT debtor FROM item WHERE is_named)
 ORDER BY due, key
"""

PAID = f"""
SELECT l.id AS key, p.commercial_partner_id AS debtor, l.currency_id AS currency,
       0 AS residual, 0 AS discounted, l.move_id AS move, l.date AS due, NULL AS until,
       m.name, m.payment_reference, NULL AS ref
  FROM account_move_line l
  JOIN account_move m ON m.id = l.move_id AND m.move_type = 'out_invoice'
  JOIN res_partner p ON p.id = l.partner_id
 WHERE l.account_id = ANY(%(accounts)s) AND l.reconciled
   AND l.parent_state = 'posted' AND l.company_id = %(company)s
   AND l.date >= %(since)s::date - %(days)s AND ({_NAMED})
"""

WAITS = 120  # days: how long a registered payment waits for its bank line

# payments that somebody registered, which no bank line stands behind yet
REGISTERED = """
SELECT l.id AS key, p.commercial_partner_id AS debtor, l.currency_id AS currency,
       l.amount_residual_currency AS residual, m.id AS move, m.name, l.date AS due,
       ARRAY(SELECT debt.id
               FROM account_move_line own
               JOIN account_partial_reconcile part ON part.credit_move_id = own.id
               JOIN account_move_line one ON one.id = part.debit_move_id
               JOIN account_move_line debt ON debt.move_id = one.move_id
                AND debt.account_id = one.account_id
              WHERE own.move_id = m.id) AS paid
  FROM account_payment pay
  JOIN account_move m ON m.id = pay.move_id AND m.state = 'posted'
  JOIN account_move_line l ON l.move_id = m.id
   AND l.account_id = pay.outstanding_account_id
   AND l.reconciled IS NOT TRUE AND l.amount_residual_currency > 0
  JOIN account_account a ON a.id = l.account_id AND a.reconcile
   AND a.account_type <> 'asset_receivable'
  JOIN account_journal j ON j.id = l.journal_id AND j.type IN ('bank', 'credit')
  JOIN res_partner p ON p.id = pay.partner_id
 WHERE pay.company_id = %(company)s AND pay.state IN ('in_process', 'paid')
   AND pay.payment_type = 'inbound' AND pay.partner_type = 'customer'
   AND pay.date >= %(since)s::date - %(waits)s
"""

AGREED = """
SELECT r.id, p.commercial_partner_id, r.reference, r.state = 'active'
  FROM recovery_arrangement r JOIN res_partner p ON p.id = r.partner_id
 WHERE r.company_id = %(company)s
   AND ltrim(regexp_replace(upper(r.reference), '[^A-Z0-9]', '', 'g'), '0')
       = ANY(%(said)s)
"""

PEOPLE = """
SELECT id, name, ref FROM res_partner
 WHERE id = commercial_partner_id AND active AND id <> %(own)s
   AND (company_id IS NULL OR company_id = %(company)s)
"""

BANKS = """
SELECT b.sanitized_acc_number, p.commercial_partner_id
  FROM res_partner_bank b JOIN res_partner p ON p.id = b.partner_id
 WHERE b.active AND p.commercial_partner_id <> %(own)s
   AND (b.company_id IS NULL OR b.company_id = %(company)s)
"""

BEFORE = """
SELECT DISTINCT s.account_number, s.partner_name, p.commercial_partner_id
  FROM account_bank_statement_line s
  JOIN account_move m ON m.id = s.move_id AND m.state = 'posted'
   AND m.date >= %(since)s::date - %(days)s
  JOIN res_partner p ON p.id = s.partner_id
 WHERE s.company_id = %(company)s AND s.is_reconciled AND s.amount > 0
   AND (upper(regexp_replace(s.account_number, '\\W', '', 'g')) = ANY(%(accounts)s)
        OR s.partner_name = ANY(%(names)s))
   AND EXISTS (SELECT 1 FROM account_move_line l
                 JOIN account_account a ON a.id = l.account_id
                WHERE l.move_id = s.move_id AND a.account_type = 'asset_receivable')
"""
