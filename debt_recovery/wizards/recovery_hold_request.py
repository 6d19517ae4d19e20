from odoo import fields, models
from odoo.exceptions import UserError


class RecoveryHoldRequest(models.TransientModel):
    """A salesperson asks to leave a customer alone for a while; a manager grants."""

    _name = "recovery.hold.request"
    _description = "Ask for a hold"

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    until_date = fields.Date("Until", required=True)
    reason = fields.Char(required=True)

    def action_ask(self):
        """Record the request and tell who decides; nothing is frozen meanwhile."""
        self.ensure_one()
        debtor = self.partner_id.commercial_partner_id
        debtor.check_access("read")
        if self.company_id not in self.env.user.company_ids:
            raise UserError(self.env._("This company is not one of yours."))
        company = self.company_id.sudo()
        if self.until_date < company._recovery_today():
            raise UserError(self.env._("The hold would end before it starts."))
        hold = (
            self.env["recovery.hold"]
            .sudo()
            .create(
                {
                    "partner_id": debtor.id,
                    "company_id": company.id,
                    "until_date": self.until_date,
                    "reason": self.reason,
                    "freeze_contact": False,
                    "request_state": "asked",
                    "requested_by_id": self.env.uid,
                }
            )
        )
        hold._tell_decider()
        return {"type": "ir.actions.act_window_close"}
