from odoo import api, models


class RecoveryTouchMixin(models.AbstractModel):
    """Records whose change makes somebody be looked at: before and after it."""

    _name = "recovery.touch.mixin"
    _description = "Change to look at"

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
        """Have the customers concerned looked at again."""
        raise NotImplementedError
