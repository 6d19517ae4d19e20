from odoo import models


class RecoveryLink(models.Model):
    """Free and independent help with debts, on every page of a consumer."""

    _inherit = "recovery.link"

    def _frame(self):
        advisers = self.partner_id._recovery_advisers(self.company_id)
        return {**super()._frame(), "advisers": advisers}
