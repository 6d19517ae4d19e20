import re
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize, email_split

from ..exceptions import TooEarly
from ..tools.bounce_reasons import FAILURES

# A full mailbox and its like are tried again, this often in a row at most.
SOFT_LIMIT = 3
RECENT = timedelta(days=15)
SAID = 300  # characters of what a mail system says


class RecoveryNotice(models.Model):
    """Messages that came back: which one it was, and whether to try again."""

    _inherit = "recovery.notice"

    # --- which one -------------------------------------------------------------------

    def _named(self, text):
        """Return the reminders whose message is named in ``text`` (``<id>``…)."""
        ids = re.findall(r"<[^<>\s]+>", text or "")
        return self.search([("provider_ref", "in", ids)]) if ids else self.browse()

    def _take_bounce(self, bounce):
        """Take in what a mail system says of a message of ours.

        :param bounce: ``tools.bounces.Bounce``
        """
        named = self._named(" ".join(bounce.message_ids))[:1]
        for failure in bounce.failures:
            notice = named or self._bounced_to(bounce, failure.address)
            if notice:
                notice.with_company(notice.company_id)._take_failure(failure)

    def _bounced_to(self, bounce, address):
        """Return the last e-mail to ``address``, where its identifier did not come
        back: of the account that its headers name, else within the last days."""
        if bounce.message_ids and not bounce.headers.get("x-odoo-objects"):
            return self.browse()
        domain = [
            ("channel", "=", "email"),
            ("state", "in", ("sent", "delivered", "uncertain")),
            ("reserved_at", ">=", fields.Datetime.now() - RECENT),
        ]
        account = re.search(
            r"recovery\.case-(\d+)", bounce.headers.get("x-odoo-objects", "")
        )
        if account:
            domain.append(("case_id", "=", int(account.group(1))))
        if address:
            domain.append(("address", "=", email_normalize(address) or address))
        if not account and not address:
            return self.browse()
        return self.search(domain, order="reserved_at desc, id desc", limit=1)

    # --- what became of it -----------------------------------------------------------

    def _take_failure(self, failure):
        """Take in what became of one recipient; a copy that came back is only told."""
        said = " ".join(failure.text.split())[:SAID]
        address = email_normalize(failure.address) or failure.address
        if failure.kind == "feedback":
            return self._take_complaint(address or self.address)
        if failure.kind == "delivered":
            return self._tell("delivered", text=said)
        if failure.kind == "delayed":
            self.env["recovery.event"]._log("delayed", self.case_id, said, self)
            return None
        failure_type = FAILURES.get(failure.reason, "blocked")
        if address and self.address and address in email_split(self.copy_address or ""):
            self.env["recovery.event"]._log(
                "refused", self.case_id, f"{address}: {said}", self
            )
            if failure.kind == "hard":
                self._repair_address("email", address, failure_type, said)
            return None
        return self._take_return(failure, failure_type, said)

    def _take_return(self, failure, failure_type, said):
        """It did not arrive: for good, or to be tried again."""
        passing = failure.reason == "full" or failure.status.startswith("4")
        may = passing and failure.kind == "soft" and self.state in ("sent", "uncertain")
        if not may or not self._soft_again(failure_type):
            told = {"text": said, "failure_type": failure_type, "hard": True}
            return self._tell("bounced", **told)
        if self.state == "uncertain":
            self._resolve_sent(self.reserved_at)
        self._tell("bounced", text=said, failure_type=failure_type, hard=False)
        self._move_to("bounced", failure_type=failure_type, failure_text=said)
        self._try_again_tomorrow()
        return None

    def _tell(self, status, **told):
        try:
            return self._receive(status, **told)
        except TooEarly:  # the job that sends it has not written its own result
            kind = "refused" if status == "bounced" else status
            self.env["recovery.event"]._log(kind, self.case_id, told["text"], self)
            if told.get("hard"):
                self._repair_address(
                    "email", self.address, told["failure_type"], told["text"]
                )
            return True

    def _soft_again(self, failure_type):
        """Count one more return that may pass; tell whether to try again."""
        reach = self._reach_written()
        reach._note_soft(failure_type)
        return bool(reach) and max(reach.mapped("soft_bounces")) < SOFT_LIMIT

    def _reach_written(self):
        """Return the contact points of the address written to: none in a test, which
        our own address got."""
        if self.is_test:
            return self.env["recovery.reach"]
        medium = self.env["recovery.channel"]._for(self.channel)._medium
        return self.reach_ids.filtered(
            lambda one: one.medium == medium and one.address == self.address
        )

    def _try_again_tomorrow(self):
        company = self.company_id
        day = company._recovery_next_working_day(
            company._recovery_today() + timedelta(days=1)
        )
        self._move_to(
            "queued",
            send_after=company._recovery_midnight(day) + timedelta(hours=9),
            **self._as_never_left(),
        )
        self._wake()

    def _check_one_way(self):
        """Raise where a later channel of the same step has taken over: it would leave
        twice."""
        for notice in self:
            later = notice._same_step().filtered(
                lambda one, rank=notice.rank: (
                    one.rank > rank and one.state not in ("failed", "cancelled")
                )
            )
            if later:
                raise UserError(
                    self.env._(
                        "“%(name)s” leaves by another channel: cancel that first.",
                        name=notice.display_name,
                    )
                )

    def _queue_returned(self):
        """What came back leaves again."""
        self._move_to("queued", **self._as_never_left())

    def _as_never_left(self):
        return {
            "left_on": False,
            "sent_at": False,
            "delivered_at": False,
            "provider_ref": False,
            "message_id": False,
            "is_handed": False,
            "is_dealt": False,
        }

    def _fall_back(self):
        """What goes another way already asks nothing more of anybody."""
        later = super()._fall_back()
        if later and self.state == "bounced":
            self.sudo().is_dealt = True
        return later

    # --- complaints ------------------------------------------------------------------

    def _take_complaint(self, address):
        """The customer said to his mail system that he does not want our messages."""
        reach = self.env["recovery.reach"]
        known = reach.search([("medium", "=", "email"), ("address", "=", address)])
        if self.is_test or known._consent("email") == "opt_out":
            return
        proof = self.env._("Complaint passed on by the mail system")
        reach._note_consent("email", address, "opt_out", "complaint", proof)
        self.case_id._give_task(
            self.env._("%(address)s reported our e-mail as unwanted", address=address),
            self.env._(
                "No e-mail leaves for this address any more. Call, or agree on another "
                "way to write."
            ),
        )


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _give_task(self, summary, note="", kind="mail.mail_activity_data_todo", **vals):
        """Give whoever acts on the account something to do today."""
        return self.sudo().activity_schedule(
            kind,
            date_deadline=self.company_id._recovery_today(),
            summary=summary,
            note=note,
            user_id=self._reply_reader().id,
            **vals,
        )

    def _message_receive_bounce(self, email, partner):
        """A message that a person wrote in the thread came back."""
        result = super()._message_receive_bounce(email, partner)
        named = self.notice_ids.filtered(lambda one: one.address == email)
        for case in self if not named else self.browse():
            self.env["recovery.event"]._log("bounced", case, email)
        return result
