"""Money that customers sent and the ledger does not have yet: one ruler for all."""

from odoo import api, models
from odoo.tools import SQL

from .recovery_receipt_sql import MONEY


class RecoveryExposure(models.AbstractModel):
    """What is on its way of each debtor and currency, each amount counted once."""

    _inherit = "recovery.exposure"

    @api.model
    def _flight(self, company, as_of, debtor_ids=None):
        """Return a SELECT of ``debtor_id, currency_id, amount``: what is on its way.

        :param debtor_ids: commercial partner ids, or None for all
        """
        scope = SQL("")
        if debtor_ids is not None:
            ids = list(debtor_ids) or [0]
            scope = SQL("AND p.commercial_partner_id = ANY(%s)", ids)
        return SQL(
            _FLIGHT,
            company=company.id,
            as_of=as_of,
            days=company.recovery_inflight_days,
            money=MONEY,
            received=self._received(company, as_of, debtor_ids),
            scope=scope,
        )

    @api.model
    def _under_way(self, company, as_of, debtor_ids):
        """Return ``{(debtor id, currency id): amount}`` of what is on its way; one SQL.

        :param debtor_ids: commercial partner ids
        """
        self._flush()
        rows = self.env.execute_query(self._flight(company, as_of, debtor_ids))
        return {
            (debtor, currency): float(amount)
            for debtor, currency, amount in rows
            if amount > 0
        }


# A transaction ``tx`` that is on its way, as of a day, some days.
SENT = """
               tx.amount > 0 AND tx.operation IS DISTINCT FROM 'refund'
           AND (tx.state IN ('pending', 'authorized')
                OR (tx.state = 'done' AND tx.is_post_processed IS NOT TRUE))
           AND tx.last_state_change >= %(as_of)s::date - %(days)s
"""

# A payment without an entry and the bank line that brings it are the same money, and
# so is what the bank brought for its invoices since: Odoo calls the payment paid only
# when the whole invoice is, or when one matching has exactly its amount.
_FLIGHT = f"""
SELECT debtor_id, currency_id, sum(sent) + GREATEST(sum(noted), sum(banked)) AS amount
  FROM (SELECT p.commercial_partner_id AS debtor_id, tx.currency_id, tx.amount AS sent,
               0 AS noted, 0 AS banked
          FROM payment_transaction tx
          JOIN res_partner p ON p.id = tx.partner_id
         WHERE tx.company_id = %(company)s AND {SENT} %(scope)s
        UNION ALL
        SELECT p.commercial_partner_id, pay.currency_id, 0,
               GREATEST(0, pay.amount - come.amount), 0
          FROM account_payment pay
          JOIN res_partner p ON p.id = pay.partner_id
         CROSS JOIN LATERAL (
               SELECT COALESCE(sum(part.debit_amount_currency), 0) AS amount
                 FROM account_move__account_payment rel
                 JOIN account_move_line debt ON debt.move_id = rel.invoice_id
                 JOIN account_partial_reconcile part ON part.debit_move_id = debt.id
                  AND part.debit_currency_id = pay.currency_id
                 JOIN account_move_line paid ON paid.id = part.credit_move_id
                  AND paid.parent_state = 'posted' AND paid.date >= pay.date
                 JOIN account_journal j ON j.id = paid.journal_id
                  AND j.type IN %(money)s
                WHERE rel.payment_id = pay.id) AS come
         WHERE pay.company_id = %(company)s AND pay.state = 'in_process'
           AND pay.move_id IS NULL AND pay.payment_type = 'inbound'
           AND pay.partner_type = 'customer'
           AND pay.date >= %(as_of)s::date - %(days)s %(scope)s
        UNION ALL
        SELECT debtor_id, currency_id, 0, 0, amount FROM (%(received)s) AS bank
       ) AS way
 GROUP BY debtor_id, currency_id
"""
