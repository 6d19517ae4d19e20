from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CONFIDENCES = [
    ("verified_primary", "Verified in the source"),
    ("verified_secondary", "Verified in a second source"),
    ("general_knowledge", "General knowledge, to be checked"),
    ("house", "Our own decision"),
]
TARGETS = [
    ("payloads", "What providers told us, as received"),
    ("links", "Links that ended, and their visits"),
    ("calls", "Notes and numbers of call-backs"),
    ("bodies", "Texts of messages sent"),
    ("threads", "Messages in settled accounts"),
    ("complaints", "Words of closed complaints"),
    ("holds", "Reasons and evidence of holds that are over"),
    ("events", "Events of settled accounts"),
    ("decisions", "Decisions on settled accounts"),
]
UNITS = [("days", "Day(s)"), ("months", "Month(s)"), ("years", "Year(s)")]
# What proves how a debt was collected: rules that ask to keep evidence hold it.
EVIDENCE = ("bodies", "threads", "complaints", "holds", "events", "decisions")


class RecoveryRetention(models.Model):
    """How long one kind of data is kept, and on what ground. Nothing is purged before
    a manager switches it on; until then it says what it would purge."""

    _name = "recovery.retention"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Data retention"
    _order = "sequence, id"

    _transitions = {"warn": ("on",), "on": ("warn",)}
    _free_fields = (
        *("sequence", "target", "company_id", "count", "unit", "purpose"),
        *("legal_basis", "source_url", "checked_on", "confidence", "reason"),
    )

    sequence = fields.Integer(default=10)
    target = fields.Selection(TARGETS, "What", required=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: every company that has none of its own.",
    )
    count = fields.Integer("Kept for", required=True)
    unit = fields.Selection(UNITS, required=True, default="years")
    starts = fields.Char("Counted from", compute="_compute_starts")
    state = fields.Selection(
        [("warn", "Says what is due"), ("on", "Purges")],
        required=True,
        default="warn",
        readonly=True,
    )
    purpose = fields.Char("Kept for what", translate=True)
    legal_basis = fields.Char(translate=True)
    source_url = fields.Char("Source")
    checked_on = fields.Date()
    confidence = fields.Selection(
        CONFIDENCES, required=True, default="general_knowledge"
    )
    reason = fields.Char(
        "Switched on because", help="Who checked the ground, and where, in a sentence."
    )
    switched_by_id = fields.Many2one(
        "res.users", "Switched by", readonly=True, ondelete="set null"
    )
    switched_on = fields.Date(readonly=True)
    purge_ids = fields.One2many("recovery.purge", "retention_id", "Purges")

    _once = models.UniqueIndex(
        "(target, COALESCE(company_id, 0))",
        "There is one retention of a kind for a company.",
    )

    @api.constrains("count")
    def _check_count(self):
        if any(one.count < 1 for one in self):
            raise ValidationError(self.env._("Keep it for one day at least."))

    @api.depends("target")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["target"]._description_selection(self.env))
        for one in self:
            one.display_name = labels.get(one.target)

    @api.depends("target")
    @api.depends_context("lang")
    def _compute_starts(self):
        said = {
            "payloads": self.env._("their understanding"),
            "links": self.env._("their end"),
            "calls": self.env._("the call"),
            "complaints": self.env._("their closing"),
            "holds": self.env._("their end"),
        }
        for one in self:
            one.starts = said.get(
                one.target, self.env._("the day on which the account was settled")
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("state", None)
        return super().create(vals_list)

    def write(self, vals):
        """A change of what is purged asks a manager again."""
        result = super().write(vals)
        if vals.keys() & {"count", "unit", "target", "company_id"}:
            self._switch("warn")
        return result

    def action_switch_on(self):
        """Purge from the next night on; on general knowledge alone, not without a
        sentence that says who checked it."""
        self.check_access("write")
        for one in self:
            unchecked = one.confidence == "general_knowledge"
            if unchecked and not (one.reason or "").strip():
                raise UserError(
                    self.env._(
                        "“%(what)s” rests on general knowledge: write in “Switched on "
                        "because” who checked it, and where.",
                        what=one.display_name,
                    )
                )
            one._switch("on")

    def action_switch_off(self):
        self.check_access("write")
        for one in self:
            one._switch("warn")

    def _switch(self, state):
        self._move_to(
            state,
            switched_by_id=self.env.uid,
            switched_on=self.env.company._recovery_today(),
        )

    def _limit(self, today):
        """Return the day before which data is purged."""
        return today - relativedelta(**{self.unit: self.count})

    @api.model
    def _of(self, company):
        """Return what holds for a company: its own, else those of all."""
        found = self.sudo().search([("company_id", "in", (False, company.id))])
        chosen = {}
        for one in found.sorted(lambda one: bool(one.company_id)):
            chosen[one.target] = one
        return self.browse().union(*chosen.values()).sudo().sorted("sequence")


class RecoveryPurge(models.Model):
    """What was purged in one night, of what kind, in numbers; written once."""

    _name = "recovery.purge"
    _inherit = ["recovery.append.only.mixin"]
    _description = "Purge"
    _order = "id desc"
    _log_access = False
    _body_columns = ("purged_at", "target", "before", "rows_count", "kept_count")

    retention_id = fields.Many2one(
        "recovery.retention", index=True, ondelete="set null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict"
    )
    target = fields.Selection(TARGETS, "What", required=True)
    purged_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    before = fields.Date("Older than", required=True)
    rows_count = fields.Integer("Rows purged")
    kept_count = fields.Integer(
        "Kept by a rule", help="A rule asks to keep this evidence longer."
    )
