from odoo import api, fields, models
from odoo.exceptions import AccessError


class RecoveryPortfolioApply(models.TransientModel):
    """What the rules of portfolios would move now, from whom to whom."""

    _name = "recovery.portfolio.apply"
    _description = "Give accounts by rule"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    line_ids = fields.One2many("recovery.portfolio.apply.line", "apply_id")
    account_count = fields.Integer("Accounts that move", readonly=True)
    by_hand_count = fields.Integer("Given by hand: they stay", readonly=True)

    def _look(self):
        """Fill the lines and show them; nothing moves."""
        rows = self.env["recovery.portfolio"]._moves(self.company_id)
        self.line_ids.unlink()
        self.account_count = sum(row["accounts"] for row in rows)
        self.by_hand_count = self.env["recovery.case"].search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "open"),
                ("user_by_hand", "=", True),
            ]
        )
        self.env["recovery.portfolio.apply.line"].create(
            [{**row, "apply_id": self.id} for row in rows]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give accounts by rule"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        """Move the accounts, as the next daily run would."""
        self.env["recovery.portfolio"]._check_manager()
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("This company is not one of yours."))
        self.env["recovery.portfolio"]._assign(self.company_id)
        return {"type": "ir.actions.act_window_close"}


class RecoveryPortfolioApplyLine(models.TransientModel):
    _name = "recovery.portfolio.apply.line"
    _description = "Accounts that move"

    apply_id = fields.Many2one("recovery.portfolio.apply", ondelete="cascade")
    currency_id = fields.Many2one(related="apply_id.company_id.currency_id")
    from_id = fields.Many2one("res.users", "Until now with")
    to_id = fields.Many2one("res.users", "From now on with")
    rule_id = fields.Many2one("recovery.portfolio", "By the rule")
    accounts = fields.Integer()
    amount = fields.Monetary("To chase")

    @api.depends("from_id", "to_id")
    def _compute_display_name(self):
        for line in self:
            names = (line.from_id.name or "–", line.to_id.name or "–")
            line.display_name = " → ".join(names)
