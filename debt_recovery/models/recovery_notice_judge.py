from datetime import timedelta

from odoo import models

from ..channels.recovery_channel import PROMPT
from ..tools.contact_window import next_allowed
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
        """Withhold what this customer may not get here, let the next channel take
        over; return the others."""
        allowed = self.browse()
        for notice in self:
            refusal = notice._refusal_under_lock(socket, pairs[notice.id])
            if refusal:
                notice._withhold(*refusal)
                notice._fall_back()
            else:
                allowed += notice
        return allowed

    def _refusal_under_lock(self, socket, pairs):
        if (
            self._may_be_declined()
            and self.reach_ids._consent(self.channel) == "opt_out"
        ):
            return ("opted_out", "")
        return socket._refusal(self, pairs)

    def _may_be_declined(self):
        """Tell whether an objection stops this one: what the customer asked for leaves
        in spite of it, and so does a statutory notice with its copy."""
        source = self.copy_of_id or self
        if self.channel == "task" or self.anchor == ASKED:
            return False
        return not source._is_legal_notice()

    def _withhold(self, reason, text=""):
        self._move_to("withheld", reason=reason, reason_text=text)
        self._decide("refuse", reason, text)
        return False

    # --- put off -----------------------------------------------------------------

    def _let_wait(self, today, at, pairs):
        """Put off what comes too early, too often or at a bad hour; return the others.

        The limit of the day counts what is reserved here too.
        """
        company, outbox = self.company_id, self.env["recovery.outbox"]
        unsolicited = self.filtered(lambda one: one._is_unsolicited())
        last = outbox._last_contacts(unsolicited)
        cap, left = company.recovery_daily_cap, 0
        if cap and unsolicited:
            left = outbox._left_today(company, today)
        allowed = (self - unsolicited).filtered(
            lambda one: (
                one.anchor == ASKED or not one._waits_for_hours(at, pairs[one.id])
            )
        )
        for notice in unsolicited:
            if notice._is_too_soon(today, last.get(notice.id)):
                continue
            if cap and left >= cap:
                notice._put_off_to_day(today + timedelta(days=1), "cap")
            elif not notice._waits_for_hours(at, pairs[notice.id]):
                allowed += notice
                left += 1
        return self & allowed  # in their own order

    def _is_too_soon(self, today, last):
        """Put the contact off when somebody contacted the person lately."""
        gap = max(self.company_id.recovery_gap_days, self.treatment_id.gap_days)
        if not last or today >= last + timedelta(days=gap):
            return False
        self._put_off_to_day(last + timedelta(days=gap), "cooling")
        return True

    def _waits_for_hours(self, at, pairs):
        """Put the contact off until the hours in which this person is contacted."""
        if self.channel not in PROMPT:
            return False
        moment = self._next_hours(at, pairs[:1] and pairs[0][0])
        if moment == at:
            return False
        self._put_off(moment, "hours")
        return True

    def _next_hours(self, at, contact):
        """Return the first UTC instant from ``at`` on that the house's hours and the
        person's own allow, in every zone where he may be.

        Hours that he asked for and that never meet the house's are left aside.
        """
        company = self.company_id
        person = contact or self.partner_id
        zones = person._recovery_zones() or [company._recovery_tz()]
        closed = frozenset()
        if not company.recovery_hours_holidays:
            closed = company._recovery_closed_days(company._recovery_today(at))
            closed |= person._recovery_closed_days(at)
        house = company._recovery_window()
        asked = person._recovery_window()
        windows = [house, asked] if asked else [house]
        moment = next_allowed(at, zones, windows, closed)
        return moment or next_allowed(at, zones, [house], closed) or at

    def _put_off_to_day(self, day, reason):
        day = self.company_id._recovery_next_working_day(day)
        self._put_off(self.company_id._recovery_midnight(day), reason, day)

    def _put_off(self, moment, reason, day=None):
        self.write({"send_after": moment, "reason": reason})
        self._decide("wait", reason, f"until {day or moment}")
