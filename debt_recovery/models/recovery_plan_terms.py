from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo import fields, models

from ..tools.arrangements import NEVER, PLAN
from ..tools.calendar import add_working_days, next_working_day
from .recovery_notice import LEFT, PENDING

MARGIN = 5  # days without work in a row


class RecoveryPlanPolicy(models.Model):
    """The patience of a plan: what is said when, how long one waits, what follows."""

    _inherit = "recovery.plan.policy"

    pre_due_days = fields.Integer(
        "Message before an instalment (days)", default=3, help="0: none."
    )
    tell_due = fields.Boolean("Message on the day of an instalment")
    grace_days = fields.Integer(
        "Grace (working days)",
        default=3,
        help="After its day, an instalment that is not there yet is not late: money "
        "takes some days through the banks.",
    )
    late_days = fields.Integer(
        "Message after a missed instalment (days)",
        default=2,
        help="From its day; never within the grace.",
    )
    warnings = fields.Selection(
        [("none", "No warning"), ("one", "One"), ("two", "Two")],
        required=True,
        default="one",
        help="After the first message about a missed instalment.",
    )
    warning_days = fields.Integer("Between these messages (days)", default=7)
    message_mode = fields.Selection(
        [("approve", "To approve"), ("automatic", "Automatic")],
        "Messages about missed instalments",
        required=True,
        default="automatic",
    )
    tolerance_amount = fields.Monetary(
        "Tolerance",
        help="What may lack of an instalment that counts as paid.",
    )
    tolerance_percent = fields.Float(
        "Tolerance (%)", help="Of the smallest instalment; the larger of both counts."
    )
    acceleration = fields.Boolean(
        "All falls due when a plan breaks",
        default=True,
        help="The last warning announces it. Without it a missed instalment is asked "
        "for again and again, and only a person ends the plan.",
    )
    break_days = fields.Integer("Breaks after the last warning (days)", default=8)
    cure_days = fields.Integer(
        "May be taken up again within (days)",
        default=15,
        help="When all that was missed is paid by then, the plan goes on. 0: never.",
    )
    return_step_id = fields.Many2one(
        "recovery.treatment",
        "Back to the step",
        ondelete="set null",
        help="Of the customer's scenario, after a plan broke. Empty, or of another "
        "scenario: reminders go on where they were.",
    )

    _patience = models.Constraint(
        "CHECK (pre_due_days >= 0 AND grace_days >= 0 AND late_days >= 0"
        " AND warning_days >= 1 AND break_days >= 1 AND cure_days >= 0"
        " AND tolerance_amount >= 0 AND tolerance_percent BETWEEN 0 AND 20)",
        "Days and tolerances are not below zero; a tolerance is 20 % at most, and at "
        "least a day lies between two messages.",
    )


class ResCompany(models.Model):
    _inherit = "res.company"

    def _recovery_announce_days(self):
        """Return how long before its day an instalment comes into sight: what is said
        of it is said on a working day before."""
        policies = (
            self.env["recovery.plan.policy"].sudo().with_context(active_test=False)
        )
        found = policies.search([("company_id", "in", (False, self.id))])
        days = max(found.mapped("pre_due_days"), default=3)
        return max(days, self.recovery_notice_days + 1) + MARGIN


class RecoveryArrangement(models.Model):
    """How long a plan waits for a missed instalment."""

    _inherit = "recovery.arrangement"

    plan_policy_id = fields.Many2one(
        "recovery.plan.policy", "Plan policy", readonly=True, ondelete="set null"
    )
    return_step_id = fields.Many2one(
        "recovery.treatment", "Back to step", readonly=True, ondelete="set null"
    )

    def _patience(self):
        """Return the ``recovery.plan.policy`` whose patience holds: the plan's own, or
        one of defaults that exists in memory only."""
        own = self.plan_policy_id.sudo()
        return own or self.env["recovery.plan.policy"].sudo().new()

    def _tolerance(self):
        if self.kind != PLAN:
            return super()._tolerance()
        policy, currency = self._patience(), self.currency_id
        fixed = policy.currency_id._convert(
            policy.tolerance_amount,
            currency,
            self.company_id,
            self.agreed_at.date(),
        )
        parts = self.instalment_ids.filtered(lambda one: one.state != "cancelled")
        smallest = min(parts.mapped("amount"), default=0.0)
        share = currency.round(smallest * policy.tolerance_percent / 100)
        return Decimal(str(max(fixed, share)))

    def _part(self, instalment):
        """A plan waits for the last warning and some days more; paid within the days
        after which it may be taken up again, it is."""
        part = super()._part(instalment)
        if self.kind != PLAN:
            return part
        judged = instalment._waited_for()
        if judged == NEVER:
            return replace(part, until=NEVER, judged=NEVER)
        cured = judged + timedelta(days=self._patience().cure_days)
        return replace(part, until=cured, judged=judged)

    def _limit_from(self, today):
        """Return the last day on which a plan waits after a warning of ``today``."""
        closed = self.company_id._recovery_closed_days(today)
        days = self._patience().break_days
        return next_working_day(today + timedelta(days=days), closed)

    def _follow_up(self):
        """Return the moments of a missed instalment, in order; the last one of them is
        what the plan breaks on."""
        policy = self._patience()
        count = {"none": 0, "one": 1, "two": 2}[policy.warnings]
        if not policy.acceleration:
            return ("late", "warning")[: 1 + count]
        return ("late", "warning", "last")[:1] + ("warning", "last")[2 - count :]


class RecoveryArrangementInstalment(models.Model):
    _inherit = "recovery.arrangement.instalment"

    notice_ids = fields.One2many(
        "recovery.notice", "instalment_id", "Messages about it"
    )

    def _waited_for(self):
        """Return the last day on which its money is waited for; ``NEVER`` while the
        customer was not warned, while it is charged, or where only a person decides.

        A warning that waits for an approval has not left; one that cannot leave is not
        waited for.
        """
        plan = self.arrangement_id
        if not plan._patience().acceleration or self._is_charged():
            return NEVER
        told = self.sudo()._said(plan._follow_up()[-1])
        if not told or told.state in PENDING and told.state != "withheld":
            return NEVER
        left = told.left_on if told.state in LEFT else None
        return plan._limit_from(left or told.planned_on)

    def _late_from(self):
        """Return the day from which it is late: after the grace, on a working day."""
        policy = self.arrangement_id._patience()
        closed = self.company_id._recovery_closed_days(self.due_date)
        grace = add_working_days(self.due_date, policy.grace_days, closed)
        late = self.due_date + timedelta(days=max(1, policy.late_days))
        return next_working_day(max(grace, late), closed)
