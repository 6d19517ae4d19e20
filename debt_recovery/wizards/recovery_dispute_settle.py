from odoo import api, fields, models


class RecoveryDisputeSettle(models.TransientModel):
    """The outcome of one dispute: given back in part or whole, or refused."""

    _name = "recovery.dispute.settle"
    _inherit = ["recovery.answer.wizard"]
    _description = "Settle the dispute"

    _answered = "dispute_id"
    _refusal = "rejected"

    dispute_id = fields.Many2one("recovery.dispute", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="dispute_id.currency_id")
    note = fields.Text(related="dispute_id.note")
    outcome = fields.Selection(
        [("accepted", "Give back: credit note"), ("rejected", "Refuse")],
        required=True,
        default="accepted",
    )
    amount = fields.Monetary(
        "Given back, with tax",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_seller_fault = fields.Boolean(
        "Our fault",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        help="The days that the dispute took are then not held against the customer.",
    )
    body = fields.Html("Our reasons")

    @api.depends("dispute_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.dispute_id.amount
            wizard.is_seller_fault = wizard.dispute_id.is_seller_fault

    def action_settle(self):
        """Post the credit note and show it, or refuse."""
        self.ensure_one()
        if self.outcome == "accepted":
            self.dispute_id._accept(self.amount, self.is_seller_fault)
            return self.dispute_id.action_open_credit_note()
        self.dispute_id._reject(self.body, self.way == "email")
        return {"type": "ir.actions.act_window_close"}
