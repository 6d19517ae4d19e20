from odoo import api, models
from odoo.tools import SQL


class RecoveryCase(models.Model):
    """The accounts of a portal user: one for each company that he buys from."""

    _inherit = "recovery.case"

    @api.model
    def _of_portal(self):
        """Return the accounts that the current user may see, as superuser."""
        contact = self.env.user.partner_id
        ours = contact.commercial_partner_id
        cases = self.sudo().search([("partner_id", "=", ours.id)], order="company_id")
        return cases.filtered(lambda case: case._shown_to(contact))

    def _has_open_items(self):
        self.ensure_one()
        company, exposure = self.company_id, self.env["recovery.exposure"]
        exposure._flush()
        rows = exposure._sql(company, company._recovery_today(), self.partner_id.ids)
        query = SQL("SELECT 1 FROM (%s) AS exposure LIMIT 1", rows)
        return bool(self.env.execute_query(query))

    def _portal_way_to_pay(self):
        """Return the address at which the current user pays what is late: of his one
        open account what to tick, else these accounts."""
        role = self.env.user.partner_id.sudo()._recovery_portal_role()
        found = self.filtered(lambda case: case._has_open_items())
        if role == "settles" and len(found) == 1:
            return f"/my/recovery/{found.id}/choose"
        return "/my/recovery"

    def _portal_rows(self):
        """Return ``{url, company, date, amounts}`` of each account, in words."""
        statement = self.env["recovery.statement"].sudo()
        rows = []
        for case in self:
            content = statement._content(case.company_id, case.partner_id)
            rows.append(
                {
                    "url": f"/my/recovery/{case.id}",
                    "company": case.company_id.name,
                    "date": statement._day(content["as_of"], long=True),
                    "amounts": [
                        statement._money(total["to_pay"], currency)
                        for currency, total in content["totals"].items()
                        if total["to_pay"]
                    ],
                }
            )
        return rows
