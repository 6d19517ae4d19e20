from odoo import models

from .recovery_placement import AWAY


class RecoveryLink(models.Model):
    """What a customer reads of invoices that our partner takes care of: who it is and
    how to reach it. Paying stays possible here; agreeing on a day or a plan is its
    matter."""

    _inherit = "recovery.link"

    def _account(self, at=None):
        return {**super()._account(at), "partners": self._partners()}

    def _partners(self):
        """Return who takes care of which invoices, one entry an agency: ``name``,
        ``names`` of the invoices, ``phone``, ``email``, ``references``."""
        away = (
            self.env["recovery.placement"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "=", self.partner_id.id),
                    ("state", "in", AWAY),
                ],
                order="id",
            )
        )
        return [
            {
                "name": agency.name,
                "phone": agency.partner_id.phone or "",
                "email": agency.partner_id.email or "",
                "names": ", ".join(files.line_ids.mapped("name")),
                "references": ", ".join(
                    one.agency_reference or one.reference for one in files
                ),
            }
            for agency, files in away.grouped("agency_id").items()
        ]
