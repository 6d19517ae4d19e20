"""The text of the scoreboard: what agencies made of what they were given."""

# Amounts are in the company's currency, at the rate at which the debts are booked. A
# debt that went on to a doubtful account is followed there (``heir``).
ROWS = """
WITH file AS (
    SELECT p.id, p.company_id, p.agency_id, p.contract_id, p.state, p.drawn_by_lot,
           p.placed_on, COALESCE(p.ended_on, 'infinity'::date) AS ended_on,
           date_trunc('month', p.placed_on)::date AS vintage,
           p.amount * debt.rate AS amount, debt.rate,
           p.placed_on - COALESCE(p.oldest_due, debt.due, p.placed_on) AS age
      FROM recovery_placement p
      LEFT JOIN (
           SELECT one.placement_id, min(one.due) AS due,
                  COALESCE(sum(abs(item.balance))
                           / NULLIF(sum(abs(item.amount_currency)), 0), 1) AS rate
             FROM recovery_placement_line one
             LEFT JOIN account_move_line item ON item.id = one.line_id
            GROUP BY one.placement_id) debt ON debt.placement_id = p.id
     WHERE p.placed_on IS NOT NULL AND p.company_id = ANY(%(companies)s)
),
heir AS (
    SELECT * FROM unnest(%(debts)s::int[], %(heirs)s::int[]) AS pair (debt_id, line_id)
),
cash AS MATERIALIZED (  -- read once, whatever the planner believes
    SELECT COALESCE(heir.debt_id, receipt.line_id) AS line_id, receipt.day,
           receipt.amount_company AS amount,
           m.journal_id = ANY(%(journals)s) AS is_agency
      FROM (%(receipts)s) AS receipt
      JOIN account_move_line paid ON paid.id = receipt.credit_line_id
      JOIN account_move m ON m.id = paid.move_id
      LEFT JOIN heir ON heir.line_id = receipt.line_id
     WHERE receipt.nature = 'cash'
),
happened AS (  -- to each debt: given to somebody, paid
    SELECT one.line_id, file.placed_on AS day, file.id AS placement_id, file.ended_on,
           NULL::numeric AS amount, NULL::boolean AS is_agency
      FROM recovery_placement_line one
      JOIN file ON file.id = one.placement_id
     WHERE one.line_id IS NOT NULL
    UNION ALL
    SELECT line_id, day, NULL, NULL, amount, is_agency FROM cash
),
turns AS (  -- cash is of the last who was given the debt, until somebody else is
    SELECT *, count(placement_id) OVER (
               PARTITION BY line_id ORDER BY day, placement_id NULLS LAST) AS turn
      FROM happened
),
held AS (
    SELECT day, amount, is_agency,
           first_value(placement_id) OVER mine AS placement_id,
           first_value(day) OVER mine AS placed_on,
           first_value(ended_on) OVER mine AS ended_on
      FROM turns
     WHERE turn > 0
    WINDOW mine AS (PARTITION BY line_id, turn ORDER BY day, placement_id NULLS LAST)
),
got AS MATERIALIZED (  -- the agency's own money counts even when it tells of it late
    SELECT placement_id,
           sum(amount) FILTER (WHERE is_agency) AS by_agency,
           sum(amount) FILTER (WHERE NOT is_agency) AS direct,
           min(day) - min(placed_on) AS days
      FROM held
     WHERE amount IS NOT NULL AND (is_agency OR day <= ended_on)
     GROUP BY placement_id
),
kept AS MATERIALIZED (%(kept)s),
complained AS (
    SELECT placement_id, count(*) AS number FROM recovery_complaint
     WHERE placement_id IS NOT NULL GROUP BY placement_id
)
SELECT row_number() OVER (
           ORDER BY file.company_id, file.agency_id, file.contract_id, file.vintage,
                    %(age_band)s, %(amount_band)s) AS id,
       file.company_id, file.agency_id, file.contract_id, file.vintage,
       %(age_band)s AS age_band, %(amount_band)s AS amount_band,
       count(*)::int AS files, sum(file.amount) AS amount,
       COALESCE(sum(got.by_agency), 0) AS agency_cash,
       COALESCE(sum(got.direct), 0) AS direct_cash,
       COALESCE(sum(got.by_agency), 0) + COALESCE(sum(got.direct), 0) AS recovered,
       COALESCE(sum(kept.commission * file.rate), 0) AS commission,
       COALESCE(sum(got.by_agency), 0) + COALESCE(sum(got.direct), 0)
           - COALESCE(sum(kept.commission * file.rate), 0) AS net,
       100.0 * (COALESCE(sum(got.by_agency), 0) + COALESCE(sum(got.direct), 0))
           / NULLIF(sum(file.amount), 0) AS rate,
       count(got.days)::int AS paid_files,
       COALESCE(sum(got.days), 0)::int AS paid_days,
       avg(got.days) AS first_days,
       COALESCE(sum(complained.number), 0)::int AS complaints,
       count(*) FILTER (WHERE file.state = 'returned')::int AS returned,
       100.0 * count(*) FILTER (WHERE file.state = 'returned') / count(*)
           AS returned_rate,
       count(*) FILTER (WHERE file.drawn_by_lot IS NOT TRUE)::int AS chosen
  FROM file
  LEFT JOIN got ON got.placement_id = file.id
  LEFT JOIN kept ON kept.placement_id = file.id
  LEFT JOIN complained ON complained.placement_id = file.id
 GROUP BY file.company_id, file.agency_id, file.contract_id, file.vintage,
          %(age_band)s, %(amount_band)s
"""

# Commission by the contract, without VAT; receipts that were reversed count no more.
KEPT = """
SELECT line.placement_id, sum(line.commission) AS commission
  FROM recovery_remittance_line line
  JOIN recovery_remittance told ON told.id = line.remittance_id
   AND told.state = 'booked'
 WHERE line.is_live AND line.placement_id IS NOT NULL
 GROUP BY line.placement_id
"""
