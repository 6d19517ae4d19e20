from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from .recovery_notice_claim import Claim

COMPLAINT = "complaint"  # anchor of an answer to a complaint


class RecoveryComplaint(models.Model):
    """What we write to whoever complained: a service message of the account, so that
    no cap, hour, hold or objection keeps it back."""

    _inherit = "recovery.complaint"

    _answer_anchor = COMPLAINT

    def _answer_person(self):
        return self.contact_id or self.partner_id

    def action_acknowledge(self):
        """Tell the customer that the complaint is in hand, and until when he has an
        answer; by another way where he has no e-mail."""
        self._check_agent()
        for one in self.filtered(lambda one: one.state == "received"):
            one._send("seen", False)
            one._acknowledged()

    def action_note_acknowledged(self):
        """Acknowledged by phone or by letter: note it, send nothing."""
        self._check_agent()
        self._acknowledged()

    def _give_answer(self, outcome, body, is_sent, day=None):
        """Answer, by e-mail or as noted; a consumer whose complaint is not settled is
        told of the mediator again.

        :param outcome: ``settled`` or ``not_settled``
        :param body: HTML
        :raises UserError: when there is no answer, or it cannot leave
        """
        self.ensure_one()
        self._check_agent()
        if is_html_empty(body):
            raise UserError(self.env._("Write the answer."))
        if outcome == "not_settled":
            body = Markup(body) + self._mediator_paragraph()  # noqa: S704 - sanitised
        if is_sent:
            self._send("answer", body)
        self._answered(outcome, body, day)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _claim(self, today, rows=None):
        """An answer to a complaint leaves whatever is owed by now."""
        if self.anchor == COMPLAINT:
            return Claim()
        return super()._claim(today, rows)

    def _words(self, claim, recipient, today):
        """An answer quotes the complaint's number and its own deadline."""
        words = super()._words(claim, recipient, today)
        if self.anchor == COMPLAINT:
            complaint = self.env["recovery.complaint"].browse(self.anchor_id)
            words["reference"] = complaint.name
            words["deadline"] = self._date(complaint.answer_by)
        return words

    def _was_asked_for(self):
        return self.anchor == COMPLAINT or super()._was_asked_for()
