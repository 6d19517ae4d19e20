from odoo import api, models
from odoo.tools import format_date


class RecoveryMassHold(models.AbstractModel):
    """Put customers, or the chosen invoices, on hold until a date."""

    _name = "recovery.mass.hold"
    _inherit = "recovery.mass"
    _description = "Put on hold"

    @api.model
    def _missing(self, wizard):
        if not (wizard.reason or "").strip():
            return self.env._("Write why they are on hold.")
        if wizard.until_date and wizard.until_date < self.env.company._recovery_today():
            return self.env._("The hold would end before it starts.")
        return ""

    @api.model
    def _why_not(self, wizard, rows):
        holds = self._holds(rows).filtered("freeze_contact")
        found = {}
        for row in rows:
            hold = self._longest(row, holds)
            if not hold:
                continue
            last = hold.until_date
            if not last:
                found[row] = self.env._("on hold already")
            elif wizard.until_date and last >= wizard.until_date:
                found[row] = self.env._(
                    "on hold already, until %(date)s", date=format_date(self.env, last)
                )
        return found

    def _holds(self, rows):
        """Return the holds of these customers that hold today."""
        partners = self.env["res.partner"].union(*[row.partner for row in rows])
        return self.env["recovery.hold"].search(
            [("partner_id", "in", partners.ids), ("is_active", "=", True)]
        )

    def _longest(self, row, holds):
        """Return the hold that covers the whole row for the longest time."""
        covering = holds.filtered(
            lambda hold: (
                hold.partner_id == row.partner
                and hold.company_id in (row.company, row.company.browse())
                and (
                    hold.scope == "customer" or row.lines and row.lines <= hold.line_ids
                )
            )
        )
        endless = covering.filtered(lambda hold: not hold.until_date)
        return endless[:1] or covering.sorted("until_date")[-1:]

    @api.model
    def _act(self, wizard, rows):
        self.env["recovery.hold"].create(
            [
                {
                    "partner_id": row.partner.id,
                    "company_id": row.company.id,
                    "line_ids": [(6, 0, row.lines.ids)],
                    "until_date": wizard.until_date,
                    "reason": wizard.reason,
                }
                for row in rows
            ]
        )
