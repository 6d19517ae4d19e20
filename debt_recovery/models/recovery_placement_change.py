from odoo import fields, models

PAYMENT, RETURNED = "payment", "returned"
KINDS = [
    (PAYMENT, "Direct payment"),
    ("credit", "Credit note or loss"),
    (RETURNED, "Payment sent back"),
    ("address", "Address corrected"),
    ("invoice", "Invoice added"),
    ("discount", "Waiver granted"),
    ("other", "Other change"),
]


class RecoveryPlacementChange(models.Model):
    """What changed of a placed file since the agency has it, told to it once each."""

    _name = "recovery.placement.change"
    _description = "Change of a placed file"
    _order = "id desc"

    placement_id = fields.Many2one(
        "recovery.placement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="placement_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="placement_id.currency_id")
    line_id = fields.Many2one(
        "recovery.placement.line",
        "Debt",
        index="btree_not_null",
        ondelete="cascade",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    text = fields.Char("In words", readonly=True)
    partial = fields.Integer(readonly=True, help="The reconciliation that it was.")
    is_undone = fields.Boolean(
        "Not so any more", readonly=True, help="It was sent back, or came again."
    )
    file_id = fields.Many2one(
        "recovery.agency.file", "Told in", readonly=True, ondelete="restrict"
    )

    _once = models.UniqueIndex(
        "(line_id, partial, kind) WHERE partial > 0 AND is_undone IS NOT TRUE",
        "The agency knows of this payment already.",
    )

    def _tell(self):
        """Write each of these for its agency, a payment as such."""
        for one in self.filtered(lambda one: not one.file_id):
            purpose = PAYMENT if one.kind == PAYMENT else "amendment"
            one.file_id = one.placement_id._tell_agency(purpose, **one._said())

    def _said(self):
        """Return what happened, in the agency's words."""
        speaking = self.with_context(lang=self.placement_id.agency_id.lang)
        labels = dict(speaking._fields["kind"]._description_selection(speaking.env))
        text = " – ".join(filter(None, (self.line_id.name, self.text)))
        return {
            "event": labels[self.kind],
            "event_on": self.day,
            "event_amount": self.amount,
            "event_text": text,
        }


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    change_ids = fields.One2many(
        "recovery.placement.change", "placement_id", "Changes", readonly=True
    )

    def _amend(self, kind, text, line=None, amount=0.0):
        """Tell the agency that a file changed; it stays there.

        :param kind: one of ``KINDS``
        :param line: the ``recovery.placement.line`` it is about, or none
        :param amount: in the currency of the file
        :return: the ``recovery.placement.change``, empty where the file is not away
        """
        away = self.filtered(lambda one: one.state == "placed")
        away.check_access("write")
        changes = self.env["recovery.placement.change"].sudo()
        changes = changes.create(
            [
                {
                    "placement_id": one.id,
                    "line_id": line.id if line else False,
                    "kind": kind,
                    "day": one.company_id._recovery_today(),
                    "amount": amount,
                    "text": text,
                }
                for one in away
            ]
        )
        changes._tell()
        return changes


class ResPartner(models.Model):
    _inherit = "res.partner"

    _placed_address = (
        *("street", "street2", "zip", "city", "country_id", "phone", "email"),
    )

    def write(self, vals):
        """An address that is corrected is told to who looks for the customer."""
        told = self._recovery_told(vals)
        done = super().write(vals)
        for placement, before in told.items():
            after = placement.partner_id._recovery_reached_at()
            if after != before:
                placement._amend("address", after)
        return done

    def _recovery_told(self, vals):
        """Return ``{placement: how to reach}`` of files of these that are away."""
        if not self.ids or not set(self._placed_address) & vals.keys():
            return {}
        found = self.env["recovery.placement"].sudo()
        found = found.search([("partner_id", "in", self.ids), ("state", "=", "placed")])
        return {one: one.partner_id._recovery_reached_at() for one in found}

    def _recovery_reached_at(self):
        """Return address, telephone and e-mail in one line."""
        lines = (self.contact_address or "").splitlines()
        said = (line.strip() for line in (*lines, self.phone, self.email) if line)
        return ", ".join(filter(None, said))
