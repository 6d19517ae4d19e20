from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .recovery_rule_load import RESTRICTIONS

DEBTORS = ("consumer", "sole", "company", "public")


class RecoveryRule(models.Model):
    """What the pages about rules show: where, for whom, how much, how sure."""

    _inherit = "recovery.rule"

    place = fields.Char(compute="_compute_place")
    who = fields.Char("Towards whom", compute="_compute_who")
    channels = fields.Char("By these channels", compute="_compute_channels")
    channels_bound = fields.Char("Contacts that must wait", compute="_compute_channels")
    figures = fields.Text(compute="_compute_figures")
    sentence = fields.Text(compute="_compute_sentence")
    is_in_force = fields.Boolean(
        "In force today", compute="_compute_is_in_force", search="_search_is_in_force"
    )
    is_current = fields.Boolean(
        "Newest version",
        compute="_compute_is_current",
        search="_search_is_current",
    )
    version_ids = fields.Many2many(
        "recovery.rule", string="Versions", compute="_compute_version_ids"
    )
    may_restrict = fields.Boolean(compute="_compute_may_restrict")

    @api.depends("country", "state_code", "city")
    @api.depends_context("lang")
    def _compute_place(self):
        words = self.env["recovery.rule.words"]
        named = {}
        for rule in self:
            where = (rule.country, rule.state_code or "", rule.city or "")
            if where not in named:
                named[where] = words._place_words(rule) or self.env._("Everywhere")
            rule.place = named[where]

    @api.depends("party", "for_consumer", "for_sole", "for_company", "for_public")
    @api.depends_context("lang")
    def _compute_who(self):
        names = {
            "consumer": self.env._("Consumers"),
            "sole": self.env._("Sole traders"),
            "company": self.env._("Companies"),
            "public": self.env._("Public bodies"),
        }
        parties = {
            "first": self.env._("(by the creditor)"),
            "third": self.env._("(by a collector)"),
        }
        for rule in self:
            debtors = [names[one] for one in DEBTORS if rule[f"for_{one}"]]
            towards = ", ".join(debtors)
            if len(debtors) == len(DEBTORS):
                towards = self.env._("Everybody")
            rule.who = f"{towards} {parties.get(rule.party, '')}".strip()

    @api.depends("channel", "binds")
    @api.depends_context("lang")
    def _compute_channels(self):
        for rule in self:
            rule.channels = rule._channel_words(rule.channel)
            rule.channels_bound = rule._channel_words(rule.binds)

    def _channel_words(self, text):
        """Name the channels of a file's words; "" for all of them."""
        names = {
            **self.env["recovery.rule.words"]._channel_names(),
            "prerecorded": self.env._("Recorded messages"),
            "autodialed_or_prerecorded": self.env._("Automatic calls and SMS"),
            "electronic": self.env._("E-mail, SMS and messages"),
            "messaging": self.env._("Messages"),
            "written": self.env._("In writing"),
            "text_form": self.env._("In writing"),
            "any_durable": self.env._("In writing"),
            "all_except_visit": self.env._("All but visits"),
            "invoice": self.env._("Invoice"),
        }
        words = (text or "").split(",")
        return ", ".join(names[one] for one in words if one in names)

    @api.depends_context("lang")
    def _compute_figures(self):
        for rule in self:
            rule.figures = "\n".join(rule._figures())

    @api.depends("state", "strength", "confidence", "valid_from", "valid_to")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = " ".join(rule._sentences())

    def _sentences(self):
        """Say what the rule does, to whom, since when, in whole sentences."""
        found = [self._effect_sentence()]
        dates = self._date_words()
        if dates:
            found.append(self.env._("In force %(dates)s.", dates=dates))
        if self.used_until and self.superseded_by_id:
            found.append(
                self.env._(
                    "Replaced by version %(version)s.",
                    version=self.superseded_by_id.version,
                )
            )
        return found

    def _effect_sentence(self):
        if self.state == "off":
            return self.env._("Not applied: it is not in force, or was not chosen.")
        if self.state == "warn":
            return self.env._(
                "Warns, and stops nobody: it has still to be checked in its source."
            )
        if self.strength in ("law", "presumption"):
            return self.env._("Binds the machine and people alike.")
        return self.env._(
            "Binds the machine; a person is warned and may go on with a reason."
        )

    @api.depends("valid_from", "valid_to", "used_from", "used_until")
    def _compute_is_in_force(self):
        today = self.env.company._recovery_today()
        for rule in self:
            rule.is_in_force = rule._is_in_force(today)

    def _is_in_force(self, day):
        """Tell whether this version is known and in force on a day."""
        starts = [one for one in (self.valid_from, self.used_from) if one]
        ends = [one for one in (self.valid_to, self.used_until) if one]
        return all(one <= day for one in starts) and all(one >= day for one in ends)

    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._in_force_domain(self.env.company._recovery_today())

    def _in_force_domain(self, day):
        return Domain.AND(
            Domain(name, "=", False) | Domain(name, operator, day)
            for name, operator in (
                ("valid_from", "<="),
                ("used_from", "<="),
                ("valid_to", ">="),
                ("used_until", ">="),
            )
        )

    @api.depends("superseded_by_id")
    def _compute_is_current(self):
        for rule in self:
            rule.is_current = not rule.superseded_by_id

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("superseded_by_id", "=", False)]

    @api.depends("code", "company_id")
    def _compute_version_ids(self):
        versions = self.search([("code", "in", self.mapped("code"))]).grouped(
            lambda rule: (rule.code, rule.company_id)
        )
        for rule in self:
            rule.version_ids = versions.get((rule.code, rule.company_id), self.browse())

    @api.depends("kind", "company_id", "superseded_by_id", "use")
    def _compute_may_restrict(self):
        for rule in self:
            grants = rule.amount_ids.role in ("due", "floor")
            rule.may_restrict = not (
                rule.company_id
                or rule.superseded_by_id
                or rule.use
                or grants
                or rule.kind not in RESTRICTIONS
            )

    def action_act(self):
        """Let rules that only warn, or are not asked, act."""
        self._check_importer()
        self.state = "on"

    def action_warn(self):
        """Let rules that are not asked warn."""
        self._check_importer()
        self.state = "warn"

    def action_apply_in_company(self):
        """Give the current company this rule as its own: it then acts for it."""
        self.ensure_one()
        self._check_importer()
        if not self.may_restrict:
            raise UserError(self.env._("A company may only restrict, not allow."))
        company = self.env.company
        row = self._house_row(company)
        created = self._apply(self._plan([row], company), company)
        rule = created or self._newest([self.code], company)[self.code]
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": rule.id,
            "views": [(False, "form")],
        }

    def action_open_source(self):
        """Open the page on which the rule was read."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.source_url, "target": "new"}
