from odoo import api, models


class RecoveryPlanReport(models.AbstractModel):
    """The paper of an agreement, in the customer's language."""

    _name = "report.debt_recovery.report_plan_agreement"
    _description = "Printed payment agreement"

    @api.model
    def _get_report_values(self, docids, data=None):
        versions = self.env["recovery.plan.version"].browse(docids)
        return {"docs": versions, "pages": [one._paper() for one in versions]}
