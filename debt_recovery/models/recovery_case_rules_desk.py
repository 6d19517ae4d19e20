from odoo import api, fields, models

LOOKS = {
    "allow": ("fa-check", "text-success"),
    "wait": ("fa-clock-o", "text-warning"),
    "refuse": ("fa-ban", "text-danger"),
}


class RecoveryCase(models.Model):
    """When this customer may be contacted next, by each channel, and by what rule."""

    _inherit = "recovery.case"

    next_contacts_html = fields.Html(
        "Next allowed contact", compute="_compute_next_contacts_html", sanitize=False
    )

    @api.depends("partner_id", "company_id", "state", "notice_ids.state")
    @api.depends_context("lang", "tz")
    def _compute_next_contacts_html(self):
        at = fields.Datetime.now()
        for case in self:
            is_asked = case._origin.id and case.state == "open"
            case.next_contacts_html = is_asked and case._origin._next_contacts_panel(at)

    def _next_contacts_panel(self, at):
        return self.env["ir.qweb"]._render(
            "debt_recovery.case_next_contacts", {"rows": self._next_contacts_rows(at)}
        )

    def _next_contacts_rows(self, at):
        """Return what is told of the channels: those that say the same are one row.

        :return: ``[{"channels": codes, "names", "look", "outcome", "when",
            "why", "warnings"}]``, what is allowed first
        """
        words = self.env["recovery.rule.words"]
        rows, names = {}, words._channel_names()
        decisions = self._next_contacts(at)
        for channel in sorted(decisions, key=list(names).index):
            decision = decisions[channel]
            said = {
                "outcome": decision.outcome,
                "when": words._when(decision, at),
                "why": words._why(decision),
                "warnings": words._warnings(decision),
            }
            row = rows.setdefault(repr(said), {**said, "channels": []})
            row["channels"].append(channel)
        for row in rows.values():
            row["names"] = ", ".join(names[channel] for channel in row["channels"])
            row["look"] = LOOKS[row["outcome"]]
        return sorted(rows.values(), key=lambda row: [*LOOKS].index(row["outcome"]))

    def action_try_rules(self):
        """Open the page on which rules are tried, with this account's facts."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "debt_recovery.recovery_rule_trial_action"
        )
        return {**action, "context": {"case_id": self.id}}
