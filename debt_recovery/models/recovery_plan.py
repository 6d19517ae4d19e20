from decimal import Decimal

from odoo import api, fields, models

from ..tools.arrangements import PLAN
from ..tools.instalments import Instalment
from .recovery_plan_policy import TREATMENTS

FREQUENCIES = [
    ("weekly", "Every week"),
    ("monthly", "Every month"),
    ("payday_month", "On payday: a day of the month"),
    ("payday_week", "On payday: a day of the week"),
]
RHYTHM_OF = {"payday_month": "payday", "payday_week": "payday"}


class RecoveryArrangement(models.Model):
    """What a payment plan has beside what every arrangement has.

    The terms are copied from its policy when it is made: a policy that changes later
    changes no plan that was agreed.
    """

    _inherit = "recovery.arrangement"

    frequency = fields.Selection(FREQUENCIES, readonly=True)
    fee_treatment = fields.Selection(TREATMENTS, "Fees", readonly=True)
    interest_treatment = fields.Selection(TREATMENTS, "Late interest", readonly=True)
    new_invoice_breaks = fields.Boolean(
        "Late new invoices break it",
        readonly=True,
        help="Being late on an invoice made after the agreement breaks the plan.",
    )
    first_at_once = fields.Boolean(readonly=True)
    version_ids = fields.One2many(
        "recovery.plan.version", "arrangement_id", "Versions", readonly=True
    )
    version_id = fields.Many2one(
        "recovery.plan.version", "Version in force", compute="_compute_version_id"
    )
    proposed_id = fields.Many2one(
        "recovery.plan.version", "Version to accept", compute="_compute_version_id"
    )

    agreed_with = fields.Char(readonly=True, help="Who agreed on the phone.")
    offered_until = fields.Date(readonly=True)
    offer_hold_id = fields.Many2one("recovery.hold", readonly=True, ondelete="set null")
    outside_text = fields.Text(
        "Beyond the policy because", readonly=True, help="Empty: within the policy."
    )
    plan_next = fields.Selection(
        [("offered", "It is offered to the customer"), ("active", "It runs")],
        "Once approved",
        readonly=True,
    )

    @api.depends("version_ids.state")
    def _compute_version_id(self):
        for plan in self:
            by_state = plan.version_ids.grouped("state")
            plan.version_id = by_state.get("in_force", plan.version_ids.browse())[:1]
            plan.proposed_id = by_state.get("proposed", plan.version_ids.browse())[:1]

    def _plan_parts(self):
        """Return the instalments that count, in order."""
        return self.instalment_ids.filtered(lambda one: one.state != "cancelled")

    def _plan_schedule(self):
        """Return the instalments as values of ``tools/instalments``."""
        return tuple(
            Instalment(one.wished_on or one.due_date, one.due_date, one._exact_amount())
            for one in self._plan_parts()
        )

    def _charge_treatment(self, kind):
        """A plan says itself what it gives up."""
        if self.kind != PLAN:
            return super()._charge_treatment(kind)
        agreed = self.interest_treatment if kind == "interest" else self.fee_treatment
        return agreed or super()._charge_treatment(kind)

    def _note_rhythm(self, plan):
        """Keep the days of the rhythm beside those on which the money is due."""
        for one, part in zip(self._plan_parts().sudo(), plan, strict=True):
            one.wished_on = part.wished


class RecoveryArrangementInstalment(models.Model):
    _inherit = "recovery.arrangement.instalment"

    wished_on = fields.Date(
        "Day of the rhythm",
        readonly=True,
        help="Where nobody works on it, the money is due on the next working day.",
    )

    @api.depends("due_date", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            plan = one.arrangement_id
            day = one.due_date and plan._day(one.due_date)
            one.display_name = f"{day or ''} – {plan._money(one.amount)}"

    def _exact_amount(self):
        return _exact(self.currency_id, self.amount)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _make_plan(self, lines, plan, frequency, source="desk", **vals):
        """Make a draft of a payment plan over open debts of one currency.

        :param plan: its instalments, :class:`~..tools.instalments.Instalment`
        :param frequency: one of ``FREQUENCIES``
        :param vals: more values of the arrangement
        :return: the ``recovery.arrangement``, with its first version
        :raises UserError: when the debts, the amounts or the policy forbid it
        """
        found = self._plan_limits(lines)
        policy = found.policy.sudo()
        told = self._plan_breaches(found, plan, RHYTHM_OF.get(frequency, frequency))
        self._check_may_plan(found, told)
        arrangement = self._agree(
            PLAN,
            lines,
            [(one.due, float(one.amount)) for one in plan],
            source,
            plan_policy_id=policy.id,
            frequency=frequency,
            fee_treatment=policy.fee_treatment or "waived",
            interest_treatment=policy.interest_treatment or "waived",
            new_invoice_breaks=policy.new_invoice_breaks,
            outside_text="\n".join(told) or False,
            **vals,
        )
        arrangement._note_rhythm(plan)
        arrangement._propose(plan, self.env._("First version"))
        return arrangement


class ResCompany(models.Model):
    _inherit = "res.company"

    def _recovery_closed_from(self, day):
        """Return the public holidays of the ten years that a plan from ``day`` may
        last."""
        years = range(day.year, day.year + 10, 2)
        return frozenset().union(
            *(self._recovery_closed_days(day.replace(day=1, year=y)) for y in years)
        )


def _exact(currency, amount):
    """Return an amount of the database as the Decimal that it stands for."""
    return Decimal(str(currency.round(amount)))
