from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .recovery_outbox import MAX_TRIES

# What only another channel can mend.
FALLING_BACK = (
    *("no_address", "bad_address", "mailbox_full", "landline", "unreachable"),
    *("blocked", "opted_out", "no_consent", "template_refused", "window"),
    *("channel_off", "returned"),
)
BACKOFF = timedelta(minutes=5)
LONGEST = timedelta(hours=6)
_LAST_SAID = SQL(
    "(SELECT COALESCE(max(e.id), 0) FROM recovery_notice_reach_rel x "
    "JOIN recovery_consent_event e ON e.reach_id = x.reach_id "
    "WHERE x.notice_id = n.id)"
)


class RecoveryNotice(models.Model):
    """What came of a sending, and what a person says of one that nobody knows of."""

    _inherit = "recovery.notice"

    def _known(self):
        """Return ``{id: what is known now}``: the stamp of the rules, the changes of
        its customer that are still to measure (holds are among them), the last that was
        said of its contact points (the mark of an objection may be measured meanwhile),
        and the measure itself."""
        stamp = self.env["recovery.rule"]._stamp()
        rows = self.env.execute_query(
            SQL(
                "SELECT n.id, array_agg(m.id) FILTER (WHERE m.id IS NOT NULL), %s, "
                "c.state, c.net_overdue, c.spared_amount, c.in_flight_amount "
                "FROM recovery_notice n JOIN recovery_case c ON c.id = n.case_id "
                "LEFT JOIN recovery_mark m ON m.company_id = n.company_id "
                "AND m.partner_id = n.partner_id WHERE n.id = ANY(%s) "
                "GROUP BY n.id, c.id",
                _LAST_SAID,
                self.ids,
            )
        )
        return {row[0]: (stamp, row[1] or [], *row[2:]) for row in rows}

    def _mark_handed(self, known):
        """From here on it may leave; before, a reservation is given back.

        :param known: what was known of the customer when it was judged
        :return: False when the rules, the ledger or the account changed since: it is
            judged again
        """
        self.flush_recordset()
        stamp, marks, last_said, *measure = known
        self.env.cr.execute(
            SQL(
                """UPDATE recovery_notice n SET is_handed = true
                    WHERE n.id = %s AND n.state = 'sending' AND (%s, %s) = (%s)
                      AND %s = %s
                      AND NOT EXISTS (SELECT 1 FROM recovery_mark m
                           WHERE m.company_id = n.company_id
                             AND m.partner_id = n.partner_id AND m.id <> ALL(%s))
                      AND NOT EXISTS (SELECT 1 FROM recovery_case c
                           WHERE c.id = n.case_id AND (c.state, c.net_overdue,
                                 c.spared_amount, c.in_flight_amount)
                                 IS DISTINCT FROM (%s, %s, %s, %s))""",
                self.id,
                *stamp,
                self.env["recovery.rule"]._stamp_sql(),
                _LAST_SAID,
                last_said,
                marks,
                *measure,
            )
        )
        self.invalidate_recordset(["is_handed"], flush=False)
        return bool(self.env.cr.rowcount)

    def _give_back(self):
        """It was reserved and never handed over: it waits again, as it was."""
        self._move_to("queued", left_on=False, reserved_by=False, is_handed=False)

    def _queue_lost(self):
        """The provider surely has not taken it: it leaves after all."""
        self._move_to("queued", left_on=False, failure_text=False, is_handed=False)
        self._wake()

    def _sent(self, at):
        """These left: by a channel that tells so later, or by hand."""
        for notice in self:
            notice._note_sent(at)
        self._after_sent()

    def _note_sent(self, at, socket=None):
        """Write that it left, in one statement: it is committed before the next one.

        :param socket: its channel, where it is known: a commit empties the cache
        :return: False when somebody gave it up meanwhile
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE recovery_notice SET state = 'sent', sent_at = %s, "
                "failure_type = NULL, failure_text = NULL, tries = tries + 1, "
                "write_date = now() AT TIME ZONE 'UTC', write_uid = %s "
                "WHERE id = %s AND state = 'sending'",
                at,
                self.env.uid,
                self.id,
            )
        )
        found = bool(self.env.cr.rowcount)
        self.invalidate_recordset(flush=False)
        return found

    def _after_sent(self):
        """What follows a batch that left; an interrupted one is made up for by the next
        job."""
        self.sudo().write({"is_handed": False})
        for channel, some in self.grouped("channel").items():
            self.env["recovery.channel"]._for(channel)._keep(
                some.filtered(lambda one: not one.message_id)
            )
        for company, some in self.grouped("company_id").items():
            self.env["recovery.mark"]._add(company, some.partner_id, "sent")

    def _retry_later(self, failure, at):
        """Nothing left: try again later, a bounded number of times."""
        tries = self.tries + 1
        vals = {
            "tries": tries,
            "left_on": False,
            "is_handed": False,
            "failure_type": failure.failure_type,
            "failure_text": str(failure),
        }
        if tries >= MAX_TRIES:
            self._move_to("failed", **vals)
        else:
            wait = self._backoff(tries, failure.retry_after)
            self._move_to("queued", send_after=at + wait, **vals)

    def _backoff(self, tries, retry_after=0):
        """Return how long to wait: doubled each time, spread by up to a quarter so that
        a batch does not come back at once, never less than the provider asks for."""
        wait = min(BACKOFF * 2**tries, LONGEST)
        spread = int((self.uuid or "0")[:4], 16) / 0xFFFF
        return max(wait * (1 + spread / 4), timedelta(seconds=retry_after))

    def _fail(self, failure):
        """Nothing left and somebody must mend it; the fallback channel takes over."""
        self._move_to(
            "failed",
            left_on=False,
            is_handed=False,
            failure_type=failure.failure_type,
            failure_text=str(failure),
        )
        if failure.failure_type in FALLING_BACK:
            self._fall_back()

    def _doubt(self, text):
        self._move_to("uncertain", failure_type="unknown", failure_text=text)

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
        self._after_sent()

    def action_it_did_not_leave(self):
        """An uncertain reminder did not leave: it may be queued again."""
        self._check_not_sending()
        self._move_to("failed", left_on=False, is_handed=False)

    def action_queue_again(self):
        """What failed or was withheld may leave after all; a draft is approved."""
        self._check_not_sending()
        for notice in self:
            if notice.state not in ("failed", "withheld", "bounced"):
                raise UserError(
                    self.env._(
                        "“%(name)s” neither failed nor was withheld: it cannot be "
                        "queued again.",
                        name=notice.display_name,
                    )
                )
        self._check_one_way()
        self.filtered(lambda one: one.state == "bounced")._queue_returned()
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
