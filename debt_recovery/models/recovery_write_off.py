from odoo import api, fields, models

STATES = [
    ("requested", "To approve"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("booked", "Booked"),
    ("reversed", "Reversed"),
]


class RecoveryWriteOff(models.Model):
    """Debts of one customer given up as lost, with the reason and what proves it.

    It is no receipt and does not end the claim: what comes in later is income. It
    closes its debts in the ledger by an entry of its own journal, which leaves VAT as
    an accountant would declare it.
    """

    _name = "recovery.write.off"
    _inherit = ["recovery.workflow.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Write-off"
    _order = "id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference", "partner_id"]

    _transitions = {
        "requested": ("approved", "refused"),
        "approved": ("booked", "refused"),
        "booked": ("reversed",),
    }
    _free_fields = (
        *("note", "evidence_ids", "activity_ids", "message_follower_ids"),
        *("message_ids", "message_main_attachment_id"),
    )

    reference = fields.Char(readonly=True, copy=False, default="/", index=True)
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="requested",
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    case_id = fields.Many2one(
        "recovery.case",
        "Customer account",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    arrangement_id = fields.Many2one(
        "recovery.arrangement",
        "Settlement",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Whose rest it closes: it was approved with it.",
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    reason_id = fields.Many2one(
        "recovery.write.off.reason", required=True, readonly=True, ondelete="restrict"
    )
    evidence_needed = fields.Text(related="reason_id.evidence")
    note = fields.Text("Why, in your words")
    evidence_ids = fields.Many2many(
        "ir.attachment",
        "recovery_write_off_evidence_rel",
        "write_off_id",
        "attachment_id",
        bypass_search_access=True,
    )
    item_ids = fields.One2many(
        "recovery.write.off.item", "write_off_id", "Debts", readonly=True
    )
    amount = fields.Monetary(
        "Given up",
        compute="_compute_amounts",
        store=True,
        help="What the customer owed of it, tax included.",
    )
    loss = fields.Monetary("Loss booked", compute="_compute_amounts", store=True)
    relieved = fields.Monetary("VAT recovered", compute="_compute_amounts", store=True)
    cleared = fields.Monetary(
        "Waiting VAT cleared",
        compute="_compute_amounts",
        store=True,
        help="VAT that was only due on payment: nothing of it has to be declared.",
    )
    regained = fields.Monetary("Received later", compute="_compute_amounts", store=True)
    day = fields.Date("Booked on", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move", "Entry", readonly=True, copy=False, ondelete="set null"
    )
    reversal_id = fields.Many2one(
        "account.move", readonly=True, copy=False, ondelete="set null"
    )
    requested_by_id = fields.Many2one("res.users", "Asked by", readonly=True)
    requested_on = fields.Datetime("Asked on", readonly=True)

    _company_partner_idx = models.Index("(company_id, partner_id, state)")

    @api.depends(
        "item_ids.amount",
        "item_ids.loss",
        "item_ids.relieved",
        "item_ids.cleared",
        "item_ids.regained",
    )
    def _compute_amounts(self):
        for one in self:
            for name in ("amount", "loss", "relieved", "cleared", "regained"):
                one[name] = sum(one.item_ids.mapped(name))


class RecoveryWriteOffItem(models.Model):
    """The part of one debt that is given up, and how it was booked."""

    _name = "recovery.write.off.item"
    _description = "Debt written off"
    _order = "write_off_id, id"

    write_off_id = fields.Many2one(
        "recovery.write.off", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="write_off_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(related="write_off_id.partner_id", store=True)
    state = fields.Selection(related="write_off_id.state")
    currency_id = fields.Many2one(related="write_off_id.currency_id", store=True)
    line_id = fields.Many2one(
        "account.move.line", "Debt", index=True, ondelete="set null"
    )
    move_id = fields.Many2one("account.move", "Invoice", related="line_id.move_id")
    name = fields.Char("Document")
    document_date = fields.Date("Dated")
    due = fields.Date("Due date")
    amount = fields.Monetary("Given up", required=True)
    loss = fields.Monetary("Loss booked", readonly=True)
    relieved = fields.Monetary("VAT recovered", readonly=True)
    cleared = fields.Monetary("Waiting VAT cleared", readonly=True)
    regained = fields.Monetary("Received later", readonly=True)
    limitation_on = fields.Date(
        "Recoverable until",
        readonly=True,
        help="Last day on which it can be claimed in court, as known when it was lost.",
    )
    credit_line_id = fields.Many2one(
        "account.move.line",
        "Closing line",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    entry_line_ids = fields.Many2many(
        "account.move.line",
        "recovery_write_off_entry_rel",
        "item_id",
        "line_id",
        "Journal items",
        readonly=True,
    )
