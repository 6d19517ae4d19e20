from odoo import api, models


class RecoveryShortAnswer(models.Model):
    """What the customer said when he paid a part is where the answer begins."""

    _inherit = "recovery.short.answer"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        said = self._said(values.get("line_id"))
        if said and "reason_id" in fields and said.short_reason_id:
            values["reason_id"] = said.short_reason_id.id
        if said and "note" in fields:
            later = self.env._("The customer pays the rest later.")
            values["note"] = said.short_note or (not said.short_reason_id and later)
        return values

    def _said(self, line_id):
        """Return the last online payment of a part of a debt, or none."""
        domain = [
            ("line_ids.line_id", "=", line_id or 0),
            ("state", "=", "paid"),
            ("is_short", "=", True),
        ]
        return self.env["recovery.checkout"].search(domain, limit=1)
