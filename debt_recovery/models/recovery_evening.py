from datetime import timedelta

from odoo import fields, models


class RecoveryEvening(models.AbstractModel):
    """Keeps the evening before, after the day's cycle, in transactions of its own."""

    _name = "recovery.evening"
    _inherit = ["recovery.job.mixin"]
    _description = "Keeper of the evenings"

    def _keep(self):
        self._each_company(self._keep_of)

    def _keep_of(self, company):
        day = company._recovery_today() - timedelta(days=1)
        self.env["recovery.snapshot"].with_company(company)._take(company, day)
        self.env["ir.cron"]._commit_progress()

    def _failed(self, company, error):
        """Say it beside the runs of the day; the cycle itself did its work."""
        now = fields.Datetime.now()
        self.env["recovery.run"].create(
            {
                "company_id": company.id,
                "as_of": company._recovery_today(),
                "started_at": now,
                "ended_at": now,
                "problem": self.env._(
                    "The evening before was not kept: %(error)s", error=repr(error)
                ),
            }
        )
        self.env["ir.cron"]._commit_progress()
