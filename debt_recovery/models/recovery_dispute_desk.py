from odoo import api, fields, models
from odoo.tools import format_date, formatLang


class RecoveryDispute(models.Model):
    """What lists and forms show of disputes, and their buttons."""

    _inherit = "recovery.dispute"

    is_overdue = fields.Boolean(
        "Past its deadline", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    days = fields.Integer("Days in dispute", compute="_compute_days")
    is_consumer = fields.Boolean(compute="_compute_is_consumer")
    order_reference = fields.Char("Order", compute="_compute_order_reference")
    situation_text = fields.Char("Situation", compute="_compute_situation_text")

    @api.depends("name", "move_id", "partner_id")
    def _compute_display_name(self):
        for one in self:
            what = one.move_id.name or one.partner_id.display_name
            one.display_name = f"{one.name} – {what}"

    @api.depends("state", "deadline")
    def _compute_is_overdue(self):
        for one in self:
            today = one.company_id._recovery_today() if one.company_id else None
            one.is_overdue = bool(
                one.state == "open" and one.deadline and one.deadline < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._recovery_today()
        return [("state", "=", "open"), ("deadline", "<", today)]

    @api.depends("opened_on", "closed_on")
    def _compute_days(self):
        for one in self:
            end = one.closed_on or one.company_id._recovery_today()
            one.days = (end - one.opened_on).days if one.opened_on else 0

    @api.depends("partner_id")
    def _compute_is_consumer(self):
        for one in self:
            one.is_consumer = bool(one.partner_id) and one._is_consumer()

    @api.depends("move_id")
    def _compute_order_reference(self):
        for one in self:
            move = one.move_id
            said = (move.invoice_origin, move.ref)
            one.order_reference = " · ".join(dict.fromkeys(filter(None, said)))

    @api.depends(
        *("state", "amount", "accepted_amount", "frozen_until", "move_id", "deadline")
    )
    @api.depends_context("lang")
    def _compute_situation_text(self):
        for one in self:
            late = one.is_overdue and one.env._(
                "Was to be settled by %(day)s.", day=format_date(one.env, one.deadline)
            )
            one.situation_text = " ".join(filter(None, (late, one._situation())))

    def _situation(self):
        """Say in one sentence what waits and what goes on."""
        currency = self.currency_id
        rest = self.move_id.amount_residual - self.amount
        if self.state == "open" and currency.compare_amounts(rest, 0) > 0:
            return self.env._(
                "%(part)s waits; the rest, %(rest)s, goes on.",
                part=formatLang(self.env, self.amount, currency_obj=currency),
                rest=formatLang(self.env, rest, currency_obj=currency),
            )
        if self.state == "open":
            return self.env._("Nothing is asked about this invoice meanwhile.")
        if self.state == "accepted":
            return self.env._(
                "%(money)s given back.",
                money=formatLang(self.env, self.accepted_amount, currency_obj=currency),
            )
        if self.state == "rejected" and self.frozen_until:
            return self.env._(
                "Refused; nothing is asked about it until %(day)s.",
                day=format_date(self.env, self.frozen_until),
            )
        return self.env._("Taken back.")

    @api.model
    def _why_left(self, line_id):
        """Say, within a sentence, why a debt that is disputed whole is left alone."""
        mine = self.search([("item_ids.line_id", "=", line_id)])
        refused = mine.filtered("frozen_until")[:1]
        if "open" in mine.mapped("state") or not refused:
            return self.env._("it is disputed")
        return self.env._(
            "its dispute was refused: nothing is asked until %(date)s",
            date=format_date(self.env, refused.frozen_until),
        )

    # --- buttons -------------------------------------------------------------------

    def action_accept(self):
        """Give back all that is disputed; show the credit note."""
        self.ensure_one()
        self._accept()
        return self.action_open_credit_note()

    def action_settle(self):
        """Open the outcome: a part given back, or a refusal with its reasons."""
        self.ensure_one()
        self._check_agent()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settle the dispute"),
            "res_model": "recovery.dispute.settle",
            "view_mode": "form",
            "target": "new",
            "context": {"default_dispute_id": self.id, "dialog_size": "large"},
        }

    def action_withdraw(self):
        self._withdraw()

    def action_reopen(self):
        self._reopen()

    def action_open_case(self):
        return self.case_id._action_open()

    def action_open_move(self):
        return self._action_move(self.move_id)

    def action_open_credit_note(self):
        return self._action_move(self.credit_note_id)

    def _action_move(self, move):
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": move.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _action_new(self, lines, partner=None, source="desk"):
        """Open the form of a new dispute on journal items, or to choose them."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New dispute"),
            "res_model": "recovery.dispute.open",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_move_ids": [(6, 0, lines.move_id.ids)],
                "default_partner_id": (partner or lines.partner_id[:1]).id,
                "default_source": source,
            },
        }


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    dispute_count = fields.Integer("Open disputes", compute="_compute_dispute_count")

    def _compute_dispute_count(self):
        counts = dict(
            self.env["recovery.dispute"]._read_group(
                [("case_id", "in", self.ids), ("state", "=", "open")],
                ["case_id"],
                ["__count"],
            )
        )
        for case in self:
            case.dispute_count = counts.get(case, 0)

    def action_view_disputes(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Disputed invoices"),
            "res_model": "recovery.dispute",
            "view_mode": "list,form",
            "domain": [("case_id", "=", self.id)],
        }

    def action_dispute(self):
        """Record what this customer disputes."""
        self.ensure_one()
        self.check_access("write")
        source = self.env.context.get("recovery_dispute_source", "desk")
        lines = self.env["account.move.line"]
        return self.env["recovery.dispute"]._action_new(lines, self.partner_id, source)


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_dispute_ids = fields.Many2many(
        "recovery.dispute",
        string="Dispute cases",
        compute="_compute_recovery_disputes",
        groups="debt_recovery.group_auditor",
    )
    recovery_dispute_count = fields.Integer(
        "Number of disputes",
        compute="_compute_recovery_disputes",
        groups="debt_recovery.group_auditor",
    )

    def _compute_recovery_disputes(self):
        found = self.env["recovery.dispute"].search([("move_id", "in", self.ids)])
        by_move = found.grouped("move_id")
        for move in self:
            move.recovery_dispute_ids = by_move.get(move._origin, found.browse())
            move.recovery_dispute_count = len(move.recovery_dispute_ids)

    def action_recovery_dispute(self):
        """Record what is disputed of these invoices."""
        return self.env["recovery.dispute"]._action_new(self._recovery_chosen())

    def action_recovery_disputes(self):
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Disputed invoices"),
            "res_model": "recovery.dispute",
            "view_mode": "list,form",
            "domain": [("move_id", "=", self.id)],
        }
        if len(self.recovery_dispute_ids) == 1:
            action |= {"view_mode": "form", "res_id": self.recovery_dispute_ids.id}
        return action
