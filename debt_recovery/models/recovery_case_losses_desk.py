from odoo import fields, models


class RecoveryCase(models.Model):
    """What was given up of an account, and what is shown as doubtful."""

    _inherit = "recovery.case"

    loss_count = fields.Integer(compute="_compute_loss_count")
    doubtful_count = fields.Integer(compute="_compute_loss_count")

    def _compute_loss_count(self):
        lost = self.env["recovery.write.off"]._read_group(
            [("case_id", "in", self.ids), ("state", "!=", "refused")],
            ["case_id"],
            ["__count"],
        )
        lost = {case.id: number for case, number in lost}
        doubtful = self.env["recovery.doubtful"]._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "doubtful"),
            ],
            ["partner_id", "company_id"],
            ["__count"],
        )
        doubtful = {(who.id, whose.id): number for who, whose, number in doubtful}
        for case in self:
            case.loss_count = lost.get(case.id, 0)
            key = case.partner_id.id, case.company_id.id
            case.doubtful_count = doubtful.get(key, 0)

    def action_view_losses(self):
        losses = self.env["recovery.write.off"].search([("case_id", "=", self.id)])
        return losses._action_list()

    def action_view_doubtful(self):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "debt_recovery.recovery_doubtful_action"
            ),
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
        }
