from odoo import fields, models


class RecoveryDispute(models.Model):
    """A contested part of an invoice: that part waits, the rest goes on."""

    _name = "recovery.dispute"
    _inherit = [
        "recovery.workflow.mixin",
        "recovery.touch.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Dispute"
    _order = "opened_on desc, id desc"

    _transitions = {"open": ("accepted", "rejected", "cancelled")}

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("cancelled", "Withdrawn"),
        ],
        required=True,
        default="open",
        index=True,
        tracking=True,
    )
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
    move_id = fields.Many2one(
        "account.move", "Invoice", index="btree_not_null", ondelete="set null"
    )
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary("Disputed amount", required=True)
    opened_on = fields.Date(required=True)
    closed_on = fields.Date(readonly=True)
    item_ids = fields.One2many("recovery.dispute.item", "dispute_id", "Parts")

    def _touch(self):
        for dispute in self:
            self.env["recovery.mark"]._add(
                dispute.company_id, dispute.partner_id, "dispute"
            )


class RecoveryDisputeItem(models.Model):
    """The disputed part of one journal item."""

    _name = "recovery.dispute.item"
    _description = "Disputed part"

    dispute_id = fields.Many2one(
        "recovery.dispute", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="dispute_id.company_id", store=True)
    currency_id = fields.Many2one(related="dispute_id.currency_id")
    line_id = fields.Many2one(
        "account.move.line", "Debt", index="btree_not_null", ondelete="set null"
    )
    amount = fields.Monetary("Disputed part", required=True)
