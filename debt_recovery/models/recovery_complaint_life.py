from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError


class RecoveryComplaint(models.Model):
    """The life of a complaint: what each move does to the reminders, to the tasks and
    to the history of the account."""

    _inherit = "recovery.complaint"

    def _open(self):
        """Pause the reminders, ask somebody to acknowledge, tell the history."""
        self._pause()
        self._plan_activity()
        self._log("complained", self._kind_label())

    def _pause(self):
        today = self.company_id._recovery_today()
        self.hold_ids |= self.env["recovery.hold"].create(
            {
                "kind": "complaint",
                "partner_id": self.partner_id.commercial_partner_id.id,
                "company_id": self.company_id.id,
                "from_date": today,
                "reason": self.env._("Complaint %(number)s", number=self.name),
            }
        )

    def _resume(self):
        """Lift the pauses of these complaints; nothing that was due meanwhile is made
        up for: the planner takes each account where it stands."""
        self.hold_ids.filtered("is_active").action_lift()

    def _deadline(self):
        """Return ``(day, what is to be done)`` of the next deadline, or None."""
        if self.state == "received":
            return self.acknowledge_by, self.env._("Acknowledge the complaint")
        if self.state == "acknowledged":
            return self.answer_by, self.env._("Answer the complaint")
        return None

    def _plan_activity(self):
        """Leave one activity: that of the next deadline."""
        kind = "debt_recovery.activity_complaint"
        self.activity_unlink([kind])
        due = self.with_context(lang=self.user_id.lang)._deadline()
        if due and due[0]:
            self.activity_schedule(
                kind, date_deadline=due[0], summary=due[1], user_id=self.user_id.id
            )

    def _log(self, kind, text=""):
        """Write an event in the account, or about the customer where it has none."""
        text = " – ".join(filter(None, (self.name, text)))
        self.env["recovery.event"]._log_about(kind, self, text)

    def _kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    # --- moves ---------------------------------------------------------------------

    def _check_agent(self):
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("An agent handles complaints."))

    def _acknowledged(self):
        for one in self.filtered(lambda one: one.state == "received"):
            today = one.company_id._recovery_today()
            one._move_to("acknowledged", acknowledged_on=today)
            one.sudo()._plan_activity()
            one._log("complaint_seen")

    def _answered(self, outcome, answer, day=None):
        """Note the answer; the reminders wait some days more, for the customer's word.

        :param outcome: ``settled`` or ``not_settled``
        :param answer: HTML, as the customer has it
        :param day: when it was given, if not today
        """
        for one in self:
            today = one.company_id._recovery_today()
            one._move_to(
                "answered",
                outcome=outcome,
                answer=answer,
                answered_on=day or today,
                acknowledged_on=one.acknowledged_on or day or today,
            )
            one.sudo()._plan_activity()
            labels = dict(one._fields["outcome"]._description_selection(one.env))
            one._log("complaint_answered", labels[outcome])
            if outcome == "settled":
                one.action_close()

    def action_close(self):
        """Close: the reminders go on from where the account stands today."""
        self._check_agent()
        for one in self.filtered(lambda one: one.state == "answered"):
            one._move_to("closed", closed_on=one.company_id._recovery_today())
            one.sudo()._resume()
            one._log("complaint_closed")

    def action_reopen(self):
        """The customer insists: answer again, and ask for nothing meanwhile."""
        self._check_agent()
        for one in self.filtered(lambda one: one.state in ("answered", "closed")):
            was_closed = one.state == "closed"
            one._move_to("acknowledged", outcome=False, closed_on=False)
            if was_closed:
                one.sudo()._pause()
            one.sudo()._plan_activity()
            one._log("complained", one.env._("Opened again"))

    def _close_waited(self, company, today):
        """Close those whose answer stands for the company's days without a word."""
        waited = today - timedelta(days=company.recovery_complaint_wait_days)
        for one in self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "answered"),
                ("answered_on", "<=", fields.Date.to_string(waited)),
            ]
        ):
            one.action_close()


class RecoveryCycle(models.AbstractModel):
    _inherit = "recovery.cycle"

    def _run_locked(self, company, as_of, full, commit):
        """Before the planner looks: what ended last night no longer holds."""
        self.env["recovery.complaint"]._close_waited(company, as_of)
        return super()._run_locked(company, as_of, full, commit)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    complaint_ids = fields.One2many("recovery.complaint", "case_id", "Complaints")

    def _fold_into(self, kept):
        self.complaint_ids.sudo().write({"case_id": kept.id})
        return super()._fold_into(kept)
