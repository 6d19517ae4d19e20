"""The text of the exposure: what debtors really owe, over the ledger alone."""

# The debts ``debt`` that a line ``l`` took over: its entry moved them here. Of an entry
# for many customers, only what was his own. Goes after FROM; conditions follow by AND.
TAKEN_OVER = """
       account_move_line moved
  JOIN account_partial_reconcile part ON part.credit_move_id = moved.id
  JOIN account_move_line debt ON debt.id = part.debit_move_id
 WHERE moved.move_id = l.move_id AND moved.balance < 0
   AND (l.partner_id IS NULL OR l.partner_id = debt.partner_id OR EXISTS (
        SELECT FROM res_partner was
          JOIN res_partner now USING (commercial_partner_id)
         WHERE was.id = debt.partner_id AND now.id = l.partner_id))
"""

# A doubtful line takes over with the due date of what it replaces.
ORIGIN = f"""
    SELECT l.id AS line_id, min(COALESCE(debt.date_maturity, debt.date)) AS due,
           min(debt.move_id) AS move_id
      FROM account_move_line l, {TAKEN_OVER}
       AND moved.account_id = ANY(%(accounts)s)
       AND l.account_id = ANY(%(doubtful)s) AND l.company_id = %(company)s %(scope)s
     GROUP BY l.id
"""

# The doubtful line that took over the debt ``frozen.line_id``: of one entry the one
# with the same words, else the same amount.
HEIR = """
    SELECT l.id AS line_id, part.debit_amount_currency AS taken,
           l.amount_residual_currency AS residual
      FROM account_partial_reconcile part
      JOIN account_move_line moved ON moved.id = part.credit_move_id
       AND moved.parent_state = 'posted' AND moved.account_id = ANY(%(accounts)s)
      JOIN account_move_line l ON l.move_id = moved.move_id AND l.balance > 0
       AND l.account_id = ANY(%(doubtful)s)
       AND l.currency_id = part.debit_currency_id
      JOIN res_partner was ON was.id = moved.partner_id
      JOIN res_partner now ON now.id = l.partner_id
       AND now.commercial_partner_id = was.commercial_partner_id
     WHERE part.debit_move_id = frozen.line_id
     ORDER BY l.name IS DISTINCT FROM moved.name, l.balance <> -moved.balance, l.id
     LIMIT 1
"""

# What waits of each debt: ``line_id, arrangement_id, agreed, disputed, arranged``.
OVERLAY = """
frozen AS (  -- few rows: what waits of a debt; an agreed part as it was that day
    SELECT item.line_id, NULL::int AS arrangement_id, 'dispute' AS kind, item.amount,
           0 AS residual_then
      FROM recovery_dispute held
      JOIN recovery_dispute_item item ON item.dispute_id = held.id
     WHERE (held.state = 'open' OR held.frozen_until >= %(as_of)s)
       AND held.company_id = %(company)s
       AND item.line_id IS NOT NULL %(of_debtors)s
    UNION ALL
    SELECT item.line_id, held.id, held.kind, item.amount, item.residual_then
      FROM recovery_arrangement held
      JOIN recovery_arrangement_item item ON item.arrangement_id = held.id
     WHERE (held.state = 'active'  -- or its rest is still to be closed
            OR (held.state = 'kept' AND held.kind = 'settlement'
                AND held.rest_closed_on IS NULL))
       AND held.company_id = %(company)s
       AND item.line_id IS NOT NULL %(of_debtors)s
),
waiting AS (  -- what is still open of it, here and where the debt went on
    SELECT frozen.*, heir.line_id AS heir_id, here.residual,
           LEAST(heir.taken, heir.residual) AS residual_there,
           CASE WHEN arrangement_id IS NULL THEN amount
                ELSE GREATEST(0, amount - GREATEST(0, residual_then - here.residual
                     - COALESCE(LEAST(heir.taken, heir.residual), 0)
                     - LEAST(residual_then - amount, known.amount_matched)))
           END AS open
      FROM frozen
      LEFT JOIN LATERAL (%(heir)s) heir ON TRUE
     CROSS JOIN LATERAL (
           SELECT COALESCE(sum(l.amount_residual_currency), 0) AS residual
             FROM account_move_line l WHERE l.id = frozen.line_id) here
     CROSS JOIN LATERAL (  -- credits that were deducted when it was agreed
           SELECT COALESCE(sum(part.debit_amount_currency), 0) AS amount_matched
             FROM account_partial_reconcile part
             JOIN recovery_arrangement_credit_rel rel
               ON rel.line_id = part.credit_move_id
              AND rel.arrangement_id = frozen.arrangement_id
            WHERE part.debit_move_id = frozen.line_id) known
),
overlay AS %(fence)s (
    SELECT line_id, max(arrangement_id) AS arrangement_id, max(agreed) AS agreed,
           COALESCE(sum(open) FILTER (WHERE arrangement_id IS NULL), 0) AS disputed,
           COALESCE(sum(open) FILTER (WHERE arrangement_id IS NOT NULL), 0) AS arranged
      FROM (SELECT line_id, arrangement_id, LEAST(open, residual) AS open,
                   CASE WHEN arrangement_id IS NOT NULL THEN kind END AS agreed
              FROM waiting
            UNION ALL
            SELECT heir_id, arrangement_id,
                   LEAST(open - LEAST(open, residual), residual_there),
                   CASE WHEN arrangement_id IS NOT NULL THEN kind END
              FROM waiting WHERE heir_id IS NOT NULL) AS part
     WHERE open > 0 GROUP BY line_id
)
"""

# Where nothing of it is there: the same columns, and nothing to plan.
NO_ORIGIN = "SELECT 0 AS line_id, NULL::date AS due, 0 AS move_id WHERE FALSE"
NO_FLIGHT = "SELECT 0 AS debtor_id, 0 AS currency_id, 0.0 AS amount WHERE FALSE"
NO_OVERLAY = """
overlay AS (
    SELECT 0 AS line_id, 0 AS arrangement_id, NULL AS agreed, 0.0 AS disputed,
           0.0 AS arranged
     WHERE FALSE
)
"""

# Tells of some debtors whether anything is in flight, frozen or doubtful: cheaper to
# ask than to plan, and most have none. Each condition holds wherever the text that it
# stands for has a row; it may hold elsewhere too.
PRESENT = """
SELECT EXISTS (SELECT FROM payment_transaction
                WHERE company_id = %(company)s AND partner_id = ANY(%(contacts)s)
                  AND (state IN ('pending', 'authorized')
                       OR (state = 'done' AND is_post_processed IS NOT TRUE)))
       OR EXISTS (SELECT FROM account_payment
                   WHERE company_id = %(company)s AND partner_id = ANY(%(contacts)s)
                     AND state = 'in_process' AND move_id IS NULL)
       OR EXISTS (SELECT FROM recovery_match
                   WHERE company_id = %(company)s AND partner_id = ANY(%(contacts)s)
                     AND state = 'waiting'),
       EXISTS (SELECT FROM recovery_dispute
                WHERE company_id = %(company)s AND partner_id = ANY(%(debtors)s))
       OR EXISTS (SELECT FROM recovery_arrangement
                   WHERE company_id = %(company)s AND partner_id = ANY(%(debtors)s)
                     AND state IN ('active', 'kept')),
       EXISTS (SELECT FROM account_move_line
                WHERE account_id = ANY(%(doubtful)s) AND reconciled IS NOT TRUE
                  AND partner_id = ANY(%(contacts)s))
"""

# Written once; the comments say why each piece stands where it does.
EXPOSURE = """
WITH followed (account_id, treatment) AS (VALUES %(treatments)s),
held_debtor AS %(fence)s (  -- one reason per debtor: the hold that lasts longest
    SELECT DISTINCT ON (partner_id) partner_id, kind, until_date
      FROM recovery_hold
     WHERE freeze_contact AND scope = 'customer'
       AND (company_id IS NULL OR company_id = %(company)s)
       AND from_date <= %(as_of)s AND (until_date IS NULL OR until_date >= %(as_of)s)
     ORDER BY partner_id, until_date DESC NULLS FIRST, id
),
held_line AS %(fence)s (
    SELECT DISTINCT ON (rel.line_id) rel.line_id, hold.kind, hold.until_date
      FROM recovery_hold hold
      JOIN recovery_hold_line_rel rel ON rel.hold_id = hold.id
     WHERE hold.freeze_contact AND hold.scope = 'lines'
       AND (hold.company_id IS NULL OR hold.company_id = %(company)s)
       AND hold.from_date <= %(as_of)s
       AND (hold.until_date IS NULL OR hold.until_date >= %(as_of)s)
     ORDER BY rel.line_id, hold.until_date DESC NULLS FIRST, hold.id
),
origin AS %(fence)s (%(origin)s),
flight AS %(fence)s (%(flight)s),
%(overlay)s,
item AS %(fence)s (
    SELECT l.id AS line_id, l.move_id, p.commercial_partner_id AS debtor_id,
           l.currency_id, l.amount_residual_currency AS residual,
           l.amount_residual AS residual_company, l.no_followup, followed.treatment,
           COALESCE(origin.due, l.date_maturity, l.date) AS due
      FROM account_move_line l
      JOIN followed ON followed.account_id = l.account_id
      JOIN res_partner p ON p.id = l.partner_id
      LEFT JOIN origin ON origin.line_id = l.id
     WHERE l.account_id = ANY(%(accounts)s) AND l.reconciled IS NOT TRUE
       AND l.parent_state = 'posted' AND l.company_id = %(company)s
       AND l.amount_residual_currency <> 0 %(scope)s
       AND NOT EXISTS (  -- shown as doubtful by us: the debt itself is followed
           SELECT FROM recovery_doubtful_line_rel shown WHERE shown.line_id = l.id)
),
judged AS (
    SELECT item.*, COALESCE(held_line.until_date, held_debtor.until_date) AS until_date,
           CASE WHEN overlay.line_id IS NULL OR item.residual < 0 THEN 0  -- nearly all
                ELSE LEAST(item.residual, overlay.disputed) END AS disputed,
           CASE WHEN overlay.line_id IS NULL OR item.residual < 0 THEN 0
                ELSE LEAST(item.residual - LEAST(item.residual, overlay.disputed),
                           overlay.arranged) END AS arranged,
           overlay.line_id IS NOT NULL AS is_frozen, overlay.arrangement_id,
           overlay.agreed,
           CASE WHEN item.residual < 0 THEN NULL
                WHEN item.treatment = 'report' THEN 'report'
                WHEN item.treatment = 'maturity' AND item.due >= %(as_of)s THEN 'report'
                WHEN item.no_followup AND item.treatment <> 'doubtful'
                THEN 'no_followup'
                WHEN move.id IS NOT NULL THEN 'blocked'
                WHEN EXISTS (SELECT FROM recovery_placement_line away
                              WHERE away.line_id = item.line_id AND away.is_away)
                THEN 'placed'  -- all of it: the agency has the debt
                ELSE COALESCE(held_line.kind, held_debtor.kind)
           END AS held
      FROM item
      LEFT JOIN overlay ON overlay.line_id = item.line_id
      LEFT JOIN account_move move ON move.id = item.move_id
       AND move.payment_state = 'blocked'
      LEFT JOIN held_line ON held_line.line_id = item.line_id
      LEFT JOIN held_debtor ON held_debtor.partner_id = item.debtor_id
),
asked AS (
    SELECT judged.*,
           CASE WHEN held IS NOT NULL OR residual < 0 THEN 0
                WHEN is_frozen THEN residual - disputed - arranged
                ELSE residual END AS asked,
           CASE WHEN is_frozen THEN
                CASE WHEN arranged > 0 THEN agreed WHEN disputed > 0 THEN 'dispute' END
           END AS frozen_by
      FROM judged
),
running AS (
    SELECT asked.*,
           sum(asked) OVER (
               PARTITION BY debtor_id, currency_id ORDER BY due, line_id
               ROWS UNBOUNDED PRECEDING) AS through,
           sum(CASE WHEN residual < 0 THEN -residual ELSE 0 END) OVER (
               PARTITION BY debtor_id, currency_id) AS credit
      FROM asked
),
covered AS (
    SELECT running.*,
           CASE WHEN asked > 0
                THEN LEAST(asked, GREATEST(0, credit - (through - asked)))
                ELSE 0 END AS netted,
           CASE WHEN asked > 0
                THEN LEAST(asked, GREATEST(
                     0, credit + COALESCE(flight.amount, 0) - (through - asked)))
                ELSE 0 END AS settled
      FROM running
      LEFT JOIN flight USING (debtor_id, currency_id)
)
SELECT line_id, move_id, debtor_id, currency_id, due, residual, residual_company,
       COALESCE(held, CASE WHEN asked = 0 THEN frozen_by END) AS spared,
       CASE WHEN held IN ('report', 'no_followup', 'blocked', 'placed')
            THEN NULL ELSE until_date END AS spared_until,
       disputed, arranged, CASE WHEN arranged > 0 THEN arrangement_id
       END AS arrangement_id, frozen_by,
       netted, settled - netted AS in_flight, asked - settled AS chaseable
  FROM covered
"""
