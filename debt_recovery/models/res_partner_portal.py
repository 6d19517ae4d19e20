from odoo import fields, models

ROLES = [
    ("none", "Sees nothing"),
    ("sees", "Sees the account"),
    ("settles", "Sees the account and settles"),
]


class ResPartner(models.Model):
    """What a contact may do with its company's account in the portal."""

    _inherit = "res.partner"

    recovery_portal_role = fields.Selection(
        ROLES,
        "Account in the portal",
        groups="debt_recovery.group_auditor",
        copy=False,
        help="Empty: delivery addresses see nothing, all other contacts settle.",
    )

    def _recovery_portal_role(self):
        """Return what this contact may do with the account: none, sees or settles."""
        self.ensure_one()
        if self.recovery_portal_role:
            return self.recovery_portal_role
        return "none" if self.parent_id and self.type == "delivery" else "settles"
