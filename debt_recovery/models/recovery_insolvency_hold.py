from odoo import api, fields, models
from odoo.exceptions import UserError


class RecoveryHold(models.Model):
    """What proceedings freeze stays frozen until they are ended."""

    _inherit = "recovery.hold"

    insolvency_ids = fields.One2many("recovery.insolvency", "hold_id", readonly=True)

    def action_lift(self):
        """A hold that proceedings impose ends with them."""
        self._check_no_proceedings()
        return super().action_lift()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proceedings(self):
        self._check_no_proceedings()

    def _check_no_proceedings(self):
        """:raises UserError: when proceedings that are open impose one of these"""
        imposed = [("hold_id", "in", self.ids), ("state", "=", "open")]
        if self.env["recovery.insolvency"].sudo().search_count(imposed, limit=1):
            raise UserError(
                self.env._("Proceedings impose this hold: end the proceedings instead.")
            )
