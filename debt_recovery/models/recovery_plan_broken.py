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

    def _judged(self, company, today):
        """A late invoice outside the plan breaks it where its terms say so; once that
        one is paid, the plan goes on as the ledger says."""
        judged = super()._judged(company, today)
        strict = self.filtered(lambda one: one.kind == PLAN and one.new_invoice_breaks)
        late_on = strict._late_outside_on(company, today) if strict else {}
        return [
            (one, _broken_by(judgement, late_on.get(one), today), loose)
            for one, judgement, loose in judged
        ]

    def _late_outside_on(self, company, today):
        """Return ``{plan: first day}`` on which a debt made since the agreement is
        late, beyond the grace and the tolerance of the plan.

        What is not chased (disputed, held, agreed elsewhere, covered by a credit or by
        money on its way) breaks nothing; nor does an older debt that only moved to
        another account.
        """
        outside = self._chased_outside(company, today)
        inside = self.item_ids.line_id.ids
        heirs = self.env["recovery.receipt"]._successors(inside) if outside else {}
        closed = company._recovery_closed_days(today)
        found = {}
        for plan in self:
            own = set(plan.item_ids.line_id.ids)
            own.update(heir for line in own.copy() for heir in heirs.get(line, ()))
            agreed_on = plan.agreed_at.date()
            least = plan.currency_id._convert(
                float(plan._tolerance()), company.currency_id, company, today
            )
            days = [
                due
                for line, born, due, amount in outside.get(plan.partner_id.id, ())
                if line not in own
                and born > agreed_on
                and company.currency_id.compare_amounts(amount, least) > 0
            ]
            if days:
                end = add_working_days(min(days), plan._patience().grace_days, closed)
                found[plan] = end + timedelta(days=1)
        return found

    def _chased_outside(self, company, today):
        """Return ``{debtor id: [(line id, day of its document, due, what is chased, in
        the company's currency)]}`` of these customers: two SQL for all."""
        exposure = self.env["recovery.exposure"]
        rows = exposure._rows(company, today, self.partner_id.ids)
        rows = [row for row in rows if row["chaseable"] > 0]
        lines = self.env["account.move.line"].browse([row["line_id"] for row in rows])
        limitation = self.env["recovery.limitation"].with_company(company)
        debts = limitation._rows(None, lines) if rows else []
        born = {row["line_id"]: row["born"] for row in debts}
        found = {}
        for row in rows:
            amount = exposure._in_company(company, row)
            line = row["line_id"]
            found.setdefault(row["debtor_id"], []).append(
                (line, born[line], row["due"], amount)
            )
        return found


def _broken_by(judgement, late_on, today):
    """Return the judgement of a plan outside of which a debt is late on ``late_on``,
    None where there is none."""
    if judgement.state != ACTIVE or not late_on:
        return judgement
    if late_on <= today:
        return replace(judgement, state=BROKEN, look_on=None)
    return replace(judgement, look_on=min(judgement.look_on or late_on, late_on))
