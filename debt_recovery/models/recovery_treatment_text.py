from odoo import api, fields, models
from odoo.tools import format_list

TEXTS = ("text_subject", "text_body", "text_plain")
OF_TEXT = ("subject", "body", "text")


class RecoveryTreatment(models.Model):
    """The words of a step, edited where the step is.

    They belong to the message text, which several steps may share: a change reaches
    them all, unless the step takes a copy of its own.
    """

    _inherit = "recovery.treatment"

    text_subject = fields.Char("Subject", related="template_id.subject", readonly=False)
    text_body = fields.Html("Text", related="template_id.body", readonly=False)
    text_plain = fields.Text("Plain text", related="template_id.text", readonly=False)
    text_own = fields.Boolean(
        "Own copy for this step",
        store=False,
        help="What is changed here is kept in a copy of the text that only this step "
        "uses.",
    )
    text_users = fields.Char("Also used by", compute="_compute_text_users")

    @api.depends("template_id", "name")
    @api.depends_context("lang")
    def _compute_text_users(self):
        """Name the other steps in use that say the same words."""
        texts = self.template_id._origin
        found = self.search_fetch(
            [("template_id", "in", texts.ids), ("policy_id.active", "=", True)],
            ["name", "policy_id", "template_id"],
        ).grouped("template_id")
        for step in self:
            others = found.get(step.template_id._origin, self.browse()) - step._origin
            names = [
                other.name
                if other.policy_id == step.policy_id._origin
                else f"{other.name} ({other.policy_id.name})"
                for other in others
            ]
            step.text_users = format_list(self.env, names) if names else False

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_own_text(vals) for vals in vals_list])

    def write(self, vals):
        if vals.keys().isdisjoint((*TEXTS, "text_own")):
            return super().write(vals)
        for step in self:
            own = step._with_own_text(vals, step.template_id)
            super(RecoveryTreatment, step).write(own)
        return True

    def _with_own_text(self, vals, template=None):
        """Return ``vals`` with a text of the step's own where it asks for one, and
        without words that say what the text says already."""
        vals = dict(vals)
        own = vals.pop("text_own", False)
        if vals.get("template_id"):
            template = self.env["recovery.template"].browse(vals["template_id"])
        if not template:
            return vals
        if own:
            template = template.copy({"name": self._own_text_name(template, vals)})
            vals["template_id"] = template.id
        for name, word in zip(TEXTS, OF_TEXT, strict=True):
            if name in vals and (vals[name] or "") == (template[word] or ""):
                del vals[name]
        return vals

    def _own_text_name(self, template, vals):
        scenario = (
            self.policy_id.name
            or self.env["recovery.policy"].browse(vals.get("policy_id")).name
        )
        return f"{template.name} · {scenario}" if scenario else template.name
