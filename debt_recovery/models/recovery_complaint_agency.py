from odoo import api, fields, models

from .recovery_complaint import FREE


class RecoveryComplaint(models.Model):
    """Complaints about an agency are counted against it."""

    _inherit = "recovery.complaint"
    _free_fields = (*FREE, "placement_id")

    placement_id = fields.Many2one(
        "recovery.placement",
        "Placed file complained of",
        compute="_compute_placement_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
    )
    agency_id = fields.Many2one(
        "recovery.agency",
        "Agency complained of",
        related="placement_id.agency_id",
        store=True,
        index="btree_not_null",
    )

    @api.depends("kind", "cause", "channel", "partner_id", "received_on")
    def _compute_placement_id(self):
        """The customer's file that the agency had last when the complaint came."""
        for one in self:
            if one.placement_id or "agency" not in (one.kind, one.cause, one.channel):
                one.placement_id = one.placement_id
                continue
            one.placement_id = (
                self.env["recovery.placement"]
                .sudo()
                .search(
                    [
                        ("company_id", "=", one.company_id.id),
                        ("partner_id", "=", one.partner_id.commercial_partner_id.id),
                        ("placed_on", "<=", one.received_on),
                    ],
                    order="placed_on desc, id desc",
                    limit=1,
                )
            )
