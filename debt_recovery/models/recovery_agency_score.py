from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.agency_score import AGES, AMOUNTS, band, bands
from .recovery_agency_score_sql import KEPT, ROWS

# Measures that no sum of rows gives: 100 × what is above, over what is below.
SHARES = {
    "rate:avg": ("recovered", "amount", 100.0),
    "returned_rate:avg": ("returned", "files", 100.0),
    "first_days:avg": ("paid_days", "paid_files", 1.0),
}


def _case(column, ends):
    """Return the code of the band of a column of ``file``, in SQL."""
    when = [
        SQL("WHEN %s <= %s THEN %s", column, last, code)
        for code, _first, last in bands(ends)
        if last is not None
    ]
    return SQL("CASE %s ELSE %s END", SQL(" ").join(when), str(len(ends)))


class RecoveryAgencyScore(models.Model):
    """What agencies made of the files of one month, in bands that can be compared.

    Recovered is what the ledger says: cash of the debts since they were placed, through
    the agency or paid to us directly while it had them. Amounts are in the company's
    currency. Where files were not drawn by lot, the note says so.
    """

    _name = "recovery.agency.score"
    _description = "Agency scoreboard"
    _auto = False
    _order = "vintage desc, agency_id, age_band, amount_band"
    _rec_name = "agency_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    agency_id = fields.Many2one("recovery.agency", readonly=True)
    contract_id = fields.Many2one("recovery.agency.contract", readonly=True)
    vintage = fields.Date("Placed in", readonly=True)
    age_band = fields.Selection("_age_bands", "Days late when placed", readonly=True)
    amount_band = fields.Selection("_amount_bands", "Size", readonly=True)
    files = fields.Integer("Files placed", readonly=True)
    amount = fields.Monetary("Placed", readonly=True)
    recovered = fields.Monetary(readonly=True)
    agency_cash = fields.Monetary("Through the agency", readonly=True)
    direct_cash = fields.Monetary("Paid to us directly", readonly=True)
    rate = fields.Float("Recovered (%)", digits=(16, 1), aggregator="avg")
    first_days = fields.Float("Days to first cash", digits=(16, 1), aggregator="avg")
    paid_files = fields.Integer("Files with cash", readonly=True)
    paid_days = fields.Integer("Days to first cash, added up", readonly=True)
    commission = fields.Monetary(readonly=True)
    net = fields.Monetary("Net of commission", readonly=True)
    complaints = fields.Integer(readonly=True)
    returned = fields.Integer("Files returned", readonly=True)
    returned_rate = fields.Float("Returned (%)", digits=(16, 1), aggregator="avg")
    chosen = fields.Integer("Not drawn by lot", readonly=True)
    note = fields.Char(compute="_compute_note")

    @api.model
    def _age_bands(self):
        return [
            (
                code,
                self.env._("%(first)s–%(last)s days", first=first, last=last)
                if last
                else self.env._("over %(first)s days", first=first),
            )
            for code, first, last in bands(AGES)
        ]

    @api.model
    def _amount_bands(self):
        return [
            (
                code,
                f"{first}–{last}"
                if last
                else self.env._("over %(first)s", first=first),
            )
            for code, first, last in bands(AMOUNTS)
        ]

    @api.depends("chosen", "files")
    @api.depends_context("lang")
    def _compute_note(self):
        for one in self:
            said = self.env._(
                "%(number)s of %(files)s not drawn by lot: the files differ, do not "
                "compare agencies by them.",
                number=one.chosen,
                files=one.files,
            )
            one.note = said if one.chosen else False

    @property
    def _table_query(self):
        return self._rows_sql(self.env.companies)

    @api.model
    def _rows_sql(self, companies):
        """Return the scoreboard of some companies as a SELECT."""
        self._flush_read()
        receipts = self.env["recovery.receipt"]
        placed = self._placed(companies)
        heirs = self._heirs(companies, placed)
        known = [*placed, *heirs.values()] or [0]  # a list is found by its index
        scope = SQL("part.debit_move_id = ANY(%s)", known)
        sql = [SQL("(%s)", receipts._sql(one, scope)) for one in companies]
        return SQL(
            ROWS,
            companies=companies.ids or [0],
            receipts=SQL(" UNION ALL ").join(sql),
            debts=list(heirs),
            heirs=list(heirs.values()),
            journals=self._agency_journals(companies).ids or [0],
            kept=SQL(KEPT),
            age_band=_case(SQL("file.age"), AGES),
            amount_band=_case(SQL("file.amount"), AMOUNTS),
        )

    @api.model
    def _flush_read(self):
        self.env["recovery.receipt"]._flush()
        for name in (
            "recovery.placement",
            "recovery.placement.line",
            "recovery.remittance",
            "recovery.remittance.line",
            "recovery.complaint",
        ):
            self.env[name].flush_model()

    @api.model
    def _placed(self, companies):
        """Return the ids of the debts that were ever handed over."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT one.line_id FROM recovery_placement_line one
                     JOIN recovery_placement p ON p.id = one.placement_id
                    WHERE p.company_id = ANY(%s) AND p.placed_on IS NOT NULL
                      AND one.line_id IS NOT NULL""",
                companies.ids,
            )
        )
        return [line_id for (line_id,) in rows]

    @api.model
    def _heirs(self, companies, placed):
        """Return ``{debt id: doubtful item id}`` of placed debts that went on there."""
        domain = [("company_id", "in", companies.ids), ("treatment", "=", "doubtful")]
        accounts = self.env["recovery.account"].sudo()
        if not accounts.search_count(domain, limit=1):
            return {}
        found = self.env["recovery.receipt"]._successors(placed)
        return {debt: others[0] for debt, others in found.items() if others}

    @api.model
    def _agency_journals(self, companies):
        """Return the journals of what agencies collected, without making one."""
        return companies.sudo().recovery_agency_journal_id

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Shares and means of groups are weighed, not means of means."""
        if aggregate_spec not in SHARES:
            return super()._read_group_select(aggregate_spec, query)
        above, below, times = SHARES[aggregate_spec]
        return SQL(
            "%s * SUM(%s) / NULLIF(SUM(%s), 0)",
            times,
            self._field_to_sql(self._table, above, query),
            self._field_to_sql(self._table, below, query),
        )

    def action_open_files(self):
        """Open the placed files that this line counts."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Placed files"),
            "res_model": "recovery.placement",
            "view_mode": "list,form",
            "domain": [("id", "in", self._files().ids)],
        }

    def _files(self):
        """Return the placed files that this line counts."""
        found = self.env["recovery.placement"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("contract_id", "=", self.contract_id.id),
                ("placed_on", ">=", self.vintage),
                ("placed_on", "<=", fields.Date.end_of(self.vintage, "month")),
            ]
        )
        mine = (self.age_band, self.amount_band)
        return found.filtered(lambda one: one._score_bands() == mine)


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    def _score_bands(self):
        """Return the codes of the bands of age and amount, as the scoreboard has them:
        when placed, in the company's currency at the rate of the books."""
        self.ensure_one()
        items = self.line_ids.line_id.sudo()
        theirs = sum(abs(item.amount_currency) for item in items)
        ours = sum(abs(item.balance) for item in items)
        amount = self.amount * (ours / theirs if theirs else 1)
        dues = filter(None, self.line_ids.mapped("due"))
        since = self.oldest_due or min(dues, default=self.placed_on)
        age = (self.placed_on - since).days
        return str(band(age, AGES)), str(band(amount, AMOUNTS))
