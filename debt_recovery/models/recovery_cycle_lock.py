from contextlib import contextmanager
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

LOCK_SPACE = 0x0DEB7  # of pg advisory locks; the company id is the second key
SOON = timedelta(minutes=1)


class RecoveryCycleLock(models.AbstractModel):
    """One session at a time measures a company; the others leave and come back."""

    _name = "recovery.cycle.lock"
    _description = "One measurer at a time"

    @contextmanager
    def _alone(self, company, commit, job):
        """Yield whether this session may measure ``company``; else ``job`` comes back.

        Work that commits on its way holds a lock of the session, and begins with a
        new snapshot: what another session just measured must not be overwritten from
        an older view. Where it fails it is rolled back first, for the lock and the
        temporary tables would outlive it in a pooled connection.
        """
        if not self._lock(company, commit):
            self._come_back(job, fields.Datetime.now() + SOON)
            yield False
            return
        try:
            if commit:
                self.env["ir.cron"]._commit_progress()
            yield True
            self.env["recovery.facts"]._drop()
        except BaseException:
            if commit:
                self.env.cr.rollback()
                self.env["recovery.facts"]._drop()
                self.env["ir.cron"]._commit_progress()  # or who rolls back revives them
            raise
        finally:
            if commit:
                self._unlock(company)
        if commit:
            self._wake_settle(company)

    def _lock(self, company, commit):
        """Take the lock if it is free, until unlocked or until the transaction ends."""
        take = "pg_try_advisory_lock" if commit else "pg_try_advisory_xact_lock"
        rows = self.env.execute_query(
            SQL("SELECT %s(%s, %s)", SQL(take), LOCK_SPACE, company.id)
        )
        return rows[0][0]

    def _unlock(self, company):
        self.env.cr.execute(
            SQL("SELECT pg_advisory_unlock(%s, %s)", LOCK_SPACE, company.id)
        )

    def _wake_settle(self, company):
        """What was marked while we measured found the door closed: let it in now."""
        progress = self.env["ir.cron"]._commit_progress
        progress()
        if self._marks(company):
            self._come_back("cron_settle")
            progress()
