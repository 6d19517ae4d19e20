from odoo import api, fields, models


class RecoveryDisputeSettle(models.TransientModel):
    """The outcome of one dispute: given back in part or whole, or refused."""

    _name = "recovery.dispute.settle"
    _description = "Settle the dispute"

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
    way = fields.Selection(
        [("email", "Send by e-mail"), ("noted", "Said another way: note it")],
        "How",
        required=True,
        default="email",
    )
    body = fields.Html(
        "Our reasons",
        sanitize=True,
        sanitize_style=True,
        compute="_compute_body",
        store=True,
        readonly=False,
        precompute=True,
    )
    mediator = fields.Html("Added at the end", compute="_compute_mediator")
    lacks_mediator = fields.Boolean(compute="_compute_mediator")

    @api.depends("dispute_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.dispute_id.amount
            wizard.is_seller_fault = wizard.dispute_id.is_seller_fault

    @api.depends("dispute_id")
    def _compute_body(self):
        for wizard in self:
            dispute = wizard.dispute_id
            wizard.body = dispute.case_id and dispute._first_words()

    @api.depends("dispute_id", "outcome")
    def _compute_mediator(self):
        for wizard in self:
            dispute = wizard.dispute_id
            told = wizard.outcome == "rejected" and dispute._is_consumer()
            known = (dispute.company_id.recovery_mediator or "").strip()
            wizard.lacks_mediator = told and not known
            wizard.mediator = told and known and dispute._mediator_paragraph()

    def action_settle(self):
        """Post the credit note and show it, or refuse."""
        self.ensure_one()
        if self.outcome == "accepted":
            self.dispute_id._accept(self.amount, self.is_seller_fault)
            return self.dispute_id.action_open_credit_note()
        self.dispute_id._reject(self.body, self.way == "email")
        return {"type": "ir.actions.act_window_close"}
