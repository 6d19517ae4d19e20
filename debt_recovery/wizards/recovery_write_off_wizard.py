from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class RecoveryWriteOffWizard(models.TransientModel):
    """Which debts are given up and why; what the entry will say of VAT."""

    _name = "recovery.write.off.wizard"
    _description = "Write off debts"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    reason_id = fields.Many2one(
        "recovery.write.off.reason",
        required=True,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    evidence_needed = fields.Text(related="reason_id.evidence")
    evidence_ids = fields.Many2many("ir.attachment")
    note = fields.Text("Why, in your words")
    item_ids = fields.One2many("recovery.write.off.wizard.item", "wizard_id", "Debts")
    outcome = fields.Text("What is booked", compute="_compute_outcome")

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        lines = self._chosen_lines()
        if lines:
            values["company_id"] = lines.company_id[:1].id
            values["item_ids"] = [
                fields.Command.create(
                    {"line_id": line.id, "amount": line.amount_residual_currency}
                )
                for line in lines
            ]
        return values

    @api.model
    def _chosen_lines(self):
        """Return the open debts of what the user chose: invoices, items, accounts."""
        context = self.env.context
        model = context.get("active_model")
        ids = context.get("active_ids") or []
        lines = self.env["account.move.line"]
        if context.get("recovery_small_balances"):
            lines = self.env["recovery.write.off"]._small_balances(self.env.company)
        elif model == "account.move":
            lines = self.env[model].browse(ids).line_ids
        elif model == "account.move.line":
            lines = lines.browse(ids)
        elif model == "recovery.case":
            rows = self.env[model].browse(ids)._exposure()
            lines = lines.browse(row["line_id"] for row in rows)
        return (
            lines._recovery_owed()
            .filtered(
                lambda line: (
                    line.account_type == "asset_receivable"
                    and line.parent_state == "posted"
                    and line.amount_residual_currency > 0
                )
            )
            .sorted(lambda line: (line.partner_id.name or "", line.date_maturity))
        )

    @api.depends("item_ids.amount", "item_ids.line_id", "reason_id", "evidence_ids")
    def _compute_outcome(self):
        for wizard in self:
            wizard.outcome = wizard._outcome() if wizard.reason_id else ""

    def _outcome(self):
        """Say what is lost and what becomes of VAT, a line a currency."""
        relief = self.reason_id.gives_relief and bool(self.evidence_ids)
        sums = defaultdict(lambda: [0.0, 0.0, 0.0])
        taxes = self.env["recovery.loss.tax"]
        before = taxes._start(self.item_ids)
        for row in self.item_ids.filtered("line_id"):
            item = self.env["recovery.write.off.item"].new(
                {
                    "line_id": row.line_id.id,
                    "amount": row.amount,
                    "currency_id": row.currency_id.id,
                }
            )
            parts = taxes._split(item, relief, before)
            total = sums[row.currency_id]
            total[0] += row.amount
            for part in parts:
                total[1 if part["kind"] == "relieved" else 2] += part["amount"]
        return "\n".join(
            self._sentence(currency, *amounts) for currency, amounts in sums.items()
        )

    def _sentence(self, currency, total, relieved, cleared):
        said = [
            self.env._(
                "Loss %(amount)s",
                amount=format_amount(self.env, total - relieved - cleared, currency),
            )
        ]
        if not currency.is_zero(relieved):
            back = format_amount(self.env, relieved, currency)
            said.append(self.env._("VAT recovered %(amount)s", amount=back))
        if not currency.is_zero(cleared):
            gone = format_amount(self.env, cleared, currency)
            said.append(self.env._("waiting VAT cleared %(amount)s", amount=gone))
        return ", ".join(said) + "."

    def _requested(self):
        amounts = {row.line_id: row.amount for row in self.item_ids if row.amount}
        if not amounts:
            raise UserError(self.env._("There is no debt to write off."))
        return self.env["recovery.write.off"]._request(
            amounts,
            self.reason_id.code,
            note=self.note,
            evidence_ids=[fields.Command.set(self.evidence_ids.ids)],
        )

    def action_request(self):
        """Ask for the write-off; somebody approves it."""
        return self._requested()._action_list()

    def action_approve(self):
        """Ask for it, and approve it as far as one may."""
        asked = self._requested()
        if any(one.needs_alone_reason for one in asked):
            return asked._ask("approve")
        asked._approve()
        return asked._action_list()


class RecoveryWriteOffWizardItem(models.TransientModel):
    """One debt of the proposal, and how much of it is given up."""

    _name = "recovery.write.off.wizard.item"
    _description = "Debt to write off"

    wizard_id = fields.Many2one(
        "recovery.write.off.wizard", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one("account.move.line", "Debt", required=True)
    partner_id = fields.Many2one(related="line_id.partner_id", string="Customer")
    move_name = fields.Char("Document", related="line_id.move_id.name")
    due = fields.Date("Due date", related="line_id.date_maturity")
    currency_id = fields.Many2one(related="line_id.currency_id")
    residual = fields.Monetary("Still owed", related="line_id.amount_residual_currency")
    amount = fields.Monetary("To give up")
