import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..exceptions import DeliveryFailure, PermanentFailure, UncertainOutcome
from .recovery_job_mixin import BUSY

_logger = logging.getLogger(__name__)

BATCH = 200
STUCK_AFTER = timedelta(minutes=15)
ASK_FOR = timedelta(days=2)  # then a person finds out


class RecoveryAgencyFile(models.Model):
    """The job that sends: reserve, commit, send, commit. An agency's files leave in the
    order in which they were made: a recall never overtakes its hand-over."""

    _inherit = "recovery.agency.file"

    @api.model
    def _cron_send(self):
        """Send what waits, company by company; nothing leaves from a copy."""
        if self._may_travel():
            self._each_company(self._send_due)

    @api.model
    def _may_travel(self):
        """Tell whether this database may send and fetch; two jobs may ask at once."""
        safety = self.env["recovery.safety"]
        try:
            allowed = safety._may_send()
            self._commit()
        except BUSY:  # another one keeps what this database is
            self.env.cr.rollback()
            allowed = safety._may_send()
        return allowed

    @api.model
    def _send_due(self, company, at=None):
        """Send what waits in ``company``.

        :param at: the UTC instant that is taken for now; None: the clock
        """
        at = at or fields.Datetime.now()
        person = company.recovery_manager_id or company.recovery_user_id
        files = self.sudo().with_company(company)
        files = files.with_context(lang=person.lang or company.partner_id.lang)
        files._find_out(company, at)
        if company.recovery_test_mode:
            return
        files._due(company, at)._send(at)

    def _due(self, company, at):
        """Return what may leave: nothing of an agency whose first file waits, or is in
        doubt. Each agency has a search of its own: however much waits for one, it keeps
        no other."""
        waits = [
            ("company_id", "=", company.id),
            ("direction", "=", "out"),
            ("state", "in", ("made", "sending")),
        ]
        due = self.browse()
        for (agency,) in self._read_group(waits, ["agency_id"]):
            if not agency._way()._leaves_alone:
                continue
            own = [*waits, ("agency_id", "=", agency.id)]
            some = self.search(own, order="id", limit=BATCH)
            first = some[0]
            later = first.next_try and first.next_try > at
            if first.state == "made" and not later:
                due |= some
        return due

    def _send(self, at=None):
        """Hand over: reserve, commit, send, commit, one agency after the other.

        It commits: never call it within business; ``_make`` wakes the job.
        """
        at = at or fields.Datetime.now()
        for files in self.grouped(lambda one: (one.agency_id, one.company_id)).values():
            files.sorted("id")._send_in_turn(at)

    def _send_in_turn(self, at):
        """Send the files of one agency over one line; the first that stays behind
        keeps the others."""
        way, session = self.agency_id._way(), None
        try:
            for file in self:
                if not file._reserve(at):
                    break
                file._commit()
                try:
                    if session is None:
                        session = way._open(file.agency_id, file.company_id)
                except Exception as error:
                    file._note_error(error, at, used=False)
                else:
                    file._hand_over(way, session, at)
                file._commit()
                if file.state in ("made", "sending"):
                    break
        finally:
            if session is not None:
                way._close(session)

    def _hand_over(self, way, session, at):
        """Hand one reserved file to its way and write what came of it."""
        try:
            body = self._content()
        except UserError as error:  # nothing was sent yet
            self._note_failure(PermanentFailure("damaged", str(error)), at)
            return
        try:
            reference = way._put(session, self.name, body, self.key)
        except UncertainOutcome as failure:
            self._doubt(str(failure))
        except Exception as error:
            self._note_error(error, at, used=True)
        else:
            self._note_sent(reference)

    def _note_error(self, error, at, used):
        """Write what an error means; ``used``: the line was, when it came."""
        if isinstance(error, DeliveryFailure):
            self._note_failure(error, at)
            return
        _logger.error("File %s: %s while sending", self.id, type(error).__name__)
        self.env.cr.rollback()
        if used:
            self._doubt(type(error).__name__)
        else:
            self._note_failure(PermanentFailure("error", type(error).__name__), at)

    # --- what nobody knows ------------------------------------------------------------

    def _find_out(self, company, at):
        """Ask the other side for what a job that is no more left behind, or what ended
        in doubt; where the way cannot tell, a person does. One that cannot be asked for
        leaves the others."""
        for file in self._in_doubt(company, at):
            try:
                arrived = file._ask()
            except DeliveryFailure:
                if file.reserved_at > at - ASK_FOR:
                    continue  # later again
                arrived = None
            except BUSY:
                raise  # tried again from the start
            except Exception as error:
                _logger.error("File %s: %s while asking", file.id, type(error).__name__)
                self.env.cr.rollback()
                arrived = None
            if arrived:
                file._note_sent()
            elif arrived is None:
                file._nobody_knows()
            else:
                file._move_to("made", next_try=False)
            file._commit()

    def _nobody_knows(self):
        """Give a file to a person whose fate cannot be found out."""
        said = self.failure or self.env._("The job ended while it was sending.")
        because = self._because(PermanentFailure("unknown", said))
        self._move_to("failed", next_try=False, **because)
        self._tell_somebody()

    def _in_doubt(self, company, at):
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT f.id FROM recovery_agency_file f
                    WHERE f.company_id = %s AND f.state = 'sending'
                      AND (f.failure_type = 'unknown' OR f.reserved_at < %s
                           OR f.reserved_by = %s OR NOT EXISTS (
                          SELECT 1 FROM pg_stat_activity a
                           WHERE a.pid || '@' || extract(epoch FROM a.backend_start)
                                 = f.reserved_by))
                    ORDER BY f.id""",
                company.id,
                at - STUCK_AFTER,
                self.env["recovery.outbox"]._session_name(),
            )
        )
        return self.browse([row[0] for row in rows])

    def _ask(self):
        """Return what the way says of one file: True, False, or None."""
        way = self.agency_id._way()
        if not way._looks_up:
            return False if way._may_repeat(self.agency_id) else None
        session = way._open(self.agency_id, self.company_id)
        try:
            return way._look_up(session, self.name, self._content(), self.key)
        finally:
            way._close(session)
