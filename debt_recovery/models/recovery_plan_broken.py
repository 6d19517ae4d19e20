from dataclasses import replace
from datetime import timedelta

from odoo import models

from ..tools.arrangements import ACTIVE, BROKEN, PLAN
from ..tools.calendar import add_working_days


class RecoveryArrangement(models.Model):
    """How a plan breaks, and where the reminders go on then."""

    _inherit = "recovery.arrangement"

    def _end(self, state, today, **vals):
        """A plan that breaks goes back to the step that its policy names."""
        if self.kind == PLAN and state == BROKEN:
            vals.setdefault("return_step_id", self._patience().return_step_id.id)
        return super()._end(state, today, **vals)

    def _follow(self, judgement, today):
        """A late invoice outside the plan breaks it where its terms say so; once
        that one is paid, the plan goes on as the ledger says."""
        breaks = self.kind == PLAN and self.new_invoice_breaks
        if breaks and judgement.state == ACTIVE:
            late_on = self._late_outside_on(today)
            if late_on and late_on <= today:
                judgement = replace(judgement, state=BROKEN)
            elif late_on and (not self.look_on or late_on < self.look_on):
                self.look_on = late_on
        return super()._follow(judgement, today)

    def _late_outside_on(self, today):
        """Return the first day on which an invoice made since the agreement is late,
        beyond the grace of the plan; None where none is open, or all are in other
        agreements."""
        company = self.company_id
        followed = self.env["recovery.account"]._followed(company)
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                    ("account_id", "in", followed.account_id.ids),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("amount_residual", ">", 0),
                    ("date", ">", self.agreed_at.date()),
                    ("id", "not in", self.item_ids.line_id.ids),
                ]
            )
        )
        grace = self._patience().grace_days
        closed = company._recovery_closed_days(today)
        open_ = lines - self._agreed_elsewhere(lines)
        due = min(open_.mapped("date_maturity"), default=None)
        return due and add_working_days(due, grace, closed) + timedelta(days=1)

    def _agreed_elsewhere(self, lines):
        items = self.env["recovery.arrangement.item"].sudo()
        return items.search(
            [("line_id", "in", lines.ids), ("arrangement_id.state", "=", "active")]
        ).line_id
