from datetime import timedelta

from odoo import models

from .recovery_notice_voice import ASKED


class RecoveryNotice(models.Model):
    """Why a reminder that is due does not leave now: refused, or put off."""

    _inherit = "recovery.notice"

    # --- refused -----------------------------------------------------------------

    def _refuse_before_lock(self, socket):
        """Withhold what cannot leave whatever the customer says; return the others."""
        problem = socket._problem(self.company_id)
        allowed = self.browse()
        for notice in self:
            reason = "channel_off" if problem else notice._refusal_before_lock()
            if not reason:
                allowed += notice
                continue
            notice._withhold(reason, problem)
            if problem:
                notice._fall_back()
        return allowed

    def _refusal_before_lock(self):
        if self.purpose == "service":
            return ""
        if not self.case_id.released_on:
            return "not_released"
        if self.mode == "automatic" and self.company_id._recovery_rivals():
            return "rival"
        if self.purpose == "statutory" and not self._was_contacted():
            return "first_contact"
        return ""

    def _refuse_under_lock(self, socket, pairs):
        """Withhold what this customer cannot get here, let the next channel take
        over; return the others."""
        allowed = self.browse()
        for notice in self:
            refusal = socket._refusal(notice, pairs[notice.id])
            if refusal:
                notice._withhold(*refusal)
                notice._fall_back()
            else:
                allowed += notice
        return allowed

    def _withhold(self, reason, text=""):
        self._move_to("withheld", reason=reason, reason_text=text)
        self._decide("refuse", reason, text)
        return False

    def _was_asked_for(self):
        """Tell whether the customer asked for this one: nothing stops it."""
        return self.is_answer or self.anchor == ASKED

    # --- put off -----------------------------------------------------------------

    def _let_wait(self, today, at):
        """Put off what would be too much for the company's day; return the others.

        The limit counts what is reserved here too.
        """
        company, outbox = self.company_id, self.env["recovery.outbox"]
        allowed = self.filtered(lambda one: not one._waits_for_somebody(today))
        cap = company.recovery_daily_cap
        unsolicited = allowed.filtered(lambda one: one._is_unsolicited())
        if not cap or not unsolicited:
            return allowed
        left = max(0, cap - outbox._left_today(company, today))
        over = unsolicited[left:]
        for notice in over:
            notice._put_off_to_day(today + timedelta(days=1), "cap")
        return allowed - over

    def _waits_for_somebody(self, today):
        """Put this one off while a person has the customer in hand; tell whether it
        was."""
        return False

    def _put_off_to_day(self, day, reason):
        day = self.company_id._recovery_next_working_day(day)
        moment = self.company_id._recovery_midnight(day)
        self.write({"send_after": moment, "reason": reason})
        self._decide("wait", reason, f"until {day}")
