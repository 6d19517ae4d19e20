from odoo import fields, models


class RecoveryPlacementAnswer(models.TransientModel):
    """The reason that a decision on a hand-over asks for."""

    _name = "recovery.placement.answer"
    _description = "Decide on hand-overs"

    placement_ids = fields.Many2many("recovery.placement", string="Placed files")
    what = fields.Selection(
        [("approve", "Approve"), ("refuse", "Refuse")], required=True
    )
    reason = fields.Char("Why", required=True)

    def action_apply(self):
        if self.what == "approve":
            self.placement_ids._approve(self.reason)
        else:
            self.placement_ids._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
