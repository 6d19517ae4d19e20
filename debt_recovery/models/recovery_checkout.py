from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

KEPT_DAYS = 30  # how long one that nobody paid is remembered


class RecoveryCheckout(models.Model):
    """What a customer chose to pay online, in which order and how much of each.

    One currency, one customer, one company. The provider's money pays these items and
    no other ones; what was settled meanwhile leaves a credit.
    """

    _name = "recovery.checkout"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Online payment"
    _order = "id desc"
    _rec_name = "reference"

    _transitions = {
        "open": ("started", "ended"),
        "started": ("paid", "ended"),
        "ended": ("paid",),  # confirmed by the provider after all
    }

    reference = fields.Char(required=True, readonly=True, copy=False)
    state = fields.Selection(
        [
            ("open", "Chosen"),
            ("started", "Being paid"),
            ("paid", "Paid"),
            ("ended", "Not paid"),
        ],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    case_id = fields.Many2one(
        "recovery.case",
        "Customer account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    contact_id = fields.Many2one(
        "res.partner", "Chosen by", readonly=True, ondelete="set null"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary("To pay", required=True, readonly=True)
    line_ids = fields.One2many("recovery.checkout.line", "checkout_id", "Items")
    arrangement_id = fields.Many2one(
        "recovery.arrangement",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    instalment_id = fields.Many2one(
        "recovery.arrangement.instalment", readonly=True, ondelete="set null"
    )
    transaction_ids = fields.One2many(
        "payment.transaction", "recovery_checkout_id", groups="base.group_system"
    )
    is_short = fields.Boolean("Paid in part", readonly=True)
    short_reason_id = fields.Many2one(
        "recovery.dispute.reason",
        "Why only a part",
        readonly=True,
        help="Empty: the rest follows later.",
    )
    short_note = fields.Text("What the customer says", readonly=True)

    _reference_unique = models.UniqueIndex(
        "(reference)", "Another online payment has this reference."
    )

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            vals["reference"] = sequence.next_by_code("recovery.checkout")
        return super().create(vals_list)

    def _alone(self):
        """Let one payment of this account be started at a time: the second one is
        tried again after the first, and then sees it."""
        self.case_id._alone_on_account()
        self.invalidate_recordset()

    def _money(self, amount):
        return self.env["recovery.statement"]._money(amount, self.currency_id)

    def _lines(self):
        """Return the journal items that it is about, in their order."""
        return self.line_ids.line_id

    def _transaction(self):
        """Return the transaction that says how the payment stands: the one that was
        paid, or else the last one."""
        found = self.sudo().transaction_ids.filtered(
            lambda one: one.operation != "refund" and not one.source_transaction_id
        )
        paid = found.filtered(lambda one: one.state == "done")
        return (paid or found).sorted("id")[-1:]

    def _end_others(self):
        """What is chosen anew takes the place of what was chosen before and is not
        being paid."""
        others = self.search(
            [
                ("case_id", "=", self.case_id.id),
                ("id", "!=", self.id),
                ("state", "in", ("open", "started")),
                ("line_ids.line_id", "in", self._lines().ids),
            ]
        )
        others.filtered(lambda one: not one._is_under_way())._move_to("ended")

    @api.autovacuum
    def _gc_checkouts(self):
        """Forget what nobody started to pay."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.env.cr.execute(
            SQL(
                """DELETE FROM recovery_checkout c WHERE c.state IN ('open', 'ended')
                      AND c.create_date < %s AND NOT EXISTS (
                          SELECT FROM payment_transaction t
                           WHERE t.recovery_checkout_id = c.id)""",
                limit,
            )
        )
        self.invalidate_model()


class RecoveryCheckoutLine(models.Model):
    """How much of one debt the customer pays."""

    _name = "recovery.checkout.line"
    _description = "Item of an online payment"
    _order = "checkout_id, sequence, id"

    checkout_id = fields.Many2one(
        "recovery.checkout", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="checkout_id.company_id", store=True)
    currency_id = fields.Many2one(related="checkout_id.currency_id")
    sequence = fields.Integer(required=True, default=1)
    line_id = fields.Many2one(
        "account.move.line", "Debt", index="btree_not_null", ondelete="set null"
    )
    name = fields.Char(required=True)
    amount = fields.Monetary("To pay", required=True)
    residual = fields.Monetary("Open then")
    credit = fields.Monetary("Covered by credits")
    discount = fields.Monetary("Early-payment discount")
    paid = fields.Monetary("Matched", readonly=True)

    def _is_whole(self):
        """Tell whether nothing of the debt is left once it is paid."""
        covered = self.amount + self.credit + self.discount
        return self.currency_id.compare_amounts(covered, self.residual) >= 0


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    checkout_ids = fields.One2many("recovery.checkout", "case_id", "Online payments")

    def _fold_into(self, kept):
        self.sudo().checkout_ids.write({"case_id": kept.id})
        return super()._fold_into(kept)
