from odoo import api, models


class RecoveryMassRelease(models.AbstractModel):
    """Release old debts, at the first reminder of each customer's scenario."""

    _name = "recovery.mass.release"
    _inherit = "recovery.mass"
    _description = "Release"

    @api.model
    def _why_not(self, wizard, rows):
        found = {}
        for row in rows:
            if not row.case:
                found[row] = self.env._("no account in reminders")
            elif row.case.released_on:
                found[row] = self.env._("released already")
        return found

    @api.model
    def _act(self, wizard, rows):
        self._cases(rows)._release()
