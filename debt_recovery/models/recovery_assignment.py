from odoo import api, fields, models
from odoo.tools import SQL


class RecoveryAssignment(models.Model):
    """A scenario chosen on one invoice; it goes before customer, profile, company."""

    _name = "recovery.assignment"
    _inherit = ["recovery.touch.mixin"]
    _description = "Scenario of an invoice"
    _check_company_auto = True

    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    policy_id = fields.Many2one("recovery.policy", required=True, ondelete="cascade")

    _move_unique = models.UniqueIndex("(move_id)", "This invoice has its scenario.")

    @api.model
    def _by_line(self, company):
        """Return ``{journal item id: policy id}`` of open items with a choice."""
        self.flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT l.id, a.policy_id FROM recovery_assignment a "
                    "JOIN account_move_line l ON l.move_id = a.move_id "
                    "WHERE a.company_id = %s AND l.reconciled IS NOT TRUE "
                    "AND l.date_maturity IS NOT NULL",
                    company.id,
                )
            )
        )

    def _touch(self):
        for company, group in self.grouped("company_id").items():
            partners = group.move_id.commercial_partner_id
            self.env["recovery.mark"]._add(company, partners, "policy")
