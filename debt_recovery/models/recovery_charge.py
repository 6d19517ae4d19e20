from odoo import fields, models
from odoo.exceptions import AccessError, UserError

INTEREST, FIXED = "interest", "fixed_fee"
KINDS = [(INTEREST, "Late-payment interest"), (FIXED, "Fixed sum for recovery costs")]
SETTLED = ("waived", "posted")  # somebody decided: not asked again


class RecoveryCharge(models.Model):
    """Interest or a fixed sum that a customer was told of, or that outlived what it
    was due on. Announced only: nothing of it is in the ledger, and it changes neither
    what is chased nor what is paid.

    What is due today is worked out (``_due``); a record keeps what was said.
    """

    _name = "recovery.charge"
    _inherit = [
        "recovery.customer.mixin",
        "recovery.workflow.mixin",
        "mail.thread",
    ]
    _description = "Announced charge"
    _order = "announced_on desc, id desc"

    _transitions = {
        "announced": ("posted", "waived", "cancelled"),
        "waived": ("announced",),
        "cancelled": ("announced",),
    }

    name = fields.Char("Document", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    state = fields.Selection(
        [
            ("announced", "Announced"),
            ("posted", "Posted"),
            ("waived", "Waived"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="announced",
        index=True,
        tracking=True,
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", index="btree_not_null", ondelete="set null"
    )
    line_id = fields.Many2one(
        "account.move.line",
        "Journal item",
        index="btree_not_null",
        ondelete="set null",
    )
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary(required=True, readonly=True, tracking=True)
    until = fields.Date("Calculated to", readonly=True)
    rule = fields.Char(readonly=True, help="Code of the rule that allows it.")
    period_ids = fields.One2many("recovery.charge.period", "charge_id", "Periods")
    announced_on = fields.Date(required=True, readonly=True, index=True)
    notice_id = fields.Many2one(
        "recovery.notice",
        "Last message that says so",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    principal_paid_on = fields.Date(
        "Principal paid on",
        readonly=True,
        help="It outlives what it was due on, until it is claimed or waived.",
    )
    reason = fields.Char(readonly=True, tracking=True)
    decided_by_id = fields.Many2one("res.users", "Waived by", readonly=True)
    decided_on = fields.Date("Waived on", readonly=True)
    arrangement_id = fields.Many2one(
        "recovery.arrangement",
        "On condition of",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Waived while this holds: comes back when it is broken.",
    )

    _one_line_kind = models.UniqueIndex(
        "(line_id, kind) "
        "WHERE state IN ('announced', 'posted') AND line_id IS NOT NULL",
        "This charge was announced already.",
    )

    # --- its life -------------------------------------------------------------------

    def _waive(self, reason, arrangement=None):
        """Give these up, for good or while an arrangement holds.

        :raises UserError: without a reason
        :raises AccessError: for who may not give money up
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is waived."))
        if not (self.env.su or self._may_waive()):
            raise AccessError(self.env._("Only managers waive charges."))
        for company, some in self.grouped("company_id").items():
            some.sudo()._move_to(
                "waived",
                reason=reason.strip(),
                decided_by_id=self.env.uid,
                decided_on=company._recovery_today(),
                arrangement_id=arrangement.id if arrangement else False,
            )

    def _may_waive(self):
        return self.env.user.has_group("debt_recovery.group_manager")

    def _cancel(self, reason):
        """The invoice proves not due: it was never owed."""
        self.sudo()._move_to("cancelled", reason=reason)


class RecoveryChargePeriod(models.Model):
    """Days with one base and one rate, as they were said."""

    _name = "recovery.charge.period"
    _description = "Period of interest"
    _order = "charge_id, since, id"
    _log_access = False

    charge_id = fields.Many2one(
        "recovery.charge", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="charge_id.company_id", store=True)
    currency_id = fields.Many2one(related="charge_id.currency_id")
    since = fields.Date("First day", required=True)
    until = fields.Date("Last day", required=True)
    base = fields.Monetary(required=True)
    rate = fields.Float("Rate (% a year)", digits=(8, 4), required=True)
    days = fields.Integer(required=True)
    year_days = fields.Integer("Days of a year", required=True)
    amount = fields.Monetary(required=True)
    rule = fields.Char("Rule or contract")
    why = fields.Char("Made of")
