from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.recovery_case import WHY_NOT

SHOWN = 500


class RecoverySimulation(models.TransientModel):
    """Who would get what on a day, and why, if nothing is paid; writes nothing."""

    _name = "recovery.simulation"
    _description = "Simulation"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    as_of = fields.Date(
        "Day", required=True, default=lambda self: self.env.company._recovery_today()
    )
    released = fields.Boolean("As if every customer were released")
    line_ids = fields.One2many("recovery.simulation.line", "simulation_id")
    looked_at = fields.Integer("Customers looked at", readonly=True)
    planned = fields.Integer("Reminders", readonly=True)
    hidden = fields.Integer("Not shown", readonly=True)

    def action_simulate(self):
        """Fill the lines; those that would get something first."""
        self.line_ids.unlink()
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("This company is not one of yours."))
        found = (
            self.env["recovery.cycle"]
            .sudo()
            ._simulate(self.company_id, self.as_of, self.released)
        )
        found.sort(key=lambda one: not one[2])
        self.write(
            {
                "looked_at": len(found),
                "planned": sum(len(choices) for _p, _v, choices in found),
                "hidden": max(0, len(found) - SHOWN),
                "line_ids": [
                    (0, 0, values) for one in found[:SHOWN] for values in _lines(*one)
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }


def _lines(partner_id, values, choices):
    common = {
        "partner_id": partner_id,
        "stage_id": values["stage_id"],
        "policy_id": values["policy_id"],
        "oldest_due": values["oldest_due"] or values["next_due"],
        "net": values["net"],
        "why": values["why"],
        "next_treatment_id": values["next_treatment_id"],
        "next_contact_on": values["next_contact_on"],
    }
    if not choices:
        return [common]
    return [{**common, "treatment_id": choice.step.id} for choice in choices]


class RecoverySimulationLine(models.TransientModel):
    _name = "recovery.simulation.line"
    _description = "Simulated reminder"

    simulation_id = fields.Many2one("recovery.simulation", ondelete="cascade")
    currency_id = fields.Many2one(related="simulation_id.company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Customer")
    stage_id = fields.Many2one("recovery.stage", "Bracket")
    policy_id = fields.Many2one("recovery.policy", "Scenario")
    treatment_id = fields.Many2one("recovery.treatment", "Would get")
    channel = fields.Selection(related="treatment_id.channel")
    oldest_due = fields.Date()
    net = fields.Monetary("To chase")
    why = fields.Selection(WHY_NOT)
    next_treatment_id = fields.Many2one("recovery.treatment", "Next step")
    next_contact_on = fields.Date("Next contact")

    @api.depends("partner_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.partner_id.display_name
