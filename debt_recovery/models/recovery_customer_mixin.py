from odoo import fields, models


class RecoveryCustomerMixin(models.AbstractModel):
    """What concerns one customer of one company, and his account here."""

    _name = "recovery.customer.mixin"
    _description = "Of one customer"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    case_id = fields.Many2one(
        "recovery.case",
        "Customer account",
        index="btree_not_null",
        ondelete="set null",
    )
