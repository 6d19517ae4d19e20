from odoo import api, models
from odoo.fields import Domain

from .ledger_doubtful import OWED


class RecoveryWriteOff(models.Model):
    """Small balances: what costs more to chase than it is worth."""

    _inherit = "recovery.write.off"

    @api.model
    def _small_balances(self, company):
        """Return the open debts up to the company's floor that are due and not asked
        for already; other currencies count at the rate of their entry."""
        if not company.recovery_loss_floor:
            return self.env["account.move.line"]
        accounts = self.env["recovery.account"]._followed(company)
        return self.env["account.move.line"].search(
            Domain(
                [
                    ("company_id", "=", company.id),
                    ("account_id", "in", accounts.account_id.ids),
                    ("account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("amount_residual", ">", 0),
                    ("amount_residual", "<=", company.recovery_loss_floor),
                    ("date_maturity", "<", company._recovery_today()),
                    ("partner_id", "!=", False),
                    ("move_id.payment_state", "!=", "blocked"),
                    *OWED,
                ]
            )
            & ~Domain("id", "in", self._asked_lines())
        )

    @api.model
    def _asked_lines(self):
        """Return the ids of the debts that a request is about."""
        items = self.env["recovery.write.off.item"].search(
            [("write_off_id.state", "in", ("requested", "approved"))]
        )
        return items.line_id.ids
