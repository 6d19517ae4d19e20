from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import ageing

DEFAULT_BANDS = (
    # code, from, to, colour
    ("upcoming", -7, 0, 0),
    ("d1", 1, 30, 10),
    ("d31", 31, 60, 3),
    ("d61", 61, 90, 2),
    ("d91", 91, 180, 1),
    ("d181", 181, 365, 9),
    ("d366", 366, 999, 5),
    ("d1000", 1000, ageing.NO_LIMIT, 11),
)


class RecoveryStage(models.Model):
    """Delinquency stage: how far a debt has gone, in days past due."""

    _name = "recovery.stage"
    _inherit = ["recovery.setting.mixin"]
    _description = "Ageing bracket"
    _order = "company_id, from_dpd, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    from_dpd = fields.Integer(
        "From day",
        required=True,
        help="First day past due of this bracket; negative before the due date.",
    )
    to_dpd = fields.Integer(
        "To day",
        required=True,
        default=ageing.NO_LIMIT,
        help="Last day past due of this bracket; 99999 for no limit.",
    )
    color = fields.Integer("Colour")

    _from_unique = models.UniqueIndex(
        "(company_id, from_dpd)", "Two brackets of a company start on the same day."
    )

    @api.constrains("from_dpd", "to_dpd", "company_id")
    def _check_bands(self):
        for company in self.company_id:
            stages = self.sudo().search([("company_id", "=", company.id)])
            bands = [(stage, stage.from_dpd, stage.to_dpd) for stage in stages]
            try:
                ageing.check_bands(bands)
            except ageing.BandError as error:
                raise ValidationError(self._explain(error)) from error

    @api.ondelete(at_uninstall=False)
    def _unlink_leaves_no_gap(self):
        for company in self.company_id:
            left = self.sudo().search([("company_id", "=", company.id)]) - self
            try:
                ageing.check_bands([(s, s.from_dpd, s.to_dpd) for s in left])
            except ageing.BandError as error:
                raise ValidationError(self._explain(error)) from error

    @api.model
    def _horizon(self, company):
        """Return how many days before its due date a debt is looked at."""
        first = self.sudo().search([("company_id", "=", company.id)], limit=1)
        return max(0, -first.from_dpd)

    def _explain(self, error):
        names = {"first": error.first.name, **error.days}
        if error.second:
            names["second"] = error.second.name
        if error.code == "overlap":
            return self.env._(
                "The brackets “%(first)s” and “%(second)s” overlap between days "
                "%(start)s and %(end)s.",
                **names,
            )
        if error.code == "gap":
            return self.env._(
                "Days %(start)s to %(end)s past due belong to no bracket, between "
                "“%(first)s” and “%(second)s”.",
                **names,
            )
        if error.code == "backwards":
            return self.env._(
                "The bracket “%(first)s” ends (day %(end)s) before it starts "
                "(day %(start)s).",
                **names,
            )
        return self.env._(
            "The last bracket “%(first)s” ends on day %(end)s: let it run without "
            "limit (99999), or older debts would have no bracket.",
            **names,
        )

    def _label(self, code):
        return {
            "upcoming": self.env._("Not yet due"),
            "d1": self.env._("1–30 days"),
            "d31": self.env._("31–60 days"),
            "d61": self.env._("61–90 days"),
            "d91": self.env._("91–180 days"),
            "d181": self.env._("181–365 days"),
            "d366": self.env._("366–999 days"),
            "d1000": self.env._("1,000 days and more"),
        }[code]

    def _create_defaults(self, companies):
        """Give the default brackets to the companies that have none."""
        having = self.sudo().search([("company_id", "in", companies.ids)]).company_id
        languages = self.env["res.lang"].get_installed()
        for company in companies - having:
            stages = self.sudo().create(
                [
                    {
                        "name": self.with_context(lang="en_US")._label(code),
                        "company_id": company.id,
                        "from_dpd": start,
                        "to_dpd": end,
                        "color": color,
                    }
                    for code, start, end, color in DEFAULT_BANDS
                ]
            )
            for lang, _name in languages:
                translated = self.with_context(lang=lang)
                for stage, band in zip(stages, DEFAULT_BANDS, strict=True):
                    stage.with_context(lang=lang).name = translated._label(band[0])
