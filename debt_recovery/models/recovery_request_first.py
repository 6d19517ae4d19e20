from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.calendar import add_working_days
from .recovery_notice_claim import Claim

REQUEST = "request"  # anchor of a message about a request


class RecoveryRequest(models.Model):
    """What follows when a customer needs something before paying: the invoice again,
    its order number, the right recipient, another platform."""

    _inherit = "recovery.request"

    _answer_anchor = REQUEST

    case_id = fields.Many2one(compute=None, precompute=False)

    def _compute_case_id(self):
        """The account is known from the beginning."""

    def _begin(self):
        """Do what the kind asks for; leave the rest to whoever is in charge. Reminders
        of what cannot be paid before wait for some working days."""
        self._pause()
        effects = {
            "not_received": self._send_again,
            "order_number": self._note_order_number,
            "recipient": self._follow_proposal,
        }
        if not effects.get(self.kind, bool)():
            self._plan_activity()

    def _follow_proposal(self):
        """The right recipient is checked as a proposed contact; tell that no other
        task is needed."""
        if self.proposal_id.state == "accepted":  # by who may himself
            self._close("done")
        return bool(self.proposal_id)

    # --- what is not possible ------------------------------------------------------

    def _tell_refused(self):
        """Write our answer to who asked; without an e-mail, a task says so."""
        try:
            self._send("refused", False)
        except UserError:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.company_id._recovery_today(),
                summary=self.env._("No e-mail: give the customer our answer"),
                user_id=(self.user_id or self.env.user).id,
            )

    # --- invoice not received ------------------------------------------------------

    def _send_again(self):
        """Send the invoices to the address on file; tell whether nothing is left to
        do."""
        try:
            with self.env.cr.savepoint():
                self._send("invoice", False)
        except UserError:  # no address on file: somebody sends them another way
            return False
        self._move_to("done", closed_on=self.company_id._recovery_today())
        return True

    def _pause(self):
        """Leave these debts alone, once each: those that no request paused before."""
        company = self.company_id
        days = company.recovery_request_days
        before = self.search(
            [("hold_id", "!=", False), ("line_ids", "in", self.line_ids.ids)]
        )
        fresh = self.line_ids - before.hold_id.line_ids
        if days <= 0 or not fresh:
            return
        today = company._recovery_today()
        closed = company._recovery_closed_days(today)
        self.hold_id = self.env["recovery.hold"].create(
            {
                "kind": "manual",
                "partner_id": self.partner_id.id,
                "company_id": company.id,
                "from_date": today,
                "until_date": add_working_days(today, days, closed),
                "line_ids": [(6, 0, fresh.ids)],
                "reason": self._words(),
            }
        )

    # --- order number --------------------------------------------------------------

    def _note_order_number(self):
        """Write the number on the invoices that have none; somebody sends them again
        with it."""
        author = self.contact_id or self.partner_id
        for move in self.line_ids.move_id:
            move._recovery_note_order(self.order_number, author)
        return False


class AccountMove(models.Model):
    _inherit = "account.move"

    def _recovery_note_order(self, number, author):
        """Keep the customer's order number as the invoice's customer reference.

        A reference that stands there is not replaced, and nothing is written into a
        closed period, whose files show it: the number then stands in the thread only.

        :param author: the ``res.partner`` who gave it
        """
        if self.ref == number:
            return
        if self._recovery_takes_order():
            self.ref = number
            text = self.env._(
                "Order number %(number)s given by the customer on their page: it is "
                "the customer reference now.",
                number=number,
            )
        else:
            text = self.env._(
                "Order number %(number)s given by the customer on their page: the "
                "customer reference was not changed.",
                number=number,
            )
        self.message_post(body=text, author_id=author.id)

    def _recovery_takes_order(self):
        is_free = not self.ref and self.is_sale_document(include_receipts=True)
        taxed = bool(self.line_ids.tax_ids)
        return is_free and not self._get_violated_lock_dates(self.date, taxed)


class RecoveryContactProposal(models.Model):
    _inherit = "recovery.contact.proposal"

    def _close(self, state, **vals):
        """Who named the right recipient reads what became of it."""
        result = super()._close(state, **vals)
        requests = self.env["recovery.request"].sudo()
        asked = [("proposal_id", "in", self.ids), ("state", "=", "open")]
        for request in requests.search(asked):
            request._close("done" if state == "accepted" else "refused")
        return result


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _answered_request(self):
        """Return the request that this message answers, or an empty one."""
        requests = self.env["recovery.request"].sudo()
        return requests.browse(self.anchor_id if self.anchor == REQUEST else [])

    def _refuses(self):
        """Tell whether this message says that something is not possible."""
        text = self.env.ref("debt_recovery.template_request_refused")
        return bool(self._answered_request()) and self.template_id == text

    def _claim(self, today, rows=None):
        """What was asked for leaves whatever is owed by now; a refusal, while it
        holds."""
        request = self._answered_request()
        if not request:
            return super()._claim(today, rows)
        if self._refuses() and request.state != "refused":
            return Claim(reason="outdated")
        return Claim()

    def _claimed_invoices(self, line_ids):
        request = self._answered_request()
        return super()._claimed_invoices(request.line_ids.ids if request else line_ids)

    def _words(self, claim, recipient, today):
        words = super()._words(claim, recipient, today)
        request = self._answered_request()
        if not request:
            return words
        if self._refuses():
            return {**words, "reference": request.reference, "answer": request.answer}
        return {**words, "reference": request._names()}

    def _was_asked_for(self):
        return bool(self._answered_request()) or super()._was_asked_for()
