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

    def _told(self, name):
        """Return ``(value to compare, value in words)`` of a field."""
        kind, value = self._fields[name], self[name]
        if kind.relational:
            names = ", ".join(record.display_name or "" for record in value)
            if kind.type == "one2many":  # what a line says counts, not which it is
                return names, names
            return tuple(value._origin.ids), names
        if kind.type == "selection":
            labels = dict(kind._description_selection(self.env))
            return value, labels.get(value, "")
        if kind.type == "boolean":
            return value, self.env._("yes") if value else self.env._("no")
        return value or False, str(value) if value else ""
