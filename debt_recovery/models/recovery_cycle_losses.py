from odoo import api, models


class RecoveryCycle(models.AbstractModel):
    """What is doubtful or impaired follows the ledger before anybody is measured."""

    _inherit = "recovery.cycle"

    @api.model
    def _measure(self, company, as_of, debtor_ids, commit):
        self.env["recovery.doubtful"]._follow_open(company, as_of, debtor_ids)
        self.env["recovery.provision"]._release_paid(company, as_of, debtor_ids)
        return super()._measure(company, as_of, debtor_ids, commit)
