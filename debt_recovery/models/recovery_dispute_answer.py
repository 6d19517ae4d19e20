from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, is_html_empty

from .recovery_notice_claim import Claim

DISPUTE = "dispute"  # anchor of an answer to a dispute


class RecoveryDispute(models.Model):
    """A refusal, with its reasons, as the customer reads it."""

    _inherit = "recovery.dispute"

    _answer_anchor = DISPUTE

    def _reject(self, reasons, is_sent=True):
        """Refuse, say why, and ask for nothing about that part for a fair delay.

        :param reasons: HTML; to a consumer the mediator's name and site are added
        :param is_sent: send it by e-mail now; else it was said another way
        :raises UserError: without reasons, or when the message cannot leave
        """
        self.ensure_one()
        self._check_agent()
        if self.state != "open":
            raise UserError(self.env._("This dispute is closed: open it again first."))
        if is_html_empty(reasons):
            raise UserError(self.env._("Say why it is refused."))
        body = Markup(reasons) + self._mediator_paragraph()  # noqa: S704 - sanitised
        if is_sent:
            self._send("answer", body)
        until = self._fair_delay()
        self._close("rejected", answer=body, frozen_until=until)
        self._log(
            "dispute_closed",
            self.env._(
                "%(number)s refused; nothing is asked about it until %(day)s",
                number=self.name,
                day=format_date(self.env, until),
            ),
        )


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _claim(self, today, rows=None):
        """An answer to a dispute leaves whatever is owed by now."""
        if self.anchor == DISPUTE:
            return Claim()
        return super()._claim(today, rows)

    def _words(self, claim, recipient, today):
        """An answer quotes invoice and dispute, and until when we wait."""
        words = super()._words(claim, recipient, today)
        if self.anchor == DISPUTE:
            dispute = self.env["recovery.dispute"].browse(self.anchor_id)
            words["reference"] = dispute.name
            if dispute.move_id.name:
                words["reference"] = f"{dispute.move_id.name} ({dispute.name})"
            words["deadline"] = self._date(
                dispute.frozen_until or dispute._fair_delay()
            )
        return words

    def _was_asked_for(self):
        return self.anchor == DISPUTE or super()._was_asked_for()
