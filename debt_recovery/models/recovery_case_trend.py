from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

WIDTH, HEIGHT, YEAR = 720, 96, 365


class RecoveryCase(models.Model):
    """How the account went in the last twelve months, from the evenings kept."""

    _inherit = "recovery.case"

    trend_html = fields.Html(
        "Last twelve months", compute="_compute_trend_html", sanitize=False
    )

    @api.depends("partner_id", "company_id", "measured_on")
    @api.depends_context("lang")
    def _compute_trend_html(self):
        snapshots = self.env["recovery.snapshot"].sudo()
        for company, cases in self._origin.grouped("company_id").items():
            since = company._recovery_today() - timedelta(days=YEAR)
            ids = cases.partner_id.ids
            found = snapshots._history(company, ids, since) if ids else {}
            for case in cases:
                case.trend_html = case._trend(found.get(case.partner_id.id))
        for case in self - self._origin:
            case.trend_html = case._origin.trend_html

    def _trend(self, points):
        """Return two small charts, or a sentence while there is nothing to show."""
        values = {"points": points if points and len(points) > 1 else []}
        if values["points"]:
            values.update(self._trend_charts(points))
        return self.env["ir.qweb"]._render("debt_recovery.case_trend", values)

    def _trend_charts(self, points):
        def money(amount):
            return formatLang(self.env, amount, currency_obj=self.currency_id)

        last, worst = points[-1], max(point["days_late"] for point in points)
        highest = max(point["total"] for point in points)
        return {
            "width": WIDTH,
            "height": HEIGHT,
            "owed": _area(points, "total"),
            "late": _area(points, "late", max(highest, 0)),
            "days": _area(points, "days_late"),
            "from_day": format_date(self.env, points[0]["day"]),
            "to_day": format_date(self.env, last["day"]),
            "owed_text": self.env._(
                "%(now)s on %(day)s; at most %(most)s",
                now=money(last["total"]),
                day=format_date(self.env, last["day"]),
                most=money(highest),
            ),
            "days_text": self.env._(
                "%(now)s days on %(day)s; at most %(most)s",
                now=last["days_late"],
                day=format_date(self.env, last["day"]),
                most=worst,
            ),
        }


def _area(points, name, top=None):
    """Return the outline of an area under ``name``, as SVG coordinates.

    >>> from datetime import date
    >>> day = lambda number, value: {"day": date(2026, 1, number), "x": value}
    >>> _area([day(1, 0), day(2, 5), day(3, 10)], "x")
    '0,96 0,96 360,52 720,8 720,96'
    """
    first, last = points[0]["day"], points[-1]["day"]
    span = (last - first).days or 1
    top = top or max(max(point[name] for point in points), 0) or 1
    outline = [
        (
            round(WIDTH * (point["day"] - first).days / span),
            round(HEIGHT - (HEIGHT - 8) * max(point[name], 0) / top),
        )
        for point in points
    ]
    corners = [(0, HEIGHT), *outline, (WIDTH, HEIGHT)]
    return " ".join(f"{x},{y}" for x, y in corners)
