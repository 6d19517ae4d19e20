from odoo import api, fields, models


class RecoveryTreatment(models.Model):
    """What a scenario's page says of a step at a glance."""

    _inherit = "recovery.treatment"

    when_text = fields.Char("When", compute="_compute_when_text")

    @api.depends("policy_id")
    @api.depends_context("recovery_with_scenario")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        if self.env.context.get("recovery_with_scenario"):
            for step in self:
                step.display_name = f"{step.name} · {step.policy_id.name}"
        return result

    @api.depends("trigger", "days", "working_days", "stage_id", "event")
    @api.depends_context("lang")
    def _compute_when_text(self):
        for step in self:
            step.when_text = step._when()

    def _when(self):
        """Return the moment of the step: “D+15”, “8 days after the last step”…"""
        days = abs(self.days)
        if self.trigger == "due":
            sign = "−" if self.days < 0 else "+"
            text = self.env._("D%(sign)s%(days)s", sign=sign, days=days)
            if self.working_days:
                text = self.env._("%(when)s working days", when=text)
            return text
        if self.trigger == "stage":
            return self.env._(
                "%(days)s days after entering “%(bracket)s”",
                days=days,
                bracket=self.stage_id.name or "",
            )
        if self.trigger == "previous":
            return self.env._("%(days)s days after the last step", days=days)
        events = dict(self._fields["event"]._description_selection(self.env))
        what = events.get(self.event, "")
        if not days:
            return self.env._("At once: %(event)s", event=what)
        return self.env._("%(days)s days after: %(event)s", days=days, event=what)


class RecoveryPolicy(models.Model):
    _inherit = "recovery.policy"

    step_count = fields.Integer("Number of steps", compute="_compute_counts")
    case_count = fields.Integer("Open accounts", compute="_compute_counts")

    @api.depends("treatment_ids")
    def _compute_counts(self):
        found = dict(
            self.env["recovery.case"]._read_group(
                [("policy_id", "in", self.ids), ("state", "=", "open")],
                ["policy_id"],
                ["__count"],
            )
        )
        for policy in self:
            policy.step_count = len(policy.treatment_ids)
            policy.case_count = found.get(policy._origin, 0)

    def action_view_cases(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer accounts"),
            "res_model": "recovery.case",
            "view_mode": "list,kanban,form",
            "domain": [("policy_id", "in", self.ids), ("state", "=", "open")],
        }


class RecoveryDecision(models.Model):
    _inherit = "recovery.decision"

    reason_label = fields.Char("Because", compute="_compute_reason_label")

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_label(self):
        Notice = self.env["recovery.notice"]
        labels = dict(Notice._fields["reason"]._description_selection(self.env))
        labels["none"] = self.env._("Nothing stands against it")
        for decision in self:
            decision.reason_label = labels.get(decision.reason, decision.reason)


class RecoveryAccount(models.Model):
    _inherit = "recovery.account"

    account_code = fields.Char("Code", compute="_compute_account_code")

    @api.depends("account_id", "company_id")
    def _compute_account_code(self):
        """Accounts have a code per company."""
        for line in self:
            account = line.account_id.with_company(line.company_id)
            line.account_code = account.code
