from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount

from ..models.recovery_doubtful import REASONS


class RecoveryDoubtfulWizard(models.TransientModel):
    """The debts that look doubtful: by age, and by insolvency."""

    _name = "recovery.doubtful.wizard"
    _description = "Doubtful debts to transfer"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    from_days = fields.Integer("Late since (days)", default=180)
    with_insolvent = fields.Boolean("And all of insolvent customers", default=True)
    day = fields.Date(
        "Accounting date", default=lambda self: self.env.company._recovery_today()
    )
    item_ids = fields.One2many(
        "recovery.doubtful.wizard.item",
        "wizard_id",
        "Debts",
        compute="_compute_item_ids",
        store=True,
        readonly=False,
    )
    total_words = fields.Char("Altogether", compute="_compute_total_words")

    @api.depends("from_days", "with_insolvent", "company_id")
    def _compute_item_ids(self):
        for wizard in self:
            wizard.item_ids = [
                fields.Command.clear(),
                *(fields.Command.create(row) for row in wizard._proposed()),
            ]

    @api.depends("item_ids")
    def _compute_total_words(self):
        for wizard in self:
            sums = {}
            for item in wizard.item_ids:
                currency = item.currency_id
                sums[currency] = sums.get(currency, 0.0) + item.residual
            wizard.total_words = ", ".join(
                format_amount(self.env, amount, currency)
                for currency, amount in sums.items()
            )

    def _proposed(self):
        """Return the values of the debts proposed, oldest first."""
        self.env["account.move"].check_access("read")
        company = self.company_id
        today = company._recovery_today()
        exposure = self.env["recovery.exposure"]
        exposure._flush()
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT line_id, debtor_id, due FROM (%s) AS e WHERE residual > 0"
                " AND due < %s AND spared IS DISTINCT FROM 'report' ORDER BY due",
                exposure._sql(company, today),
                today,
            )
        )
        insolvent = self.env["recovery.provision"]._insolvent(
            company, [row["debtor_id"] for row in rows]
        )
        old = today - timedelta(days=max(self.from_days, 1))
        chosen = {}
        for row in rows:
            if self.with_insolvent and row["debtor_id"] in insolvent:
                chosen[row["line_id"]] = "insolvency"
            elif row["due"] <= old:
                chosen[row["line_id"]] = "age"
        known = self.env["recovery.doubtful"].search(
            [("line_id", "in", list(chosen)), ("state", "=", "doubtful")]
        )
        lines = self.env["account.move.line"].browse(chosen) - known.line_id
        return [
            {"line_id": line.id, "reason": chosen[line.id]}
            for line in lines
            if line.account_type == "asset_receivable"
        ]

    def action_transfer(self):
        """Transfer what is left in the list."""
        made = self.env["recovery.doubtful"]
        for reason, items in self.item_ids.grouped("reason").items():
            made |= made._transfer(items.line_id, self.day, reason)
        if not made:
            raise UserError(self.env._("There is no debt to transfer."))
        return self.env["ir.actions.act_window"]._for_xml_id(
            "debt_recovery.recovery_doubtful_action"
        )


class RecoveryDoubtfulWizardItem(models.TransientModel):
    """One debt of the proposal."""

    _name = "recovery.doubtful.wizard.item"
    _description = "Debt that looks doubtful"

    wizard_id = fields.Many2one(
        "recovery.doubtful.wizard", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one("account.move.line", "Debt", required=True)
    reason = fields.Selection(REASONS, required=True)
    partner_id = fields.Many2one(related="line_id.partner_id", string="Customer")
    move_name = fields.Char("Document", related="line_id.move_id.name")
    due = fields.Date("Due date", related="line_id.date_maturity")
    currency_id = fields.Many2one(related="line_id.currency_id")
    residual = fields.Monetary("Still owed", related="line_id.amount_residual_currency")
