"""What was agreed changes through its buttons alone, however it is reached."""

from odoo import api, models
from odoo.exceptions import AccessError


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    @api.model_create_multi
    def create(self, vals_list):
        """People prepare arrangements; ``case._agree`` makes them run."""
        states = {vals.get("state", "draft") for vals in vals_list}
        if not self.env.su and states - {"draft"}:
            raise AccessError(
                self.env._("An arrangement starts as a draft: agree on it first.")
            )
        return super().create(vals_list)


class RecoveryArrangementItem(models.Model):
    _inherit = "recovery.arrangement.item"

    @api.model_create_multi
    def create(self, vals_list):
        return _checked(super().create(vals_list))

    def write(self, vals):
        return super(RecoveryArrangementItem, _checked(self)).write(vals)


class RecoveryArrangementInstalment(models.Model):
    _inherit = "recovery.arrangement.instalment"

    @api.model_create_multi
    def create(self, vals_list):
        return _checked(super().create(vals_list))

    def write(self, vals):
        return super(RecoveryArrangementInstalment, _checked(self)).write(vals)


def _checked(parts):
    """Return the parts; refuse those of an arrangement that was agreed."""
    if not parts.env.su and set(parts.arrangement_id.mapped("state")) - {"draft"}:
        raise AccessError(
            parts.env._("What was agreed is changed through its buttons only.")
        )
    return parts
