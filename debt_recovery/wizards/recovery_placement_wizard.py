from odoo import api, fields, models
from odoo.exceptions import UserError


class RecoveryPlacementWizard(models.TransientModel):
    """Which debts go to which agency, which stay and why, and what it should bring."""

    _name = "recovery.placement.wizard"
    _description = "Hand debts over"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    line_ids = fields.Many2many("account.move.line", string="Chosen debts")
    stage = fields.Selection(
        [("amicable", "Amicable"), ("court", "Court")],
        "Phase",
        required=True,
        default="amicable",
    )
    contract_id = fields.Many2one(
        "recovery.agency.contract",
        domain="[('company_id', '=', company_id)]",
        help="Empty: the contracts that take the debts share them, by lot within their "
        "shares.",
    )
    row_ids = fields.One2many(
        "recovery.placement.wizard.row",
        "wizard_id",
        "Debts",
        compute="_compute_row_ids",
        store=True,
        readonly=False,
    )
    is_empty = fields.Boolean(compute="_compute_is_empty")
    advice = fields.Text(compute="_compute_advice")
    signs = fields.Text("Signs in your house", compute="_compute_signs")

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        lines = self._chosen_lines()
        if lines:
            companies = lines.company_id
            company = self.env.company if self.env.company in companies else companies
            values["company_id"] = company[:1].id
            lines = lines.filtered(lambda line: line.company_id == company[:1])
            values["line_ids"] = [fields.Command.set(lines.ids)]
        return values

    @api.model
    def _chosen_lines(self):
        """Return the open debts of what the user chose: accounts, invoices, items."""
        context = self.env.context
        model, ids = context.get("active_model"), context.get("active_ids") or []
        lines = self.env["account.move.line"]
        if model == "account.move":
            lines = self.env[model].browse(ids).line_ids
        elif model == "account.move.line":
            lines = lines.browse(ids)
        elif model == "recovery.case":
            rows = self.env[model].browse(ids)._exposure()
            lines = lines.browse(row["line_id"] for row in rows)
        return lines._recovery_owed().filtered(
            lambda line: (
                line.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and line.amount_residual_currency > 0
            )
        )

    @api.depends("line_ids", "contract_id", "stage")
    def _compute_row_ids(self):
        for wizard in self:
            told = wizard._told()
            wizard.row_ids = [
                fields.Command.clear(),
                *(fields.Command.create(wizard._row_values(one)) for one in told),
            ]

    def _told(self):
        files = self.env["recovery.placement"]
        lines = self.line_ids._origin
        return files._explain(lines, self.contract_id._origin or None, self.stage)

    @api.model
    def _row_values(self, told):
        return {
            "line_id": told.line.id,
            "due": told.due,
            "amount": told.amount,
            "contract_id": told.contract.id,
            "why": told.why,
            "caution": told.caution,
        }

    @api.depends("row_ids.contract_id")
    def _compute_is_empty(self):
        for wizard in self:
            wizard.is_empty = not wizard.row_ids.contract_id

    @api.depends("row_ids.contract_id", "row_ids.amount")
    @api.depends_context("lang")
    def _compute_advice(self):
        for wizard in self:
            wizard.advice = wizard._advice_words()

    def _advice_words(self):
        """Say for each customer what the agency should bring, and keeping."""
        advisor = self.env["recovery.placing.advice"]
        said, pasts = [], {}
        rows = self.row_ids.filtered("contract_id")
        for (partner, contract, currency), some in rows.grouped(
            lambda row: (row.partner_id, row.contract_id, row.currency_id)
        ).items():
            due = min(row.due for row in some)
            amount = sum(some.mapped("amount"))
            if contract not in pasts:
                pasts[contract] = advisor._both_pasts(self.company_id, contract)
            found = advisor._advise(
                self.company_id,
                amount,
                currency,
                due,
                contract,
                self.stage,
                pasts[contract],
            )
            said.append(
                self.env._(
                    "%(customer)s: %(advice)s",
                    customer=partner.display_name,
                    advice=advisor._words(found, self.company_id),
                )
            )
        return "\n".join(said)

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_signs(self):
        """Name those of the five signs that are there."""
        advisor = self.env["recovery.placing.advice"]
        for wizard in self:
            company = wizard.company_id
            found = advisor._signs(company, company._recovery_today())
            wizard.signs = "\n".join(
                text for _code, is_there, text in found if is_there
            )

    def action_propose(self):
        """Make the drafts of what may go; another person approves them."""
        made = self.env["recovery.placement"]._propose(
            self.line_ids, self.contract_id or None, self.stage
        )
        if not made:
            raise UserError(
                self.env._("Nothing of this may be handed over: see the reasons.")
            )
        return made._action_list()


class RecoveryPlacementWizardRow(models.TransientModel):
    """One debt of the proposal: where it goes, or why it stays."""

    _name = "recovery.placement.wizard.row"
    _description = "Debt to hand over"

    wizard_id = fields.Many2one(
        "recovery.placement.wizard", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one("account.move.line", "Debt", required=True)
    partner_id = fields.Many2one(
        related="line_id.partner_id.commercial_partner_id", string="Customer"
    )
    name = fields.Char("Document", related="line_id.move_id.name")
    due = fields.Date("Due date")
    currency_id = fields.Many2one(related="line_id.currency_id")
    residual = fields.Monetary("Still owed", related="line_id.amount_residual_currency")
    amount = fields.Monetary("To place")
    contract_id = fields.Many2one("recovery.agency.contract", "Goes to")
    why = fields.Text("Stays because")
    caution = fields.Text("Mind")
