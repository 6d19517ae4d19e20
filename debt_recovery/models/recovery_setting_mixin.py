from odoo import models


class RecoverySettingMixin(models.AbstractModel):
    """Settings that change who gets what: the next cycle looks at everybody."""

    _name = "recovery.setting.mixin"
    _inherit = ["recovery.touch.mixin"]
    _description = "Setting of reminders"

    def _touch(self):
        companies = self.company_id
        if any(not record.company_id for record in self):
            companies = (
                self.env["res.company"].sudo().search([("recovery_active", "=", True)])
            )
        companies = companies.sudo().filtered(lambda c: not c.recovery_full_pass)
        companies.write({"recovery_full_pass": True})
