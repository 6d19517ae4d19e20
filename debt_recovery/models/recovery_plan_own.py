from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..tools.segments import CONSUMER

OWN = ("link", "portal")  # made by the customer alone
# why a debt may wait and be spread all the same: nothing keeps it from being paid
SPREAD = ("", "manual", "reply", "promise", "declared_paid", "hardship", "opt_out")
LATER = timedelta(hours=1)
WITHIN = 30  # days in which what he asked for is counted


class RecoveryPlanPolicy(models.Model):
    """What a customer does alone on his page is counted: asking again and again is how
    time is played for."""

    _inherit = "recovery.plan.policy"

    own_asks = fields.Integer(
        "Prepared alone in 30 days",
        default=2,
        help="On how many days a customer may prepare a plan on his page that he does "
        "not accept: nothing is asked of him while it waits. 0: without limit.",
    )

    _own = models.Constraint(
        "CHECK (own_asks >= 0)",
        "What a customer may do alone is not below zero.",
    )


class RecoveryCase(models.Model):
    """A payment plan that the customer makes alone, within the same policy as ours."""

    _inherit = "recovery.case"

    def _why_no_plan(self, found):
        """Return why this customer cannot make a plan alone now, in words for him; ""
        where he can.

        :param found: :class:`~.recovery_plan_limits.PlanLimits`
        """
        env, most = self.env, found.limits.per_year
        if most and found.made >= most:
            return env._(
                "Payment plans that you agreed to in the last twelve months: %(made)s; "
                "we agree to %(most)s here. Contact us: we look for a solution with "
                "you.",
                made=found.made,
                most=most,
            )
        asks = found.policy.sudo().own_asks
        if asks and self._days_asked(found.day) >= asks:
            return env._(
                "You prepared a payment plan on %(days)s days of the last month, and "
                "none was agreed. Contact us: we find the right one together.",
                days=asks,
            )
        mediator = (self.company_id.sudo().recovery_mediator or "").strip()
        if self.partner_id._recovery_kind() == CONSUMER and not mediator:
            return env._(
                "A payment plan cannot be agreed to online for the moment. Contact us: "
                "we prepare it with you."
            )
        return ""

    def _days_asked(self, day):
        """Count the days before ``day`` on which he prepared a plan alone and accepted
        none of that day."""
        company = self.company_id
        since = company._recovery_midnight(day - timedelta(days=WITHIN))
        asked = self._own_plans([("agreed_at", ">=", since)])
        days = asked.grouped(lambda one: company._recovery_today(one.agreed_at))
        days.pop(day, None)
        return sum(
            not any(plans.version_ids.mapped("accepted_at")) for plans in days.values()
        )

    def _own_plans(self, domain):
        own = [
            ("case_id", "=", self.id),
            ("kind", "=", "plan"),
            ("source", "in", OWN),
        ]
        return self.env["recovery.arrangement"].sudo().search([*own, *domain])

    def _own_proposals(self):
        """Return what he prepared alone and did not accept: a new one replaces it."""
        return self._own_plans([("state", "in", ("draft", "offered", "to_approve"))])

    def _plannable_alone(self, rows):
        """Return the debts that a customer may spread alone: none that waits for a
        reason of its own, such as a proceeding, a factor or a retention.

        :param rows: the account's exposure
        """
        own = self._own_proposals()
        lines = self._plannable(rows) | own.item_ids.line_id
        free = {
            row["line_id"]
            for row in rows
            if row["residual"] > row["disputed"] and (row["spared"] or "") in SPREAD
        }
        return lines.filtered(lambda one: one.id in free)

    def _plan_alone(self, lines, plan, frequency, **vals):
        """Make the plan that a customer chose on his page: offered to him at once
        within the policy, else asked for.

        :param plan: its instalments, :class:`~..tools.instalments.Instalment`
        :return: the ``recovery.arrangement``
        :raises UserError: when the debts, the amounts or the policy forbid it
        """
        self.ensure_one()
        self._alone_on_account()
        why = self._why_no_plan(self._plan_limits(lines))
        if why:
            raise UserError(why)
        self._own_proposals().filtered(
            lambda one: one.item_ids.line_id & lines
        )._withdraw_own()
        ours = self.with_context(lang=self.company_id.partner_id.lang or "en_US")
        made = ours._make_plan(lines, plan, frequency, "portal", **vals)
        if made.outside_text:
            self.env["recovery.event"]._log("plan_asked", self, made._words())
        made._go("offered")
        return made


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    def _withdraw_own(self):
        """End what its customer prepared and replaces by something else."""
        for plan in self:
            plan.activity_unlink(["mail.mail_activity_data_todo"])
            plan._end(
                "cancelled", plan.company_id._recovery_today(), ended_why="replaced"
            )

    def _write_offer(self):
        """Who just chose it reads it on the page: the message leaves later, for who
        left without accepting."""
        notice = super()._write_offer()
        if notice and self.env.su and self.source in OWN and not self.approved_on:
            notice.send_after = fields.Datetime.now() + LATER
        return notice

    def _ask_approval(self):
        """Say who asks for it, and why; somebody decides even where no manager is
        named."""
        super()._ask_approval()
        if self.source not in OWN:
            return
        user = self.case_id._acting()
        if not self.activity_ids and user:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.company_id._recovery_today(),
                summary=self.env._("Payment plan beyond its policy: decide"),
                note=plaintext2html(self.outside_text),
                user_id=user.id,
            )
        if self.reason:
            words = self.env._("The customer asks for it: %(why)s", why=self.reason)
            note = plaintext2html(f"{words}\n\n{self.outside_text}")
            self.activity_ids.note = note
