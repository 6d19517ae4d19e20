from odoo import api, models
from odoo.tools import SQL

KEY_BASE = 1 << 36  # a due date and a line id in one sortable number


class RecoveryFacts(models.AbstractModel):
    """The facts of debtors on one day, worked out by the database in sets.

    Facts live in temporary tables of the session while a cycle runs; nothing else
    reads them. Amounts are in the company's currency.
    """

    _name = "recovery.facts"
    _description = "Facts of debtors"

    @api.model
    def _build(self, company, as_of, debtor_ids=None):
        """Work out ``recovery_facts`` and ``recovery_history`` for some debtors or all.

        :return: number of debtors with an open item
        """
        self.env["recovery.exposure"]._flush()
        self._drop()
        self._build_facts(company, as_of, debtor_ids)
        self._build_history(company, as_of, debtor_ids)
        self._look_when_held(company, as_of)
        self._look_after_refusal(company, as_of)
        if debtor_ids is not None:
            self._add_absent(debtor_ids)
        cr = self.env.cr
        cr.execute("CREATE INDEX ON recovery_facts (debtor_id)")
        cr.execute("CREATE INDEX ON recovery_history (debtor_id)")
        cr.execute("ANALYZE recovery_facts (debtor_id)")
        cr.execute("ANALYZE recovery_history (debtor_id)")
        cr.execute("SELECT count(*) FROM recovery_facts")
        return cr.fetchone()[0]

    @api.model
    def _drop(self):
        self.env.cr.execute(
            "DROP TABLE IF EXISTS recovery_facts, recovery_history,"
            " recovery_decided, recovery_chosen"
        )

    def _build_facts(self, company, as_of, debtor_ids):
        exposure = self.env["recovery.exposure"]._sql(company, as_of, debtor_ids)
        first = self.env["recovery.stage"]._horizon(company)
        self.env.cr.execute(
            SQL(
                _FACTS,
                exposure=exposure,
                as_of=as_of,
                horizon=first,
                base=KEY_BASE,
                currency=company.currency_id.id,
                decimals=company.currency_id.decimal_places,
            )
        )

    def _build_history(self, company, as_of, debtor_ids):
        self.env.cr.execute(
            SQL(
                _HISTORY,
                company=company.id,
                as_of=as_of,
                scope=self._scope(debtor_ids),
                settled=self._settled_sql(company, as_of, debtor_ids),
            )
        )

    def _scope(self, debtor_ids):
        if debtor_ids is None:
            return SQL("")
        return SQL("AND p.commercial_partner_id = ANY(%s)", list(debtor_ids) or [0])

    def _settled_sql(self, company, as_of, debtor_ids):
        """Return a SELECT of ``debtor_id, paid_on, due, line_id`` of closed debts."""
        followed = self.env["recovery.account"]._followed(company)
        return SQL(
            _SETTLED,
            company=company.id,
            accounts=followed.account_id.ids or [0],
            as_of=as_of,
            scope=self._scope(debtor_ids),
        )

    @api.model
    def _habits(self, company, as_of, debtor_ids):
        """Return how some debtors paid in the last 12 months; losses are no payments.

        :return: ``{debtor id: (invoices paid, of which late, mean days after due)}``
        """
        self.env["recovery.exposure"]._flush()
        recent = SQL(
            "part.debit_move_id IN (SELECT line_id FROM settled"
            " WHERE paid_on > %s::date - 365)",
            as_of,
        )
        rows = self.env.execute_query(
            SQL(
                """WITH settled AS (%s), receipt AS (%s)
                   SELECT debtor_id, count(*), count(*) FILTER (WHERE paid_on > due),
                          avg(paid_on - due)
                     FROM settled WHERE paid_on > %s::date - 365 AND NOT EXISTS (
                          SELECT 1 FROM receipt WHERE receipt.line_id = settled.line_id
                             AND receipt.nature IN ('transfer', 'write_off'))
                    GROUP BY debtor_id""",
                self._settled_sql(company, as_of, debtor_ids),
                self.env["recovery.receipt"]._sql(company, recent),
                as_of,
            )
        )
        return {row[0]: row[1:] for row in rows}

    def _look_when_held(self, company, as_of):
        """A hold that starts later is looked at on its first day."""
        self.env.cr.execute(
            SQL(
                """UPDATE recovery_facts f
                      SET look_on = LEAST(f.look_on, later.from_date - 1)
                     FROM (SELECT partner_id, min(from_date) AS from_date
                             FROM recovery_hold
                            WHERE freeze_contact AND from_date > %s
                              AND (company_id IS NULL OR company_id = %s)
                            GROUP BY partner_id) AS later
                    WHERE later.partner_id = f.debtor_id""",
                as_of,
                company.id,
            )
        )

    def _look_after_refusal(self, company, as_of):
        """A disputed part that was refused is asked for once its delay is over."""
        self.env.cr.execute(
            SQL(
                """UPDATE recovery_facts f
                      SET look_on = LEAST(f.look_on, refused.frozen_until)
                     FROM (SELECT partner_id, min(frozen_until) AS frozen_until
                             FROM recovery_dispute
                            WHERE frozen_until >= %s AND company_id = %s
                            GROUP BY partner_id) AS refused
                    WHERE refused.partner_id = f.debtor_id""",
                as_of,
                company.id,
            )
        )

    def _add_absent(self, debtor_ids):
        """Debtors asked for that owe nothing: their account closes."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO recovery_facts (debtor_id) SELECT debtor "
                "FROM unnest(%s) AS debtor WHERE NOT EXISTS "
                "(SELECT 1 FROM recovery_facts f WHERE f.debtor_id = debtor)",
                list(debtor_ids),
            )
        )

    @api.model
    def _add_settled(self, company):
        """After a bulk build: open accounts without any open item."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO recovery_facts (debtor_id) SELECT c.partner_id "
                "FROM recovery_case c WHERE c.company_id = %s AND c.state = 'open' "
                "AND NOT EXISTS "
                "(SELECT 1 FROM recovery_facts f WHERE f.debtor_id = c.partner_id)",
                company.id,
            )
        )

    @api.model
    def _chunk(self, company, after, limit):
        """Return up to ``limit`` debtors after id ``after``, with facts, account and
        contact in one row each."""
        return self.env.execute_query_dict(
            SQL(_CHUNK, company=company.id, after=after, limit=limit)
        )


_FACTS = """
CREATE TEMP TABLE recovery_facts ON COMMIT PRESERVE ROWS AS
SELECT debtor_id,
       sum(residual_company) FILTER (WHERE residual > 0 AND due < %(as_of)s) AS gross,
       -sum(residual_company) FILTER (WHERE residual < 0) AS credit,
       sum(CASE WHEN currency_id = %(currency)s THEN in_flight
                ELSE round(in_flight * rate, %(decimals)s) END)
           FILTER (WHERE in_flight > 0) AS in_flight,
       sum(CASE WHEN currency_id = %(currency)s THEN chaseable
                ELSE round(chaseable * rate, %(decimals)s) END)
           FILTER (WHERE chaseable > 0 AND due < %(as_of)s) AS net,
       sum(CASE WHEN currency_id = %(currency)s THEN chaseable
                ELSE round(chaseable * rate, %(decimals)s) END)
           FILTER (WHERE chaseable > 0 AND due >= %(as_of)s
                   AND due <= %(as_of)s::date + %(horizon)s) AS upcoming,
       sum(CASE WHEN spared IS NOT NULL THEN residual_company
                WHEN currency_id = %(currency)s THEN disputed + arranged
                ELSE round((disputed + arranged) * rate, %(decimals)s) END)
           FILTER (WHERE spared IS NOT NULL OR frozen_by IS NOT NULL) AS spared,
       min(COALESCE(spared, frozen_by)) FILTER (WHERE due < %(as_of)s) AS spared_why,
       count(*) FILTER (WHERE chaseable > 0 AND due < %(as_of)s) AS late_lines,
       min(key) FILTER (WHERE chaseable > 0 AND due < %(as_of)s) AS oldest_key,
       min(key) FILTER (WHERE chaseable > 0 AND due >= %(as_of)s
                        AND due <= %(as_of)s::date + %(horizon)s) AS next_key,
       min(due) FILTER (WHERE (COALESCE(spared, frozen_by) IS NOT NULL OR in_flight > 0)
                        AND due <= %(as_of)s::date + %(horizon)s) AS idle_due,
       LEAST(min(due) FILTER (WHERE residual > 0 AND due >= %(as_of)s
                              AND due <= %(as_of)s::date + %(horizon)s),
             min(spared_until)) AS look_on
  FROM (SELECT *, CASE WHEN currency_id <> %(currency)s
                      THEN residual_company / residual END AS rate,
               (due - DATE '2000-01-01')::bigint * %(base)s + line_id AS key
          FROM (%(exposure)s) AS exposure
        OFFSET 0) AS keyed  -- a fence: each amount is worked out once
 GROUP BY debtor_id
 ORDER BY debtor_id  -- as the chunks are read
"""

# Debts closed, each with the day of its last matching: a loss or a transfer to doubtful
# debts speaks of a payer as a late payment does. The days that a dispute took where we
# were wrong are not the customer's: they are taken off.
_SETTLED = """
SELECT paid.debtor_id, paid.due, paid.line_id,
       CASE WHEN ours.line_id IS NULL THEN paid.paid_on
            ELSE paid.paid_on - GREATEST(0, LEAST(ours.closed_on, paid.paid_on)
                                            - GREATEST(ours.opened_on, paid.due))
       END AS paid_on
  FROM (SELECT p.commercial_partner_id AS debtor_id, max(part.max_date) AS paid_on,
               debt.id AS line_id, debt.date_maturity AS due
          FROM account_partial_reconcile part
          JOIN account_move_line debt ON debt.id = part.debit_move_id
          JOIN res_partner p ON p.id = debt.partner_id
         WHERE debt.company_id = %(company)s AND debt.account_id = ANY(%(accounts)s)
           AND debt.reconciled IS TRUE AND debt.date_maturity < %(as_of)s %(scope)s
         GROUP BY p.commercial_partner_id, debt.id) AS paid
  LEFT JOIN (SELECT item.line_id, min(d.opened_on) AS opened_on,
                    max(d.closed_on) AS closed_on
               FROM recovery_dispute d
               JOIN recovery_dispute_item item ON item.dispute_id = d.id
              WHERE d.state = 'accepted' AND d.is_seller_fault
                AND d.company_id = %(company)s
              GROUP BY item.line_id) AS ours ON ours.line_id = paid.line_id
"""

# `since`: first invoice; `defaults`: debts settled more than 30 days late;
# `late_count`: debts settled late in the last 12 months, `late_until`: when the oldest
# of these stops counting.
_HISTORY = """
CREATE TEMP TABLE recovery_history ON COMMIT PRESERVE ROWS AS
WITH first AS (
    SELECT p.commercial_partner_id AS debtor_id, min(m.invoice_date) AS since
      FROM account_move m
      JOIN res_partner p ON p.id = m.partner_id
     WHERE m.company_id = %(company)s AND m.state = 'posted'
       AND m.move_type = 'out_invoice' %(scope)s
     GROUP BY 1
),
settled AS (%(settled)s),
past AS (
    SELECT debtor_id, count(*) FILTER (WHERE paid_on > due + 30) AS defaults,
           count(*) FILTER (WHERE paid_on > due
                            AND paid_on > %(as_of)s::date - 365) AS late_count,
           min(paid_on) FILTER (WHERE paid_on > due
                                AND paid_on > %(as_of)s::date - 365) + 365 AS late_until
      FROM settled GROUP BY 1
),
returned AS (
    SELECT p.commercial_partner_id AS debtor_id, count(*) AS returned
      FROM recovery_event e JOIN res_partner p ON p.id = e.partner_id
     WHERE e.company_id = %(company)s AND e.kind = 'payment_returned' %(scope)s
     GROUP BY 1
)
SELECT debtor_id, since, COALESCE(defaults, 0) AS defaults,
       COALESCE(late_count, 0) AS late_count, late_until,
       COALESCE(returned, 0) AS returned
  FROM first FULL JOIN past USING (debtor_id) FULL JOIN returned USING (debtor_id)
 ORDER BY debtor_id
"""

# each bound says where to begin; without them every chunk reads all the ones before
_CHUNK = """
SELECT f.*, h.since, h.defaults, h.late_count, h.late_until, h.returned,
       p.recovery_debtor_type AS kind, p.is_company, p.country_id,
       (p.recovery_policy_id ->> %(company)s::text)::int AS partner_policy_id,
       c.id AS case_id, c.state, c.stage_id, c.stage_since, c.segment_id,
       c.policy_id, c.kept_policy_id, c.released_on, c.entry_treatment_id,
       c.payment_run_text, c.payment_run_learned,
       ARRAY(SELECT category_id FROM res_partner_res_partner_category_rel r
              WHERE r.partner_id = f.debtor_id) AS tag_ids
  FROM recovery_facts f
  JOIN res_partner p ON p.id = f.debtor_id AND p.id > %(after)s
  LEFT JOIN recovery_history h
    ON h.debtor_id = f.debtor_id AND h.debtor_id > %(after)s
  LEFT JOIN recovery_case c ON c.company_id = %(company)s
   AND c.partner_id = f.debtor_id AND c.partner_id > %(after)s
 WHERE f.debtor_id > %(after)s
 ORDER BY f.debtor_id
 LIMIT %(limit)s
"""
