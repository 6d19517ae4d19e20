from odoo import Command, fields, models


class RecoveryChargeWaive(models.TransientModel):
    """Give charges up, for good or while an agreement holds."""

    _name = "recovery.charge.waive"
    _description = "Waive charges"

    charge_ids = fields.Many2many(
        "recovery.charge",
        default=lambda self: self._default_charges(),
        required=True,
    )
    partner_ids = fields.Many2many("res.partner", compute="_compute_partner_ids")
    reason = fields.Char(required=True)
    arrangement_id = fields.Many2one(
        "recovery.arrangement",
        "On condition of",
        help="Waived while this agreement holds: asked again when it is not kept.",
    )

    def _default_charges(self):
        if self.env.context.get("active_model") == "recovery.charge":
            return [Command.set(self.env.context.get("active_ids", []))]
        return []

    def _compute_partner_ids(self):
        for wizard in self:
            wizard.partner_ids = wizard.charge_ids.partner_id

    def action_waive(self):
        self.charge_ids._waive(self.reason, self.arrangement_id)
        return {"type": "ir.actions.act_window_close"}
