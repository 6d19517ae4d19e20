from odoo import api, fields, models

SOURCES = [
    ("phone", "Phone"),
    ("mail", "Message"),
    ("letter", "Letter"),
    ("link", "Customer's page"),
    ("short_payment", "Short payment"),
    ("platform", "Invoicing platform"),
    ("desk", "Desk"),
    ("agency", "Agency"),
]
NEXT = [
    ("look", "To look into"),
    ("customer", "Waiting for the customer"),
    ("colleague", "Waiting for a colleague"),
    ("decide", "To decide"),
]
FREE = (
    *("reason_id", "is_seller_fault", "note", "attachment_ids", "user_id"),
    *("deadline", "source", "next_action", "message_main_attachment_id"),
)


class RecoveryDispute(models.Model):
    """A contested part of an invoice: that part waits, the rest goes on.

    What a debt still owes of it is read from the ledger each time: a part is never more
    than what is open. Parts of open disputes wait, and so do those of a closed one
    until ``frozen_until``: nobody is asked again on the day of a refusal.
    """

    _name = "recovery.dispute"
    _inherit = [
        "recovery.workflow.mixin",
        "recovery.touch.mixin",
        "recovery.answer.mixin",
        "recovery.evidence.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Dispute"
    _order = "opened_on desc, id desc"

    _transitions = {
        "open": ("accepted", "rejected", "cancelled"),
        "rejected": ("open",),
        "cancelled": ("open",),
        "accepted": ("open",),  # while its credit note does not stand
    }
    _free_fields = FREE

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
    move_id = fields.Many2one(
        "account.move", "Invoice", index="btree_not_null", ondelete="set null"
    )
    salesperson_id = fields.Many2one(
        "res.users", index="btree_not_null", ondelete="set null"
    )
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary("Disputed amount", required=True, tracking=True)
    invoice_line_ids = fields.Many2many(
        "account.move.line",
        "recovery_dispute_invoice_line_rel",
        "dispute_id",
        "line_id",
        "Disputed lines",
        readonly=True,
        help="Empty: the invoice as a whole, or an amount of it.",
    )
    item_ids = fields.One2many("recovery.dispute.item", "dispute_id", "Parts")
    reason_id = fields.Many2one(
        "recovery.dispute.reason",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self.env["recovery.dispute.reason"].sudo()._find("other"),
    )
    is_seller_fault = fields.Boolean(
        "Our fault",
        compute="_compute_is_seller_fault",
        store=True,
        readonly=False,
        precompute=True,
        help="If it is accepted, its days are not held against the customer.",
    )
    note = fields.Text("What the customer says")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Evidence", bypass_search_access=True
    )
    source = fields.Selection(SOURCES, "Came in by", required=True, default="desk")
    next_action = fields.Selection(
        NEXT, "Next", required=True, default="look", group_expand=True
    )
    user_id = fields.Many2one(
        "res.users", "In charge", index="btree_not_null", tracking=True
    )
    deadline = fields.Date("To be settled by", help="Working days after it was opened.")
    escalated_on = fields.Date("Told to the manager on", readonly=True, copy=False)
    opened_on = fields.Date(required=True)
    closed_on = fields.Date(readonly=True, copy=False)
    frozen_until = fields.Date(
        "Nothing is asked until",
        readonly=True,
        copy=False,
        help="After a refusal, last day on which nothing is asked about this part.",
    )
    accepted_amount = fields.Monetary("Given back", readonly=True, copy=False)
    credit_note_id = fields.Many2one(
        "account.move",
        "Credit note",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    answer = fields.Html("Answer given", readonly=True, copy=False)
    answer_notice_ids = fields.Many2many(
        "recovery.notice",
        "recovery_dispute_answer_rel",
        "dispute_id",
        "notice_id",
        "Answers sent",
        readonly=True,
        copy=False,
    )

    _partner_state_idx = models.Index("(company_id, partner_id, state)")
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A dispute is about an amount of more than zero."
    )

    @api.depends("reason_id")
    def _compute_is_seller_fault(self):
        for one in self:
            one.is_seller_fault = one.reason_id.is_seller_fault

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = vals.get("company_id") or self.env.company.id
            sequence = self.env["ir.sequence"].with_company(company).sudo()
            vals["name"] = sequence.next_by_code("recovery.dispute") or "/"
            vals.pop("state", None)  # it begins at the beginning
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"deadline", "user_id"}:
            for one in self:
                one.sudo()._plan_activity()
        return result

    def _touch(self):
        for dispute in self:
            self.env["recovery.mark"]._add(
                dispute.company_id, dispute.partner_id, "dispute"
            )
        self.env["recovery.notice"]._wake_put_off(self.partner_id)


class RecoveryDisputeItem(models.Model):
    """The disputed part of one journal item."""

    _name = "recovery.dispute.item"
    _description = "Disputed part"
    _order = "dispute_id, id"

    dispute_id = fields.Many2one(
        "recovery.dispute", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="dispute_id.company_id", store=True)
    currency_id = fields.Many2one(related="dispute_id.currency_id")
    line_id = fields.Many2one(
        "account.move.line", "Debt", index="btree_not_null", ondelete="set null"
    )
    amount = fields.Monetary("Disputed part", required=True)
