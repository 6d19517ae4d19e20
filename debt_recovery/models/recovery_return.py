from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import returns
from .recovery_receipt_sql import MONEY

LOOKED_BACK = 400  # days: a direct debit may be returned for thirteen months


class RecoveryReturn(models.AbstractModel):
    """Bank lines by which the bank took a payment back.

    Booked on the customer's account such a line would be a new debt of today, and the
    invoice would stay paid. Where the bank's words say so and one payment alone fits to
    the cent, that payment no longer pays its debts, which are open again at their age.
    """

    _name = "recovery.return"
    _description = "Payments that came back"

    @api.model
    def _sort(self, company, debtor_ids):
        """Take back the payments of customers that their bank lines say came back.

        :param debtor_ids: ids of commercial partners
        :return: the bank's journal items that were read so
        """
        self.env.flush_all()
        followed = self.env["recovery.account"]._followed(company).account_id
        rows = self.env.execute_query(
            SQL(
                _CANDIDATES,
                company=company.id,
                accounts=followed.ids or [0],
                debtors=list(debtor_ids) or [0],
                money=MONEY,
                days=LOOKED_BACK,
            )
        )
        done = self.env["account.move.line"].sudo().browse()
        taken = set()
        for line_id, words, payments in rows:
            free = [one for one in payments if one not in taken]
            if len(free) != 1 or not returns.says_return(words):
                continue
            back, paid = done.browse(line_id), done.browse(free[0])
            taken.add(paid.id)
            if self._take_back(paid, back):
                done |= back
        return done

    def _take_back(self, paid, back):
        """Match the payment with the line that takes it back; tell what happened."""
        try:
            with self.env.cr.savepoint():
                paid.remove_move_reconcile()
                (paid | back).reconcile()
        except UserError:  # a closed period: it stays as it was booked
            return False
        debtor = paid.partner_id.commercial_partner_id
        said = self._words(paid, back)
        self._log(paid.company_id, debtor, said)
        return True

    def _words(self, paid, back):
        """Say which payment came back, and what the bank wrote."""
        parts = (paid.move_id.name, back.move_id.statement_line_id.payment_ref)
        return " – ".join(filter(None, (*parts[:1], parts[1] or back.name)))

    @api.model
    def _log(self, company, debtor, said):
        """Note on the customer's account that a payment came back."""
        case = (
            self.env["recovery.case"]
            .sudo()
            .search([("partner_id", "=", debtor.id), ("company_id", "=", company.id)])
        )
        self.env["recovery.event"]._log("payment_returned", case, text=said)
        self.env["recovery.mark"]._add(company, debtor, "returned")


# A debit of the bank that nothing settled, and the payments of the same customer,
# account, currency and amount that are matched with a debt.
_CANDIDATES = """
SELECT back.id, concat_ws(' ', s.payment_ref, back.name, m.ref),
       ARRAY(SELECT paid.id FROM account_move_line paid
               JOIN res_partner payer ON payer.id = paid.partner_id
               JOIN account_journal pj ON pj.id = paid.journal_id
                AND pj.type IN %(money)s
              WHERE payer.commercial_partner_id = p.commercial_partner_id
                AND paid.company_id = back.company_id
                AND paid.account_id = back.account_id
                AND paid.currency_id = back.currency_id
                AND paid.parent_state = 'posted'
                AND paid.amount_currency = -back.amount_currency
                AND paid.date <= back.date AND paid.date > back.date - %(days)s
                AND EXISTS (SELECT 1 FROM account_partial_reconcile part
                              JOIN account_move_line debt
                                ON debt.id = part.debit_move_id
                              JOIN account_journal dj ON dj.id = debt.journal_id
                             WHERE part.credit_move_id = paid.id
                               AND dj.type NOT IN %(money)s)) AS payments
  FROM account_move_line back
  JOIN res_partner p ON p.id = back.partner_id
  JOIN account_journal j ON j.id = back.journal_id AND j.type IN %(money)s
  JOIN account_move m ON m.id = back.move_id
  LEFT JOIN account_bank_statement_line s ON s.id = m.statement_line_id
 WHERE p.commercial_partner_id = ANY(%(debtors)s) AND back.company_id = %(company)s
   AND back.account_id = ANY(%(accounts)s) AND back.parent_state = 'posted'
   AND back.reconciled IS NOT TRUE AND back.amount_residual_currency > 0
   AND back.amount_residual_currency = back.amount_currency
 ORDER BY back.date, back.id
"""
