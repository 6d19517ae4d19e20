from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare, format_date

from ..tools.arrangements import SETTLEMENT
from .recovery_arrangement_agree import OPEN
from .recovery_limitation_desk import FINE


class RecoveryStage(models.Model):
    _inherit = "recovery.stage"

    settlement_share = fields.Float(
        "Least accepted (%)",
        default=100.0,
        help="An agent may take so much of a debt of this bracket, and give up the "
        "rest; for less, a manager approves. 100: nothing is given up.",
    )

    _settlement_share_range = models.Constraint(
        "CHECK (settlement_share BETWEEN 0 AND 100)",
        "The least share that is accepted lies between 0 and 100 %.",
    )


class RecoveryArrangement(models.Model):
    """A settlement offer: paid in time, a part is enough; else the whole is owed.

    The customer takes it by paying it, by the end of its last day by value date.
    """

    _inherit = "recovery.arrangement"

    settle_how = fields.Selection(
        [("credit_note", "A credit note"), ("write_off", "A write-off")],
        "The rest is closed by",
        readonly=True,
        help="A credit note takes the tax of the rest back with it: a discount. A "
        "write-off books a loss.",
    )
    owed_amount = fields.Monetary("Owed that day", compute="_compute_given_up")
    given_up = fields.Monetary(compute="_compute_given_up")
    share = fields.Float("Share paid (%)", compute="_compute_given_up")
    floor_amount = fields.Monetary(
        "Least accepted without a manager",
        readonly=True,
        help="On the day of the offer.",
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    approved_on = fields.Datetime("Approved on", readonly=True)
    approved_alone = fields.Boolean("Approved by one person", readonly=True)
    approval_reason = fields.Text("Why it was approved", readonly=True)
    told_on = fields.Date("Told to the customer on", readonly=True)

    @api.depends("item_ids.amount", "amount")
    def _compute_given_up(self):
        for one in self:
            owed = sum(one.item_ids.mapped("amount"))
            one.owed_amount = owed
            one.given_up = owed - one.amount
            one.share = 100.0 * one.amount / owed if owed else 100.0

    # --- approval ------------------------------------------------------------------

    def _is_below_floor(self):
        return self.currency_id.compare_amounts(self.amount, self.floor_amount) < 0

    def _submit_settlement(self):
        """Make it run, or have it approved where it gives up more than an agent may."""
        for one in self:
            if one._is_below_floor():
                one._move_to("to_approve")
                one._ask_settlement_approval()
            else:
                one._put_in_force()

    def _ask_settlement_approval(self):
        company = self.company_id
        user = company._recovery_acting(
            company.recovery_manager_id or company.recovery_user_id
        )
        if user:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=company._recovery_today(),
                summary=self.env._(
                    "Settlement to approve: %(words)s", words=self._words()
                ),
                user_id=user.id,
            )

    def action_approve_settlement(self, reason=""):
        """Approve an offer below the floor: another person than the one who made it,
        or alone in the company, with the reason in writing.

        :raises UserError: when it does not wait, or the second person or the reason
            is missing
        """
        self.ensure_one()
        if not self.env.user.has_group("debt_recovery.group_manager"):
            raise AccessError(self.env._("A manager approves this offer."))
        if self.kind != SETTLEMENT or self.state != "to_approve":
            raise UserError(self.env._("This offer does not wait for an approval."))
        own = self.create_uid == self.env.user
        alone = own and self._is_only_manager()
        if own and not alone:
            raise UserError(
                self.env._("You made this offer: another manager approves it.")
            )
        if alone and not (reason or "").strip():
            return self._ask_settlement_reason()
        self.activity_ids.sudo().unlink()
        self._put_in_force(
            approved_by_id=self.env.uid,
            approved_on=fields.Datetime.now(),
            approved_alone=alone,
            approval_reason=reason or False,
        )
        return True

    def _is_only_manager(self):
        managers = self.env.ref("debt_recovery.group_manager").sudo().all_user_ids
        company = self.company_id
        present = managers.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )
        return present <= self.env.user

    def _ask_settlement_reason(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Approved by one person"),
            "res_model": "recovery.settlement.approve",
            "view_mode": "form",
            "target": "new",
            "context": {"default_arrangement_id": self.id},
        }

    def _put_in_force(self, **vals):
        """From now on it may be taken, and its debts are not chased."""
        self._check_still_owed()
        self._move_to("active", agreed_at=fields.Datetime.now(), **vals)
        self._agreed()

    def _check_still_owed(self):
        """Refuse an offer whose day is over, or whose debts changed since."""
        day = self.last_due
        if day < self.company_id._recovery_today():
            raise UserError(
                self.env._(
                    "This offer ended on %(day)s: make another one.",
                    day=format_date(self.env, day),
                )
            )
        lines = self.item_ids.line_id
        residuals = sum(lines.mapped("amount_residual_currency"))
        if self.currency_id.compare_amounts(residuals, self.amount) < 0:
            raise UserError(
                self.env._("Less than this is still owed: make another offer.")
            )


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    settlement_id = fields.Many2one(
        "recovery.arrangement", "Settlement offer", compute="_compute_settlement_id"
    )

    @api.depends("arrangement_ids.state")
    def _compute_settlement_id(self):
        found = self.env["recovery.arrangement"].search(
            [
                ("case_id", "in", self.ids),
                ("kind", "=", SETTLEMENT),
                ("state", "in", OPEN),
            ]
        )
        by_case = found.grouped("case_id")
        for case in self:
            case.settlement_id = by_case.get(case._origin, found.browse())[:1]

    def _offer_settlement(self, lines, amount, day, how="credit_note", **vals):
        """Offer to take ``amount`` for ``lines`` until the end of ``day``.

        :return: the ``recovery.arrangement``: running, or to be approved
        :raises UserError: when it gives up nothing, or another offer stands
        """
        offer = self._agree(
            SETTLEMENT,
            lines,
            [(day, amount)],
            **{
                "settle_how": how,
                "floor_amount": self._settlement_floor(lines),
                **vals,
            },
        )
        offer._submit_settlement()
        return offer

    def _settlement_floor(self, lines):
        """Return the least that an agent may accept for ``lines``, by the bracket of
        each."""
        owed = self._owed(lines)
        today = self.company_id._recovery_today()
        stages = self.env["recovery.stage"].search(
            [("company_id", "=", self.company_id.id)]
        )
        floor = Decimal(0)
        for line in owed.lines:
            days = (today - (line.date_maturity or line.date)).days
            stage = stages.filtered(lambda s, d=days: s.from_dpd <= d <= s.to_dpd)[:1]
            share = stage.settlement_share if stage else 100.0
            floor += owed.amounts[line.id] * Decimal(str(share)) / 100
        return owed.currency.round(float(floor))

    def _check_agreed_limits(self, kind, owed, instalments, source):
        """One offer at a time, and one that gives something up."""
        super()._check_agreed_limits(kind, owed, instalments, source)
        if kind != SETTLEMENT:
            return
        if self.settlement_id:
            raise UserError(
                self.env._(
                    "%(offer)s stands already: end it first.",
                    offer=self.settlement_id.display_name,
                )
            )
        amount = sum(amount for _day, amount in instalments)
        digits = owed.currency.decimal_places
        if float_compare(amount, float(owed.total), precision_digits=digits) >= 0:
            raise UserError(self.env._("A settlement takes less than what is owed."))

    def _settlement_warnings(self, lines):
        """Return why this customer would pay anyway, in words; a list, often empty."""
        advice, history = self._tone_advice()[self.id]
        words = []
        if history.paid >= 3 and history.late * 4 <= history.paid:
            words.append(
                self.env._(
                    "A good payer: %(good)s of %(paid)s invoices paid in time in a "
                    "year. An offer gives away what would come.",
                    good=history.paid - history.late,
                    paid=history.paid,
                )
            )
        if self._standing(lines, ("promise",)):
            words.append(
                self.env._("A promise runs about these invoices: the offer ends it.")
            )
        if history.trouble:
            words.append(
                self.env._("A delicate situation: look for a plan before an offer.")
            )
        return words + self._limitation_warnings(lines)

    def _limitation_warnings(self, lines):
        """Say which of ``lines`` will soon, or can no more, be claimed in court: no law
        that we know counts an offer, and whether accepting one acknowledges the debt
        is for a judge to say, so that nothing is counted."""
        clocks = self.env["recovery.limitation"].sudo().with_company(self.company_id)
        said = clocks._said(lines, self.company_id._recovery_today())
        return [
            self.env._(
                "%(name)s: %(text)s An offer does not move that date, and we do not "
                "count its acceptance as an acknowledgement; a payment may.",
                name=line.move_id.name,
                text=said[line.id][0],
            )
            for line in lines
            if line.id in said and said[line.id][1] != FINE
        ]
