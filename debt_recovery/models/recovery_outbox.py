import logging
from datetime import timedelta

from psycopg2.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ..exceptions import PermanentFailure, TemporaryFailure, UncertainOutcome
from .recovery_notice import LEFT

_logger = logging.getLogger(__name__)

BATCH = 500
MAX_TRIES = 5
STUCK_AFTER = timedelta(minutes=15)
BUSY = (SerializationFailure, LockNotAvailable, DeadlockDetected)


class RecoveryOutbox(models.AbstractModel):
    """Sends what is queued: reserve, commit, send, commit the result. Never twice.

    What is judged is judged at the moment of sending, from the ledger; the committed
    ``sending`` row is what delays and limits count. A reminder found in ``sending``
    whose session is gone may have left: it becomes ``uncertain`` and a person decides.
    """

    _name = "recovery.outbox"
    _description = "Outbox"

    @api.model
    def _cron_outbox(self):
        companies = self.env["res.company"].search([("recovery_active", "=", True)])
        for company in companies:
            self.with_company(company)._process(company)

    @api.model
    def _process(self, company, at=None):
        """Send what is queued for ``company`` at the UTC instant ``at``.

        :return: ``{state: count}`` of what became of the reminders looked at
        """
        self = self.with_company(company)
        at = at or fields.Datetime.now()
        cron = self.env["ir.cron"]
        self._sweep(company, at)
        cron._commit_progress()
        ids = self._due(company, at)
        counts = {}
        sessions = {}
        cron._commit_progress(remaining=len(ids))
        try:
            for notice_id in ids:
                notice = self.env["recovery.notice"].browse(notice_id)
                state = self._one(notice, at, sessions)
                counts[state] = counts.get(state, 0) + 1
                if not cron._commit_progress(1):
                    break
        finally:
            for channel, session in sessions.items():
                self.env["recovery.channel"]._for(channel)._close(session)
        return counts

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
        cr = self.env.cr
        try:
            reserved = notice._reserve(at)
            self.env["ir.cron"]._commit_progress()
        except BUSY:
            cr.rollback()
            self.env.invalidate_all()
            return "busy"
        if reserved:
            self._deliver(notice, at, sessions)
        return notice.state

    def _deliver(self, notice, at, sessions):
        """Hand a reserved reminder to its channel and write what came of it."""
        socket = self.env["recovery.channel"]._for(notice.channel)
        try:
            if notice.channel not in sessions:
                sessions[notice.channel] = socket._open(notice.company_id)
            socket._send(notice, sessions[notice.channel])
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
            self.env.invalidate_all()
            self._drop_session(socket, notice, sessions)
            notice._doubt(repr(error))
        else:
            notice._sent(at)

    def _drop_session(self, socket, notice, sessions):
        socket._close(sessions.pop(notice.channel, None))

    def _sweep(self, company, at):
        """Find reminders left in ``sending`` by a session that is no more."""
        rows = self.env.execute_query(
            SQL(
                """SELECT n.id FROM recovery_notice n
                    WHERE n.company_id = %s AND n.state = 'sending'
                      AND (n.reserved_at < %s OR NOT EXISTS (
                          SELECT 1 FROM pg_stat_activity a
                           WHERE a.pid || '@' || extract(epoch FROM a.backend_start)
                                 = n.reserved_by))
                    FOR UPDATE SKIP LOCKED""",
                company.id,
                at - STUCK_AFTER,
            )
        )
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
