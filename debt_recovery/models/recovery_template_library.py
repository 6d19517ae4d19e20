from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.segments import CONSUMER, PUBLIC

FAMILIES = [
    ("plain", "Plain"),
    ("ease", "Easy to do"),
    ("positive_goal", "Positive goal"),
    ("loss_aversion", "What waiting costs"),
    ("social_proof", "What others do"),
]
AUDIENCES = [
    ("any", "Everybody"),
    ("business", "Businesses"),
    ("consumer", "Consumers"),
    ("public", "Public bodies"),
]
NO_LIMIT = 99999  # days, as the last bracket has it


class RecoveryTemplate(models.Model):
    """The library: whom a text is for, how late, in which tone and from which angle."""

    _inherit = "recovery.template"

    family = fields.Selection(
        FAMILIES,
        "Angle",
        required=True,
        default="plain",
        help="What the message leans on. All but the plain one are for experiments: "
        "scenarios never choose them by themselves.",
    )
    audience = fields.Selection(
        AUDIENCES,
        "Written to",
        required=True,
        default="any",
        help="Decides what the text may say: for everybody, what a consumer may not "
        "read is refused or pointed out.",
    )
    from_dpd = fields.Integer(
        "From day", default=1, aggregator=None, help="Negative: before the due date."
    )
    to_dpd = fields.Integer(
        "To day", default=NO_LIMIT, aggregator=None, help="99999: no limit."
    )
    is_follow_up = fields.Boolean(
        "Quotes earlier messages",
        help="Never chosen for a first contact in place of the step's own text.",
    )
    stage_ids = fields.Many2many(
        "recovery.stage",
        string="Brackets",
        compute="_compute_stage_ids",
        search="_search_stage_ids",
        help="Brackets of your company that these days touch.",
    )
    step_count = fields.Integer("Steps", compute="_compute_step_count")

    @api.depends("from_dpd", "to_dpd")
    @api.depends_context("company")
    def _compute_stage_ids(self):
        stages = self._own_stages()
        for template in self:
            template.stage_ids = stages.filtered(
                lambda stage, text=template: (
                    stage.from_dpd <= text.to_dpd and stage.to_dpd >= text.from_dpd
                )
            )

    def _search_stage_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        own = Domain("company_id", "=", self.env.company.id)
        if operator == "any":
            chosen = Domain(value)
        elif any(isinstance(one, str) for one in value):
            chosen = Domain("name", "in", list(value))
        else:
            chosen = Domain("id", "in", list(value))
        stages = self.env["recovery.stage"].search(own & chosen)
        return Domain.OR(
            Domain("from_dpd", "<=", stage.to_dpd)
            & Domain("to_dpd", ">=", stage.from_dpd)
            for stage in stages
        )

    def _own_stages(self):
        return self.env["recovery.stage"].search(
            [("company_id", "=", self.env.company.id)]
        )

    def _compute_step_count(self):
        """Count the steps of scenarios in use that say this text, first or next."""
        used = [("template_id", "in", self.ids)]
        first = self.env["recovery.treatment"]._read_group(
            [*used, ("policy_id.active", "=", True)], ["template_id"], ["__count"]
        )
        after = self.env["recovery.treatment.fallback"]._read_group(
            [*used, ("treatment_id.policy_id.active", "=", True)],
            ["template_id"],
            ["__count"],
        )
        first, after = dict(first), dict(after)
        for template in self:
            text = template._origin
            template.step_count = first.get(text, 0) + after.get(text, 0)

    @api.model
    def _audience_of(self, partner):
        """Return the audience that ``partner`` belongs to."""
        kind = partner._recovery_kind()
        return kind if kind in (CONSUMER, PUBLIC) else "business"

    def _variants(self):
        """Return the texts of the library that may stand in for this one: of its
        channel, purpose and angle, the company's own before the shared."""
        self.ensure_one()
        found = self.search(
            [
                ("channel", "=", self.channel),
                ("purpose", "=", self.purpose),
                ("family", "=", self.family),
                ("company_id", "in", [self.env.company.id, False]),
            ]
        )
        return found.sorted(lambda text: (not text.company_id, text.sequence))

    def _variant(self, tone, audience, days, among):
        """Return the first of ``among`` that says this in ``tone``, to ``audience``
        rather than to everybody, ``days`` past due; this text where there is none."""
        if self.tone == tone:
            return self
        fit = among.filtered(
            lambda text: text.tone == tone and text.from_dpd <= days <= text.to_dpd
        )
        own = fit.filtered(lambda text: text.audience == audience)
        return (own or fit.filtered(lambda text: text.audience == "any"))[:1] or self

    def action_copy_for_company(self):
        """Open a copy that belongs to the present company, to be changed freely."""
        self.ensure_one()
        company = self.env.company
        copy = self.copy(
            {
                "company_id": company.id,
                "name": self.env._(
                    "%(name)s · %(company)s", name=self.name, company=company.name
                ),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "recovery.template",
            "res_id": copy.id,
            "view_mode": "form",
        }

    def action_view_steps(self):
        """Open the scenarios that use this text, first or as a next channel."""
        policies = (
            self.env["recovery.treatment"]
            .search(
                [
                    ("policy_id.active", "=", True),
                    "|",
                    ("template_id", "in", self.ids),
                    ("fallback_ids.template_id", "in", self.ids),
                ]
            )
            .policy_id
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Scenarios"),
            "res_model": "recovery.policy",
            "view_mode": "list,form",
            "domain": [("id", "in", policies.ids)],
        }
