from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..exceptions import PermanentFailure
from ..tools.wording import WordingError
from .recovery_notice import LEFT
from .recovery_outbox import MAX_TRIES


class RecoveryNotice(models.Model):
    """The moment of sending: judged again, reserved, and what came of it."""

    _inherit = "recovery.notice"

    # --- reserve -----------------------------------------------------------------

    def _reserve(self, at):
        """Judge again and reserve the contact; the caller commits.

        Locks and writes the debtor's and the addresses' rows, so that two workers can
        never contact the same person, whatever their snapshots say.

        :param at: UTC instant of sending
        :return: True when the reminder is in ``sending``
        """
        self.ensure_one()
        if not self._lock_row():
            return False
        today = self.company_id._recovery_today(at)
        socket = self.env["recovery.channel"]._for(self.channel)
        refused = self._refusal_before_lock()
        if refused:
            return self._withhold(refused)
        recipients = socket._address(self)
        if not recipients and self.channel != "task":
            self._fail(PermanentFailure("no_address"))
            return False
        reach = self.env["recovery.reach"]._ensure(
            self.partner_id,
            [(self.channel, address, contact) for contact, address in recipients],
        )
        if not reach._lock_and_write():
            return False
        if self._is_unsolicited() and "opt_out" in reach.mapped("consent"):
            return self._withhold("opted_out")
        if self._is_unsolicited() and self._must_wait(today):
            return False
        return self._claim_and_compose(socket, recipients, today, at)

    def _lock_row(self):
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM recovery_notice WHERE id = %s AND state = 'queued' "
                "FOR UPDATE SKIP LOCKED",
                self.id,
            ),
            log_exceptions=False,  # another worker was quicker: expected
        )
        rows = self.env.cr.fetchall()
        self.invalidate_recordset()
        return bool(rows)

    def _is_unsolicited(self):
        return self.purpose != "service" and self.channel != "task"

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

    def _was_contacted(self):
        """Tell whether a reminder to this customer left before, here or outside."""
        return bool(
            self.search_count(
                [
                    ("case_id", "=", self.case_id.id),
                    ("id", "!=", self.id),
                    ("state", "in", LEFT),
                    ("channel", "!=", "task"),
                    ("purpose", "!=", "service"),
                ],
                limit=1,
            )
        )

    def _must_wait(self, today):
        """Put the contact off when the debtor or the day has had enough."""
        company, outbox = self.company_id, self.env["recovery.outbox"]
        gap = max(company.recovery_gap_days, self.treatment_id.gap_days)
        last = outbox._last_contact(self)
        if last and today < last + timedelta(days=gap):
            return self._put_off(last + timedelta(days=gap), "cooling")
        cap = company.recovery_daily_cap
        if cap and outbox._left_today(company, today) >= cap:
            return self._put_off(today + timedelta(days=1), "cap")
        return False

    def _put_off(self, day, reason):
        day = self.company_id._recovery_next_working_day(day)
        self.write(
            {"send_after": self.company_id._recovery_midnight(day), "reason": reason}
        )
        self._decide("wait", reason, f"until {day}")
        return True

    def _withhold(self, reason, text=""):
        self._move_to("withheld", reason=reason, reason_text=text)
        self._decide("refuse", reason, text)
        return False

    def _claim_and_compose(self, socket, recipients, today, at):
        self = self.with_context(lang=self._language(recipients))
        claim = self._claim(today)
        if claim.reason:
            self._move_to("cancelled", reason=claim.reason, reason_text=claim.text)
            self._decide("refuse", claim.reason, claim.text)
            self.env["recovery.mark"]._add(
                self.company_id, self.partner_id, "cancelled"
            )
            return False
        try:
            content = socket._compose(self, claim, recipients, today)
        except WordingError as error:
            text = self.template_id._explain(error, self.lang or self.env.lang)
            self._fail(PermanentFailure("template", text))
            return False
        self.line_ids.unlink()
        self._move_to(
            "sending",
            reason=False,
            reserved_at=at,
            reserved_by=self.env["recovery.outbox"]._session_name(),
            left_on=today,
            amount=claim.amount,
            line_ids=[(0, 0, line) for line in claim.lines],
            lang=self.env.context["lang"],
            template_version=self.template_id.version,
            **content,
        )
        self._decide("allow", "none", f"net {claim.amount} lines {len(claim.lines)}")
        return True

    def _language(self, recipients):
        """Return the language of the first recipient; a task speaks its reader's."""
        person = recipients[0][0] if recipients else self.case_id.user_id.partner_id
        return person.lang or self.company_id.partner_id.lang or "en_US"

    def _decide(self, verdict, reason, facts=""):
        self.env["recovery.decision"].sudo().create(
            {
                "company_id": self.company_id.id,
                "notice_id": self.id,
                "case_id": self.case_id.id,
                "verdict": verdict,
                "reason": reason,
                "facts": facts,
                "subject_token": f"P{self.partner_id.id}",
            }
        )

    # --- results -----------------------------------------------------------------

    def _sent(self, at):
        self._move_to(
            "sent",
            sent_at=at,
            failure_type=False,
            failure_text=False,
            tries=self.tries + 1,
        )
        self.env["recovery.mark"]._add(self.company_id, self.partner_id, "sent")

    def _retry_later(self, failure, at):
        """Nothing left: try again later, a bounded number of times."""
        tries = self.tries + 1
        vals = {
            "tries": tries,
            "left_on": False,
            "failure_type": failure.failure_type,
            "failure_text": str(failure),
        }
        if tries >= MAX_TRIES:
            self._move_to("failed", **vals)
        else:
            wait = timedelta(minutes=5 * 2**tries)
            self._move_to("queued", send_after=at + wait, **vals)

    def _fail(self, failure):
        """Nothing left and somebody must mend it; the fallback channel takes over."""
        self._move_to(
            "failed",
            left_on=False,
            failure_type=failure.failure_type,
            failure_text=str(failure),
        )
        if failure.failure_type in ("no_address", "bad_address"):
            self._fall_back()

    def _doubt(self, text):
        self._move_to("uncertain", failure_type="unknown", failure_text=text)

    def _fall_back(self):
        """Plan the same step on its fallback channel, once."""
        step = self.treatment_id
        if not step.fallback_channel or self.rank or self.channel != step.channel:
            return
        known = self.search(
            [
                ("case_id", "=", self.case_id.id),
                ("treatment_id", "=", step.id),
                ("anchor", "=", self.anchor),
                ("anchor_id", "=", self.anchor_id),
                ("rank", "=", 1),
            ],
            limit=1,
        )
        if not known:
            self.copy(
                {
                    "rank": 1,
                    "state": "queued" if self.mode == "automatic" else "draft",
                    "channel": step.fallback_channel,
                    "template_id": step.fallback_template_id.id,
                    "line_ids": False,
                    "failure_type": False,
                    "failure_text": False,
                    "tries": 0,
                    "send_after": False,
                    "approved_by_id": False,
                    "approved_on": False,
                    "second_approver_id": False,
                    "approval_reason": False,
                    "approved_alone": False,
                }
            )

    # --- a person decides --------------------------------------------------------

    def _check_not_sending(self):
        """Only the job that sends a reminder knows what becomes of it; a person who
        queues it again at that moment would contact twice."""
        for notice in self:
            if notice.state == "sending":
                raise UserError(
                    self.env._(
                        "“%(name)s” is being sent just now: look again in a minute.",
                        name=notice.display_name,
                    )
                )

    def action_it_left(self):
        """An uncertain reminder did leave."""
        self._check_not_sending()
        for notice in self:
            notice._move_to("sent", sent_at=notice.reserved_at or fields.Datetime.now())
            self.env["recovery.channel"]._for(notice.channel)._keep(notice)
            self.env["recovery.mark"]._add(notice.company_id, notice.partner_id, "sent")

    def action_it_did_not_leave(self):
        """An uncertain reminder did not leave: it may be queued again."""
        self._check_not_sending()
        self._move_to("failed", left_on=False)

    def action_queue_again(self):
        """What failed or was withheld may leave after all; a draft is approved."""
        self._check_not_sending()
        for notice in self:
            if notice.state not in ("failed", "withheld"):
                raise UserError(
                    self.env._(
                        "“%(name)s” neither failed nor was withheld: it cannot be "
                        "queued again.",
                        name=notice.display_name,
                    )
                )
        self._move_to("queued", send_after=False, reason=False, tries=0)
        self._wake()

    def action_cancel(self):
        """Give up what failed: as skipped, it may come back when still due."""
        self._skip(self.env._("Given up"))

    def _wake(self):
        """Have the outbox look when these may leave."""
        cron = self.env.ref("debt_recovery.cron_outbox", raise_if_not_found=False)
        queued = self.filtered(lambda notice: notice.state == "queued")
        if cron and queued:
            now = fields.Datetime.now()
            cron.sudo()._trigger(sorted({n.send_after or now for n in queued}))
