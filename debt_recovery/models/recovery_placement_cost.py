from odoo import api, fields, models

KINDS = [
    ("fee", "Fee of the agency"),
    ("bailiff", "Bailiff"),
    ("court", "Court"),
    ("lawyer", "Lawyer"),
    ("expert", "Inquiry, translation"),
    ("other", "Other"),
]


class RecoveryPlacementCost(models.Model):
    """What recovering a placed file costs beside the commission."""

    _name = "recovery.placement.cost"
    _description = "Cost of a placed file"
    _order = "day, id"
    _check_company_auto = True

    placement_id = fields.Many2one(
        "recovery.placement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="placement_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="placement_id.currency_id")
    name = fields.Char("What for", required=True)
    kind = fields.Selection(KINDS, required=True, default="fee")
    day = fields.Date(
        required=True, default=lambda self: self.env.company._recovery_today()
    )
    amount = fields.Monetary(required=True, help="Without VAT.")
    bill_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('move_type', '=', 'in_invoice'), ('company_id', '=', company_id)]",
    )


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    cost_ids = fields.One2many("recovery.placement.cost", "placement_id", "Costs spent")
    cost_total = fields.Monetary("Spent on it", compute="_compute_cost_total")

    @api.depends("cost_ids.amount")
    def _compute_cost_total(self):
        for one in self:
            one.cost_total = sum(one.cost_ids.mapped("amount"))
