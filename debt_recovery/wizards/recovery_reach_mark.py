from odoo import api, fields, models


class RecoveryReachMark(models.TransientModel):
    """A person says what an address is, and how that is known."""

    _name = "recovery.reach.mark"
    _description = "Describe an address"

    reach_id = fields.Many2one("recovery.reach", required=True, ondelete="cascade")
    proposal = fields.Char(related="reach_id.proposal")
    is_work = fields.Boolean(
        "Work address",
        compute="_compute_marks",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_shared = fields.Boolean(
        "Shared with others",
        compute="_compute_marks",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_verified = fields.Boolean(
        "Surely the customer's",
        compute="_compute_marks",
        store=True,
        readonly=False,
        precompute=True,
    )
    reason = fields.Char("How do you know?", required=True)

    @api.depends("reach_id")
    def _compute_marks(self):
        for wizard in self:
            reach = wizard.reach_id
            wizard.is_work = reach.is_work
            wizard.is_shared = reach.is_shared
            wizard.is_verified = reach.is_verified

    def action_save(self):
        """Keep what the person says, with an event in the accounts concerned."""
        self.ensure_one()
        self.reach_id._mark_as(
            self.reason,
            is_work=self.is_work,
            is_shared=self.is_shared,
            is_verified=self.is_verified,
        )
        return {"type": "ir.actions.act_window_close"}
