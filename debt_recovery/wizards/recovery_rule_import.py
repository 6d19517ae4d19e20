import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class RecoveryRuleImport(models.TransientModel):
    """Reads a file of rules: shows what it changes, then changes all or nothing."""

    _name = "recovery.rule.import"
    _description = "Import rules"

    file = fields.Binary("CSV file", required=True)
    file_name = fields.Char()
    company_id = fields.Many2one(
        "res.company",
        "For one company",
        help="Empty: the law, for all. Set: this company restricts itself further.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    has_changes = fields.Boolean(compute="_compute_preview")

    @api.depends("file", "company_id")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview, wizard.has_changes = False, False
            if not wizard.file:
                continue
            changes, problems = wizard._changes()
            values = {
                "problems": problems,
                "changes": wizard._shown(changes),
                "same": sum(one.action == "same" for one in changes),
            }
            template = "debt_recovery.rule_changes"
            wizard.preview = self.env["ir.qweb"]._render(template, values)
            wizard.has_changes = bool(values["changes"]) and not problems

    def _text(self):
        return self.env["recovery.history.wizard"]._decode(self.file)

    def _changes(self):
        """Return what the file changes, and what is wrong in it, in sentences."""
        rules = self.env["recovery.rule"]
        rows, problems = rules._read_rules(self._text(), self.company_id)
        lines = [
            self.env._(
                "Line %(line)s, %(column)s: %(what)s",
                line=line,
                column=column or self.env._("the whole line"),
                what=what,
            )
            for line, column, what in problems
        ]
        return ([] if lines else rules._plan(rows, self.company_id)), lines

    def _shown(self, changes):
        """Return the rows of the preview: the rule, its figures before and after.

        The figures of a version to come are those of a record that is never saved.
        """
        rules = self.env["recovery.rule"]
        shown = []
        for change in changes:
            if change.action == "same":
                continue
            newer = rules.new(rules._vals_of(change.row))
            shown.append(
                {
                    "code": change.row.code,
                    "is_new": change.action == "added",
                    "summary": newer.summary,
                    "before": change.current._figures() if change.current else [],
                    "after": newer._figures(),
                    "fields": self._named(change),
                }
            )
        return shown

    def _named(self, change):
        """Name what else differs: texts, dates, sources."""
        if not change.current:
            return []
        before, after = change.current._as_row(), change.row
        return [
            (label, getattr(before, name) or "–", getattr(after, name) or "–")
            for name, label in self._labels().items()
            if getattr(before, name) != getattr(after, name)
        ]

    def _labels(self):
        fields_ = self.env["recovery.rule"].fields_get(
            [
                "applies_to",
                "party",
                "channel",
                "strength",
                "confidence",
                "valid_from",
                "valid_to",
                "legal_basis",
                "source_url",
                "checked_on",
                "note",
            ],
            ["string"],
        )
        return {name: one["string"] for name, one in fields_.items()}

    def action_import(self):
        """Make a version of every rule that changed; nothing when a row is wrong."""
        self.ensure_one()
        rules = self.env["recovery.rule"]
        rules._check_importer()
        changes, problems = self._changes()
        if problems:
            raise UserError(
                self.env._(
                    "Nothing was imported:\n%(problems)s", problems="\n".join(problems)
                )
            )
        created = rules._apply(changes, self.company_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rules imported"),
            "res_model": "recovery.rule",
            "domain": [("id", "in", created.ids)],
            "views": [(False, "list"), (False, "form")],
            "target": "current",
        }


class RecoveryRuleExport(models.TransientModel):
    """Gives the rules back as the file that counsel keeps."""

    _name = "recovery.rule.export"
    _description = "Export rules"

    country_id = fields.Many2one("res.country", help="Empty: every rule.")
    file = fields.Binary(readonly=True)
    file_name = fields.Char(readonly=True)

    def action_export(self):
        """Give the newest version of each rule of the law, as a CSV file."""
        self.ensure_one()
        rules = self.env["recovery.rule"]
        rules.check_access("read")
        domain = [("superseded_by_id", "=", False), ("company_id", "=", False)]
        if self.country_id:
            domain.append(("country_id", "=", self.country_id.id))
        text = rules._export(domain)
        self.file = base64.b64encode(text.encode())
        self.file_name = f"rules-{self.country_id.code or 'all'}.csv"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}"
            "?download=true",
            "target": "self",
        }
