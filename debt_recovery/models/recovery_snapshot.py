import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import aged

_logger = logging.getLogger(__name__)


class RecoverySnapshot(models.Model):
    """What customers owed each evening: totals here, customers in the blocks.

    Kept as it was known that night; the aged balance of a past date is read from
    today's ledger. One row per company, day and currency.
    """

    _name = "recovery.snapshot"
    _inherit = ["recovery.append.only.mixin"]
    _description = "Snapshot of the evening"
    _order = "day desc, company_id, currency_id"
    _rec_name = "day"
    _log_access = False
    _body_columns = ("day", *aged.NAMES, "total", "currency_total")

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    company_currency_id = fields.Many2one(
        string="Company Currency", related="company_id.currency_id"
    )
    day = fields.Date("Evening of", required=True)
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    not_due = fields.Monetary(currency_field="company_currency_id")
    late_1 = fields.Monetary("1–30 days", currency_field="company_currency_id")
    late_31 = fields.Monetary("31–60 days", currency_field="company_currency_id")
    late_61 = fields.Monetary("61–90 days", currency_field="company_currency_id")
    late_91 = fields.Monetary("91 days and more", currency_field="company_currency_id")
    total = fields.Monetary("Outstanding", currency_field="company_currency_id")
    currency_total = fields.Monetary(
        "Outstanding, in currency", currency_field="currency_id"
    )
    debtors = fields.Integer("Customers")
    drift = fields.Monetary(
        "Difference found",
        currency_field="company_currency_id",
        help="Once a month what was kept is held against the ledger: 0 when it agrees.",
    )
    is_checked = fields.Boolean("Held against the ledger")

    _company_day_unique = models.UniqueIndex(
        "(company_id, day, currency_id)", "This evening is kept already."
    )

    # --- keep ----------------------------------------------------------------------

    @api.model
    def _take(self, company, day):
        """Keep the evening of ``day``, unless it or a later one is kept already.

        :return: the rows of that evening
        """
        last = self._last_day(company, fields.Date.to_date("9999-12-31"))
        if last is None or last < day:
            blocks = self.env["recovery.snapshot.block"]
            blocks._keep(company, day)
            self._keep_totals(company, day, blocks._drift(company, day, last))
        return self.search([("company_id", "=", company.id), ("day", "=", day)])

    def _keep_totals(self, company, day, drift):
        """Add up the evening from what ``_keep`` left in its temporary table."""
        columns = (*aged.NAMES, "total", "currency_total")
        rounded = SQL(", ").join(
            SQL("COALESCE(%s, 0)", SQL.identifier(name)) for name in columns
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO recovery_snapshot (company_id, day, currency_id, %s,
                          debtors, drift, is_checked)
                SELECT %s, %s, COALESCE(currency_id, %s), %s, COALESCE(debtors, 0),
                       %s, %s
                  FROM (SELECT 1) AS always LEFT JOIN (
                       SELECT currency_id, %s, sum(residual) AS currency_total,
                              count(DISTINCT debtor_id) AS debtors
                         FROM (%s) AS item GROUP BY 1) AS found ON true""",
                SQL(", ").join(map(SQL.identifier, columns)),
                company.id,
                day,
                company.currency_id.id,
                rounded,
                drift or 0,
                drift is not None,
                self.env["recovery.aged"]._columns(day, SQL("residual_company")),
                self.env["recovery.snapshot.block"]._kept_sql(company),
            )
        )
        self.invalidate_model()
        if drift:
            _logger.error(
                "snapshot of company %s, %s: differs from the ledger by %s",
                *(company.id, day, drift),
            )

    # --- read ----------------------------------------------------------------------

    @api.model
    def _last_day(self, company, until):
        """Return the last evening kept by ``until``, or None."""
        found = self._read_group(
            [("company_id", "=", company.id), ("day", "<=", until)], [], ["day:max"]
        )
        return found[0][0] or None

    @api.model
    def _at(self, company, day, debtor_ids=None):
        """Return what was kept on the evening of ``day``, or the last one before.

        :return: one dictionary per debtor and currency: ``debtor_id`` (0: lines
            without customer), ``currency_id``, the columns of ``tools.aged`` aged to
            ``day`` and ``total`` in the company's currency, the same with the prefix
            ``currency_`` in the row's own, ``oldest_due``
        """
        of_aged = self.env["recovery.aged"]
        return self.env.execute_query_dict(
            SQL(
                """SELECT debtor_id, currency_id, %s, %s,
                          min(due) FILTER (WHERE residual > 0) AS oldest_due
                     FROM (%s) AS item GROUP BY 1, 2 ORDER BY 1, 2""",
                of_aged._columns(day, SQL("residual_company")),
                of_aged._columns(day, SQL("residual"), "currency_"),
                self.env["recovery.snapshot.block"]._sql(company, day, debtor_ids),
            )
        )

    @api.model
    def _history(self, company, debtor_ids, since, step=7):
        """Return how the accounts of some debtors went.

        :param debtor_ids: commercial partner ids
        :param since: first date; the last one is the last evening kept
        :param step: days between two points
        :return: ``{debtor id: [point, …]}``, oldest first; a point has ``day``,
            ``total`` and ``late`` in the company's currency and ``days_late`` of the
            oldest debt; empty when nothing is kept
        """
        last = self._last_day(company, fields.Date.to_date("9999-12-31"))
        if last is None:
            return {debtor: [] for debtor in debtor_ids}
        changes = defaultdict(list)
        rows = self.env["recovery.snapshot.block"]._changes(company, debtor_ids, since)
        for debtor, day, due, amount in rows:
            changes[debtor].append((day, due, amount))
        first = self._first_day(company)
        days = _days(max(since, first), last, step)
        return {debtor: _points(changes[debtor], days) for debtor in debtor_ids}

    def _first_day(self, company):
        found = self._read_group([("company_id", "=", company.id)], [], ["day:min"])
        return found[0][0]

    # --- merge ---------------------------------------------------------------------

    @api.model
    def _merge(self, sources, target):
        """Before contacts merge: what was kept of ``sources`` is ``target``'s."""
        self.env["recovery.snapshot.alias"].sudo().create(
            [
                {"old_id": source.id, "partner_id": target.id}
                for source in sources - target
            ]
        )


def _days(since, last, step):
    """Return ``since``, then every ``step`` days up to ``last``."""
    number = max((last - since).days - 1, 0) // step
    steps = [last - timedelta(days=step * back) for back in range(number, -1, -1)]
    return steps if since >= last else [since, *steps]


def _points(changes, days):
    """Return the points of one account from its changes, oldest first."""
    points, owed, waiting = [], defaultdict(float), list(reversed(changes))
    for day in days:
        while waiting and waiting[-1][0] <= day:
            _day, due, amount = waiting.pop()
            owed[due] = round(owed[due] + amount, 6)
        items = list(owed.items())
        columns = aged.age(items, day)
        points.append(
            {
                "day": day,
                "total": sum(columns.values()),
                "late": sum(columns[name] for name in aged.LATE),
                "days_late": aged.days_late(items, day),
            }
        )
    return points


class RecoverySnapshotAlias(models.Model):
    """A contact that was merged into another: its evenings are the other's."""

    _name = "recovery.snapshot.alias"
    _description = "Merged contact of the snapshots"
    _log_access = False

    old_id = fields.Integer(required=True)
    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")

    _old_unique = models.UniqueIndex("(old_id)", "This contact was merged already.")
