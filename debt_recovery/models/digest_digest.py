from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError

TILES = ("to_chase", "collected", "sent", "late_90")


class DigestDigest(models.Model):
    """Tiles of Odoo's own digest; each is computed alone, as the digest reads them
    again for each period. What is to chase is today's in every column."""

    _inherit = "digest.digest"

    kpi_recovery_to_chase = fields.Boolean("To chase")
    kpi_recovery_to_chase_value = fields.Monetary(compute="_compute_kpi_to_chase")
    kpi_recovery_collected = fields.Boolean("Collected after a reminder")
    kpi_recovery_collected_value = fields.Monetary(compute="_compute_kpi_collected")
    kpi_recovery_sent = fields.Boolean("Reminders sent")
    kpi_recovery_sent_value = fields.Integer(compute="_compute_kpi_sent")
    kpi_recovery_late_90 = fields.Boolean("Customers more than 90 days late")
    kpi_recovery_late_90_value = fields.Integer(compute="_compute_kpi_late_90")

    def _compute_kpi_to_chase(self):
        _after, _until, companies = self._recovery_period()
        found = self.env["recovery.figures"]._to_chase(companies.ids)
        for digest in self:
            amount, _count = found.get(digest._recovery_company().id, (0, 0))
            digest.kpi_recovery_to_chase_value = amount

    def _compute_kpi_collected(self):
        after, until, companies = self._recovery_period()
        found = self.env["recovery.figures"]._collected(companies.ids, after, until)
        for digest in self:
            company = digest._recovery_company()
            digest.kpi_recovery_collected_value = found.get(company.id, 0)

    def _compute_kpi_sent(self):
        after, until, companies = self._recovery_period()
        found = self.env["recovery.figures"]._sent(companies.ids, after, until)
        for digest in self:
            company = digest._recovery_company()
            digest.kpi_recovery_sent_value = found.get(company.id, 0)

    def _compute_kpi_late_90(self):
        self._recovery_period()
        for digest in self:
            company = digest._recovery_company()
            old = company._recovery_today() - timedelta(days=90)
            found = self.env["recovery.figures"]._to_chase(company.ids, old)
            digest.kpi_recovery_late_90_value = found.get(company.id, (0, 0))[1]

    def _recovery_company(self):
        return self.company_id or self.env.company

    def _recovery_period(self):
        """Return ``(last day before, last day, companies)`` of the column.

        :raises AccessError: the digest leaves the tile out for who may not see it
        """
        if not self.env.user.has_group("debt_recovery.group_auditor"):
            raise AccessError(
                self.env._("This tile is for those who see customer accounts.")
            )
        after, until, companies = self._get_kpi_compute_parameters()
        today = self.env.company._recovery_today()
        return (
            fields.Date.to_date(after) or today,
            fields.Date.to_date(until) or today,
            companies,
        )

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("debt_recovery.menu_root").id
        for tile in TILES:
            action = "notice_action_history" if tile == "sent" else "case_action"
            actions[f"kpi_recovery_{tile}"] = (
                f"debt_recovery.recovery_{action}?menu_id={menu}"
            )
        return actions
