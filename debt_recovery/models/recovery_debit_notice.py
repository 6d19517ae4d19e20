from datetime import timedelta

from odoo import models

from ..tools.retry_reasons import TECHNICAL
from .recovery_instalment_notice import DEBIT, REJECTED

ARRIVED = ("sent", "delivered")  # as far as one knows


class RecoveryDebit(models.Model):
    """What the customer is told of an automatic payment: before each charge, and when
    one was rejected."""

    _inherit = "recovery.debit"

    # --- after a rejection ------------------------------------------------------------

    def _tell(self):
        """Tell the customer why it was rejected, and what follows: the day of the next
        try, or how to pay otherwise. What only a person can mend, a person says."""
        moment = self._moment()
        if moment not in REJECTED or not self.case_id:
            return None
        values = {
            **self.case_id._message_vals("automatic"),
            "instalment_id": self.instalment_id.id,
            "debit_id": self.id,
            "anchor": DEBIT + moment,
            "anchor_id": self.id,
            "purpose": "service" if moment == "retry" else "collection",
            "planned_on": self.company_id._recovery_today(),
            "amount": self._in_company(self._open_amount()),
        }
        notices = self.env["recovery.notice"].sudo()
        known = notices.search(
            [("debit_id", "=", self.id), ("anchor", "=", DEBIT + moment)], limit=1
        )
        if not known:
            notices.create(values)._speak()._wake()
        return None

    def _moment(self):
        """Return what the customer is told of what follows."""
        return "ask" if self.next_action == "represent" else self.next_action

    def _is_followed_by(self, moment):
        """Tell whether ``moment`` is still what follows, and still what happens."""
        if self.instalment_id and self.arrangement_id.state != "active":
            return False
        ended = self.state == "refused" or self._lost_means()
        stands = moment != "retry" or self._is_tried_again()
        return ended and stands and moment == self._moment()

    def _in_company(self, amount):
        company = self.company_id
        day = self.failed_on or self.day
        return self.currency_id._convert(amount, company.currency_id, company, day)

    # --- before a charge --------------------------------------------------------------

    def _ready_on(self):
        """Return the first day on which the customer was told long enough, or None
        while he was not told.

        The consent tells of an instalment that falls due too soon to be told of again;
        a technical failure is tried again on what was told before.
        """
        days = self.mandate_id.notice_days or self.company_id.recovery_notice_days
        before = self._before()
        if before and before.reason == TECHNICAL:
            days = 0
        told = [left + timedelta(days=days) for left in self._told(before)]
        if self.instalment_id and not before and self.mandate_id:
            since = self.company_id._recovery_today(self.mandate_id.agreed_at)
            if self.instalment_id.due_date <= since + timedelta(days=days + 1):
                told.append(since)
        return min(told, default=None)

    def _before(self):
        """Return the rejected try that this one follows, on the same consent."""
        earlier = self._same().filtered(
            lambda one: (
                one.attempt < self.attempt
                and one.state == "refused"
                and one.mandate_id == self.mandate_id
            )
        )
        return earlier.sorted("attempt")[-1:]

    def _told(self, before):
        """Return the days on which messages left that announced this charge.

        :param before: the rejected try that it follows, or none
        """
        if not before:
            found = self.instalment_id.sudo()._said("charge")
        else:
            found = (
                self.env["recovery.notice"]
                .sudo()
                .search(
                    [("debit_id", "=", before.id), ("anchor", "=", DEBIT + "retry")]
                )
            )
        left = found.filtered(lambda one: one.state in ARRIVED and not one.is_test)
        return [day for day in left.mapped("left_on") if day]
