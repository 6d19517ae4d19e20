from odoo import models


class RecoverySimulation(models.TransientModel):
    _inherit = "recovery.simulation"

    def _compute_display_name(self):
        for simulation in self:
            simulation.display_name = self.env._("Simulation")
