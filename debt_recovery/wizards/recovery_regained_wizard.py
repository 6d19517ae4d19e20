from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.ledger_doubtful import OWED


class RecoveryRegainedWizard(models.TransientModel):
    """Which payment came in on a lost debt, and how much of it."""

    _name = "recovery.regained.wizard"
    _description = "Receipt on lost debts"

    write_off_id = fields.Many2one("recovery.write.off", required=True)
    company_id = fields.Many2one(related="write_off_id.company_id")
    partner_id = fields.Many2one(related="write_off_id.partner_id")
    currency_id = fields.Many2one(related="write_off_id.currency_id")
    choice_ids = fields.Many2many("account.move.line", compute="_compute_choice_ids")
    credit_line_id = fields.Many2one(
        "account.move.line",
        "Payment",
        compute="_compute_credit_line_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', choice_ids)]",
    )
    amount = fields.Monetary(
        "Received on it", compute="_compute_amount", store=True, readonly=False
    )

    @api.depends("write_off_id")
    def _compute_choice_ids(self):
        for wizard in self:
            wizard.choice_ids = self.env["account.move.line"].search(
                [
                    ("company_id", "=", wizard.company_id.id),
                    ("partner_id.commercial_partner_id", "=", wizard.partner_id.id),
                    ("account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("currency_id", "=", wizard.currency_id.id),
                    ("amount_residual_currency", "<", 0),
                    *OWED,
                ],
                order="date desc",
            )

    @api.depends("write_off_id")
    def _compute_credit_line_id(self):
        for wizard in self:
            wizard.credit_line_id = wizard.choice_ids[:1]

    @api.depends("credit_line_id")
    def _compute_amount(self):
        for wizard in self:
            paid = -wizard.credit_line_id.amount_residual_currency
            wizard.amount = min(paid, wizard._left())

    def _left(self):
        return self.write_off_id.amount - self.write_off_id.regained

    def action_regain(self):
        """Book the receipt, oldest lost debts first."""
        if not self.credit_line_id:
            raise UserError(
                self.env._("No open payment of this customer: register it first.")
            )
        rest, amounts = self.amount, {}
        for item in self.write_off_id.item_ids.sorted("due"):
            part = min(rest, item.amount - item.regained)
            if self.currency_id.compare_amounts(part, 0) > 0:
                amounts[item] = part
                rest -= part
        if self.currency_id.compare_amounts(rest, 0) > 0 or not amounts:
            raise UserError(
                self.env._(
                    "%(name)s: %(rest)s of it was lost and not received since.",
                    name=self.write_off_id.reference,
                    rest=self.currency_id.format(self._left()),
                )
            )
        self.env["recovery.regained"]._regain(self.credit_line_id, amounts)
        return {"type": "ir.actions.act_window_close"}
