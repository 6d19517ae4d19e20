from odoo import api, fields, models
from odoo.fields import Domain


class RecoveryRuleCompare(models.TransientModel):
    """Two dates of the rules of a place, side by side: added, ended, changed."""

    _name = "recovery.rule.compare"
    _description = "Compare two dates of the rules"

    country = fields.Selection(
        selection="_places",
        string="Place",
        required=True,
        default=lambda self: self.env.company.country_id.code or "FR",
    )
    date_from = fields.Date(
        "On the", required=True, default=lambda self: self._year_before()
    )
    date_to = fields.Date(
        "And on the",
        required=True,
        default=lambda self: self.env.company._recovery_today(),
    )
    result = fields.Html(compute="_compute_result", sanitize=False)

    def _compute_display_name(self):
        self.display_name = self.env._("Compare two dates of the rules")

    @api.model
    def _open_page(self):
        """Open a page of one's own, on the year that ends today."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare two dates of the rules"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "views": [(False, "form")],
        }

    def _year_before(self):
        return fields.Date.subtract(self.env.company._recovery_today(), years=1)

    def _places(self):
        """Return the places that have rules, by their names."""
        rules = self.env["recovery.rule"]
        found = rules._read_group([], ["country", "country_id"])
        names = {"ZZ": self.env._("Everywhere"), "EU": self.env._("European Union")}
        places = [(code, names.get(code) or one.name or code) for code, one in found]
        return sorted(places, key=lambda place: place[1])

    @api.depends("country", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_result(self):
        for page in self:
            page.result = False
            if page.country and page.date_from and page.date_to:
                values = page._differences()
                template = "debt_recovery.rule_differences"
                page.result = self.env["ir.qweb"]._render(template, values)

    def _differences(self):
        """Return what the template shows: rules added, ended, changed, unchanged."""
        before, after = self._rules_on(self.date_from), self._rules_on(self.date_to)
        both = [key for key in after if key in before]
        return {
            "added": [after[key] for key in after if key not in before],
            "ended": [before[key] for key in before if key not in after],
            "changed": [
                (before[key], after[key]) for key in both if before[key] != after[key]
            ],
            "same": sum(before[key] == after[key] for key in both),
            "date_from": self.date_from,
            "date_to": self.date_to,
        }

    def _rules_on(self, day):
        """Return the versions in force on a day, by code and company.

        A day that is past is seen as it was known then.
        """
        rules = self.env["recovery.rule"]
        found = rules.search(
            Domain("country", "=", self.country) & rules._in_force_domain(day),
            order="code, version",
        )
        return {(rule.code, rule.company_id.id): rule for rule in found}
