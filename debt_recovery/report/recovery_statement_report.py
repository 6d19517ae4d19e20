from odoo import api, models


class RecoveryStatementReport(models.AbstractModel):
    """The pages of a printed statement: one a customer, each in its language."""

    _name = "report.debt_recovery.report_statement"
    _description = "Printed statement of account"

    @api.model
    def _get_report_values(self, docids, data=None):
        return self._values(self.env["recovery.case"].browse(docids))

    @api.model
    def _values(self, records):
        statement = self.env["recovery.statement"]
        pages = []
        for record, company, partner in records._recovery_statement_pairs():
            speaking = statement._speaking(company, partner)
            content = speaking._content(company, partner)
            pages.append(
                {
                    "record": record,
                    "lang": speaking.env.context["lang"],
                    **speaking._page(content),
                }
            )
        return {"pages": pages, "docs": records}


class RecoveryStatementReportPartner(models.AbstractModel):
    _name = "report.debt_recovery.report_statement_partner"
    _inherit = "report.debt_recovery.report_statement"
    _description = "Printed statement of account of a contact"

    @api.model
    def _get_report_values(self, docids, data=None):
        return self._values(self.env["res.partner"].browse(docids))
