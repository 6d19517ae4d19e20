from odoo import api, models


class RecoveryMassDispute(models.AbstractModel):
    """Record that the chosen invoices are disputed, each as a whole."""

    _name = "recovery.mass.dispute"
    _inherit = "recovery.mass"
    _description = "Record a dispute"

    @api.model
    def _missing(self, wizard):
        if not wizard.dispute_reason_id:
            return self.env._("Say what is disputed.")
        return ""

    @api.model
    def _why_not(self, wizard, rows):
        found = {}
        for row in rows:
            if not row.lines:
                found[row] = self.env._("choose its invoices, in their list")
            elif not any(self.env["recovery.dispute"]._room(row.lines).values()):
                found[row] = self.env._("disputed already")
        return found

    @api.model
    def _act(self, wizard, rows):
        disputes = self.env["recovery.dispute"]
        for row in rows:
            room = disputes._room(row.lines)
            lines = row.lines.filtered(lambda line, room=room: room[line])
            for group in lines.grouped("currency_id").values():
                disputes._contest(
                    group, None, wizard.dispute_reason_id, note=wizard.reason
                )
