from odoo import fields, models


class RecoveryCase(models.Model):
    """The door from an account to the proceedings of its customer."""

    _inherit = "recovery.case"

    insolvency_count = fields.Integer(
        "Proceedings", compute="_compute_insolvency_count"
    )

    def _compute_insolvency_count(self):
        """Count those that one may read: of a person, the dedicated group alone."""
        counts = dict(
            self.env["recovery.insolvency"]._read_group(
                [("partner_id", "in", self.partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for case in self:
            case.insolvency_count = counts.get(case.partner_id, 0)

    def action_insolvency(self):
        """Open the proceedings of this customer, or a new one."""
        self.ensure_one()
        known = self.env["recovery.insolvency"].search(
            [("partner_id", "=", self.partner_id.id)]
        )
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Insolvency cases"),
            "res_model": "recovery.insolvency",
            "context": {"default_partner_id": self.partner_id.id},
            "domain": [("partner_id", "=", self.partner_id.id)],
            "view_mode": "list,form" if len(known) > 1 else "form",
        }
        return action if len(known) > 1 else {**action, "res_id": known.id}
