import logging

from psycopg2.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from odoo import models

_logger = logging.getLogger(__name__)

BUSY = (SerializationFailure, LockNotAvailable, DeadlockDetected)
ATTEMPTS = 3


class RecoveryJobMixin(models.AbstractModel):
    """A scheduled job that works company by company."""

    _name = "recovery.job.mixin"
    _description = "Job over companies"

    def _each_company(self, work):
        """Call ``work(company)`` for every company in use.

        One that fails is rolled back, logged and told to ``_failed``; the others go
        on. Meeting another session's work is no failure: it is tried again.
        """
        companies = self.env["res.company"].search([("recovery_active", "=", True)])
        for company in companies:
            try:
                self._patiently(work, company)
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("%s: company %s failed", self._name, company.id)
                self._failed(company, error)

    def _patiently(self, work, company):
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return work(company)
            except BUSY:
                self.env.cr.rollback()
                if attempt == ATTEMPTS:
                    raise

    def _failed(self, company, error):
        """Keep what went wrong where a person finds it."""

    def _commit(self):
        """Commit what one contact came to; the job counts its progress by chunks."""
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _come_back(self, job, at=None):
        """Let a scheduled job run again soon, or at the UTC instant ``at``."""
        cron = self.env.ref(f"debt_recovery.{job}", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(at)
