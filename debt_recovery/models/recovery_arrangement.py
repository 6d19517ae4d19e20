from odoo import api, fields, models

KINDS = [
    ("promise", "Promise to pay"),
    ("plan", "Payment plan"),
    ("settlement", "Settlement offer"),
]
STATES = [
    ("draft", "Draft"),
    ("offered", "Offered"),
    ("to_approve", "To approve"),
    ("active", "Running"),
    ("kept", "Kept"),
    ("partly_kept", "Partly kept"),
    ("broken", "Broken"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
]
SOURCES = [
    ("desk", "Desk"),
    ("call", "Call"),
    ("link", "Customer's page"),
    ("portal", "Portal"),
    ("mail", "Message"),
    ("remittance", "Remittance advice"),
    ("import", "Import"),
]


class RecoveryArrangement(models.Model):
    """What was agreed about some debts: a promise, a payment plan or a settlement.

    An overlay: the debts keep their due dates, and nothing new is receivable. What
    came in is read from the ledger; the figures kept here are snapshots of the last
    look, for lists.
    """

    _name = "recovery.arrangement"
    _inherit = [
        "recovery.customer.mixin",
        "recovery.workflow.mixin",
        "recovery.touch.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Arrangement"
    _order = "agreed_at desc, id desc"
    _rec_name = "reference"

    _transitions = {
        "draft": ("offered", "to_approve", "active", "cancelled"),
        "offered": ("to_approve", "active", "expired", "cancelled"),
        "to_approve": ("offered", "active", "cancelled"),
        "active": ("kept", "partly_kept", "broken", "expired", "cancelled"),
        "kept": ("active", "broken"),
        "partly_kept": ("active", "kept"),
        "broken": ("active", "kept", "partly_kept", "cancelled"),
        "expired": ("active", "kept"),
        "cancelled": ("active",),  # where its debts, that were gone, are back
    }

    reference = fields.Char(readonly=True, copy=False, default="/", index=True)
    kind = fields.Selection(KINDS, required=True, index=True)
    state = fields.Selection(
        STATES, required=True, default="draft", index=True, tracking=True
    )
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary("To be paid", required=True)
    source = fields.Selection(SOURCES, required=True, default="desk")
    agreed_at = fields.Datetime("Agreed on")
    reason = fields.Char()
    item_ids = fields.One2many(
        "recovery.arrangement.item", "arrangement_id", "Agreed debts"
    )
    instalment_ids = fields.One2many(
        "recovery.arrangement.instalment", "arrangement_id", "Instalments"
    )
    credit_line_ids = fields.Many2many(
        "account.move.line",
        "recovery_arrangement_credit_rel",
        "arrangement_id",
        "line_id",
        "Credits deducted",
        help="Credits that were not matched yet and were deducted when it was agreed.",
    )
    received = fields.Monetary("Paid so far", readonly=True)
    open_amount = fields.Monetary("Still to be paid", readonly=True)
    look_on = fields.Date(
        "Looked at again on", readonly=True, help="First day its state can change."
    )

    _partner_state_idx = models.Index("(company_id, partner_id, state)")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("reference", "/") == "/":
                sequence = self.env["ir.sequence"].sudo()
                vals["reference"] = sequence.next_by_code("recovery.arrangement")
        return super().create(vals_list)

    def _touch(self):
        for arrangement in self:
            self.env["recovery.mark"]._add(
                arrangement.company_id, arrangement.partner_id, "arrangement"
            )


class RecoveryArrangementItem(models.Model):
    """The part of one debt that an arrangement is about."""

    _name = "recovery.arrangement.item"
    _description = "Debt of an arrangement"
    _order = "arrangement_id, id"

    arrangement_id = fields.Many2one(
        "recovery.arrangement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="arrangement_id.company_id", store=True)
    currency_id = fields.Many2one(related="arrangement_id.currency_id")
    line_id = fields.Many2one(
        "account.move.line", "Debt", index="btree_not_null", ondelete="set null"
    )
    name = fields.Char(help="Its words, kept when the journal item goes.")
    amount = fields.Monetary("Agreed part", required=True)
    residual_then = fields.Monetary("Open when it was agreed", required=True)


class RecoveryArrangementInstalment(models.Model):
    """One payment of an arrangement: a day and an amount."""

    _name = "recovery.arrangement.instalment"
    _description = "Instalment"
    _order = "arrangement_id, sequence, due_date, id"

    arrangement_id = fields.Many2one(
        "recovery.arrangement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="arrangement_id.company_id", store=True)
    currency_id = fields.Many2one(related="arrangement_id.currency_id")
    sequence = fields.Integer(default=1)
    due_date = fields.Date(required=True, index=True)
    amount = fields.Monetary(required=True)
    received = fields.Monetary("Paid", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "To come"),
            ("due", "Due"),
            ("received", "Received"),
            ("late", "Late"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
