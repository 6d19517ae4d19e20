from odoo import api, fields, models
from odoo.exceptions import UserError


class RecoveryReleaseWizard(models.TransientModel):
    """Releases old debts by lot: which customers, entering at which step."""

    _name = "recovery.release.wizard"
    _description = "Release customers"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    case_ids = fields.Many2many("recovery.case", string="Chosen customers")
    stage_ids = fields.Many2many("recovery.stage", string="Only in brackets")
    segment_ids = fields.Many2many("recovery.segment", string="Only for profiles")
    min_net = fields.Monetary("Net overdue from")
    max_net = fields.Monetary("Net overdue up to")
    treatment_id = fields.Many2one(
        "recovery.treatment",
        "Enter at",
        domain="[('channel', '!=', 'task')]",
        help="Empty: at the first reminder of each customer's scenario.",
    )
    lot_ids = fields.Many2many("recovery.case", compute="_compute_lot")
    lot_count = fields.Integer("Customers in this lot", compute="_compute_lot")
    lot_amount = fields.Monetary("Net overdue", compute="_compute_lot")

    @api.depends(
        "company_id", "case_ids", "stage_ids", "segment_ids", "min_net", "max_net"
    )
    def _compute_lot(self):
        for wizard in self:
            cases = self.env["recovery.case"].search(wizard._lot_domain())
            wizard.lot_ids = cases
            wizard.lot_count = len(cases)
            wizard.lot_amount = sum(cases.mapped("net_overdue"))

    def _lot_domain(self):
        domain = [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "open"),
            ("released_on", "=", False),
        ]
        if self.case_ids:
            domain.append(("id", "in", self.case_ids.ids))
        if self.stage_ids:
            domain.append(("stage_id", "in", self.stage_ids.ids))
        if self.segment_ids:
            domain.append(("segment_id", "in", self.segment_ids.ids))
        if self.min_net:
            domain.append(("net_overdue", ">=", self.min_net))
        if self.max_net:
            domain.append(("net_overdue", "<=", self.max_net))
        return domain

    def action_release(self):
        if not self.lot_ids:
            raise UserError(
                self.env._("No customer waits to be released with these conditions.")
            )
        self.lot_ids._release(self.treatment_id)
        return {"type": "ir.actions.act_window_close"}
