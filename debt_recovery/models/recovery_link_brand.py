from odoo import models

from ..tools import contrast


class RecoveryLink(models.Model):
    """The pages in the company's own looks: its logo, its colour."""

    _inherit = "recovery.link"

    def _brand(self):
        """Return ``logo`` (its address, "" without one) and ``color`` (six digits)."""
        company = self.company_id
        address = f"/web/binary/company_logo?company={company.id}"
        return {
            "logo": "" if company.uses_default_logo else address,
            "color": contrast.parsed(company.primary_color),
        }
