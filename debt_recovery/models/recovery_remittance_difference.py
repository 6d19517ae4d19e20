from odoo import fields, models
from odoo.exceptions import UserError

KINDS = [
    ("commission", "Commission"),
    ("overpaid", "More than is owed"),
    ("direct", "Paid to us, not found"),
    ("early", "Paid before it was placed"),
    ("bill", "Bill of the agency"),
    ("bank", "Bank line"),
]


class RecoveryRemittanceDifference(models.Model):
    """What is not as expected in a remittance, until somebody accepts it."""

    _name = "recovery.remittance.difference"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Difference in a remittance"
    _order = "remittance_id desc, id"
    _rec_name = "text"

    _transitions = {"open": ("accepted",), "accepted": ("open",)}
    _free_fields = ("reason",)

    remittance_id = fields.Many2one(
        "recovery.remittance",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    receipt_id = fields.Many2one(
        "recovery.remittance.line",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="remittance_id.company_id", store=True, index=True
    )
    agency_id = fields.Many2one(related="remittance_id.agency_id", store=True)
    currency_id = fields.Many2one(related="remittance_id.currency_id", store=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    amount = fields.Monetary("Difference", readonly=True)
    text = fields.Char("What differs", required=True, readonly=True)
    state = fields.Selection(
        [("open", "To look at"), ("accepted", "Accepted")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    reason = fields.Char("Why it is accepted")
    user_id = fields.Many2one("res.users", "Accepted by", readonly=True)

    def action_accept(self):
        """Accept what differs, with a reason.

        :raises UserError: without one
        """
        for one in self:
            if not (one.reason or "").strip():
                raise UserError(
                    self.env._("Say why it is accepted: %(what)s", what=one.text)
                )
        self._move_to("accepted", user_id=self.env.uid)
        return True
