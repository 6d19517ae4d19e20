from odoo import models

from ..tools import rib


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    def _recovery_rib(self):
        """Return what a page of bank details says of this account."""
        self.ensure_one()
        company = self.env["res.company"].search(
            [("recovery_bank_id", "=", self.id)], limit=1
        )
        return {
            "company": company or self.env.company,
            "holder": self.acc_holder_name or self.partner_id.name,
            "number": rib.grouped(self.acc_number),
            "bic": self.bank_bic or "",
            "bank": self.bank_name or "",
            "parts": rib.parts(self.acc_number),
        }
