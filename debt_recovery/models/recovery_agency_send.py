from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..exceptions import PermanentFailure, TemporaryFailure
from ..tools.agency_ways import MAX_TRIES, wait_after, without

FAILURES = [
    ("server", "The server was not reached"),
    ("login", "The login was refused"),
    ("host_key", "The server is not the known one"),
    ("refused", "Refused by the server"),
    ("exists", "Another file has its name"),
    ("storage", "The server could not keep it"),
    ("damaged", "It arrived damaged"),
    ("settings", "A setting is missing or wrong"),
    ("library", "A program is missing here"),
    ("unknown", "Nobody knows whether it arrived"),
    ("error", "An unforeseen error"),
]


class RecoveryAgencyFile(models.Model):
    """The life of a file on its way to the agency: tried again later and later, never
    twice blindly; what nobody knows is put to a person."""

    _name = "recovery.agency.file"
    _inherit = ["recovery.agency.file", "mail.activity.mixin", "recovery.job.mixin"]

    attempts = fields.Integer("Tries", readonly=True, copy=False)
    next_try = fields.Datetime("Next try", readonly=True, copy=False)
    failure_type = fields.Selection(FAILURES, "Why not", readonly=True, copy=False)
    failure = fields.Char("What was said", readonly=True, copy=False)
    their_reference = fields.Char("Its receipt", readonly=True, copy=False)
    reserved_at = fields.Datetime("Leaving since", readonly=True, copy=False)
    reserved_by = fields.Char("Leaves by", readonly=True, copy=False)
    is_held = fields.Boolean(related="company_id.recovery_test_mode")

    _to_send_idx = models.Index(
        "(company_id, id) WHERE direction = 'out' AND state IN ('made', 'sending')"
    )

    def _wake(self):
        """Let the job send soon; what is made leaves after the commit only."""
        self._come_back("cron_agency_send")

    def _reserve(self, at):
        """Take one file for sending: locked, written; the caller commits.

        :return: False when another worker has it, or it is to be sent no more
        """
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM recovery_agency_file WHERE id = %s AND state = 'made' "
                "FOR UPDATE SKIP LOCKED",
                self.id,
            )
        )
        if not rows:
            return False
        self._move_to(
            "sending",
            attempts=self.attempts + 1,
            transport_code=self.agency_id.transport_code,
            reserved_at=at,
            reserved_by=self.env["recovery.outbox"]._session_name(),
            failure_type=False,
            failure=False,
        )
        return True

    def _note_sent(self, reference=""):
        self._move_to(
            "sent",
            done_at=fields.Datetime.now(),
            their_reference=reference,
            failure_type=False,
            failure=False,
            next_try=False,
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _note_failure(self, failure, at):
        """Write what a failure means: later, or somebody's to mend."""
        if isinstance(failure, TemporaryFailure) and self.attempts < MAX_TRIES:
            self._move_to(
                "made",
                next_try=at + wait_after(self.attempts, failure.retry_after),
                **self._because(failure),
            )
            self._come_back("cron_agency_send", self.next_try)
            return
        self._move_to("failed", next_try=False, **self._because(failure))
        self._tell_somebody()

    def _doubt(self, text):
        """It may have arrived: the job looks where the way can, else a person."""
        said = PermanentFailure("unknown", text)
        if self.agency_id._way()._looks_up:
            self.sudo().write(self._because(said))  # still leaving: asked for later
            self._come_back("cron_agency_send")
        else:
            self._move_to("failed", next_try=False, **self._because(said))
            self._tell_somebody()

    def _because(self, failure):
        known = dict(FAILURES)
        kind = failure.failure_type if failure.failure_type in known else "error"
        said = without(str(failure), self.agency_id._secrets())
        return {"failure_type": kind, "failure": said}

    def _tell_somebody(self):
        """Give the person in charge the task to look at what did not leave."""
        company = self.company_id
        person = company.recovery_manager_id or company.recovery_user_id
        speaking = self.with_context(lang=person.lang or self.env.lang)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=company._recovery_today(),
            summary=speaking.env._(
                "“%(file)s” did not reach %(agency)s",
                file=self.name,
                agency=self.agency_id.name,
            ),
            note=speaking.failure,
            user_id=person.id or self.env.uid,
        )

    # --- a person's buttons -----------------------------------------------------------

    def action_send_again(self):
        """Let files leave that did not, or that did not arrive; known by their keys."""
        for file in self._that_leave("failed", "made"):
            if file.state == "failed":
                file._check_still_placed()
                file._move_to("made", attempts=0, next_try=False)
            else:
                file.sudo().write({"next_try": False})
            file.activity_unlink(["mail.mail_activity_data_todo"])
            file._wake()

    def _check_still_placed(self):
        """Refuse to hand over late what was taken back meanwhile."""
        gone = self.placement_ids.filtered(lambda one: one.state != "placed")
        if self.purpose == "placement" and gone:
            raise UserError(
                self.env._(
                    "%(reference)s is not placed any more: the agency must not get it "
                    "now. Write the file of those that still are again.",
                    reference=gone[0].reference,
                )
            )

    def action_it_arrived(self):
        """The agency says that it has them, or they were handed over by hand."""
        for file in self._that_leave("failed", "made"):
            file._note_sent(file.their_reference or "")
            file.message_post(
                body=self.env._(
                    "%(name)s says that it arrived.", name=self.env.user.name
                )
            )

    def _that_leave(self, *states):
        """Return those that go out and stand in one of ``states``.

        :raises UserError: none does
        """
        self.check_access("write")
        found = self.filtered(
            lambda one: one.direction == "out" and one.state in states
        )
        if not found:
            raise UserError(self.env._("None of these files waits to be sent."))
        return found
