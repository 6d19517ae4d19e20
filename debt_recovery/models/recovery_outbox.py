import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..exceptions import PermanentFailure, TemporaryFailure, UncertainOutcome
from .recovery_job_mixin import BUSY
from .recovery_notice import LEFT

_logger = logging.getLogger(__name__)

BATCH = 500
MAX_TRIES = 5
STUCK_AFTER = timedelta(minutes=15)
SOON = timedelta(minutes=1)
DOWN = object()  # in place of a session: nothing more through this channel now


class RecoveryOutbox(models.AbstractModel):
    """Sends what is queued: reserve, commit, send, commit the result. Never twice.

    What is judged is judged at the moment of sending, from the ledger; the committed
    ``sending`` row is what delays and limits count. A reminder found in ``sending``
    whose session is gone may have left: it becomes ``uncertain`` and a person decides.
    """

    _name = "recovery.outbox"
    _inherit = ["recovery.job.mixin"]
    _description = "Outbox"

    @api.model
    def _cron_outbox(self):
        """Send what is queued in every company; one that fails leaves the others."""
        self.env["ir.cron"]._commit_progress(remaining=self._waiting())
        self._each_company(self._process)

    @api.model
    def _process(self, company, at=None):
        """Send what is queued for ``company``.

        :param at: the UTC instant that is taken for now; None: the clock
        :return: ``{state: count}`` of what became of the reminders looked at
        """
        self = self.with_company(company)
        progress = self.env["ir.cron"]._commit_progress
        counts, sessions = {}, {}
        self._sweep(company, at or fields.Datetime.now())
        progress()
        ids = self._due(company, at or fields.Datetime.now())
        progress()
        try:
            for notice_id in ids:
                notice = self.env["recovery.notice"].browse(notice_id)
                state = self._one(notice, at or fields.Datetime.now(), sessions)
                counts[state] = counts.get(state, 0) + 1
                if not progress(1):
                    break
            if "busy" in counts:
                self._come_back("cron_outbox", fields.Datetime.now() + SOON)
                progress()
        finally:
            for channel, session in sessions.items():
                if session is not DOWN:
                    self.env["recovery.channel"]._for(channel)._close(session)
        return counts

    def _waiting(self):
        """Return how many reminders of all companies could leave now."""
        rows = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM recovery_notice n JOIN res_company c "
                "ON c.id = n.company_id AND c.recovery_active WHERE n.state = 'queued' "
                "AND (n.send_after IS NULL OR n.send_after <= %s)",
                fields.Datetime.now(),
            )
        )
        return rows[0][0]

    def _due(self, company, at):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM recovery_notice WHERE company_id = %s "
                "AND state = 'queued' AND (send_after IS NULL OR send_after <= %s) "
                "ORDER BY id LIMIT %s",
                company.id,
                at,
                BATCH,
            )
        )
        return [row[0] for row in rows]

    def _one(self, notice, at, sessions):
        """Reserve, commit, deliver one reminder; the caller commits the result."""
        try:
            if sessions.get(notice.channel) is DOWN:
                return "queued"
            reserved = notice._reserve(at)
            self.env["ir.cron"]._commit_progress()
        except BUSY:  # another worker has it: nothing was reserved here
            self.env.cr.rollback()
            return "busy"
        except Exception as error:  # this one only: the others must leave
            self.env.cr.rollback()
            _logger.exception("Reminder %s could not be prepared", notice.id)
            notice._fail(PermanentFailure("error", repr(error)))
            return notice.state
        if reserved:
            self._deliver(notice, at, sessions)
        return notice.state

    def _deliver(self, notice, at, sessions):
        """Hand a reserved reminder to its channel and write what came of it."""
        socket = self.env["recovery.channel"]._for(notice.channel)
        try:
            socket._send(notice, self._session(socket, notice, sessions))
        except TemporaryFailure as failure:
            self._drop_session(socket, notice, sessions)
            notice._retry_later(failure, at)
        except PermanentFailure as failure:
            notice._fail(failure)
        except UncertainOutcome as failure:
            self._drop_session(socket, notice, sessions)
            notice._doubt(str(failure))
        except Exception as error:  # a stranger's error after the network was used
            _logger.exception("Reminder %s: unexpected error while sending", notice.id)
            self.env.cr.rollback()
            self._drop_session(socket, notice, sessions)
            notice._doubt(repr(error))
        else:
            notice._sent(at)

    def _session(self, socket, notice, sessions):
        """Return the batch's session of the channel, a new one when it was closed.

        A channel that cannot be opened costs one reminder a try, not the whole batch.
        """
        channel = notice.channel
        if channel in sessions and not socket._is_alive(sessions[channel]):
            socket._close(sessions.pop(channel))
        if channel not in sessions:
            sessions[channel] = DOWN
            try:
                sessions[channel] = socket._open(notice.company_id)
            except (TemporaryFailure, PermanentFailure):
                raise
            except Exception as error:
                _logger.exception("Channel %s could not be opened", channel)
                raise TemporaryFailure("server", repr(error)) from error
        return sessions[channel]

    def _drop_session(self, socket, notice, sessions):
        if sessions.get(notice.channel) is not DOWN:
            socket._close(sessions.pop(notice.channel, None))

    def _sweep(self, company, at):
        """Find reminders left in ``sending`` by a job that is no more.

        Its session is gone, or is ours (we send nothing yet), or has had more time
        than any mail server gets: a session outlives its job where they are pooled.
        """
        self.env.cr.execute(
            SQL(
                """SELECT n.id FROM recovery_notice n
                    WHERE n.company_id = %s AND n.state = 'sending'
                      AND (n.reserved_at < %s OR n.reserved_by = %s OR NOT EXISTS (
                          SELECT 1 FROM pg_stat_activity a
                           WHERE a.pid || '@' || extract(epoch FROM a.backend_start)
                                 = n.reserved_by))
                    FOR UPDATE SKIP LOCKED""",
                company.id,
                at - STUCK_AFTER,
                self._session_name(),
            ),
            log_exceptions=False,
        )
        rows = self.env.cr.fetchall()
        for notice in self.env["recovery.notice"].browse([row[0] for row in rows]):
            notice._doubt(self.env._("The job that sent it was interrupted."))

    # --- limits ------------------------------------------------------------------

    @api.model
    def _left_today(self, company, today):
        """Return how many contacts of ``company`` left on ``today``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM recovery_notice WHERE company_id = %s "
                "AND left_on = %s AND state = ANY(%s) AND channel <> 'task' "
                "AND purpose <> 'service'",
                company.id,
                today,
                list(LEFT),
            )
        )
        return rows[0][0]

    @api.model
    def _last_contact(self, notice):
        """Return the debtor's last unsolicited contact, ``notice`` left out."""
        rows = self.env.execute_query(
            SQL(
                "SELECT max(left_on) FROM recovery_notice WHERE partner_id = %s "
                "AND company_id = %s AND state = ANY(%s) AND channel <> 'task' "
                "AND purpose <> 'service' AND id <> %s",
                notice.partner_id.id,
                notice.company_id.id,
                list(LEFT),
                notice.id,
            )
        )
        return rows[0][0]

    @api.model
    def _session_name(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT pid || '@' || extract(epoch FROM backend_start) "
                "FROM pg_stat_activity WHERE pid = pg_backend_pid()"
            )
        )
        return rows[0][0]
