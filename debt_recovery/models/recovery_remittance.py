from odoo import api, fields, models

STATES = [
    ("draft", "To check"),
    ("checked", "Checked"),
    ("booked", "Booked"),
    ("reversed", "Reversed"),
    ("refused", "Refused"),
]


class RecoveryRemittance(models.Model):
    """What an agency says it collected, and what it pays us of it."""

    _name = "recovery.remittance"
    _inherit = ["recovery.workflow.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Remittance"
    _order = "id desc"
    _rec_name = "reference"

    _transitions = {
        "draft": ("checked", "refused"),
        "checked": ("draft", "booked", "refused"),
        "booked": ("reversed",),
    }
    _free_fields = (
        *("activity_ids", "message_follower_ids", "message_ids"),
        *("message_main_attachment_id", "difference_ids"),
    )

    reference = fields.Char(readonly=True, copy=False, default="/", index=True)
    agency_reference = fields.Char("Its reference", readonly=True)
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
    )
    agency_id = fields.Many2one(
        "recovery.agency", required=True, readonly=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        "recovery.agency.contract", readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    file_id = fields.Many2one(
        "recovery.agency.file",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    mode = fields.Selection(
        [("net", "Net"), ("gross", "Gross")], required=True, default="net"
    )
    day = fields.Date("Reported on", required=True, readonly=True)
    line_ids = fields.One2many(
        "recovery.remittance.line", "remittance_id", "Receipts", readonly=True
    )
    difference_ids = fields.One2many(
        "recovery.remittance.difference", "remittance_id", "Differences"
    )

    # what was told, and what the contract says of it: summed up when it is made
    line_count = fields.Integer("Number of receipts", readonly=True)
    collected = fields.Monetary(
        "Customers paid", readonly=True, help="To the agency, or to us."
    )
    ours = fields.Monetary(
        "Held for us", readonly=True, help="Without the agency's own fees."
    )
    commission = fields.Monetary(readonly=True, help="By the contract, without VAT.")
    commission_vat = fields.Monetary("VAT on commission", readonly=True)
    expected = fields.Monetary("To receive by the contract", readonly=True)
    announced = fields.Monetary("To receive as told", readonly=True)
    due_on = fields.Date("Money due by", readonly=True, index=True)

    # where it went
    booked_on = fields.Date(readonly=True, copy=False)
    booked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    clearing_account_id = fields.Many2one("account.account", readonly=True, copy=False)
    move_ids = fields.Many2many(
        "account.move",
        "recovery_remittance_move_rel",
        "remittance_id",
        "move_id",
        "Entries",
        readonly=True,
        copy=False,
    )
    bill_id = fields.Many2one(
        "account.move",
        "Bill of the agency",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    bill_is_drafted = fields.Boolean(
        "Bill prepared by us",
        readonly=True,
        copy=False,
        help="It gives way to the one that the agency sends.",
    )
    bank_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Bank line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _bill_once = models.UniqueIndex(
        "(bill_id) WHERE bill_id IS NOT NULL",
        "This bill is for another remittance.",
    )
    _bank_line_once = models.UniqueIndex(
        "(bank_line_id) WHERE bank_line_id IS NOT NULL",
        "This bank line is for another remittance.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("reference", "/") == "/":
                sequence = self.env["ir.sequence"].sudo()
                vals["reference"] = sequence.next_by_code("recovery.remittance")
        return super().create(vals_list)


class RecoveryRemittanceLine(models.Model):
    """One receipt of an agency: what the customer paid, and how it was split."""

    _name = "recovery.remittance.line"
    _description = "Receipt of an agency"
    _order = "remittance_id, number, id"

    remittance_id = fields.Many2one(
        "recovery.remittance", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="remittance_id.company_id", store=True, index=True
    )
    agency_id = fields.Many2one(
        related="remittance_id.agency_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="remittance_id.currency_id", store=True)
    number = fields.Integer("Line of the file", readonly=True)
    line_reference = fields.Char(
        "Receipt's reference", readonly=True, index="btree_not_null"
    )
    placement_id = fields.Many2one(
        "recovery.placement", "Placed file", index=True, ondelete="restrict"
    )
    document = fields.Char("Invoice named", readonly=True)
    line_id = fields.Many2one(
        "account.move.line", "Debt", index="btree_not_null", ondelete="restrict"
    )
    paid_on = fields.Date("Customer paid on", required=True, readonly=True)
    paid_to = fields.Selection(
        [("agency", "The agency"), ("creditor", "Us")],
        required=True,
        default="agency",
        readonly=True,
    )
    amount = fields.Monetary("Customer paid", required=True, readonly=True)
    principal = fields.Monetary(readonly=True)
    interest = fields.Monetary("Late interest", readonly=True)
    notice_charge = fields.Monetary("Notice charge", readonly=True)
    default_charge = fields.Monetary("Default charge", readonly=True)
    other_cost = fields.Monetary("Other costs", readonly=True)
    other_default_cost = fields.Monetary("Other default costs", readonly=True)
    for_agency = fields.Monetary("Agency keeps", readonly=True)
    for_us = fields.Monetary("Paid to us", readonly=True)

    # by the contract
    ours = fields.Monetary("For us", readonly=True)
    commission = fields.Monetary(readonly=True)
    commission_vat = fields.Monetary("VAT on commission", readonly=True)
    expected = fields.Monetary("To receive", readonly=True)
    announced = fields.Monetary("To receive as told", readonly=True)

    # where it went
    undoes_id = fields.Many2one(
        "recovery.remittance.line",
        "Sends back",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    entry_line_ids = fields.Many2many(
        "account.move.line",
        "recovery_remittance_entry_rel",
        "receipt_id",
        "line_id",
        "Journal items",
        readonly=True,
    )
    received_line_id = fields.Many2one(
        "account.move.line",
        "Received by us as",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    # a receipt is booked once; one that was reversed keeps its reference
    is_live = fields.Boolean(default=True, readonly=True)
    _receipt_once = models.UniqueIndex(
        "(agency_id, company_id, line_reference) "
        "WHERE line_reference IS NOT NULL AND is_live",
        "This receipt was remitted already.",
    )
    _sent_back_once = models.UniqueIndex(
        "(undoes_id) WHERE undoes_id IS NOT NULL AND is_live",
        "This receipt was sent back already.",
    )

    @api.depends("line_reference", "number")
    def _compute_display_name(self):
        for one in self:
            one.display_name = one.line_reference or str(one.number)
