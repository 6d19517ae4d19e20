from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import ageing

DEFAULT_BANDS = (
    # code, from, to, colour, least share that an agent accepts as a settlement
    ("upcoming", -7, 0, 0, 100),
    ("d1", 1, 30, 10, 100),
    ("d31", 31, 60, 3, 100),
    ("d61", 61, 90, 2, 95),
    ("d91", 91, 180, 1, 90),
    ("d181", 181, 365, 9, 80),
    ("d366", 366, 999, 5, 70),
    ("d1000", 1000, ageing.NO_LIMIT, 11, 60),
)
MOVING = "recovery_edges_move"  # neighbours follow before the whole is checked


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
        if self.env.context.get(MOVING):
            return
        for company in self.company_id:
            stages = self.sudo().search([("company_id", "=", company.id)])
            bands = [(stage, stage.from_dpd, stage.to_dpd) for stage in stages]
            try:
                ageing.check_bands(bands)
            except ageing.BandError as error:
                raise ValidationError(self._explain(error)) from error

    @api.model_create_multi
    def create(self, vals_list):
        """A bracket put over the edge of another one takes these days from it."""
        moving = self.with_context(**{MOVING: True})
        stages = super(RecoveryStage, moving).create(vals_list)
        for stage in stages:
            for other in stage._others() - stages:
                if other.from_dpd < stage.from_dpd <= other.to_dpd <= stage.to_dpd:
                    other.to_dpd = stage.from_dpd - 1
                elif stage.from_dpd < other.from_dpd <= stage.to_dpd < other.to_dpd:
                    other.from_dpd = stage.to_dpd + 1
        stages = stages.with_env(self.env)
        stages._check_bands()
        return stages

    def write(self, vals):
        """Move an edge, and with it the edge of the bracket next to it."""
        edges = {"from_dpd", "to_dpd"} & vals.keys()
        if not edges or len(self) != 1 or self.env.context.get(MOVING):
            return super().write(vals)
        moving = self.with_context(**{MOVING: True})
        before = moving._others().filtered(lambda s: s.to_dpd == self.from_dpd - 1)
        after = moving._others().filtered(lambda s: s.from_dpd == self.to_dpd + 1)
        super(RecoveryStage, moving).write(vals)
        if "from_dpd" in edges:
            before.to_dpd = self.from_dpd - 1
        if "to_dpd" in edges:
            after.from_dpd = self.to_dpd + 1
        self._check_bands()
        return True

    def unlink(self):
        """The days of a bracket that goes belong to the one before it."""
        for stage in self.sorted("from_dpd").with_context(**{MOVING: True}):
            before = stage._others().filtered(
                lambda s, start=stage.from_dpd: s.to_dpd == start - 1
            )
            before.to_dpd = stage.to_dpd
        return super().unlink()

    def _others(self):
        return self.search([("company_id", "=", self.company_id.id)]) - self.browse(
            self.ids
        )

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
                        "settlement_share": share,
                    }
                    for code, start, end, color, share in DEFAULT_BANDS
                ]
            )
            for lang, _name in languages:
                translated = self.with_context(lang=lang)
                for stage, band in zip(stages, DEFAULT_BANDS, strict=True):
                    stage.with_context(lang=lang).name = translated._label(band[0])
