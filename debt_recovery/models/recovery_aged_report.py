from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import aged

PDF_ROWS = 3000  # beyond, paper serves nobody
_COLUMNS = (*aged.NAMES, "total")
_CURRENCY_COLUMNS = tuple(f"currency_{name}" for name in _COLUMNS)


class RecoveryAgedReport(models.TransientModel):
    """An aged balance that someone looks at: its date, its rows, its control."""

    _name = "recovery.aged.report"
    _description = "Aged balance"
    _rec_name = "as_of"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    as_of = fields.Date("On", required=True)
    control = fields.Json(readonly=True)
    line_ids = fields.One2many("recovery.aged.line", "report_id")

    @api.model
    def action_open(self):
        """Compute the aged balance of today and open it."""
        today = self.env.company._recovery_today()
        report = self.create({"as_of": today})
        report._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Aged balance"),
            "res_model": "recovery.aged.line",
            "view_mode": "list",
            "domain": [("report_id", "=", report.id)],
            "context": {"aged_report_id": report.id},
            "help": self.env._("Nothing was owed on this date."),
        }

    def change(self, as_of):
        """Compute the rows again for another date; return the summary."""
        self.check_access("write")
        self.as_of = as_of
        self._fill()
        return self.summary()

    def action_pdf(self):
        if len(self.line_ids) > PDF_ROWS:
            raise UserError(
                self.env._(
                    "%(rows)s rows make a book: export them to a spreadsheet.",
                    rows=len(self.line_ids),
                )
            )
        return self.env.ref("debt_recovery.report_aged").report_action(self)

    # --- compute -------------------------------------------------------------------

    def _fill(self):
        """Replace the rows, in one statement, and hold their total to the accounts.

        :raises AccessError: when the company is not one of the user's
        """
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("This company is not one of yours."))
        of_aged = self.env["recovery.aged"].with_company(self.company_id)
        of_aged._flush()
        self.env["recovery.case"].flush_model(["user_id", "partner_id"])
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM recovery_aged_line WHERE report_id = %s", self.id)
        )
        found = self.env.execute_query_dict(self._fill_sql(of_aged))
        self.line_ids.invalidate_model()
        self.control = of_aged._control(self.company_id, self.as_of, found)

    def _fill_sql(self, of_aged):
        names = [SQL.identifier(name) for name in (*_COLUMNS, *_CURRENCY_COLUMNS)]
        items = of_aged._sql(self.company_id, self.as_of)
        return SQL(
            _FILL,
            items=items,
            kind=of_aged._kind_sql(self.company_id, self.as_of),
            columns=of_aged._columns(self.as_of, SQL("residual_company")),
            currency_columns=of_aged._columns(
                self.as_of, SQL("residual"), prefix="currency_"
            ),
            names=SQL(", ").join(names),
            sums=SQL(", ").join(_sums(*_COLUMNS, *_CURRENCY_COLUMNS)),
            totals=SQL(", ").join(_sums(*_COLUMNS)),
            report=self.id,
            company=self.company_id.id,
            company_currency=self.company_id.currency_id.id,
            as_of=self.as_of,
            nobody=self.env._("No customer"),
            user=self.env.uid,
        )


class RecoveryAgedLine(models.TransientModel):
    """What one customer owes in one currency; written by its report alone.

    Rows come by the hundred thousand and live for an hour: their table has no foreign
    keys, which cost more than the aged balance itself, and is not logged.
    """

    _name = "recovery.aged.line"
    _description = "Row of the aged balance"
    _order = "total desc, id"
    _auto = False
    _log_access = True

    report_id = fields.Many2one(
        "recovery.aged.report", required=True, ondelete="cascade"
    )
    name = fields.Char("Customer name", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    items = fields.Integer(readonly=True)
    oldest_due = fields.Date("Oldest due date", readonly=True)
    days_late = fields.Integer("Days late", readonly=True, aggregator="max")
    not_due = fields.Monetary(
        "Not due yet", currency_field="company_currency_id", readonly=True
    )
    late_1 = fields.Monetary(
        "1–30 days", currency_field="company_currency_id", readonly=True
    )
    late_31 = fields.Monetary(
        "31–60 days", currency_field="company_currency_id", readonly=True
    )
    late_61 = fields.Monetary(
        "61–90 days", currency_field="company_currency_id", readonly=True
    )
    late_91 = fields.Monetary(
        "91 days and more", currency_field="company_currency_id", readonly=True
    )
    total = fields.Monetary(
        "Outstanding", currency_field="company_currency_id", readonly=True
    )
    currency_not_due = fields.Monetary("Not due yet, in currency", readonly=True)
    currency_late_1 = fields.Monetary("1–30 days, in currency", readonly=True)
    currency_late_31 = fields.Monetary("31–60 days, in currency", readonly=True)
    currency_late_61 = fields.Monetary("61–90 days, in currency", readonly=True)
    currency_late_91 = fields.Monetary("91 days and more, in currency", readonly=True)
    currency_total = fields.Monetary("Outstanding, in currency", readonly=True)

    def init(self):
        columns = [
            SQL("%s %s", SQL.identifier(field.name), SQL(field.column_type[1]))
            for field in self._fields.values()
            if field.store and field.column_type and field.name != "id"
        ]
        table = SQL.identifier(self._table)
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
        self.env.cr.execute(
            SQL(
                "CREATE UNLOGGED TABLE %s (id serial PRIMARY KEY, %s)",
                table,
                SQL(", ").join(columns),
            )
        )
        self.env.cr.execute(
            SQL(
                "CREATE INDEX %s ON %s (report_id)",
                SQL.identifier(f"{self._table}_report_idx"),
                table,
            )
        )

    def action_items(self):
        """Open the journal items that make up the row, as they stood at the date."""
        self.ensure_one()
        self.check_access("read")
        report = self.report_id
        debtor = self.partner_id.id or 0
        rows = self.env.execute_query(
            SQL(
                "SELECT line_id FROM (%s) AS item WHERE currency_id = %s",
                self.env["recovery.aged"]._sql(
                    report.company_id, report.as_of, [debtor]
                ),
                self.currency_id.id,
            )
        )
        view = self.env.ref("debt_recovery.aged_item_view_list")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "account.move.line",
            "view_mode": "list",
            "views": [(view.id, "list")],
            "domain": [("id", "in", [row[0] for row in rows])],
            "context": {"recovery_as_of": fields.Date.to_string(report.as_of)},
        }


def _sums(*names):
    return [SQL("sum(%s) AS %s", *(SQL.identifier(name),) * 2) for name in names]


_FILL = """
WITH part AS MATERIALIZED (
    SELECT debtor_id, currency_id, account_id, %(kind)s AS kind, %(columns)s,
           %(currency_columns)s, count(*) AS items,
           min(due) FILTER (WHERE residual > 0) AS oldest_due
      FROM (%(items)s) AS item
     GROUP BY 1, 2, 3, 4
),
line AS (
    SELECT debtor_id, currency_id, %(sums)s, sum(items)::int AS items,
           min(oldest_due) AS oldest_due
      FROM part GROUP BY 1, 2
),
written AS (
    INSERT INTO recovery_aged_line (report_id, name, partner_id, user_id, currency_id,
           company_currency_id, oldest_due, days_late, items, %(names)s,
           create_uid, write_uid, create_date, write_date)
    SELECT %(report)s, COALESCE(p.complete_name, p.name, %(nobody)s), line.debtor_id,
           account.user_id, line.currency_id, %(company_currency)s, line.oldest_due,
           GREATEST(%(as_of)s::date - line.oldest_due, 0), line.items, %(names)s,
           %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM line
      LEFT JOIN res_partner p ON p.id = line.debtor_id
      LEFT JOIN recovery_case account ON account.partner_id = line.debtor_id
       AND account.company_id = %(company)s
)
SELECT account_id, kind, %(totals)s, sum(items)::int AS items FROM part GROUP BY 1, 2
"""
