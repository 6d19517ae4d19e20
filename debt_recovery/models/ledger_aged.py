"""What a journal item owed at the date that one looks at."""

from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    recovery_residual_at = fields.Monetary(
        "Open at the date",
        compute="_compute_recovery_residual_at",
        currency_field="currency_id",
        groups="debt_recovery.group_auditor",
        help="What was matched after the date is open here.",
    )
    recovery_late_at = fields.Integer(
        "Days late at the date",
        compute="_compute_recovery_residual_at",
        groups="debt_recovery.group_auditor",
    )

    @api.depends("amount_residual", "date_maturity")
    @api.depends_context("recovery_as_of")
    def _compute_recovery_residual_at(self):
        day = fields.Date.to_date(self.env.context.get("recovery_as_of"))
        found = {}
        for company, lines in self.grouped("company_id").items() if day else ():
            debtors = [p.id for p in lines.partner_id.commercial_partner_id]
            if not all(line.partner_id for line in lines):
                debtors.append(0)
            items = self.env["recovery.aged"]
            items._flush()
            rows = self.env.execute_query_dict(items._sql(company, day, debtors))
            found.update((row["line_id"], row) for row in rows)
        for line in self:
            row = found.get(line._origin.id)
            line.recovery_residual_at = row["residual"] if row else 0
            line.recovery_late_at = max((day - row["due"]).days, 0) if row else 0
