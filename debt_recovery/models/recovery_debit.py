from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import retry
from ..tools.retry_reasons import UNKNOWN

# The money was taken, or may have been, and the ledger does not show it.
UNDER_WAY = ("sending", "pending", "uncertain")
# A try that took it, may have, or will: no other one beside it.
STANDING = ("planned", *UNDER_WAY)
REASONS = [
    ("funds", "Not enough money on the account"),
    ("expired", "Card expired"),
    ("closed", "Account or card that does not exist any more"),
    ("stolen", "Card reported lost or stolen"),
    ("mandate", "No direct debit mandate"),
    ("refused", "Refused by the customer or his bank"),
    ("disputed", "Contested after it was charged"),
    ("confirm", "The bank wants the customer to confirm"),
    ("technical", "Technical failure"),
    ("unknown", "No reason given"),
]
SEPA_METHODS = ("sepa_direct_debit", "sdd", "bacs_direct_debit", "ach_direct_debit")


class RecoveryDebit(models.Model):
    """One try to charge a card or to debit an account, and what came of it.

    A row is the intent: it is committed before the provider is called, and its number
    is part of the reference that the provider gets, so that one try is one charge
    whatever dies in between. Payments that others started and that came back have a
    row too, from the day on which they did.
    """

    _name = "recovery.debit"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Automatic payment"
    _order = "day desc, id desc"

    _free_fields = ("reason", "is_dealt")
    _transitions = {
        "planned": ("sending", "cancelled"),
        "sending": ("pending", "paid", "refused", "uncertain", "planned"),
        "pending": ("paid", "refused"),
        "uncertain": ("pending", "paid", "refused"),
        "paid": ("refused",),
        "refused": ("paid",),
    }

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    case_id = fields.Many2one(
        "recovery.case",
        "Customer account",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
    )
    instalment_id = fields.Many2one(
        "recovery.arrangement.instalment",
        index="btree_not_null",
        readonly=True,
        ondelete="cascade",
    )
    arrangement_id = fields.Many2one(
        related="instalment_id.arrangement_id", store=True, index="btree_not_null"
    )
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        help="The oldest one where the payment was for several.",
    )
    mandate_id = fields.Many2one(
        "recovery.mandate", "Authorisation", readonly=True, ondelete="set null"
    )
    token_id = fields.Many2one(
        "payment.token",
        "Saved means of payment",
        readonly=True,
        ondelete="set null",
        groups="base.group_system",
    )
    transaction_id = fields.Many2one(
        "payment.transaction",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
    payment_id = fields.Many2one("account.payment", readonly=True, ondelete="set null")
    means = fields.Char("Means of payment", readonly=True)
    scheme = fields.Selection(
        [("card", "Card"), ("sepa", "Direct debit"), ("other", "Cheque or other")],
        required=True,
        default="card",
        readonly=True,
    )
    attempt = fields.Integer("Try", required=True, default=1, readonly=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("sending", "Being charged"),
            ("pending", "With the bank"),
            ("paid", "Paid"),
            ("refused", "Rejected"),
            ("uncertain", "In doubt"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        readonly=True,
        index=True,
    )
    day = fields.Date("Charged on", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    reserved_by = fields.Char(readonly=True, help="Database session that charges it.")
    reserved_at = fields.Datetime(readonly=True)

    failed_on = fields.Date("Rejected on", readonly=True)
    reason = fields.Selection(REASONS)
    reason_code = fields.Char("Code of the bank", readonly=True)
    reason_text = fields.Char("Words of the bank", readonly=True)
    given_up = fields.Selection(
        [
            ("mandate", "The authorisation was withdrawn"),
            ("token", "The means of payment cannot be charged any more"),
            ("ended", "The agreement does not run any more"),
            ("paid", "Paid otherwise"),
            ("covered", "An agreement covers it"),
            ("untold", "It could not be announced to the customer"),
        ],
        "Not made because",
        readonly=True,
    )
    next_action = fields.Selection(
        [
            ("retry", "Try again"),
            ("represent", "Present it again by hand"),
            ("ask", "Ask for another means of payment"),
            ("stop", "Talk with the customer"),
            ("covered", "Covered by an agreement"),
            ("none", "Nothing more: paid otherwise"),
        ],
        "What follows",
        readonly=True,
    )
    next_on = fields.Date("Next try on", readonly=True)
    is_dealt = fields.Boolean("Dealt with", copy=False)

    _once_instalment = models.UniqueIndex(
        "(instalment_id, attempt) WHERE instalment_id IS NOT NULL",
        "This try of the instalment is there already.",
    )
    _once_transaction = models.UniqueIndex(
        "(transaction_id) WHERE transaction_id IS NOT NULL",
        "This transaction is another try already.",
    )
    _one_live = models.UniqueIndex(
        "(instalment_id) WHERE instalment_id IS NOT NULL"
        " AND state IN ('planned', 'sending', 'pending', 'uncertain')",
        "This instalment is being charged already.",
    )
    _due_idx = models.Index("(company_id, day) WHERE state = 'planned'")

    @api.depends("instalment_id", "move_id", "attempt", "partner_id")
    def _compute_display_name(self):
        for debit in self:
            what = debit.arrangement_id.reference or debit.move_id.name or ""
            debit.display_name = " – ".join(
                filter(None, (debit.partner_id.display_name, what))
            )

    # --- what it is about -----------------------------------------------------------

    def _reference(self):
        """Return the reference that the provider gets: one for each try, for ever."""
        about = self.arrangement_id.reference or self.move_id.name or "PAY"
        key = self.instalment_id.id or self.id
        return f"{about}-{key}-{self.attempt}"

    def _lines(self):
        """Return the open journal items that it pays, oldest first."""
        if self.instalment_id:
            lines = self.arrangement_id.item_ids.line_id
        else:
            moves = self.sudo().transaction_id.invoice_ids | self.sudo().move_id
            lines = moves.line_ids.filtered(
                lambda line: line.account_type == "asset_receivable"
            )
        return lines.filtered(
            lambda line: line.parent_state == "posted" and not line.reconciled
        ).sorted(lambda line: (line.date_maturity or line.date, line.id))

    def _open_amount(self):
        """Return what is still to be paid of what it is about."""
        if self.instalment_id:
            part = self.instalment_id
            gap = part.amount - part.received if part.state != "cancelled" else 0.0
        elif not self.move_id:  # nobody knows for which invoices it was
            gap = self.amount
        else:
            gap = sum(self._lines().mapped("amount_residual_currency"))
        return max(0.0, self.currency_id.round(gap))

    def _same(self):
        """Return all tries for what this one is about, this one too."""
        domain = Domain("instalment_id", "=", self.instalment_id.id)
        if not self.instalment_id:
            domain &= Domain("move_id", "=", self.move_id.id)
            if not self.move_id:
                return self
        return self.search(domain)

    @api.model
    def _scheme_of(self, token):
        """Return the scheme of a saved means: each has its own limits of tries."""
        code = token.payment_method_id.code or ""
        return "sepa" if code in SEPA_METHODS else "card"

    # --- the calendar ---------------------------------------------------------------

    def _limits(self):
        company = self.company_id
        is_card = self.scheme == retry.CARD
        most = company.recovery_card_tries if is_card else company.recovery_sepa_tries
        days = retry.LIMITS[retry.CARD if is_card else retry.SEPA].days
        return retry.Limits(max(1, most), days, company.recovery_notice_days)

    def _payday(self):
        """Return the day of the month on which the payer's money comes in, as was
        learned or typed; 0 where it is not known."""
        days = self.case_id._payment_runs().days if self.case_id else ()
        return days[0] if len(days) == 1 else 0

    def _next(self):
        """Return the :class:`retry.Next` after this refusal."""
        tried = self._same().filtered(
            lambda one: one.state in ("refused", "paid", "uncertain", "pending")
        )
        return retry.next_try(
            self.reason or UNKNOWN,
            self.failed_on,
            sorted(tried.mapped("day")) or [self.day],
            self._limits(),
            self.company_id._recovery_closed_days(self.failed_on),
            self._payday(),
        )
