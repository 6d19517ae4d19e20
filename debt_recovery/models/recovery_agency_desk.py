from odoo import fields, models


class RecoveryAgency(models.Model):
    """An agency on its screen."""

    _inherit = "recovery.agency"

    placed_count = fields.Integer("Files there now", compute="_compute_placed_count")

    def _compute_placed_count(self):
        groups = self.env["recovery.placement"]._read_group(
            [("agency_id", "in", self.ids), ("state", "=", "placed")],
            ["agency_id"],
            ["__count"],
        )
        counts = {agency.id: count for agency, count in groups}
        for agency in self:
            agency.placed_count = counts.get(agency.id, 0)

    def action_open_placements(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "recovery.placement",
            "view_mode": "list,form",
            "domain": [("agency_id", "=", self.id)],
        }


class RecoveryAgencyContract(models.Model):
    _inherit = "recovery.agency.contract"

    declare_days = fields.Integer(
        "Declared within (days)",
        help="Of a credit insurer: days after the due date in which an unpaid invoice "
        "has to be declared; zero: the contract does not say.",
    )
