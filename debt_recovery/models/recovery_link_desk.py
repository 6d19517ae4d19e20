from odoo import fields, models

ONLINE = {
    "link_opened": "fa-hand-pointer-o",
    "link_asked": "fa-link",
    "link_revoked": "fa-chain-broken",
    "preferences": "fa-sliders",
    "paid_online": "fa-credit-card",
    "page_made": "fa-check-square-o",
    "identity_failed": "fa-user-secret",
}


class RecoveryCase(models.Model):
    """The links of an account as those who work with it see them."""

    _inherit = "recovery.case"

    link_count = fields.Integer("Links", compute="_compute_link_count")

    def _compute_link_count(self):
        counts = dict(
            self.env["recovery.link"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.link_count = counts.get(case, 0)

    def action_view_links(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Links"),
            "res_model": "recovery.link",
            "view_mode": "list",
            "domain": [("case_id", "in", self.ids)],
            "context": {"create": False},
        }

    def action_preview_page(self):
        """Open the account's page as the customer sees it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/debt_recovery/preview/{self.id}",
            "target": "new",
        }

    def _timeline_kinds(self):
        return {**super()._timeline_kinds(), "online": self.env._("Online")}


class RecoveryEvent(models.Model):
    _inherit = "recovery.event"

    def _moment(self):
        moment = super()._moment()
        if self.kind not in ONLINE:
            return moment
        return moment._replace(kind="online", icon=ONLINE[self.kind], tone="info")
