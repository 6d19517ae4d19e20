import logging
from collections import Counter
from dataclasses import dataclass
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


@dataclass
class Parcel:
    """One reserved reminder on its way out; ``content``: what its channel prepared, or
    None where it is made at sending; ``known``: what was known of the customer
    when it was judged."""

    notice_id: int
    channel: str
    content: object = None
    known: tuple = ()


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
        states = {}
        self._prepare_batch(company, at)
        ids = self._due(company, at or fields.Datetime.now())
        progress()
        try:
            for chunk in self._chunks(ids, at):
                states.update(self._chunk(chunk, at, sessions))
                if not progress(len(chunk)):
                    break
            if "busy" in states.values():
                self._come_back("cron_outbox", fields.Datetime.now() + SOON)
                progress()
        finally:
            for channel, session in sessions.items():
                if _is_open(sessions, channel):
                    self.env["recovery.channel"]._for(channel)._close(session)
        return dict(Counter(states.values()))

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

        :return: ``{id: state in which it is left}``, ``busy`` where another worker was
        """
        notices = self.env["recovery.notice"].browse(ids)
        notices = self._where_open(notices, sessions)
        parcels, busy = self._reserve_some(notices, at, sessions)
        self._hand_over(parcels, at, sessions)
        return {
            notice.id: "busy" if notice in busy else notice.state for notice in notices
        }

    def _where_open(self, notices, sessions):
        """Open the channels of these before anything is locked.

        Of a channel that cannot be opened the first one is left, to say so and to be
        tried later; the others wait.
        """
        left = notices.browse()
        for channel, some in notices.grouped("channel").items():
            if sessions.get(channel) is DOWN:
                continue
            socket = self.env["recovery.channel"]._for(channel)
            try:
                self._session(socket, some[0], sessions)
            except (TemporaryFailure, PermanentFailure) as failure:
                sessions[channel] = failure  # told by the one that is left
                some = some[0]
            left |= some
        return left.sorted("id")

    def _reserve_some(self, notices, at, sessions):
        """Reserve together; where one of them is in the way, each by itself.

        :return: the parcels to hand over, and the reminders that another worker had
        """
        nobody = notices.browse()
        if len(notices) > 1:
            try:
                return self._reserve(notices, at, sessions), nobody
            except Exception as error:  # also BUSY: written since our snapshot
                self.env.cr.rollback()
                if not isinstance(error, BUSY):
                    _logger.info("A batch is prepared one by one: %r", error)
        parcels, busy = [], nobody
        for notice in notices:
            try:
                parcels += self._reserve(notice, at, sessions)
            except BUSY:  # another worker has it: nothing was reserved here
                self.env.cr.rollback()
                busy += notice
            except Exception as error:  # this one only: the others must leave
                self.env.cr.rollback()
                _logger.exception("Reminder %s could not be prepared", notice.id)
                notice._fail(PermanentFailure("error", repr(error)))
                self._commit()
        return parcels, busy

    def _reserve(self, notices, at, sessions):
        """Reserve and commit; return what to hand over."""
        reserved = notices._in_batch()._reserve(at or fields.Datetime.now())
        parcels = self._parcels(reserved, sessions)
        self._commit()
        return parcels

    def _parcels(self, reserved, sessions):
        ready, known = {}, reserved._known()
        for channel, some in reserved.grouped("channel").items():
            if _is_open(sessions, channel):
                socket = self.env["recovery.channel"]._for(channel)
                ready.update(socket._ready(some, sessions[channel]))
        return [
            Parcel(notice.id, notice.channel, ready.get(notice.id), known[notice.id])
            for notice in reserved
        ]

    def _hand_over(self, parcels, at, sessions):
        """Deliver what is reserved, one by one; a result is committed before the next
        one goes out. What waits too long is judged again by the next batch."""
        started, left = monotonic(), self.env["recovery.notice"]
        for parcel in parcels:
            notice = left.browse(parcel.notice_id)
            late = monotonic() - started > RESERVED_FOR
            down = late or sessions.get(parcel.channel) is DOWN
            if down or not notice._mark_handed(parcel.known):
                notice._give_back()
                self._commit()
                continue
            self._commit()
            if self._deliver(notice, at, sessions, parcel):
                left += notice
            self._commit()
        left._in_batch()._after_sent()
        self._commit()

    def _deliver(self, notice, at, sessions, parcel=None):
        """Hand a reserved reminder to its channel and write what came of it.

        :return: True when it left
        """
        parcel = parcel or Parcel(notice.id, notice.channel)
        at = at or fields.Datetime.now()
        socket = self.env["recovery.channel"]._for(parcel.channel)
        refused = ()
        try:
            session = self._session(socket, notice, sessions, parcel.channel)
            if parcel.content is None:
                socket._send(notice, session)
            else:
                refused = socket._send_ready(parcel.content, session)
        except TemporaryFailure as failure:
            self._drop_session(socket, parcel.channel, sessions)
            notice._retry_later(failure, at)
        except PermanentFailure as failure:
            notice._fail(failure)
        except UncertainOutcome as failure:
            self._drop_session(socket, parcel.channel, sessions)
            notice._doubt(str(failure))
        except Exception as error:  # a stranger's error after the network was used
            _logger.exception("Reminder %s: unexpected error while sending", notice.id)
            self.env.cr.rollback()
            self._drop_session(socket, parcel.channel, sessions)
            notice._doubt(repr(error))
        else:
            for text in refused:
                self.env["recovery.event"]._log("refused", notice.case_id, text, notice)
            return notice._note_sent(at, socket)
        return False

    def _session(self, socket, notice, sessions, channel=None):
        """Return the batch's session of the channel, a new one when it was closed.

        A channel that cannot be opened costs one reminder a try, not the whole batch.
        """
        channel = channel or notice.channel
        if isinstance(sessions.get(channel), Exception):
            failure, sessions[channel] = sessions[channel], DOWN
            raise failure
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

    def _drop_session(self, socket, channel, sessions):
        if _is_open(sessions, channel):
            socket._close(sessions.pop(channel))


def _is_open(sessions, channel):
    session = sessions.get(channel, DOWN)
    return session is not DOWN and not isinstance(session, Exception)
