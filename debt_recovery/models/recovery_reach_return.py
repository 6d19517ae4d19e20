from odoo import models


class RecoveryCase(models.Model):
    """Before a contact by hand: an erased address that comes back is recognised, with
    what was objected to there."""

    _inherit = "recovery.case"

    def _points_of(self, pairs):
        keys = [
            ("email" if "@" in address else "phone", address)
            for _contact, address in pairs
            if address
        ]
        self.env["recovery.reach"].sudo()._revive(keys)
        return super()._points_of(pairs)
