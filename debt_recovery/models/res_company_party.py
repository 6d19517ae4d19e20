from odoo import fields, models

from ..tools.rules.model import FIRST, THIRD


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_creditor_id = fields.Many2one(
        "res.partner",
        "Collects for",
        help="The creditor on whose behalf this company collects. Empty: it collects "
        "its own invoices. Who collects for others is bound by more rules.",
    )

    def _recovery_party(self):
        """Return whether this company collects its own debts (``first``) or those of
        another creditor (``third``)."""
        return THIRD if self.sudo().recovery_creditor_id else FIRST


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_creditor_id = fields.Many2one(
        related="company_id.recovery_creditor_id", readonly=False
    )
