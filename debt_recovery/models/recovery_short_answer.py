from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

DISCOUNT = "discount_late"  # reason of a discount that was deducted too late
SMALL = "small_balance"  # reason of a write-off


class RecoveryShortAnswer(models.Model):
    """Why a payment was short, and what follows: a dispute about the difference, a
    small loss, or nothing, and it is asked for."""

    _name = "recovery.short.answer"
    _description = "Reason of a short payment"
    _order = "id desc"

    line_id = fields.Many2one(
        "account.move.line", "Debt", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    move_id = fields.Many2one(related="line_id.move_id")
    partner_id = fields.Many2one(
        related="line_id.partner_id.commercial_partner_id", string="Customer"
    )
    currency_id = fields.Many2one(related="line_id.currency_id")
    difference = fields.Monetary(
        "Short by",
        compute="_compute_difference",
        store=True,
        precompute=True,
        help="What was open when it was answered.",
    )
    is_discount = fields.Boolean("Expired discount", compute="_compute_is_discount")
    reason_id = fields.Many2one(
        "recovery.dispute.reason",
        compute="_compute_reason_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    outcome = fields.Selection(
        [
            ("dispute", "Open a dispute about the difference"),
            ("write_off", "Write off a small difference"),
            ("leave", "Ask for it: reminders go on"),
        ],
        "What follows",
        compute="_compute_outcome",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    note = fields.Text("What the customer says")
    dispute_id = fields.Many2one("recovery.dispute", readonly=True, ondelete="set null")
    user_id = fields.Many2one(
        "res.users", "Answered by", default=lambda self: self.env.user, readonly=True
    )

    is_applied = fields.Boolean(readonly=True, export_string_translation=False)

    def write(self, vals):
        """What was done stays as it was said."""
        if not self.env.su and ("is_applied" in vals or any(self.mapped("is_applied"))):
            raise UserError(self.env._("This answer was given already."))
        return super().write(vals)

    @api.depends("line_id")
    def _compute_difference(self):
        """Frozen on creation: a further payment is another question."""
        for answer in self:
            if not answer._origin:
                answer.difference = answer.line_id.amount_residual_currency

    @api.depends("line_id")
    def _compute_is_discount(self):
        for answer in self:
            line = answer.line_id
            discount = line.amount_currency - line.discount_amount_currency
            answer.is_discount = bool(line.discount_date) and not (
                line.currency_id.compare_amounts(
                    line.amount_residual_currency, discount
                )
            )

    @api.depends("line_id")
    def _compute_reason_id(self):
        reasons = self.env["recovery.dispute.reason"]
        for answer in self:
            code = DISCOUNT if answer.is_discount else "other"
            answer.reason_id = answer.reason_id or reasons._find(code)

    @api.depends("line_id", "reason_id")
    def _compute_outcome(self):
        for answer in self:
            if answer._is_small():
                answer.outcome = "write_off"
            elif answer.reason_id.code == DISCOUNT:
                answer.outcome = "leave"
            else:
                answer.outcome = "dispute"

    def _is_small(self):
        company = self.line_id.company_id
        currency = company.currency_id
        rest = self.line_id.amount_residual
        return bool(self.line_id) and (
            currency.compare_amounts(rest, company.recovery_loss_floor) <= 0
        )

    def action_apply(self):
        """Do what follows from the answer."""
        self.ensure_one()
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("An agent says why a payment is short."))
        if self.line_id.reconciled or self.line_id.currency_id.compare_amounts(
            self.line_id.amount_residual_currency, self.difference
        ):
            raise UserError(self.env._("It was paid further meanwhile: look again."))
        action = {"type": "ir.actions.act_window_close"}
        if self.outcome == "dispute":
            action = self._open_dispute()
        elif self.outcome == "write_off":
            self._write_off()
        self.sudo().is_applied = True
        return action

    def _open_dispute(self):
        if self.reason_id.code == DISCOUNT:
            raise UserError(
                self.env._(
                    "A discount that was deducted too late is no dispute: ask for it, "
                    "or write it off."
                )
            )
        self.sudo().dispute_id = self.env["recovery.dispute"]._contest(
            self.line_id,
            self.difference,
            self.reason_id,
            note=self.note,
            source="short_payment",
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "recovery.dispute",
            "res_id": self.dispute_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _write_off(self):
        if not self._is_small():
            company = self.line_id.company_id
            raise UserError(
                self.env._(
                    "Only up to %(floor)s is written off here: ask for a write-off of "
                    "its own.",
                    floor=formatLang(
                        self.env,
                        company.recovery_loss_floor,
                        currency_obj=company.currency_id,
                    ),
                )
            )
        self.env["recovery.write.off"]._request(
            {self.line_id: self.difference}, SMALL, note=self.note
        )
