from odoo import fields, models


class RecoveryDisputeReason(models.Model):
    """Why a customer contests: counted, and saying whose fault it was."""

    _name = "recovery.dispute.reason"
    _description = "Reason of a dispute"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="What files, platforms and other programs call it; it never changes.",
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    is_seller_fault = fields.Boolean(
        "Our fault when accepted",
        default=True,
        help="The days that the dispute took are then not held against the customer.",
    )
    owner = fields.Selection(
        [
            ("responsible", "Responsible for the account"),
            ("salesperson", "Salesperson of the invoice"),
        ],
        "In charge",
        required=True,
        default="responsible",
    )

    is_offered = fields.Boolean(
        "Offered to customers",
        default=True,
        help="Customers may choose it on their page.",
    )

    _code_unique = models.UniqueIndex(
        "(code)", "Another reason of disputes has this code."
    )

    def _find(self, reason):
        """Return the reason that a record or a code names; “other” for an unknown."""
        if not isinstance(reason, str):
            return reason or self._find("other")
        found = self.with_context(active_test=False).search([("code", "=", reason)])
        return found or self.env.ref("debt_recovery.dispute_reason_other")
