from odoo import api, models


class RecoverySettingMixin(models.AbstractModel):
    """Settings that change who gets what: the next cycle looks at everybody."""

    _name = "recovery.setting.mixin"
    _description = "Setting of reminders"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._touch()
        return records

    def write(self, vals):
        self._touch()
        result = super().write(vals)
        self._touch()
        return result

    def unlink(self):
        self._touch()
        return super().unlink()

    def _touch(self):
        companies = self.company_id
        if any(not record.company_id for record in self):
            companies = (
                self.env["res.company"].sudo().search([("recovery_active", "=", True)])
            )
        companies = companies.sudo().filtered(lambda c: not c.recovery_full_pass)
        companies.write({"recovery_full_pass": True})
