from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.recovery_arrangement import SOURCES
from ..models.recovery_plan import RHYTHM_OF
from ..tools.segments import CONSUMER
from .recovery_plan_terms import TERMS


class RecoveryPlanWizard(models.TransientModel):
    """Make a payment plan: choose the invoices, see each instalment, offer it or note
    what was agreed on the phone."""

    _name = "recovery.plan.wizard"
    _inherit = ["recovery.plan.terms"]
    _description = "Payment plan"

    case_id = fields.Many2one("recovery.case", "Customer account", required=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    candidate_ids = fields.Many2many(
        "account.move.line", compute="_compute_candidate_ids"
    )
    line_ids = fields.Many2many(
        "account.move.line",
        "recovery_plan_wizard_line_rel",
        string="Invoices",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    row_ids = fields.One2many(
        "recovery.plan.wizard.row",
        "wizard_id",
        "Instalments",
        compute="_compute_rows",
        store=True,
        readonly=False,
    )
    source = fields.Selection(SOURCES, required=True, default="desk")
    reason = fields.Char("Why a plan")
    agreed_with = fields.Char("Agreed with", help="Who agreed on the phone.")
    is_consumer = fields.Boolean(compute="_compute_policy")
    told_rights = fields.Boolean(
        "I named the free debt advice and the mediator",
        help="A consumer agrees only once told. Both stand in the confirmation too.",
    )
    advice_text = fields.Char(related="case_id.debt_advice_text")
    policy_id = fields.Many2one("recovery.plan.policy", compute="_compute_policy")
    limits_text = fields.Text(compute="_compute_policy")
    outside_text = fields.Text(compute="_compute_outside_text")

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        case = self.env["recovery.case"].browse(values.get("case_id"))
        company = case.company_id or self.env.company
        day = fields.Date.add(
            company._recovery_today(), days=company.recovery_plan_days
        )  # the customer has some days to accept
        values.setdefault("first_date", company._recovery_next_working_day(day))
        return values

    @api.model
    def _open(self, case, lines=None, source="desk"):
        """Return the action that opens it for ``case`` about ``lines``."""
        context = {"default_case_id": case.id, "default_source": source}
        if lines:
            context["default_line_ids"] = [fields.Command.set(lines.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment plan"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    @api.depends("case_id")
    def _compute_candidate_ids(self):
        """Offer what is open and in no other agreement."""
        for wizard in self:
            case = wizard.case_id
            wizard.candidate_ids = case._plannable() if case else False

    @api.depends("case_id")
    def _compute_line_ids(self):
        """Start with what is due, in the currency of the oldest debt."""
        for wizard in self:
            case = wizard.case_id
            lines = wizard.candidate_ids
            wizard.line_ids = case._planned_first(lines) if case else False

    @api.depends("line_ids", "case_id")
    def _compute_frame(self):
        for wizard in self:
            case, lines = wizard.case_id, wizard.line_ids._origin
            company = case.company_id
            wizard.company_id = company
            one = len(lines.currency_id) == 1
            wizard.currency_id = lines.currency_id[:1] if one else company.currency_id
            total = case._owed(lines).total if one else 0
            wizard.amount = wizard.currency_id.round(float(total))

    @api.depends("line_ids", "amount", *TERMS)
    def _compute_rows(self):
        return super()._compute_rows()

    @api.depends("line_ids", "amount", *TERMS)
    def _compute_problem(self):
        return super()._compute_problem()

    def _tried(self):
        if len(self.line_ids.currency_id) > 1:
            return (), self.env._("Choose invoices of one currency at a time.")
        return super()._tried()

    def _limits(self):
        lines = self.line_ids._origin
        if not self.case_id or len(lines.currency_id) != 1:
            return None
        return self.case_id._plan_limits(lines)

    @api.depends("line_ids", "case_id")
    def _compute_policy(self):
        for wizard in self:
            found = wizard._limits()
            wizard.policy_id = found and found.policy
            wizard.limits_text = "\n".join(found.words) if found else False
            kind = wizard.case_id.partner_id._recovery_kind()
            wizard.is_consumer = kind == CONSUMER

    @api.depends("row_ids.amount", "row_ids.due_date", "frequency")
    def _compute_outside_text(self):
        for wizard in self:
            found, plan = wizard._limits(), wizard._plan()
            rhythm = RHYTHM_OF.get(wizard.frequency, wizard.frequency)
            wizard.outside_text = (
                "\n".join(wizard.case_id._plan_breaches(found, plan, rhythm))
                if found and plan
                else False
            )

    # --- what becomes of it ----------------------------------------------------------

    def action_offer(self):
        """Offer it: the customer reads and accepts it on his page."""
        return self._make("offered")

    def action_agree(self):
        """Note that it was agreed on the phone: it runs at once."""
        if self.is_consumer and not self.told_rights:
            raise UserError(
                self.env._(
                    "Name the free debt advice and the mediator to this customer first."
                )
            )
        if not (self.agreed_with or "").strip():
            raise UserError(self.env._("Write with whom it was agreed."))
        return self._make("active")

    def _make(self, target):
        self.ensure_one()
        if not self.is_even or not self.row_ids:
            raise UserError(self.problem or self.sum_text)
        plan = self.case_id._make_plan(
            self.line_ids,
            self._plan(),
            self.frequency,
            "call" if target == "active" else self.source,
            reason=self.reason or False,
            agreed_with=self.agreed_with or False,
            first_at_once=self.at_once,
        )
        plan._go(target)
        return plan._open_form()


class RecoveryPlanWizardRow(models.TransientModel):
    _name = "recovery.plan.wizard.row"
    _inherit = ["recovery.plan.terms.row"]
    _description = "Instalment of a preview"

    wizard_id = fields.Many2one(
        "recovery.plan.wizard", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
