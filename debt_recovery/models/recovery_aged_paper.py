from odoo import models
from odoo.tools import formatLang

from ..tools import aged


class RecoveryAgedReport(models.TransientModel):
    """The aged balance as a spreadsheet and on paper."""

    _name = "recovery.aged.report"
    _inherit = ["recovery.aged.report", "recovery.sheet"]

    def _sheet_name(self):
        return self.env._("Aged balance %(date)s", date=self.as_of)

    def _write_sheet(self, pen):
        summary, currency = self.summary(), self.company_id.currency_id
        pen.new_page(self.env._("Aged balance"), [44, 9, *[15] * 6, 16, 9, 12, 9])
        pen.line([summary["company"]], bold=True, font_size=14)
        title = self.env._("Aged balance on %(date)s", date=summary["date"])
        pen.line([title, None, currency.name])
        pen.skip()
        labels = list(self._labels().values())
        outstanding = self.env._("Outstanding")
        pen.head(
            [
                self.env._("Customer"),
                self.env._("Currency"),
                *(*labels, outstanding),
                self.env._("Outstanding, in currency"),
                self.env._("Items"),
                self.env._("Oldest due date"),
                self.env._("Days late"),
            ]
        )
        for line in self.line_ids:
            foreign = line.currency_id != currency
            pen.line(
                [
                    line.name,
                    line.currency_id.name,
                    *(float(line[name]) for name in (*aged.NAMES, "total")),
                    float(line.currency_total) if foreign else None,
                    *(line.items, line.oldest_due, line.days_late),
                ],
                currency,
            )
        sums = [column["amount"] for column in summary["columns"]]
        pen.line([self.env._("Total"), None, *sums, summary["total"]], currency, bold=1)
        pen.skip()
        self._write_control(pen, summary, currency)

    def _write_control(self, pen, summary, currency):
        pen.line([self.env._("Control")], bold=True)
        for one in summary["accounts"]:
            name = f"{one['code']} {one['name']}"
            note = None if one["aged"] is not None else self.env._("Not ours")
            pen.line([name, None, one["balance"], note], currency)
        pen.line(
            [self.env._("Receivable accounts"), None, summary["balance"]],
            currency,
            bold=True,
        )
        if summary["not_ours"]:
            name = self.env._("Accounts that are not ours")
            pen.line([name, None, -summary["not_ours"]], currency)
        pen.line([self.env._("Aged balance"), None, summary["total"]], currency)
        pen.line(
            [self.env._("Difference"), None, summary["difference"]], currency, bold=True
        )
        pen.skip()
        pen.line([self.env._("Of which")], bold=True)
        for part in summary["parts"]:
            pen.line([part["label"], None, part["amount"], part["items"]], currency)

    def _paper(self):
        """Return what the printed aged balance shows, amounts as text."""
        summary, currency = self.summary(), self.company_id.currency_id

        def money(amount):
            digits = currency.decimal_places
            return formatLang(self.env, amount, digits=digits) if amount else "–"

        rows = [
            {
                "name": line.name,
                "currency": line.currency_id.name,
                "foreign": line.currency_id != currency,
                "in_currency": money(line.currency_total),
                "amounts": [money(line[name]) for name in aged.NAMES],
                "total": money(line.total),
                "days": line.days_late or "",
            }
            for line in self.line_ids
        ]
        return {
            **summary,
            "rows": rows,
            "money": money,
            "currency": currency,
            "any_foreign": any(row["foreign"] for row in rows),
        }
