from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools.holds import INTEREST
from .recovery_debit import UNDER_WAY
from .recovery_under_way import SENT

UNTOLD_FOR = 10  # days for which a charge waits to be announced
AGREED = ("promise", "plan")  # holds of former times: what is charged was agreed


class RecoveryDebit(models.Model):
    """May it be charged now, and how much: asked again when it is reserved."""

    _inherit = "recovery.debit"

    # --- may it be charged now? -----------------------------------------------------

    def _obstacle(self, today):
        """Return ``(why it is not charged now, whether it never is)``."""
        token = self.sudo().token_id
        if self.instalment_id and self.arrangement_id.state != "active":
            return "ended", True
        if self.currency_id.is_zero(self._open_amount()):
            return "paid", True
        if self.mandate_id and self.mandate_id.state != "active":
            return "mandate", True
        if not token.active or token.provider_id.state not in ("enabled", "test"):
            return "token", True
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
        elif self._lost_means():
            self._write_next("ask")
            self._ask_person(
                self.env._(
                    "Automatic payment not made: the saved means cannot be charged"
                )
            )
            self._tell()

    def _lost_means(self):
        """Tell whether it was given up as its means of payment is gone, while the
        customer was told that he has nothing to do."""
        if self.arrangement_id.mandate_id - self.mandate_id:
            return False  # he gave another one
        deleted = self.mandate_id.revoked_why == "token"
        return self.given_up == "token" or self.given_up == "mandate" and deleted

    def _is_held(self, today):
        """Tell whether a hold keeps us from the customer's money: on him as a whole, or
        on a debt that it pays, which he disputes or says that he paid."""
        hold = self.env["recovery.hold"].sudo().with_company(self.company_id)
        held = hold._rule_holds(self.partner_id, today).get(self.partner_id.id, ())
        ours = set(self._lines().ids)
        return any(
            one.since <= today
            and (one.until is None or one.until >= today)
            and (INTEREST in one.freezes or one.kind == "declared_paid")
            and (one.debts is None or one.debts & ours and one.kind not in AGREED)
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
        """Return what to charge, 0 to wait."""
        if self.instalment_id:
            return self._chargeable_of_plan(today)
        rows = self.env["recovery.exposure"]._rows(
            self.company_id, today, self.partner_id.ids
        )
        ours = set(self._lines().ids)
        amount = min(
            self._open_amount() - self._under_way(today),
            float(sum(r["chaseable"] for r in rows if r["line_id"] in ours)),
        )
        return self.currency_id.round(max(0.0, amount))

    def _chargeable_of_plan(self, today):
        """Return what is open of the instalment, or 0 while money under way, or a
        dispute, leaves less than that: charged in part, its rest would be forgotten.

        What is under way pays the instalments before this one first.
        """
        part, plan = self.instalment_id, self.arrangement_id
        parts = plan._plan_parts().sorted(lambda one: (one.due_date, one.id))
        through = parts[: parts.ids.index(part.id) + 1]
        room = sum(one._short() for one in through)
        undisputed = self._undisputed(today)
        if undisputed is not None:
            room = min(room, undisputed)
        amount = self._open_amount()
        gap = room - self._under_way(today) - amount
        return amount if self.currency_id.compare_amounts(gap, 0) >= 0 else 0.0

    def _undisputed(self, today):
        """Return what is left to pay of the plan beside what is disputed of its debts,
        None where nothing is."""
        rows = self.env["recovery.exposure"]._rows(
            self.company_id, today, self.partner_id.ids
        )
        plan = self.arrangement_id
        lines = set(plan.item_ids.line_id.ids)
        if not any(row["disputed"] for row in rows if row["line_id"] in lines):
            return None
        left = [r["arranged"] for r in rows if r["arrangement_id"] == plan.id]
        return float(sum(left))

    def _under_way(self, today):
        """Return what the customer paid in this currency that the ledger does not show
        yet: what is on its way, as the exposure says, and at any age our own charges
        that are not rejected. Money on his account that nobody matched counts as
        received by the plan already."""
        self.env.flush_all()
        exposure, company = self.env["recovery.exposure"], self.company_id
        found = exposure._under_way(company, today, self.partner_id.ids)
        rows = self.env.execute_query(
            SQL(
                _OWN,
                company=company.id,
                debtor=self.partner_id.id,
                currency=self.currency_id.id,
                as_of=today,
                days=company.recovery_inflight_days,
                states=UNDER_WAY,
            )
        )
        key = (self.partner_id.id, self.currency_id.id)
        return found.get(key, 0.0) + float(rows[0][0])


# Our charges that stand, but what the exposure counts of them as transactions; less
# those that it counts though they are rejected.
_OWN = f"""
SELECT COALESCE(sum(CASE WHEN stands THEN amount ELSE -amount END), 0)
  FROM (SELECT d.amount, ({SENT}) IS TRUE AS is_counted,
               d.state IN %(states)s OR (d.state = 'paid' AND tx.state = 'done'
                   AND tx.is_post_processed IS NOT TRUE) AS stands
          FROM recovery_debit d
          LEFT JOIN payment_transaction tx ON tx.id = d.transaction_id
         WHERE d.company_id = %(company)s AND d.currency_id = %(currency)s
           AND d.partner_id = %(debtor)s) AS own
 WHERE (stands IS TRUE) <> is_counted
"""
