from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from .recovery_notice import LEFT

MINUTE = timedelta(minutes=1)


class RecoveryOutbox(models.AbstractModel):
    """No provider gets more a minute than the company allows: the rest waits."""

    _inherit = "recovery.outbox"

    def _due(self, company, at):
        due = self.env["recovery.notice"].browse(super()._due(company, at))
        kept = []
        for channel, some in due.grouped("channel").items():
            rate = company._recovery_rate(channel)
            room = (
                max(0, rate - self._gone(company, channel, at)) if rate else len(some)
            )
            kept += some[:room].ids
            some[room:]._take_turns(at, rate)
        return sorted(kept)

    def _gone(self, company, channel, at):
        """Return how many contacts were handed to a provider in the last minute."""
        rows = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM recovery_notice WHERE company_id = %s "
                "AND channel = %s AND state = ANY(%s) AND reserved_at > %s",
                company.id,
                channel,
                list(LEFT),
                at - MINUTE,
            )
        )
        return rows[0][0]


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _take_turns(self, at, rate):
        """Let these wait, as many a minute as the provider may get."""
        for start in range(0, len(self), rate or 1):
            wait = MINUTE * (1 + start // (rate or 1))
            self[start : start + rate].send_after = at + wait
        if self:
            self._wake()
