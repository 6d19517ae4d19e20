from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools.holds import INTEREST

UNTOLD_FOR = 10  # days for which a charge waits to be announced


class RecoveryDebit(models.Model):
    """May it be charged now, and how much: asked again when it is reserved."""

    _inherit = "recovery.debit"

    # --- may it be charged now? -----------------------------------------------------

    def _obstacle(self, today):
        """Return ``(why it is not charged now, whether it never is)``."""
        token = self.sudo().token_id
        if self.mandate_id and self.mandate_id.state != "active":
            return "mandate", True
        if not token.active or token.provider_id.state not in ("enabled", "test"):
            return "token", True
        if self.instalment_id and self.arrangement_id.state != "active":
            return "ended", True
        if self.currency_id.is_zero(self._open_amount()):
            return "paid", True
        if self.instalment_id and today < self.instalment_id.due_date:
            return "put_off", False
        if not self.instalment_id and self._is_agreed_otherwise():
            return "covered", True
        if self._is_held(today):
            return "held", False
        ready = self._ready_on()
        if ready is None:
            return "untold", today > self.day + timedelta(days=UNTOLD_FOR)
        return ("untold", False) if today < ready else ("", False)

    def _give_up(self, why):
        self._move_to("cancelled", given_up=why)
        if why == "untold":
            self._ask_person(
                self.env._("Automatic payment not made: it could not be announced")
            )

    def _is_held(self, today):
        """Tell whether a hold on the customer as a whole keeps us from his money."""
        hold = self.env["recovery.hold"].sudo().with_company(self.company_id)
        held = hold._rule_holds(self.partner_id, today).get(self.partner_id.id, ())
        return any(
            one.debts is None
            and INTEREST in one.freezes
            and one.since <= today
            and (one.until is None or one.until >= today)
            for one in held
        )

    def _is_agreed_otherwise(self):
        """Tell whether a promise or a plan covers the invoice."""
        items = self.env["recovery.arrangement.item"].sudo()
        return bool(
            items.search_count(
                [
                    ("line_id", "in", self._lines().ids),
                    ("arrangement_id.state", "=", "active"),
                    ("arrangement_id", "!=", self.arrangement_id.id),
                ],
                limit=1,
            )
        )

    def _chargeable(self, today):
        """Return what to charge: what is open, less what is under way; never more than
        was announced."""
        amount = self._open_amount() - self._under_way(today)
        if self.instalment_id:
            amount = min(amount, self.instalment_id.amount)
        else:
            rows = self.env["recovery.exposure"]._rows(
                self.company_id, today, self.partner_id.ids
            )
            ours = set(self._lines().ids)
            amount = min(
                amount,
                float(sum(r["chaseable"] for r in rows if r["line_id"] in ours)),
            )
        return self.currency_id.round(max(0.0, amount))

    def _under_way(self, today):
        """Return what the customer paid in this currency that the ledger does not show
        yet: transactions, payments without an entry. Money at the bank that nobody
        matched counts as received by the plan already."""
        company, debtor = self.company_id, self.partner_id
        since = today - timedelta(days=company.recovery_inflight_days)
        rows = self.env.execute_query(
            SQL(
                _UNDER_WAY,
                company=company.id,
                debtor=debtor.id,
                currency=self.currency_id.id,
                since=since,
            )
        )
        return float(rows[0][0])


_UNDER_WAY = """
SELECT COALESCE(sum(amount), 0) FROM (
    SELECT tx.amount FROM payment_transaction tx
      JOIN res_partner p ON p.id = tx.partner_id
     WHERE tx.company_id = %(company)s AND tx.currency_id = %(currency)s
       AND p.commercial_partner_id = %(debtor)s AND tx.amount > 0
       AND tx.operation IS DISTINCT FROM 'refund'
       AND (tx.state IN ('pending', 'authorized')
            OR (tx.state = 'done' AND tx.is_post_processed IS NOT TRUE))
       AND tx.last_state_change >= %(since)s
    UNION ALL
    SELECT pay.amount FROM account_payment pay
      JOIN res_partner p ON p.id = pay.partner_id
     WHERE pay.company_id = %(company)s AND pay.currency_id = %(currency)s
       AND p.commercial_partner_id = %(debtor)s AND pay.state = 'in_process'
       AND pay.move_id IS NULL AND pay.payment_type = 'inbound'
       AND pay.partner_type = 'customer' AND pay.date >= %(since)s
) AS under_way
"""
