from odoo import fields, models

from ..models.recovery_agency_request import KINDS


class RecoveryAgencyAsk(models.TransientModel):
    """Ask the agency something about a placed file, or note what it asks of us."""

    _name = "recovery.agency.ask"
    _description = "Question about a placed file"

    placement_id = fields.Many2one("recovery.placement", "Placed file", required=True)
    currency_id = fields.Many2one(related="placement_id.currency_id")
    by = fields.Selection(
        [("us", "We ask"), ("agency", "The agency asks")], required=True, default="us"
    )
    kind = fields.Selection(KINDS, "About", required=True, default="explanation")
    text = fields.Text("What is asked", required=True)
    amount = fields.Monetary(help="Of the waiver, of the instalment, or the cost.")
    answer_by = fields.Date("Answer by")

    def action_ask(self):
        """Note it; ours leaves in a file. Open the request."""
        self.ensure_one()
        request = self.env["recovery.agency.request"]._ask(
            self.placement_id,
            self.kind,
            self.text,
            by=self.by,
            amount=self.amount,
            answer_by=self.answer_by,
        )
        return {
            "type": "ir.actions.act_window",
            "name": request.reference,
            "res_model": "recovery.agency.request",
            "res_id": request.id,
            "view_mode": "form",
        }
