from odoo import api, fields, models

STATES = [
    ("draft", "To approve"),
    ("approved", "To hand over"),
    ("refused", "Not approved"),
    ("placed", "Placed"),
    ("recalled", "Recalled"),
    ("returned", "Returned"),
    ("settled", "Settled"),
]
ACTIVE = ("draft", "approved", "placed")  # the debt is in no other placement
ASKED = ("draft", "approved")  # somebody decided, the agency does not have it yet
AWAY = ("placed",)  # the agency has it: we do not write any more
ENDS = [
    ("paid", "Paid in full"),
    ("disputed", "Disputed"),
    ("insolvent", "Insolvency"),
    ("hold", "On hold"),
    ("expired", "Time is over"),
    ("replaced", "Given to another agency"),
    ("asked", "Taken back by us"),
    ("irrecoverable", "Irrecoverable"),
    ("agency", "Returned by the agency"),
    ("cancelled", "Debt cancelled"),
]


class RecoveryPlacement(models.Model):
    """One customer's debts given to an agency: numbered, approved, handed over, back.

    An overlay: the debts stay in the ledger and keep their due dates. Amounts are what
    was placed that day; what is open and what came in is read from the ledger.
    """

    _name = "recovery.placement"
    _inherit = [
        "recovery.workflow.mixin",
        "recovery.customer.mixin",
        "recovery.touch.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Placed file"
    _order = "id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference", "agency_reference", "partner_id"]

    _transitions = {
        "draft": ("approved", "refused"),
        "approved": ("placed", "refused"),
        "placed": ("recalled", "returned", "settled"),
        "settled": ("placed",),  # its payment was sent back
    }
    # what an agent tells the agency about the file; the rest is for its buttons
    _free_fields = (
        *("unpaid_why", "guarantees", "co_debtors", "penalty_clause", "track"),
        *("cost_ids", "milestone_ids", "activity_ids", "message_ids"),
        *("message_follower_ids", "message_main_attachment_id"),
    )

    reference = fields.Char(
        "Our reference", readonly=True, copy=False, default="/", index=True
    )
    agency_reference = fields.Char(
        "Its reference", copy=False, index="btree_not_null", tracking=True
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
        group_expand=True,
    )
    agency_id = fields.Many2one(
        "recovery.agency", required=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        "recovery.agency.contract", required=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", required=True)
    line_ids = fields.One2many("recovery.placement.line", "placement_id", "Debts")
    principal = fields.Monetary(compute="_compute_amounts", store=True)
    interest = fields.Monetary("Late interest", compute="_compute_amounts", store=True)
    costs = fields.Monetary("Fixed costs", compute="_compute_amounts", store=True)
    amount = fields.Monetary("Placed amount", compute="_compute_amounts", store=True)
    stage = fields.Selection(
        [("amicable", "Amicable"), ("court", "Court")],
        "Phase",
        required=True,
        default="amicable",
        tracking=True,
    )
    oldest_due = fields.Date("Oldest due date", readonly=True)
    requested_by_id = fields.Many2one("res.users", "Asked by", readonly=True)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    approved_alone = fields.Boolean(readonly=True, copy=False)
    approval_reason = fields.Char(readonly=True, copy=False)
    refusal = fields.Char("Why refused", readonly=True, copy=False)
    drawn_by_lot = fields.Boolean(readonly=True, copy=False)
    placed_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    expires_on = fields.Date("Back by", readonly=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False)
    ended_why = fields.Selection(ENDS, readonly=True, copy=False, tracking=True)
    ended_text = fields.Char("In words", readonly=True, copy=False)
    file_ids = fields.Many2many(
        "recovery.agency.file",
        "recovery_placement_file_rel",
        "placement_id",
        "file_id",
        "Exchanged files",
        readonly=True,
    )

    _partner_state_idx = models.Index("(company_id, partner_id, state)")
    _agency_reference_unique = models.UniqueIndex(
        "(agency_id, company_id, agency_reference) WHERE agency_reference IS NOT NULL",
        "The agency uses this reference for another file already.",
    )

    @api.depends("line_ids.principal", "line_ids.interest", "line_ids.costs")
    def _compute_amounts(self):
        for one in self:
            one.principal = sum(one.line_ids.mapped("principal"))
            one.interest = sum(one.line_ids.mapped("interest"))
            one.costs = sum(one.line_ids.mapped("costs"))
            one.amount = one.principal + one.interest + one.costs

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("reference", "/") == "/":
                sequence = self.env["ir.sequence"].sudo()
                vals["reference"] = sequence.next_by_code("recovery.placement")
        return super().create(vals_list)

    def write(self, vals):
        done = super().write(vals)
        if "state" in vals:
            self.line_ids._follow_state()
        return done

    def _touch(self):
        for one in self:
            self.env["recovery.mark"]._add(one.company_id, one.partner_id, "placement")


class RecoveryPlacementLine(models.Model):
    """One debt of a placed file, with what was claimed of it that day."""

    _name = "recovery.placement.line"
    _description = "Placed debt"
    _order = "placement_id, due, id"

    placement_id = fields.Many2one(
        "recovery.placement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="placement_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="placement_id.currency_id", store=True)
    line_id = fields.Many2one(
        "account.move.line", "Debt", index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one("account.move", "Invoice", related="line_id.move_id")
    name = fields.Char("Document", required=True, help="Kept when the item goes.")
    document_date = fields.Date("Dated")
    due = fields.Date("Due date")
    principal = fields.Monetary(required=True, help="Open, undisputed, net of credits.")
    interest = fields.Monetary("Late interest")
    interest_from = fields.Date("Interest since")
    interest_rate = fields.Float("Rate (% a year)", digits=(6, 3))
    costs = fields.Monetary("Fixed costs")
    is_active = fields.Boolean(default=True, readonly=True)
    is_away = fields.Boolean(readonly=True)

    _one_active = models.UniqueIndex(
        "(line_id) WHERE is_active", "This debt is placed already."
    )
    _away_idx = models.Index("(line_id) WHERE is_away")

    def _follow_state(self):
        """Say of each debt whether it is taken and whether the agency has it."""
        for placement, lines in self.grouped("placement_id").items():
            lines.write(
                {
                    "is_active": placement.state in ACTIVE,
                    "is_away": placement.state in AWAY,
                }
            )
