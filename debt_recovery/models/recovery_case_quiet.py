from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class RecoveryCase(models.Model):
    """Accounts that we keep: one quiet message a quarter, until anything else starts.

    It is an ordinary scenario, chosen on the customer: the same notices, rules and
    delays. What was chosen before comes back when it ends.
    """

    _inherit = "recovery.case"

    quiet_since = fields.Date("Kept quietly since", readonly=True, copy=False)
    quiet_before_id = fields.Many2one(
        "recovery.policy",
        "Scenario before",
        readonly=True,
        copy=False,
        ondelete="set null",
    )

    quiet_apart_ids = fields.Many2many(
        "account.move.line",
        "recovery_case_quiet_apart_rel",
        "case_id",
        "line_id",
        "Debts set apart before",
        readonly=True,
        copy=False,
        help="In dispute, agreed upon or held when it began: they do not end it.",
    )

    def _keep_quietly(self):
        """Choose the quiet scenario for these; the task to decide is done."""
        quiet = self.env.ref("debt_recovery.policy_quiet").sudo()
        for company, cases in self.sudo().grouped("company_id").items():
            today = company._recovery_today()
            todo = cases.filtered(lambda one: not one.quiet_since)
            apart = todo._set_apart(company, today)
            for case in todo:
                partner = case.partner_id.with_company(company)
                case.write(
                    {
                        "quiet_since": today,
                        "quiet_before_id": partner.recovery_policy_id.id,
                        "quiet_apart_ids": [
                            fields.Command.set(apart.get(case.partner_id.id, ()))
                        ],
                    }
                )
                partner.recovery_policy_id = quiet
            cases._tasks_to_decide()._move_to("cancelled", reason="user")
        return True

    def _set_apart(self, company, as_of):
        """Return ``{customer id: [journal item id]}`` of what is not chased now."""
        found = defaultdict(list)
        exposure = self.env["recovery.exposure"]
        for row in exposure._rows(company, as_of, self.partner_id.ids) if self else ():
            if row["residual"] > 0 and (row["spared"] or row["frozen_by"]):
                found[row["debtor_id"]].append(row["line_id"])
        return found

    def _tasks_to_decide(self):
        """Return the tasks that ask what comes at the end of the scenario."""
        return (
            self.env["recovery.notice"]
            .sudo()
            .search(
                Domain("case_id", "in", self.ids)
                & Domain("state", "=", "draft")
                & Domain("channel", "=", "task")
                & Domain("treatment_id.four_eyes", "=", True)
            )
        )

    def _end_quiet(self):
        """Go back to the scenario of before: something else starts."""
        quiet = self.env.ref("debt_recovery.policy_quiet").sudo()
        for case in self.sudo().filtered("quiet_since"):
            partner = case.partner_id.with_company(case.company_id)
            if partner.recovery_policy_id == quiet:
                partner.recovery_policy_id = case.quiet_before_id
            case.write(
                {
                    "quiet_since": False,
                    "quiet_before_id": False,
                    "quiet_apart_ids": [fields.Command.clear()],
                }
            )

    @api.model
    def _end_quiet_where_due(self, company, as_of):
        """End it where an agreement, a dispute, a hold or a loss began, a newer debt is
        late, nothing is open any more, or somebody chose another scenario."""
        quiet = self.sudo().search(
            Domain("company_id", "=", company.id) & Domain("quiet_since", "!=", False)
        )
        if not quiet:
            return
        rows = self.env["recovery.exposure"]._rows(company, as_of, quiet.partner_id.ids)
        late, other = set(), set()
        since = {case.partner_id.id: case.quiet_since for case in quiet}
        apart = {case.partner_id.id: set(case.quiet_apart_ids.ids) for case in quiet}
        for row in rows:
            debtor, due = row["debtor_id"], row["due"]
            if row["residual"] > 0 and due < as_of:
                late.add(debtor)
                began = row["spared"] or row["frozen_by"]
                began = began and row["line_id"] not in apart[debtor]
                if began or due >= since[debtor]:
                    other.add(debtor)
        lost = self.env["recovery.write.off"].sudo()
        asked = lost.search(
            Domain("case_id", "in", quiet.ids)
            & Domain("state", "in", ("requested", "approved"))
        )
        chosen = self.env.ref("debt_recovery.policy_quiet")
        quiet.filtered(
            lambda case: (
                case.partner_id.id not in late
                or case.partner_id.id in other
                or case in asked.case_id
                or case.partner_id.with_company(company).recovery_policy_id != chosen
            )
        )._end_quiet()


class RecoveryCycle(models.AbstractModel):
    """Quiet accounts are left alone until something else starts."""

    _inherit = "recovery.cycle"

    @api.model
    def _measure(self, company, as_of, debtor_ids, commit):
        self.env["recovery.case"]._end_quiet_where_due(company, as_of)
        return super()._measure(company, as_of, debtor_ids, commit)
