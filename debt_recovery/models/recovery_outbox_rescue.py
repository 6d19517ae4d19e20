import logging
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..exceptions import DeliveryFailure
from .recovery_job_mixin import BUSY
from .recovery_notice import LEFT
from .recovery_outbox import BATCH

_logger = logging.getLogger(__name__)

STUCK_AFTER = timedelta(minutes=15)
ASK_AFTER, ASK_FOR = timedelta(minutes=2), timedelta(days=2)


class RecoveryOutbox(models.AbstractModel):
    """What jobs that are no more left behind, and what counts against the next."""

    _inherit = "recovery.outbox"

    def _sweep(self, company, at):
        """Find reminders left in ``sending`` by a job that is no more.

        Its session is gone, or is ours (we send nothing yet), or has had more time
        than any mail server gets: a session outlives its job where they are pooled.
        What was reserved and never handed over is queued again; what follows a message
        that left is made up for.
        """
        self.env.cr.execute(
            SQL(
                """SELECT n.id FROM recovery_notice n
                    WHERE n.company_id = %s AND (n.state = 'sending'
                           OR n.is_handed AND n.state <> 'uncertain')
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
            if notice.state != "sending":
                self._finish(notice)
            elif notice.is_handed:
                notice._doubt(self.env._("The job that sent it was interrupted."))
            else:
                notice._give_back()

    def _finish(self, notice):
        """Make up for what follows a message; one that fails leaves the others."""
        try:
            with self.env.cr.savepoint():
                notice._after_sent()
                self.env.flush_all()
        except BUSY:
            raise
        except Exception:
            _logger.exception("Reminder %s: what follows it is not written", notice.id)

    def _look_up(self, company, at):
        """Ask the providers what became of what is uncertain, after a while."""
        uncertain = self.env["recovery.notice"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "uncertain"),
                ("reserved_at", "<", at - ASK_AFTER),
                ("reserved_at", ">", at - ASK_FOR),
            ],
            limit=BATCH,
        )
        for notice in uncertain:
            socket = self.env["recovery.channel"]._for(notice.channel)
            try:
                found = socket._look_up(notice)
            except DeliveryFailure:
                _logger.info("Reminder %s: the provider could not tell", notice.id)
                continue
            if found:
                notice._receive("sent", provider_ref=found)
            elif found is False:
                notice._queue_lost()
            self.env["ir.cron"]._commit_progress()

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
    def _session_name(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT pid || '@' || extract(epoch FROM backend_start) "
                "FROM pg_stat_activity WHERE pid = pg_backend_pid()"
            )
        )
        return rows[0][0]
