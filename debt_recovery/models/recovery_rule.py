from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.rule_words import state_of
from .recovery_rule_choices import (
    CONFIDENCES,
    EFFECTS,
    HANDS,
    KINDS,
    PARTIES,
    STARTS,
    STATES,
    STRENGTHS,
    TERM_UNITS,
    WORK_PLACES,
)

TIGHTER = ("off", "warn", "on")
ACTING = ("law", "presumption")


class RecoveryRule(models.Model):
    """One version of a rule that contacts and charges obey; never edited.

    A law changes by a new version (an import); a company adds rules of its own, which
    only restrict. What a manager may do to a version is to make it act sooner.
    """

    _name = "recovery.rule"
    _description = "Rule"
    _order = "country, state_code, city, code, version desc"
    _rec_name = "code"

    code = fields.Char(required=True, index=True)
    version = fields.Integer(required=True, default=1)
    kind = fields.Selection(KINDS, required=True)
    country = fields.Char(
        required=True, help="ISO code; ZZ: everywhere, EU: its member states."
    )
    country_id = fields.Many2one(
        "res.country",
        "In",
        compute="_compute_country_id",
        store=True,
        index=True,
        help="Empty: everywhere, or the whole European Union.",
    )
    state_code = fields.Char("State or province")
    city = fields.Char("City code")
    company_id = fields.Many2one(
        "res.company",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: the law, for all. Set: a rule that this company gave itself.",
    )

    applies_to = fields.Char(required=True, default="both")
    for_consumer = fields.Boolean("Consumers")
    for_sole = fields.Boolean("Sole traders")
    for_company = fields.Boolean("Companies")
    for_public = fields.Boolean("Public bodies")
    party = fields.Selection(
        PARTIES,
        "Who collects",
        help="Empty: whoever collects, the creditor or somebody for him.",
    )
    channel = fields.Char(
        "Channels",
        required=True,
        default="all",
        help="Channels of the contact; of the notice, for a rule that asks for one.",
    )
    binds = fields.Char("Contacts that wait", help="Empty: those of every channel.")
    at_work = fields.Selection(WORK_PLACES, "Place of work")
    only_unknown_place = fields.Boolean("Only where the place is not known")

    strength = fields.Selection(STRENGTHS, required=True, default="law")
    confidence = fields.Selection(
        CONFIDENCES, "Reliability", required=True, default="general_knowledge"
    )
    state = fields.Selection(STATES, required=True, default="warn")
    impl = fields.Selection(HANDS, "Applied by", required=True, default="data")
    group = fields.Char(
        help="Lines of one group are alternatives; different groups add up."
    )

    valid_from = fields.Date("In force from")
    valid_to = fields.Date("In force until")
    used_from = fields.Date("Known from", help="Empty: from the start.", readonly=True)
    used_until = fields.Date("Known until", readonly=True)
    superseded_by_id = fields.Many2one(
        "recovery.rule", "Replaced by", readonly=True, ondelete="set null"
    )
    is_shipped = fields.Boolean("Came with the product", readonly=True)
    changes = fields.Integer(default=1, readonly=True)

    legal_basis = fields.Char()
    source_url = fields.Char("Source")
    checked_on = fields.Date()
    summary_en = fields.Text("Summary (English)", required=True)
    summary_fr = fields.Text("Summary (French)")
    summary = fields.Text(compute="_compute_summary", search="_search_summary")
    note = fields.Text()

    freeze_contact = fields.Boolean("Contacts")
    freeze_interest = fields.Boolean("Interest")
    freeze_fee = fields.Boolean("Fees")
    freeze_threat = fields.Boolean("Legal steps")
    freeze_placement = fields.Boolean("Placement")
    hold_kinds = fields.Char("Suspensions")
    exceptions = fields.Char("Except these texts")
    use = fields.Char("Figures borrowed from")
    condition = fields.Char("Only if")
    starts = fields.Selection(STARTS)
    interrupts = fields.Char("Interrupted by")
    effect = fields.Selection(EFFECTS)
    debt_kind = fields.Char("Kind of debt")
    term = fields.Integer("Delay")
    term_unit = fields.Selection(TERM_UNITS, "Unit")

    window_ids = fields.One2many("recovery.rule.window", "rule_id", "Hours")
    cap_ids = fields.One2many("recovery.rule.cap", "rule_id", "Count")
    amount_ids = fields.One2many("recovery.rule.amount", "rule_id", "Charge")
    notice_ids = fields.One2many("recovery.rule.notice", "rule_id", "Text to give")

    _version_unique = models.UniqueIndex(
        "(code, version, COALESCE(company_id, 0))",
        "This version of the rule exists already.",
    )
    _dates = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)",
        "A rule ends after it starts.",
    )

    @api.depends("code", "version")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = f"{rule.code}@{rule.version}" if rule.code else ""

    @api.depends("country")
    def _compute_country_id(self):
        countries = self.env["res.country"].search(
            [("code", "in", self.mapped("country"))]
        )
        by_code = {country.code: country for country in countries}
        for rule in self:
            rule.country_id = by_code.get(rule.country, False)

    @api.depends("summary_en", "summary_fr")
    @api.depends_context("lang")
    def _compute_summary(self):
        french = (self.env.lang or "").startswith("fr")
        for rule in self:
            rule.summary = (french and rule.summary_fr) or rule.summary_en

    @api.model
    def _search_summary(self, operator, value):
        return ["|", ("summary_en", operator, value), ("summary_fr", operator, value)]

    @api.constrains("state", "strength", "confidence", "source_url", "checked_on")
    def _check_source(self):
        """A law that acts says where it was read, when, and is more than hearsay."""
        for rule in self:
            if rule.state != "on" or rule.strength not in ACTING:
                continue
            if state_of(rule.strength, rule.confidence) == "on" and (
                rule.source_url and rule.checked_on
            ):
                continue
            raise ValidationError(
                rule.env._(
                    "Nobody has checked %(code)s: it can only warn. Import it with its "
                    "source, its date of check and its confidence, or apply it in your "
                    "company as a rule of your own.",
                    code=rule.code,
                )
            )

    def write(self, vals):
        """Let a manager make a rule act sooner; refuse everything else."""
        if set(vals) != {"state"}:
            raise UserError(
                self.env._(
                    "A version of a rule never changes. Import a file in which it is "
                    "corrected: that makes a new version."
                )
            )
        target = vals["state"]
        for rule in self:
            if TIGHTER.index(target) < TIGHTER.index(rule.state):
                raise UserError(
                    self.env._(
                        "%(code)s may be made stricter, never looser.", code=rule.code
                    )
                )
        changing = self.filtered(lambda rule: rule.state != target)
        for rule in changing:
            super(RecoveryRule, rule).write(
                {"state": target, "changes": rule.changes + 1}
            )
        return True

    # pylint: disable=super-method-mismatch
    def _write_life(self, vals):
        """Write what time does to a version: its end, and what replaced it."""
        allowed = {"valid_to", "used_until", "superseded_by_id"}
        if set(vals) - allowed:
            raise ValueError(sorted(set(vals) - allowed))
        for rule in self:
            super(RecoveryRule, rule).write({**vals, "changes": rule.changes + 1})
        return True

    # pylint: enable=super-method-mismatch
    def unlink(self):  # pylint: disable=method-required-super
        if self:
            raise UserError(  # pylint: disable=no-raise-unlink
                self.env._("A rule is never deleted: decisions were taken under it.")
            )
        return True
