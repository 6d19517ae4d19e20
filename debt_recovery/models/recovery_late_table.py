from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.aged import LATE

INVOICES = ("out_invoice", "out_receipt")
SALES = ("out_invoice", "out_refund", "out_receipt")


class RecoveryLateTable(models.TransientModel):
    """Table of article D. 441-6, I, 2° of the French commercial code: customers.

    Invoices issued, unpaid at the closing date and past due, by lateness; number,
    amount and share of the year's turnover; disputed ones apart. The amounts are those
    of the aged balance of that date. The article leaves the brackets to a model table:
    1–30, 31–60, 61–90, 91 days and more is what practice uses.
    """

    _name = "recovery.late.table"
    _inherit = ["recovery.sheet"]
    _description = "Late payments table (D. 441-6)"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    closing_date = fields.Date(
        required=True,
        default=lambda self: self._default_closing_date(),
        help="Last day of the financial year.",
    )
    tax = fields.Selection(
        [("included", "Tax included"), ("excluded", "Tax excluded")],
        "Amounts",
        required=True,
        default="included",
        help="The report has to say which.",
    )
    turnover = fields.Monetary(
        "Turnover of the year",
        compute="_compute_turnover",
        store=True,
        readonly=False,
        help="From the income accounts, with the tax of the year's invoices where tax "
        "is included. Put your own figure where it differs.",
    )
    terms = fields.Selection(
        [("contract", "Contractual terms"), ("law", "Legal terms")],
        "Terms of payment used",
        required=True,
        default="contract",
    )
    table_html = fields.Html("Table", compute="_compute_table_html", sanitize=False)

    def _compute_display_name(self):
        self.display_name = self.env._("Late payments table (D. 441-6)")

    def _default_closing_date(self):
        company = self.env.company
        year = company.compute_fiscalyear_dates(company._recovery_today())
        return year["date_from"] - timedelta(days=1)

    @api.depends("company_id", "closing_date", "tax")
    def _compute_turnover(self):
        for table in self:
            table.turnover = table._turnover() if table.closing_date else 0

    @api.depends("company_id", "closing_date", "tax", "turnover", "terms")
    @api.depends_context("lang")
    def _compute_table_html(self):
        for table in self:
            table.table_html = table.closing_date and self.env["ir.qweb"]._render(
                "debt_recovery.late_table", {"paper": table._paper()}
            )

    def _check_own_company(self):
        if self.company_id - self.env.companies:
            raise AccessError(self.env._("This company is not one of yours."))

    # --- figures -------------------------------------------------------------------

    def _turnover(self):
        """Return the turnover of the year that closes, in the company's currency."""
        self._check_own_company()
        year = self.company_id.compute_fiscalyear_dates(self.closing_date)
        scope = [
            ("company_id", "=", self.company_id.id),
            ("date", ">=", year["date_from"]),
            ("date", "<=", self.closing_date),
        ]
        lines = self.env["account.move.line"].sudo()
        posted = [("parent_state", "=", "posted"), *scope]
        income = [("account_id.account_type", "=", "income"), *posted]
        total = -(lines._read_group(income, [], ["balance:sum"])[0][0] or 0)
        if self.tax == "included":
            sales = [("state", "=", "posted"), ("move_type", "in", SALES), *scope]
            moves = self.env["account.move"].sudo()
            total += moves._read_group(sales, [], ["amount_tax_signed:sum"])[0][0] or 0
        return total

    def _figures(self):
        """Return number and amount by column, of invoices late at the closing date.

        :return: ``{"late" | "disputed": {column | "total": (number, amount)}}``,
            ``aged`` and ``other``: late amounts of the aged balance, and those in it
            that are no invoice (credits, payments, entries); with tax
        """
        self._check_own_company()
        day, company = self.closing_date, self.company_id
        of_aged = self.env["recovery.aged"].with_company(company)
        of_aged._flush()
        for name in ("recovery.hold", "recovery.dispute", "recovery.dispute.item"):
            self.env[name].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                _LATE,
                items=of_aged._sql(company, day),
                day=day,
                company=company.id,
                invoices=list(INVOICES),
                bucket=of_aged._column(day),
            )
        )
        amount = "with_tax" if self.tax == "included" else "without_tax"
        found = {kind: dict.fromkeys((*LATE, "total"), (0, 0.0)) for kind in KINDS}
        for row in rows:
            if row["kind"] in found:
                column = row["bucket"] or "total"
                found[row["kind"]][column] = (row["number"], row[amount])
        whole = [row for row in rows if row["bucket"] is None]
        found["aged"] = sum(row["with_tax"] for row in whole)
        others = (row["with_tax"] for row in whole if row["kind"] == "other")
        found["other"] = sum(others)
        return found

    def _kept(self):
        """Return what the snapshot of that evening had late, or None."""
        rows = self.env["recovery.snapshot"].search(
            [("company_id", "=", self.company_id.id), ("day", "=", self.closing_date)]
        )
        return sum(sum(row[name] for name in LATE) for row in rows) if rows else None


KINDS = ("late", "disputed")
_LATE = """
WITH held_line AS (
    SELECT rel.line_id FROM recovery_hold hold
      JOIN recovery_hold_line_rel rel ON rel.hold_id = hold.id
     WHERE hold.kind = 'dispute' AND hold.scope = 'lines' AND hold.from_date <= %(day)s
       AND (hold.until_date IS NULL OR hold.until_date >= %(day)s)
       AND (hold.company_id IS NULL OR hold.company_id = %(company)s)
    UNION  -- an invoice disputed in part is a disputed invoice
    SELECT item.line_id FROM recovery_dispute d
      JOIN recovery_dispute_item item ON item.dispute_id = d.id
     WHERE d.company_id = %(company)s AND d.opened_on <= %(day)s
       AND (d.closed_on IS NULL OR d.closed_on > %(day)s) AND item.line_id IS NOT NULL
),
held_debtor AS (
    SELECT partner_id FROM recovery_hold
     WHERE kind = 'dispute' AND scope = 'customer' AND from_date <= %(day)s
       AND (until_date IS NULL OR until_date >= %(day)s)
       AND (company_id IS NULL OR company_id = %(company)s)
),
late AS (
    SELECT item.origin_id, %(bucket)s AS bucket, item.residual_company AS with_tax,
           item.residual_company * COALESCE(
               m.amount_untaxed_signed / NULLIF(m.amount_total_signed, 0), 1)
               AS without_tax,
           CASE WHEN m.move_type <> ALL(%(invoices)s) OR item.residual_company < 0
                THEN 'other'
                WHEN item.line_id IN (SELECT line_id FROM held_line)
                  OR item.debtor_id IN (SELECT partner_id FROM held_debtor)
                THEN 'disputed' ELSE 'late' END AS kind
      FROM (%(items)s) AS item JOIN account_move m ON m.id = item.origin_id
     WHERE item.due < %(day)s
)
SELECT kind, bucket, count(DISTINCT origin_id) AS number, sum(with_tax) AS with_tax,
       sum(without_tax) AS without_tax
  FROM late GROUP BY GROUPING SETS ((kind, bucket), (kind))
"""
