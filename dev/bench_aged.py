"""The aged balance against bare SQL; what an evening costs in time and room."""

from datetime import timedelta
from statistics import median

from .bench_floor import Clock
from .bench_ledger import build, tell
from .databases import drop
from .session import open_env

DATABASE = "debt_recovery_bench_aged"
REPEAT, NIGHTS, YEAR = 3, 10, 365
PAST = 180  # days back
TABLES = ("recovery_snapshot", "recovery_snapshot_block", "recovery_snapshot_alias")

COLUMNS = (
    "<= 0",
    "BETWEEN 1 AND 30",
    "BETWEEN 31 AND 60",
    "BETWEEN 61 AND 90",
    ">= 91",
)
SUMS = ", ".join(
    f"sum({amount}) FILTER (WHERE %(day)s::date - due {days}) AS {amount}_{number}"
    for amount in ("owed", "foreign_owed")
    for number, days in enumerate(COLUMNS)
)
USED = ", ".join(  # or the planner would not compute them
    f"sum({amount}_{number})"
    for amount in ("owed", "foreign_owed")
    for number in range(len(COLUMNS))
)
# Residuals at a date by debtor, currency and column: what there is to compute.
FLOOR = f"""
SELECT count(*), sum(total), {USED} FROM (
    SELECT p.commercial_partner_id, currency_id, {SUMS}, sum(owed) AS total
      FROM (SELECT l.partner_id, l.currency_id,
                   COALESCE(l.date_maturity, l.date) AS due,
                   l.amount_residual + COALESCE(later.amount, 0) AS owed,
                   l.amount_residual_currency + COALESCE(later.foreign_amount, 0)
                       AS foreign_owed
              FROM account_move_line l
              LEFT JOIN (
                   SELECT line, sum(amount) AS amount, sum(foreign_amount)
                              AS foreign_amount
                     FROM (SELECT debit_move_id AS line, amount,
                                  debit_amount_currency AS foreign_amount
                             FROM account_partial_reconcile WHERE max_date > %(day)s
                            UNION ALL
                           SELECT credit_move_id, -amount, -credit_amount_currency
                             FROM account_partial_reconcile WHERE max_date > %(day)s
                          ) AS part GROUP BY 1) AS later ON later.line = l.id
             WHERE l.company_id = %(company)s AND l.account_id = %(receivable)s
               AND l.parent_state = 'posted' AND l.date <= %(day)s
               AND (l.amount_residual <> 0 OR later.line IS NOT NULL)) AS item
      JOIN res_partner p ON p.id = item.partner_id
     GROUP BY 1, 2) AS debtor
"""
# Of three debtors in a hundred, others each night: a debt is paid, another one added.
CHANGE = """
UPDATE account_move_line l
   SET amount_residual = CASE WHEN place = 1 THEN 0 ELSE l.amount_residual + 100 END,
       amount_residual_currency =
           CASE WHEN place = 1 THEN 0 ELSE l.amount_residual_currency + 100 END,
       reconciled = place = 1
  FROM (SELECT l.id, row_number() OVER (PARTITION BY partner_id ORDER BY l.id) AS place
          FROM account_move_line l
         WHERE l.company_id = %(company)s AND l.account_id = %(receivable)s
           AND l.reconciled IS NOT TRUE AND l.date <= %(day)s
           AND l.partner_id %% 100 / 3 = %(night)s) AS mine
 WHERE mine.id = l.id AND place <= 2
"""


def bench(size):
    """Return the measures of the aged balance on ``size`` open lines."""
    try:
        ledger = build(DATABASE, size)
        with open_env(DATABASE, log_level="error") as env:
            measure = Measure(env, ledger)
            return {
                "lines": ledger.lines,
                "debtors": ledger.debtors,
                **measure.aged(),
                **measure.evenings(),
            }
    finally:
        drop(DATABASE)


class Measure:
    """Measures on one ledger.

    :param env: environment of the superuser
    :param ledger: the :class:`Ledger`
    """

    def __init__(self, env, ledger):
        self.company = env["res.company"].browse(ledger.company)
        self.env = env(context={"allowed_company_ids": self.company.ids})
        self.company = self.company.with_env(self.env)
        self.cr, self.ledger, self.clock = env.cr, ledger, Clock(env.cr)
        self.facts = {"company": ledger.company, "receivable": ledger.receivable}

    def aged(self):
        """Return the times of today's and of a past aged balance, and their floors."""
        found = {}
        for prefix, back in (("", 0), ("past_", PAST)):
            day = self.ledger.as_of - timedelta(days=back)
            floors, ours = [], []
            for _number in range(REPEAT):
                floors.append(
                    self._timed(f"{prefix}floor", lambda d=day: self._bare(d))
                )
                ours.append(self._timed(f"{prefix}aged", lambda d=day: self._fill(d)))
            found[f"{prefix}aged_s"] = round(median(ours), 3)
            found[f"{prefix}floor_s"] = round(median(floors), 3)
            found[f"{prefix}vs_floor"] = round(median(ours) / median(floors), 2)
        return found

    def _timed(self, name, action):
        seconds, _worked = self.clock.timed(action)
        tell(f"{name} {seconds:.3f} s")
        return seconds

    def _bare(self, day):
        self.cr.execute(FLOOR, {**self.facts, "day": day})
        self.bare = self.cr.fetchone()
        self.cr.commit()

    def _fill(self, day):
        report = self.env["recovery.aged.report"].create({"as_of": day})
        report._fill()
        rows = self.env["recovery.aged.line"].search_count(
            [("report_id", "=", report.id)]
        )
        control = report.control
        self.cr.commit()
        if control["difference"] or abs(control["total"] - float(self.bare[1])) > 0.01:
            raise SystemExit(f"the aged balance is wrong: {control} and {self.bare}")
        if rows != self.bare[0]:
            raise SystemExit(f"{rows} rows, {self.bare[0]} expected")

    def evenings(self):
        """Return what the first evening and the following ones cost."""
        empty, day = self._size(), self.ledger.as_of
        first = self._timed("first evening", lambda: self._keep(day))
        whole = self._size()
        nights = []
        for night in range(NIGHTS):
            day += timedelta(days=1)
            self.cr.execute(CHANGE, {**self.facts, "day": day, "night": night})
            self.cr.commit()
            nights.append(self._timed("evening", lambda d=day: self._keep(d)))
        nightly = (self._size() - whole) / NIGHTS
        debtor = self.env["recovery.snapshot"]._at(self.company, day)[0]["debtor_id"]
        history = self._timed("history", lambda: self._history(debtor))
        return {
            "evening_first_s": round(first, 3),
            "evening_s": round(median(nights), 3),
            "history_s": round(history, 4),
            "whole_mb": round((whole - empty) / 1e6, 2),
            "evening_kb": round(nightly / 1e3, 1),
            "year_mb": round((whole - empty + nightly * YEAR) / 1e6, 1),
        }

    def _keep(self, day):
        self.env["recovery.snapshot"]._take(self.company, day)
        self.cr.commit()

    def _history(self, debtor):
        snapshots = self.env["recovery.snapshot"]
        snapshots._history(self.company, [debtor], self.ledger.as_of)

    def _size(self):
        self.cr.execute(
            "SELECT sum(pg_total_relation_size(name::regclass)) "
            "FROM unnest(%s) AS name",
            [list(TABLES)],
        )
        return int(self.cr.fetchone()[0])
