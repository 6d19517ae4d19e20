from odoo import api, models

from ..tools import retry
from ..tools.retry_reasons import code_in, reason_of
from .recovery_debit import SEPA_METHODS, STANDING

WITH_DAY = (retry.RETRY, "represent")
# What a provider's word for a transaction means for the try.
OUTCOMES = {
    "pending": "pending",
    "authorized": "pending",
    "done": "paid",
    "cancel": "refused",
    "error": "refused",
}


class RecoveryDebit(models.Model):
    """What came of a try: paid, with the bank, rejected; and what follows then."""

    _inherit = "recovery.debit"

    def _take_result(self):
        """Write what the provider said of these; without a word, a person asks him."""
        for debit in self:
            transaction = debit.sudo().transaction_id
            outcome = OUTCOMES.get(transaction.state)
            if outcome == debit.state:
                continue
            if outcome == "refused":
                debit._refuse(transaction.state_message)
            elif outcome:
                debit._move_to(outcome)
            elif debit.state == "sending":
                debit._doubt(self.env._("The provider gave no answer."))
        return self

    def _doubt(self, text):
        """The money may have been taken: nothing is charged before somebody knows."""
        self._move_to("uncertain", reason_text=text)
        self._ask_person(
            self.env._("Automatic payment to verify with the payment provider")
        )

    def _refuse(self, text="", code="", day=None):
        """These were rejected; decide what follows.

        :param text: the words of the bank or provider
        :param code: its code, where it is told apart
        :param day: date of the rejection; None: today
        """
        for debit in self:
            moved = debit._move_to(
                "refused",
                failed_on=day or debit.company_id._recovery_today(),
                reason=reason_of(text, code),
                reason_code=code or code_in(text),
                reason_text=text,
                is_dealt=False,
            )
            if not moved:
                continue  # known already: what follows is decided
            debit.flush_recordset()  # before the next try takes its place
            if debit.case_id:
                said = " – ".join(filter(None, (debit._about(), text)))
                self.env["recovery.event"]._log(
                    "debit_refused", debit.case_id, text=said
                )
            debit._follow()

    def _about(self):
        return self.arrangement_id.reference or self.move_id.name or ""

    # --- what follows -----------------------------------------------------------------

    def _follow(self):
        """Decide what follows a rejection: another try on its day, a question to the
        customer, a person; nothing beside an agreement that covers it."""
        self.ensure_one()
        self.arrangement_id.sudo()._evaluate(self.company_id._recovery_today())
        if self.currency_id.is_zero(self._open_amount()):
            return self._write_next("none")
        if not self.instalment_id and self._is_agreed_otherwise():
            return self._write_next("covered")
        found = self._next()
        action = found.action if self.scheme != "other" else retry.STOP
        if action == retry.RETRY and not self._may_retry():
            action = "ask" if self.sudo().token_id else "represent"
        self._write_next(action, found.day if action in WITH_DAY else False)
        if action == retry.RETRY:
            self._plan_try(found.day)
        elif action == retry.STOP:
            self._ask_person(self.env._("Payment rejected: to talk over"))
        return self._tell()

    def _write_next(self, action, day=False):
        self.sudo().write({"next_action": action, "next_on": day})

    def _may_retry(self):
        """Tell whether we may charge again: with a consent that stands, or where the
        payment was one that we start by ourselves."""
        token = self.sudo().token_id
        if not token.active or not self.company_id.recovery_retry:
            return False
        if self.instalment_id:
            running = self.arrangement_id.state == "active"
            return running and self.mandate_id.state == "active"
        return self.sudo().transaction_id.operation == "offline"

    def _plan_try(self, day):
        """Plan the next try; where one stands, as the payment was refused, paid and
        refused again, it is that one."""
        standing = self._same().filtered(lambda one: one.state in STANDING)
        if standing:
            standing.filtered(lambda one: one.state == "planned").sudo().day = day
            return
        self.env["recovery.debit"].sudo().create(
            {
                **self.sudo()._copied(),
                "attempt": max(self._same().mapped("attempt")) + 1,
                "day": day,
                "amount": self._open_amount(),
            }
        )

    def _copied(self):
        names = ("company_id", "partner_id", "case_id", "instalment_id", "move_id")
        names += ("mandate_id", "token_id", "currency_id")
        return {
            **{name: self[name].id for name in names},
            "means": self.means,
            "scheme": self.scheme,
        }

    def _ask_person(self, summary):
        for debit in self:
            user = debit.case_id._acting() if debit.case_id else self.env["res.users"]
            if user:
                debit.case_id.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=summary,
                    note=debit.display_name,
                    user_id=user.id,
                )

    # --- a person knows more ----------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if "reason" in vals and "state" not in vals:
            self.filtered(lambda one: one.state == "refused")._decide_again()
        return result

    def _decide_again(self):
        """The reason is another one: so is what follows, unless it happened already."""
        for debit in self:
            later = debit._later()
            if set(later.mapped("state")) - {"planned"}:
                continue
            later.sudo().unlink()
            debit._follow()

    def _is_tried_again(self):
        """Tell whether the next try that was decided still stands."""
        if not (self.instalment_id or self.move_id):
            return True  # nobody knows its other tries
        return any(
            one.state == "planned"
            and one.sudo().token_id.active
            and one.mandate_id.state in (False, "active")
            for one in self._later()
        )

    def _later(self):
        return self._same().filtered(lambda one: one.attempt > self.attempt)

    def action_charged(self):
        """The provider has the money: book it."""
        self.check_access("write")
        for debit in self.filtered(lambda one: one.state == "uncertain"):
            debit.sudo().transaction_id._set_done()
            debit.sudo().transaction_id._post_process()

    def action_not_charged(self):
        """The provider never got it: as after a technical failure."""
        self.check_access("write")
        for debit in self.filtered(lambda one: one.state == "uncertain"):
            debit.sudo().transaction_id._set_error("try_again_later")

    def action_dealt(self):
        self.check_access("write")
        self.write({"is_dealt": True})

    # --- what others started --------------------------------------------------------

    @api.model
    def _record_returned(self, transaction=None, payment=None, text="", code=""):
        """Keep a payment that came back, whoever started it.

        :param transaction: a ``payment.transaction``, or none
        :param payment: an ``account.payment``, or none
        :return: the row, an empty one where nothing is known of the customer's account
        """
        transaction = transaction or self.env["payment.transaction"]
        payment = payment or self.env["account.payment"]
        known = self.sudo().search(
            [("transaction_id", "=", transaction.id)]
            if transaction
            else [("payment_id", "=", payment.id)],
            limit=1,
        )
        if known:
            if known.state != "refused":
                known._refuse(text, code)
            elif known.next_action == "none":  # its money was still in the ledger
                known._follow()
            return known
        values = self._values_of(transaction.sudo(), payment.sudo())
        if not values["case_id"]:
            return self.browse()
        values["attempt"] = self._count_before(values) + 1
        made = self.sudo().create({**values, "state": "sending"})
        made._refuse(text, code)
        return made

    def _values_of(self, transaction, payment):
        source = transaction or payment
        token = transaction.token_id or payment.payment_token_id
        invoices = transaction.invoice_ids or payment.reconciled_invoice_ids
        invoices |= payment.invoice_ids
        debtor = source.partner_id.commercial_partner_id
        case = (
            self.env["recovery.case"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "=", debtor.id),
                    ("company_id", "=", source.company_id.id),
                ],
                aggregates=["id:recordset"],
            )[0][0]
        )
        day = source.company_id._recovery_today()
        return {
            "company_id": source.company_id.id,
            "partner_id": debtor.id,
            "case_id": case.id,
            "move_id": invoices.sorted("invoice_date_due")[:1].id,
            "token_id": token.id,
            "transaction_id": transaction.id,
            "payment_id": payment.id,
            "means": token.display_name or payment.payment_method_line_id.name,
            "scheme": self._scheme_returned(token, payment),
            "day": payment.date or day,
            "currency_id": source.currency_id.id,
            "amount": source.amount,
        }

    def _scheme_returned(self, token, payment):
        if token:
            return self._scheme_of(token)
        return "sepa" if payment.payment_method_code in SEPA_METHODS else "other"

    def _count_before(self, values):
        if not values["move_id"]:
            return 0
        return self.sudo().search_count([("move_id", "=", values["move_id"])])
