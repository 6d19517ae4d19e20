from odoo import api, models
from odoo.tools import SQL


class RecoveryReceipt(models.AbstractModel):
    """What we booked as a loss is no receipt, whatever the accounts of the entry."""

    _inherit = "recovery.receipt"

    @api.model
    def _flush(self):
        self.env["recovery.write.off"].flush_model(["move_id"])
        return super()._flush()

    @api.model
    def _write_off_moves(self):
        return SQL("SELECT move_id FROM recovery_write_off WHERE move_id IS NOT NULL")

    @api.model
    def _loss_accounts(self, company):
        chosen = company.sudo()
        return (
            super()._loss_accounts(company)
            | chosen.recovery_loss_account_id
            | chosen.recovery_loss_earlier_account_id
        )
