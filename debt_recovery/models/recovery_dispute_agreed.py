from odoo import models


class RecoveryDispute(models.Model):
    """What was disputed when a plan was agreed stood outside it: so does its credit."""

    _inherit = "recovery.dispute"

    def _accept(self, amount=None, seller_fault=None, day=None):
        note = super()._accept(amount, seller_fault, day)
        items = (
            self.env["recovery.arrangement.item"]
            .sudo()
            .search([("line_id", "in", self.sudo().item_ids.line_id.ids)])
        )
        known = items.filtered(
            lambda item: (
                item.arrangement_id.agreed_at
                and item.arrangement_id.agreed_at.date() >= self.opened_on
                and item.currency_id.compare_amounts(item.residual_then, item.amount)
                > 0
            )
        )
        credits = note.sudo().line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        for arrangement in known.arrangement_id:
            arrangement.credit_line_ids += credits
        return note
