from odoo import models
from odoo.tools import format_date, formatLang

from ..tools.aged import LATE


class RecoveryLateTable(models.TransientModel):
    """The table of late payments on screen, on paper and as a spreadsheet."""

    _inherit = "recovery.late.table"

    def action_pdf(self):
        return self.env.ref("debt_recovery.report_late_table").report_action(self)

    def _sheet_name(self):
        return self.env._("Late payments D. 441-6 %(date)s", date=self.closing_date)

    def _labels(self):
        """Return the titles of the columns, the last one for their total."""
        known = self.env["recovery.aged.line"].fields_get(LATE, ["string"])
        total = self.env._("Total (1 day and more)")
        return [*(known[name]["string"] for name in LATE), total]

    def _rows(self, figures):
        """Return the rows ``(label, values, kind)`` of the two blocks."""
        shown = []
        columns = (*LATE, "total")
        for block in ("late", "disputed"):
            numbers = [figures[block][name][0] for name in columns]
            amounts = [float(figures[block][name][1]) for name in columns]
            shares = [
                amount / self.turnover if self.turnover else None for amount in amounts
            ]
            shown.append(
                {
                    "name": block,
                    "numbers": numbers,
                    "amounts": amounts,
                    "shares": shares if block == "late" else [],
                }
            )
        return shown

    def _paper(self):
        """Return what the table shows: rows as numbers and as text, and the tie."""
        figures = self._figures()
        digits = self.currency_id.decimal_places

        def money(amount):
            return formatLang(self.env, amount, digits=digits) if amount else "–"

        def share(value):
            if value is None:
                return "–"
            return self.env._(
                "%(share)s %%", share=formatLang(self.env, value * 100, digits=2)
            )

        kept = self._kept()
        return {
            "company": self.company_id.name,
            "currency": self.currency_id.name,
            "date": format_date(self.env, self.closing_date),
            "tax": self._label("tax"),
            "terms": self._label("terms"),
            "labels": self._labels(),
            "blocks": self._rows(figures),
            "turnover": self.turnover,
            "invoices": figures["aged"] - figures["other"],
            "other": figures["other"],
            "aged": figures["aged"],
            "kept": kept,
            "since": figures["aged"] - (kept or 0),
            "money": money,
            "share": share,
        }

    def _label(self, name):
        return dict(self._fields[name]._description_selection(self.env))[self[name]]

    def _write_sheet(self, pen):
        paper, currency = self._paper(), self.currency_id
        pen.new_page(self.env._("D. 441-6"), [52, *[17] * 5])
        pen.line([paper["company"]], bold=True, font_size=14)
        pen.line([self._title(paper)])
        pen.line([f"{paper['tax']}, {paper['currency']} · {paper['terms']}"])
        pen.skip()
        pen.head([self.env._("Lateness"), *paper["labels"]])
        late, disputed = paper["blocks"]
        pen.line([self.env._("Number of invoices"), *late["numbers"]])
        pen.line([self.env._("Total amount"), *late["amounts"]], currency)
        pen.line(
            [self.env._("Share of the year's turnover"), *late["shares"]],
            num_format="0.00%",
        )
        pen.skip()
        pen.line([self.env._("Excluded: disputed invoices")], bold=True)
        pen.line([self.env._("Number of invoices"), *disputed["numbers"]])
        pen.line([self.env._("Total amount"), *disputed["amounts"]], currency)
        pen.skip()
        for label, name in (
            (self.env._("Turnover of the year"), "turnover"),
            (self.env._("Late invoices, tax included"), "invoices"),
            (self.env._("Credits, payments and entries not matched"), "other"),
            (self.env._("Late in the aged balance"), "aged"),
        ):
            pen.line([label, float(paper[name])], currency)

    def _title(self, paper):
        return self.env._(
            "Invoices issued, unpaid on %(date)s and past due (art. D. 441-6, I, 2°)",
            date=paper["date"],
        )
