from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError


class RecoveryErasure(models.Model):
    """What a manager sees before he erases for good, and what was replaced after."""

    _inherit = "recovery.erasure"

    preview = fields.Html(compute="_compute_preview", sanitize=False)
    obstacles = fields.Text(compute="_compute_obstacles")

    @api.depends("subject_token")
    def _compute_display_name(self):
        for one in self:
            one.display_name = one.subject_token or one.env._("New erasure")

    @api.depends("partner_id", "state", "counts")
    @api.depends_context("lang")
    def _compute_preview(self):
        personal = self.env["recovery.personal"].sudo()
        for one in self:
            if one.state == "done":
                counts = one.counts or {}
            elif one.partner_id:
                rows = personal._rows(one.partner_id)
                counts = {name: len(found) for name, found in rows.items()}
                hanging = personal._threads(rows)
                counts |= {name: len(found) for name, found in hanging.items()}
            else:
                counts = {}
            one.preview = one._preview_table(counts)

    def _preview_table(self, counts):
        if not counts:
            return Markup("<p>%s</p>") % self.env._("Nothing is held on this person.")
        lines = Markup("").join(
            Markup("<tr><td>%s</td><td class='text-end'>%s</td><td>%s</td></tr>")
            % (self._model_label(name), count, self._what_becomes(name))
            for name, count in counts.items()
            if name in self.env and name != self._name and not self.env[name]._transient
        )
        head = Markup("<tr><th>%s</th><th class='text-end'>%s</th><th>%s</th></tr>") % (
            self.env._("What"),
            self.env._("Rows"),
            self.env._("What becomes of them"),
        )
        return Markup("<table class='table table-sm'>%s%s</table>") % (head, lines)

    def _model_label(self, name):
        return self.env["ir.model"].sudo()._get(name).name

    def _what_becomes(self, name):
        """Say what an erasure does to the rows of one model."""
        said = {
            "recovery.reach": self.env._(
                "address replaced by a fingerprint; an objection still holds"
            ),
            "recovery.decision": self.env._("kept as they are: they name nobody"),
            "recovery.link": self.env._("deleted"),
            "recovery.webhook": self.env._("deleted"),
            "recovery.mark": self.env._("deleted"),
            "mail.message": self.env._("emptied"),
            "mail.activity": self.env._("deleted"),
            "mail.mail": self.env._("deleted"),
            "ir.attachment": self.env._("deleted"),
        }
        return said.get(name) or self.env._(
            "words emptied; dates, amounts and verdicts stay"
        )

    @api.depends("partner_id", "with_card", "state")
    @api.depends_context("lang")
    def _compute_obstacles(self):
        for one in self:
            asked = one.partner_id and one.state != "done"
            why = one.sudo()._kept()[0] if asked else []
            one.obstacles = "\n".join(why)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _recovery_check_manager(self):
        if not self.env.user.has_group("debt_recovery.group_manager"):
            raise AccessError(self.env._("A manager decides on personal data."))
        self.check_access("read")

    def action_recovery_copy(self):
        """Hand out all that this addon holds on this person."""
        self.ensure_one()
        self._recovery_check_manager()
        return {
            "type": "ir.actions.act_url",
            "url": f"/debt_recovery/personal/{self.id}",
            "target": "self",
        }

    def action_recovery_erase(self):
        """Open a request of erasure: what would be replaced, what stands against it."""
        self.ensure_one()
        self._recovery_check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Erase personal data"),
            "res_model": "recovery.erasure",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_partner_id": self.id},
        }


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def action_personal_copy(self):
        return self.partner_id.action_recovery_copy()

    def action_personal_erase(self):
        return self.partner_id.action_recovery_erase()
