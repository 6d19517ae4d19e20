from odoo import api, fields, models
from odoo.exceptions import UserError

PLAN_ICONS = {
    "plan_offered": ("fa-calendar", "info"),
    "plan_agreed": ("fa-calendar-check-o", "primary"),
    "plan_kept": ("fa-calendar-check-o", "success"),
    "plan_broken": ("fa-calendar-times-o", "danger"),
    "plan_changed": ("fa-calendar", "warning"),
    "plan_expired": ("fa-calendar-times-o", "secondary"),
    "plan_refused": ("fa-calendar-times-o", "secondary"),
}


class RecoveryArrangement(models.Model):
    """A payment plan as those see it who work with it."""

    _inherit = "recovery.arrangement"

    next_due = fields.Date("Next instalment", compute="_compute_next")
    next_amount = fields.Monetary("Next amount", compute="_compute_next")
    progress_text = fields.Char("Instalments paid", compute="_compute_next")
    progress = fields.Integer("Paid (%)", compute="_compute_next")
    can_approve = fields.Boolean(compute="_compute_can_approve")
    agreement_text = fields.Html(
        "Agreement", compute="_compute_agreement_text", sanitize=False
    )
    agreement_hash = fields.Char(
        "Fingerprint of the words", compute="_compute_agreement_text"
    )
    accepted_text = fields.Char("Acceptance", compute="_compute_agreement_text")

    @api.depends("instalment_ids.state", "instalment_ids.due_date", "received")
    def _compute_next(self):
        for plan in self:
            parts = plan._plan_parts()
            left = parts.filtered(lambda one: one.state != "received")
            due = left[:1] if plan.state in ("active", "offered", "draft") else left[:0]
            plan.next_due = due.due_date
            plan.next_amount = due.amount - due.received
            plan.progress_text = f"{len(parts) - len(left)} / {len(parts)}"
            whole = plan.amount or 1.0
            plan.progress = round(100 * min(plan.received, whole) / whole)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        for plan in self:
            plan.can_approve = plan.state == "to_approve" and (
                plan.create_uid != self.env.user or plan.company_id._recovery_is_alone()
            )

    @api.depends("version_ids.state", "version_ids.accepted_at")
    @api.depends_context("lang")
    def _compute_agreement_text(self):
        for plan in self:
            version = plan.proposed_id or plan.version_id
            plan.agreement_text = version.text
            plan.agreement_hash = version.text_hash
            plan.accepted_text = version.accepted_at and version._acceptance_words()

    # --- buttons ---------------------------------------------------------------------

    def _open_form(self):
        self.ensure_one()
        view = self.env.ref("debt_recovery.recovery_plan_view_form")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(view.id, "form")],
        }

    def _open_wizard(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_arrangement_id": self.id},
        }

    def action_decide_plan(self):
        """Approve or refuse what goes beyond the policy."""
        return self._open_wizard(
            "recovery.plan.approve", self.env._("Decide on the payment plan")
        )

    def action_change_plan(self):
        """Postpone an instalment, or spread the rest anew."""
        return self._open_wizard(
            "recovery.plan.change", self.env._("Change the payment plan")
        )

    def action_print_plan(self):
        """Download the agreement, as it was accepted or to be signed."""
        self.ensure_one()
        version = self.proposed_id or self.version_id
        report = self.env.ref("debt_recovery.report_plan_agreement_action")
        return report.report_action(version, config=False)

    def action_send_agreement(self):
        """Send again what waits to be accepted, or the agreement in force."""
        self.check_access("write")
        for plan in self:
            if plan.state == "offered":
                sent = plan._write_offer()
            elif plan.state == "active" and plan.proposed_id:
                sent = plan._ask_again()
            elif plan.state == "active":
                sent = plan._confirm(plan.version_id)
            else:
                sent = False
            if not sent:
                raise UserError(self.env._("There is nothing to send by e-mail."))

    def _refuse_plan(self, reason):
        """Refuse a plan beyond its policy."""
        if not (reason or "").strip():
            raise UserError(self.env._("Write why it is refused."))
        for plan in self:
            plan._check_approver()
            plan.activity_unlink(["mail.mail_activity_data_todo"])
            today = plan.company_id._recovery_today()
            plan._end("cancelled", today, ended_why="withdrawn")
            self.env["recovery.event"]._log("plan_refused", plan.case_id, reason)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def action_plan(self, line_ids=(), source="desk"):
        """Make a payment plan with this customer.

        :param line_ids: the debts that it starts with; by default what is due
        :param source: one of ``SOURCES``
        """
        self.ensure_one()
        lines = self.env["account.move.line"].browse(line_ids)
        return self.env["recovery.plan.wizard"]._open(self, lines, source)


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_recovery_plan(self):
        """Make a payment plan about these invoices."""
        lines = self._recovery_chosen()
        cases = self._recovery_cases().values()
        case = self.env["recovery.case"].browse({one.id for one in cases})
        if len(case) != 1:
            raise UserError(
                self.env._("Choose invoices of one customer that has an account here.")
            )
        return self.env["recovery.plan.wizard"]._open(case, lines)


class RecoveryEvent(models.Model):
    _inherit = "recovery.event"

    kind = fields.Selection(
        selection_add=[
            ("plan_offered", "Payment plan offered"),
            ("plan_changed", "Payment plan changed"),
            ("plan_expired", "Payment plan not accepted in time"),
            ("plan_refused", "Payment plan refused"),
        ],
        ondelete={
            "plan_offered": "cascade",
            "plan_changed": "cascade",
            "plan_expired": "cascade",
            "plan_refused": "cascade",
        },
    )

    def _moment(self):
        moment = super()._moment()
        if self.kind not in PLAN_ICONS:
            return moment
        icon, tone = PLAN_ICONS[self.kind]
        return moment._replace(icon=icon, tone=tone)
