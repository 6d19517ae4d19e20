from datetime import timedelta

from odoo import models

from ..tools import aged

WAITING = ("draft", "failed", "uncertain", "withheld")


class RecoveryMonday(models.AbstractModel):
    """The manager's five numbers: ``(label, value, remark)`` each, as text."""

    _inherit = "recovery.monday"

    def _numbers(self, company, late, today):
        figures, ids = self.env["recovery.figures"], company.ids
        sunday = today - timedelta(days=today.weekday() + 1)
        before = sunday - timedelta(days=7)
        old = late.filtered(lambda case: case.oldest_due < today - timedelta(days=90))
        waiting = self.env["recovery.notice"].sudo()
        waiting = waiting.search_count(
            [("company_id", "=", company.id), ("state", "in", WAITING)]
        )
        sent = figures._sent(ids, before, sunday).get(company.id, 0)
        return [
            (
                self.env._("To chase"),
                self._money(sum(late.mapped("net_overdue")), company),
                self._trend(company, sunday),
            ),
            (
                self.env._("Collected last week after a reminder"),
                self._money(
                    figures._collected(ids, before, sunday).get(company.id, 0), company
                ),
                "",
            ),
            (self.env._("Reminders sent last week"), str(sent), ""),
            (
                self.env._("More than 90 days late"),
                self._money(sum(old.mapped("net_overdue")), company),
                self.env._("Customers: %(count)s", count=len(old)) if old else "",
            ),
            (
                self.env._("Reminders that wait for somebody"),
                str(waiting),
                self.env._("to approve or to mend") if waiting else "",
            ),
        ]

    def _trend(self, company, sunday):
        """Compare what was late in the ledger with a week before, if both are kept."""
        snapshot = self.env["recovery.snapshot"].sudo()
        day = snapshot._last_day(company, sunday)
        before = snapshot._last_day(company, sunday - timedelta(days=7))
        if not before or before == day:
            return ""
        return self.env._(
            "late in the ledger: %(now)s, a week before: %(before)s",
            now=self._money(self._late_on(company, day), company),
            before=self._money(self._late_on(company, before), company),
        )

    def _late_on(self, company, day):
        kept = (
            self.env["recovery.snapshot"]
            .sudo()
            .search([("company_id", "=", company.id), ("day", "=", day)])
        )
        return sum(sum(kept.mapped(name)) for name in aged.LATE)
