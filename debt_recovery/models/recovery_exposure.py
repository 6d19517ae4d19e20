from odoo import api, models
from odoo.tools import SQL

# Why a debt is shown but not chased. The first that holds is the reason given.
LEDGER_REASONS = ("report", "no_followup", "blocked")


class RecoveryExposure(models.AbstractModel):
    """What a debtor really owes: one SQL text over the ledger, in two shapes.

    *Bulk* reads every followed line of a company. *Per debtor* puts the debtors below
    the window, so that one customer costs milliseconds. Nothing is stored or cached.
    Credits (credit notes, unallocated payments) and then payments in flight cover the
    chased debts of the same company, commercial partner and currency, oldest first;
    debts that are not chased never consume a credit.
    """

    _name = "recovery.exposure"
    _description = "Exposure of debtors, read from the ledger"

    @api.model
    def _flush(self):
        """Write pending changes of all that the exposure reads."""
        for name in (
            "account.move",
            "account.move.line",
            "account.partial.reconcile",
            "account.payment",
            "payment.transaction",
            "recovery.account",
            "recovery.hold",
            "res.partner",
        ):
            self.env[name].flush_model()

    @api.model
    def _sql(self, company, as_of, debtor_ids=None):
        """Return the exposure as a SELECT.

        :param company: one ``res.company``
        :param as_of: the date that separates overdue from upcoming (due < as_of);
            the ledger is read as it is now
        :param debtor_ids: commercial partner ids, or None for all
        :return: rows ``line_id, move_id, debtor_id, currency_id, due, residual,
            residual_company, spared, spared_until, netted, in_flight, chaseable``;
            amounts in the line's currency, but ``residual_company``; credits are rows
            with a negative ``residual``
        """
        followed = self.env["recovery.account"]._followed(company)
        doubtful = followed.filtered(lambda account: account.treatment == "doubtful")
        scope = SQL("")
        if debtor_ids is not None:
            contacts = self.env["res.partner"].sudo().with_context(active_test=False)
            ids = contacts._search([("commercial_partner_id", "in", list(debtor_ids))])
            ids = [row[0] for row in self.env.execute_query(ids.select())]
            scope = SQL("AND l.partner_id = ANY(%s)", ids or [0])
        accounts = followed.account_id.ids or [0]
        return SQL(
            _EXPOSURE,
            accounts=accounts,
            origin=SQL(
                ORIGIN,
                accounts=accounts,
                doubtful=doubtful.account_id.ids or [0],
                company=company.id,
                scope=SQL("AND l.reconciled IS NOT TRUE %s", scope),
            ),
            treatments=_values(followed),
            company=company.id,
            as_of=as_of,
            scope=scope,
            inflight_scope=SQL("")
            if debtor_ids is None
            else SQL("AND p.commercial_partner_id = ANY(%s)", list(debtor_ids) or [0]),
            inflight_days=company.recovery_inflight_days,
        )

    @api.model
    def _in_company(self, company, row):
        """Return what is to chase of a row, in the company's currency, as the facts
        have it: each row converted at its ledger rate and rounded."""
        if not row["chaseable"]:
            return 0.0
        return company.currency_id.round(
            float(row["chaseable"] * row["residual_company"] / row["residual"])
        )

    @api.model
    def _rows(self, company, as_of, debtor_ids):
        """Return the exposure of some debtors as dictionaries, oldest first."""
        self._flush()
        return self.env.execute_query_dict(
            SQL(
                "SELECT * FROM (%s) AS exposure ORDER BY debtor_id, due, line_id",
                self._sql(company, as_of, debtor_ids),
            )
        )


def _values(followed):
    rows = [SQL("(%s, %s)", f.account_id.id, f.treatment) for f in followed]
    return SQL(", ").join(rows or [SQL("(0, 'report')")])


# A doubtful line takes over with the due date of what it replaces.
ORIGIN = """
    SELECT l.id AS line_id, min(COALESCE(debt.date_maturity, debt.date)) AS due,
           min(debt.move_id) AS move_id
      FROM account_move_line l
      JOIN account_move_line moved ON moved.move_id = l.move_id AND moved.balance < 0
       AND moved.account_id = ANY(%(accounts)s)
      JOIN account_partial_reconcile part ON part.credit_move_id = moved.id
      JOIN account_move_line debt ON debt.id = part.debit_move_id
     WHERE l.account_id = ANY(%(doubtful)s) AND l.company_id = %(company)s %(scope)s
     GROUP BY l.id
"""

# Written once; the comments say why each piece stands where it does.
_EXPOSURE = """
WITH followed (account_id, treatment) AS (VALUES %(treatments)s),
held_debtor AS (  -- one reason per debtor: the hold that lasts longest
    SELECT DISTINCT ON (partner_id) partner_id, kind, until_date
      FROM recovery_hold
     WHERE freeze_contact AND scope = 'customer'
       AND (company_id IS NULL OR company_id = %(company)s)
       AND from_date <= %(as_of)s AND (until_date IS NULL OR until_date >= %(as_of)s)
     ORDER BY partner_id, until_date DESC NULLS FIRST, id
),
held_line AS (
    SELECT DISTINCT ON (rel.line_id) rel.line_id, hold.kind, hold.until_date
      FROM recovery_hold hold
      JOIN recovery_hold_line_rel rel ON rel.hold_id = hold.id
     WHERE hold.freeze_contact AND hold.scope = 'lines'
       AND (hold.company_id IS NULL OR hold.company_id = %(company)s)
       AND hold.from_date <= %(as_of)s
       AND (hold.until_date IS NULL OR hold.until_date >= %(as_of)s)
     ORDER BY rel.line_id, hold.until_date DESC NULLS FIRST, hold.id
),
origin AS (%(origin)s),
in_flight AS (  -- paid as far as the customer can tell, not yet in the ledger
    SELECT p.commercial_partner_id AS debtor_id, tx.currency_id, tx.amount
      FROM payment_transaction tx
      JOIN res_partner p ON p.id = tx.partner_id
     WHERE tx.company_id = %(company)s AND tx.amount > 0
       AND tx.operation IS DISTINCT FROM 'refund'
       AND (tx.state IN ('pending', 'authorized')
            OR (tx.state = 'done' AND tx.is_post_processed IS NOT TRUE))
       AND tx.last_state_change >= %(as_of)s::date - %(inflight_days)s
       %(inflight_scope)s
    UNION ALL
    SELECT p.commercial_partner_id, pay.currency_id, pay.amount
      FROM account_payment pay
      JOIN res_partner p ON p.id = pay.partner_id
     WHERE pay.company_id = %(company)s AND pay.state = 'in_process'
       AND pay.move_id IS NULL AND pay.payment_type = 'inbound'
       AND pay.partner_type = 'customer'
       AND pay.date >= %(as_of)s::date - %(inflight_days)s
       %(inflight_scope)s
),
flight AS (
    SELECT debtor_id, currency_id, sum(amount) AS amount FROM in_flight GROUP BY 1, 2
),
item AS (
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
),
judged AS (
    SELECT item.*, COALESCE(held_line.until_date, held_debtor.until_date) AS until_date,
           CASE WHEN item.residual < 0 THEN NULL
                WHEN item.treatment = 'report' THEN 'report'
                WHEN item.treatment = 'maturity' AND item.due >= %(as_of)s THEN 'report'
                WHEN item.no_followup AND item.treatment <> 'doubtful'
                THEN 'no_followup'
                WHEN move.id IS NOT NULL THEN 'blocked'
                ELSE COALESCE(held_line.kind, held_debtor.kind)
           END AS spared
      FROM item
      LEFT JOIN account_move move ON move.id = item.move_id
       AND move.payment_state = 'blocked'
      LEFT JOIN held_line ON held_line.line_id = item.line_id
      LEFT JOIN held_debtor ON held_debtor.partner_id = item.debtor_id
),
running AS (
    SELECT judged.*,
           sum(CASE WHEN spared IS NULL AND residual > 0
                    THEN residual ELSE 0 END) OVER (
               PARTITION BY debtor_id, currency_id ORDER BY due, line_id
               ROWS UNBOUNDED PRECEDING) AS through,
           sum(CASE WHEN residual < 0 THEN -residual ELSE 0 END) OVER (
               PARTITION BY debtor_id, currency_id) AS credit
      FROM judged
),
covered AS (
    SELECT running.*,
           CASE WHEN spared IS NULL AND residual > 0
                THEN LEAST(residual, GREATEST(0, credit - (through - residual)))
                ELSE 0 END AS netted,
           CASE WHEN spared IS NULL AND residual > 0
                THEN LEAST(residual, GREATEST(
                     0, credit + COALESCE(flight.amount, 0) - (through - residual)))
                ELSE 0 END AS settled
      FROM running
      LEFT JOIN flight USING (debtor_id, currency_id)
)
SELECT line_id, move_id, debtor_id, currency_id, due, residual, residual_company,
       spared,
       CASE WHEN spared IS NULL OR spared IN ('report', 'no_followup', 'blocked')
            THEN NULL ELSE until_date END AS spared_until,
       netted, settled - netted AS in_flight,
       CASE WHEN spared IS NULL AND residual > 0 THEN residual - settled ELSE 0
            END AS chaseable
  FROM covered
"""
