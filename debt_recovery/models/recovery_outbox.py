import logging
from collections import Counter
from datetime import timedelta
from time import monotonic

from odoo import api, fields, models
from odoo.tools import SQL

from ..exceptions import PermanentFailure, TemporaryFailure, UncertainOutcome
from .recovery_job_mixin import BUSY

_logger = logging.getLogger(__name__)

BATCH = 500
CHUNK = 20  # reserved in one transaction
RESERVED_FOR = 20  # seconds after which what was judged is judged again
MAX_TRIES = 5
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
        """Send what is queued for ``company``, some at a time.

        :param at: the UTC instant that is taken for now; None: the clock
        :return: ``{state: count}`` of what became of the reminders looked at
        """
        self = self.with_company(company)
        progress = self.env["ir.cron"]._commit_progress
        sessions = {}
        counts = Counter()
        self._prepare_batch(company, at)
        ids = self._due(company, at or fields.Datetime.now())
        progress()
        try:
            for chunk in self._chunks(ids, at):
                counts.update(self._chunk(chunk, at, sessions))
                if not progress(len(chunk)):
                    break
            if "busy" in counts:
                self._come_back("cron_outbox", fields.Datetime.now() + SOON)
                progress()
        finally:
            for channel, session in sessions.items():
                if session is not DOWN:
                    self.env["recovery.channel"]._for(channel)._close(session)
        return dict(counts)

    def _chunks(self, ids, at):
        """Yield ``ids`` some at a time, then one by one those that stayed behind: they
        share a contact point with another that left."""
        for start in range(0, len(ids), CHUNK):
            yield ids[start : start + CHUNK]
        due = set(self._due(self.env.company, at or fields.Datetime.now()))
        for left in ids:
            if left in due:
                yield [left]

    def _prepare_batch(self, company, at):
        """Clear up after jobs that are no more, ask providers for what is uncertain,
        plan the next channel of what nobody answered."""
        now = at or fields.Datetime.now()
        self._sweep(company, now)
        self.env["ir.cron"]._commit_progress()
        self._look_up(company, now)
        today = company._recovery_today(now)
        self.env["recovery.notice"]._fall_back_unanswered(company, today)
        self.env["ir.cron"]._commit_progress()

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

    def _chunk(self, ids, at, sessions):
        """Reserve some reminders, commit, deliver each and commit its result.

        :return: the states in which they are left, ``busy`` where another worker was
        """
        notices = self.env["recovery.notice"].browse(ids)
        down = [channel for channel, one in sessions.items() if one is DOWN]
        if down:
            notices = notices.filtered(lambda one: one.channel not in down)
        busy = []
        try:
            reserved = self._reserve(notices, at or fields.Datetime.now())
        except BUSY:  # written since our snapshot: each by itself, in its own
            reserved = self.env["recovery.notice"]
            self.env.cr.rollback()
            for notice in notices:
                one, states = self._alone(notice, at)
                reserved += one
                busy += states
        except Exception:  # one of them cannot be prepared: the others must leave
            self.env.cr.rollback()
            reserved = self.env["recovery.notice"]
            for notice in notices:
                reserved += self._alone(notice, at)[0]
        self._hand_over(reserved, at, sessions)
        return [*busy, *notices.mapped("state")]

    def _reserve(self, notices, at):
        reserved = notices._reserve(at)
        self.env["ir.cron"]._commit_progress()
        return reserved

    def _alone(self, notice, at):
        """Reserve one reminder in a transaction of its own.

        :return: the reminder when it is reserved, and ``["busy"]`` or nothing
        """
        nothing = self.env["recovery.notice"]
        try:
            return self._reserve(notice, at or fields.Datetime.now()), []
        except BUSY:  # another worker has it: nothing was reserved here
            self.env.cr.rollback()
            return nothing, ["busy"]
        except Exception as error:  # this one only
            self.env.cr.rollback()
            _logger.exception("Reminder %s could not be prepared", notice.id)
            notice._fail(PermanentFailure("error", repr(error)))
            self.env["ir.cron"]._commit_progress()
            return nothing, []

    def _hand_over(self, reserved, at, sessions):
        """Deliver what is reserved, one by one; a result is committed before the next
        one goes out. What waits too long is judged again by the next batch."""
        started = monotonic()
        for notice in reserved:
            down = sessions.get(notice.channel) is DOWN
            if down or monotonic() - started > RESERVED_FOR:
                notice._give_back()
            else:
                notice._mark_handed()
                self.env["ir.cron"]._commit_progress()
                self._deliver(notice, at or fields.Datetime.now(), sessions)
            self.env["ir.cron"]._commit_progress()

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
