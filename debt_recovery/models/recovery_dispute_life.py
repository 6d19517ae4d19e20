from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from ..tools.calendar import add_working_days


class RecoveryDispute(models.Model):
    """The life of a dispute: given back, refused with a fair delay, or withdrawn."""

    _inherit = "recovery.dispute"

    def _check_agent(self):
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("An agent settles disputes."))

    # --- moves ---------------------------------------------------------------------

    def _accept(self, amount=None, seller_fault=None, day=None):
        """Give back what was disputed, or a part: a posted credit note in one step.

        :param amount: with tax; None: all of it. What is refused of it waits for the
            company's fair delay
        :param seller_fault: whether its days are left out of the customer's habits;
            None: as the reason says
        :return: the credit note
        :raises UserError: when it is no invoice, or more than is disputed
        """
        self.ensure_one()
        self._check_agent()
        amount = self.currency_id.round(self.amount if amount is None else amount)
        self._check_accepted(amount)
        note = self.move_id._recovery_credit_note(
            amount, self._said_reason(), self.sudo().invoice_line_ids or None, day
        )
        part = self.currency_id.compare_amounts(amount, self.amount) < 0
        if part:
            self.sudo()._leave_parts(self.amount - amount)
        self._close(
            "accepted",
            accepted_amount=amount,
            credit_note_id=note.id,
            frozen_until=part and self._fair_delay(),
            is_seller_fault=self.is_seller_fault
            if seller_fault is None
            else seller_fault,
        )
        self._log(
            "dispute_closed",
            self.env._(
                "%(number)s accepted: credit note of %(money)s",
                number=self.name,
                money=formatLang(self.env, amount, currency_obj=self.currency_id),
            ),
        )
        return note

    def _check_accepted(self, amount):
        if self.state != "open":
            raise UserError(self.env._("This dispute is closed: open it again first."))
        if not self.move_id.is_sale_document(include_receipts=True):
            raise UserError(
                self.env._(
                    "This debt is no invoice: book what you give back by hand, then "
                    "withdraw the dispute."
                )
            )
        if self.currency_id.compare_amounts(amount, self.amount) > 0:
            raise UserError(
                self.env._(
                    "%(most)s is disputed: no more than that can be accepted.",
                    most=formatLang(
                        self.env, self.amount, currency_obj=self.currency_id
                    ),
                )
            )

    def _leave_parts(self, amount):
        """Keep of the parts what is refused: that of the latest due dates, since a
        credit note is matched with the oldest first."""
        for item in self.item_ids.sorted(reverse=True):
            item.amount = min(item.amount, max(0.0, self.currency_id.round(amount)))
            amount -= item.amount

    def _said_reason(self):
        """Return the reason in the customer's language, as the credit note says it."""
        return self.reason_id.with_context(lang=self._language()).name

    def _fair_delay(self):
        """Return the last day on which nothing is asked after an outcome of today."""
        company = self.company_id
        today = company._recovery_today()
        closed = company._recovery_closed_days(today)
        return add_working_days(today, company.recovery_dispute_delay_days, closed)

    def _withdraw(self, why=""):
        """The customer takes it back, or it was no dispute: the debt goes on."""
        self._check_agent()
        for one in self:
            one._close("cancelled")
            words = one.env._("%(number)s withdrawn", number=one.name)
            one._log("dispute_closed", " – ".join(filter(None, (words, why))))

    def _reopen(self):
        """Take up again what was refused or withdrawn.

        :raises UserError: when it was given back, or less is open by now
        """
        self._check_agent()
        for one in self:
            if one.sudo().credit_note_id.state == "posted":
                raise UserError(
                    one.env._(
                        "%(number)s was given back with %(note)s: a new dispute is "
                        "needed for anything else.",
                        number=one.name,
                        note=one.sudo().credit_note_id.name,
                    )
                )
            one._check_room()
            one._move_to(
                "open",
                closed_on=False,
                frozen_until=False,
                escalated_on=False,
                accepted_amount=0,
                credit_note_id=False,
                deadline=one._default_deadline(),
            )
            one.sudo()._plan_activity()
            one._log("disputed", one.env._("%(number)s opened again", number=one.name))

    def _check_room(self):
        items = self.sudo().item_ids.filtered("line_id")
        room = self._room(items.line_id)
        for item in items:
            if item.currency_id.compare_amounts(item.amount, room[item.line_id]) > 0:
                raise UserError(
                    self.env._(
                        "%(number)s: less than that is open and not disputed by now; "
                        "open a new dispute for the rest.",
                        number=self.name,
                    )
                )

    def _close(self, state, **vals):
        self._move_to(state, closed_on=self.company_id._recovery_today(), **vals)
        self.sudo()._plan_activity()

    def _default_deadline(self):
        company = self.company_id
        today = company._recovery_today()
        return add_working_days(
            today, company.recovery_dispute_days, company._recovery_closed_days(today)
        )

    # --- whom it reminds -------------------------------------------------------------

    def _plan_activity(self):
        """Leave one task: to settle it by its deadline."""
        kind = "debt_recovery.activity_dispute"
        self.activity_unlink([kind])
        if self.state == "open" and self.deadline:
            self.activity_schedule(
                kind,
                date_deadline=self.deadline,
                summary=self.with_context(lang=self.user_id.lang)._words(),
                user_id=(self.user_id or self.env.user).id,
            )

    def _escalate(self, company, today):
        """Hand what is not settled in time to the manager, once."""
        late = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("deadline", "<", today),
                ("escalated_on", "=", False),
            ]
        )
        manager = company._recovery_acting(company.recovery_manager_id)
        for one in late:
            person = manager or one.user_id or self.env.user
            speaking = one.with_context(lang=person.lang)
            one.activity_schedule(
                "debt_recovery.activity_dispute",
                date_deadline=today,
                summary=speaking.env._(
                    "Not settled in time by %(owner)s: %(what)s",
                    owner=one.user_id.name or "–",
                    what=speaking._words(),
                ),
                user_id=person.id,
            )
        late.write({"escalated_on": today})

    def _log(self, kind, text):
        self.env["recovery.event"]._log_about(kind, self, text)


class RecoveryCycle(models.AbstractModel):
    _inherit = "recovery.cycle"

    def _run_locked(self, company, as_of, full, commit):
        """Before the planner looks: what was not settled in time."""
        self.env["recovery.dispute"]._escalate(company, as_of)
        return super()._run_locked(company, as_of, full, commit)
