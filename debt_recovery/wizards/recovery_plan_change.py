from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import instalments
from .recovery_plan_terms import TERMS


class RecoveryPlanChange(models.TransientModel):
    """Change a plan that runs: postpone an instalment, spread the rest anew, or pay
    less at first and more later; see what comes of it before."""

    _name = "recovery.plan.change"
    _inherit = ["recovery.plan.terms"]
    _description = "Change of a payment plan"

    arrangement_id = fields.Many2one(
        "recovery.arrangement", "Payment plan", required=True
    )
    kind = fields.Selection(
        [
            ("postpone", "Postpone one instalment"),
            ("respread", "Spread the rest anew"),
        ],
        "Change",
        required=True,
        default="postpone",
    )
    part_id = fields.Many2one("recovery.arrangement.instalment", "Instalment")
    new_day = fields.Date("New day")
    row_ids = fields.One2many(
        "recovery.plan.change.row",
        "wizard_id",
        "Instalments to come",
        compute="_compute_rows",
        store=True,
        readonly=False,
    )
    before_text = fields.Text("Until now", compute="_compute_before_text")
    outside_text = fields.Text(compute="_compute_effect")
    is_worse = fields.Boolean(compute="_compute_effect")
    why = fields.Char("Reason")
    is_agreed = fields.Boolean("Agreed on the phone")
    agreed_with = fields.Char("Agreed with", help="Who agreed on the phone.")

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        plan = self.env["recovery.arrangement"].browse(values.get("arrangement_id"))
        if plan:
            today = plan.company_id._recovery_today()
            left = plan._kept_and_open()[1]
            values.setdefault("frequency", plan.frequency or "monthly")
            values.setdefault("part_id", plan._left_parts()[:1].id)
            values.setdefault("first_date", max(today, left[0].due) if left else today)
            values.setdefault("count", len(left))
        return values

    @api.depends("arrangement_id")
    def _compute_frame(self):
        for wizard in self:
            plan = wizard.arrangement_id
            wizard.company_id = plan.company_id
            wizard.currency_id = plan.currency_id
            wizard.amount = float(sum(one.amount for one in plan._kept_and_open()[1]))

    @api.depends("arrangement_id")
    def _compute_before_text(self):
        for wizard in self:
            plan = wizard.arrangement_id
            wizard.before_text = "\n".join(
                f"{plan._day(one.due)}  {plan._money(float(one.amount))}"
                for one in plan._kept_and_open()[1]
            )

    @api.depends("kind", "part_id", "new_day", *TERMS)
    def _compute_rows(self):
        return super()._compute_rows()

    @api.depends("kind", "part_id", "new_day", *TERMS)
    def _compute_problem(self):
        return super()._compute_problem()

    def _wished(self):
        if self.kind == "respread":
            return super()._wished()
        plan, part = self.arrangement_id, self.part_id._origin
        left = plan._left_parts()
        if not self.new_day or part not in left:
            return plan._kept_and_open()[1]
        return plan._postponed(left.ids.index(part.id), self.new_day)

    @api.depends("row_ids.amount", "row_ids.due_date")
    def _compute_effect(self):
        for wizard in self:
            plan, future = wizard.arrangement_id, wizard._plan()
            told = plan._outside(future) if future else ()
            wizard.outside_text = "\n".join(told) or False
            left = plan._kept_and_open()[1]
            wizard.is_worse = bool(future) and instalments.is_worse(left, future)

    def action_change(self):
        """Change it; what costs the customer more is asked of him first."""
        self.ensure_one()
        if not self.is_even or not self.row_ids:
            raise UserError(self.problem or self.sum_text)
        if self.is_agreed and not (self.agreed_with or "").strip():
            raise UserError(self.env._("Write with whom it was agreed."))
        self.arrangement_id._change(
            self._plan(), self.why, self.is_agreed and self.agreed_with or ""
        )
        return {"type": "ir.actions.act_window_close"}


class RecoveryPlanChangeRow(models.TransientModel):
    _name = "recovery.plan.change.row"
    _inherit = ["recovery.plan.terms.row"]
    _description = "Instalment of a preview"

    wizard_id = fields.Many2one(
        "recovery.plan.change", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
