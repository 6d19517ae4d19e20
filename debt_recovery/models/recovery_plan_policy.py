from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import segments
from ..tools.plan_limits import MONTHLY, PAYDAY, WEEKLY

TREATMENTS = [
    ("waived", "Given up"),
    ("while_healthy", "Given up while the plan is kept, due again if it breaks"),
    ("kept", "Stay due"),
]


class RecoveryPlanPolicy(models.Model):
    """Which payment plans are granted without asking, and to whom.

    The first policy that fits the customer and the debts decides; a plan that goes
    beyond it, or that no policy fits, needs an approval.
    """

    _name = "recovery.plan.policy"
    _description = "Plan policy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: for every company.",
    )
    note = fields.Text(translate=True)

    for_consumer = fields.Boolean("Consumers")
    for_sole = fields.Boolean("Persons in business")
    for_company = fields.Boolean("Companies")
    for_public = fields.Boolean("Public bodies")
    segment_ids = fields.Many2many(
        "recovery.segment", string="Customer profiles", help="None: any profile."
    )
    stage_ids = fields.Many2many(
        "recovery.stage",
        "recovery_plan_policy_stage_rel",
        string="Brackets",
        help="Where the oldest of the debts stands. None: any bracket.",
    )
    excluded_stage_ids = fields.Many2many(
        "recovery.stage",
        "recovery_plan_policy_excluded_rel",
        string="Brackets without plans",
        help="A plan for debts of these brackets needs an approval.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    min_amount = fields.Monetary("Balance from")
    max_amount = fields.Monetary("Balance up to", help="0: without limit.")

    max_months = fields.Integer(
        "Longest term (months)",
        default=12,
        help="From the day of the agreement to the last instalment. 0: without limit.",
    )
    min_instalment = fields.Monetary(
        "Smallest instalment", help="The last one may be smaller."
    )
    min_deposit = fields.Float("First payment of at least (%)")
    level_deposit = fields.Boolean(
        "First payment no higher than the others",
        help="Asking for more at once is what a consumer’s plan must not do.",
    )
    first_days = fields.Integer(
        "First payment within (days)", default=30, help="0: without limit."
    )
    allow_weekly = fields.Boolean("Every week")
    allow_monthly = fields.Boolean("Every month", default=True)
    allow_payday = fields.Boolean("On the customer’s payday", default=True)
    fee_treatment = fields.Selection(
        TREATMENTS, "Fees", required=True, default="while_healthy"
    )
    interest_treatment = fields.Selection(
        TREATMENTS, "Late interest", required=True, default="while_healthy"
    )
    max_per_year = fields.Integer(
        "Plans in twelve months", default=2, help="Of one customer. 0: without limit."
    )
    new_invoice_breaks = fields.Boolean(
        "Late new invoices break the plan",
        help="Invoices made after the agreement stay outside of it. When this is set, "
        "being late on one of them breaks the plan all the same.",
    )
    exceed_by = fields.Selection(
        [("agent", "Agents"), ("manager", "Managers"), ("nobody", "Nobody")],
        "May be exceeded by",
        required=True,
        default="manager",
    )

    _amounts = models.Constraint(
        "CHECK (min_amount >= 0 AND max_amount >= 0 AND min_instalment >= 0"
        " AND (max_amount = 0 OR max_amount > min_amount))",
        "The amounts of a plan policy go from a lower to a higher one.",
    )
    _figures = models.Constraint(
        "CHECK (max_months >= 0 AND first_days >= 0 AND max_per_year >= 0"
        " AND min_deposit BETWEEN 0 AND 100)",
        "The limits of a plan policy are not below zero, a share not above 100 %.",
    )

    @api.constrains("allow_weekly", "allow_monthly", "allow_payday")
    def _check_frequencies(self):
        for policy in self:
            if not policy._frequencies():
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: choose how often instalments may be due.",
                        name=policy.name,
                    )
                )

    def _frequencies(self):
        """Return the rhythms that are allowed, as ``plan_limits`` calls them."""
        allowed = {
            WEEKLY: self.allow_weekly,
            MONTHLY: self.allow_monthly,
            PAYDAY: self.allow_payday,
        }
        return frozenset(code for code, yes in allowed.items() if yes)

    def _local(self, name, currency, company, day):
        """Return an amount of this policy in another currency, rounded."""
        return self.currency_id._convert(self[name], currency, company, day)

    @api.model
    def _choose(self, case, currency, amount, dpd, day):
        """Return the first policy that fits, or none.

        :param amount: what the plan is about, in ``currency``
        :param dpd: days past due of the oldest debt
        """
        company = case.company_id
        found = self.sudo().search([("company_id", "in", (False, company.id))])
        stage = self._stages(company, {dpd})
        return next(
            (
                policy
                for policy in found
                if policy._fits(case, stage)
                and policy._covers(currency, amount, company, day)
            ),
            self.browse(),
        ).with_env(self.env)

    @api.model
    def _stages(self, company, days):
        """Return the brackets of debts that are so many days past due."""
        stages = (
            self.env["recovery.stage"].sudo().search([("company_id", "=", company.id)])
        )
        return stages.filtered(
            lambda one: any(one.from_dpd <= day <= one.to_dpd for day in days)
        )

    def _fits(self, case, stage):
        kinds = {
            segments.CONSUMER: self.for_consumer,
            segments.SOLE_TRADER: self.for_sole,
            segments.COMPANY: self.for_company,
            segments.PUBLIC: self.for_public,
        }
        if any(kinds.values()) and not kinds[case.partner_id._recovery_kind()]:
            return False
        if self.segment_ids and case.segment_id not in self.segment_ids:
            return False
        return not self.stage_ids or stage in self.stage_ids

    def _covers(self, currency, amount, company, day):
        low = self._local("min_amount", currency, company, day)
        high = self._local("max_amount", currency, company, day)
        above = currency.compare_amounts(amount, low) >= 0
        return above and (not high or currency.compare_amounts(amount, high) <= 0)
