"""What a cycle is measured against: the bare read, and SQL that writes its rows."""

import time
from pathlib import Path

WRITTEN = ("recovery_case", "recovery_case_stage", "recovery_notice")
OPEN = """
  FROM account_move_line l JOIN res_partner p ON p.id = l.partner_id
 WHERE l.company_id = %(company)s AND l.account_id = %(receivable)s
   AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
   AND l.amount_residual_currency <> 0
"""
READ = f"""
SELECT count(*), sum(owed) FROM (
    SELECT p.commercial_partner_id, sum(l.amount_residual) AS owed,
           min(l.date_maturity) AS oldest, count(*) AS lines
    {OPEN} GROUP BY 1) AS debtor
"""
# credits cover the oldest debts first: a running sum per debtor and currency
NET = f"""
CREATE TEMP TABLE floor_net ON COMMIT DROP AS
SELECT debtor, sum(residual) AS gross, min(due) AS oldest,
       sum(GREATEST(0, LEAST(residual, running - credit))) AS net
  FROM (SELECT debtor, residual, due,
               sum(GREATEST(residual, 0)) OVER (
                   PARTITION BY debtor, currency_id ORDER BY due, id) AS running,
               sum(GREATEST(-residual, 0)) OVER (
                   PARTITION BY debtor, currency_id) AS credit
          FROM (SELECT l.id, p.commercial_partner_id AS debtor, l.currency_id,
                       l.amount_residual_currency AS residual, l.date_maturity AS due
                {OPEN}) AS item) AS netted
 GROUP BY debtor
"""


class Clock:
    """Times what this process and its database session do, in seconds.

    On a machine that others use too, the processor time of both tells more than the
    time that passed; it is 0 where the session's process cannot be seen.

    :param cr: a cursor of Odoo
    """

    def __init__(self, cr):
        cr.execute("SELECT pg_backend_pid()")
        self.session = Path(f"/proc/{cr.fetchone()[0]}/schedstat")

    def _worked(self):
        try:
            session = int(self.session.read_text().split()[0]) / 1e9
        except (OSError, IndexError):
            return 0.0
        return session + time.process_time()

    def timed(self, action):
        """Return how many seconds ``action()`` takes, and of which work."""
        started, worked = time.perf_counter(), self._worked()
        action()
        return time.perf_counter() - started, self._worked() - worked


class Floor:
    """Clones of the tables a cycle fills, with the same keys and indexes.

    :param cr: a cursor of Odoo; the tables hold what a first cycle wrote
    :param facts: parameters of the queries: ``company``, ``receivable``
    """

    def __init__(self, cr, facts):
        self.cr, self.facts = cr, facts

    def read(self):
        self.cr.execute(READ, self.facts)
        self.cr.fetchall()

    def prepare(self):
        """Make the clones, empty."""
        self.drop()
        for table in WRITTEN:
            self.cr.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
        for table in WRITTEN:
            self.cr.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE conrelid = %s::regclass AND contype = 'f'",
                [table],
            )
            for (definition,) in self.cr.fetchall():
                for name in WRITTEN:
                    definition = definition.replace(
                        f"REFERENCES {name}(", f"REFERENCES floor_{name}("
                    )
                self.cr.execute(f"ALTER TABLE floor_{table} ADD {definition}")
        self.cr.commit()

    def write(self):
        """Read the ledger, net it, and write the rows of the first cycle."""
        self.cr.execute(NET, self.facts)
        for table in WRITTEN:
            debtor = "partner_id IN (SELECT debtor FROM floor_net)"
            where = f"WHERE {debtor}" if table == "recovery_case" else ""
            self.cr.execute(f"INSERT INTO floor_{table} SELECT * FROM {table} {where}")
        self.cr.commit()

    def drop(self):
        names = ", ".join(f"floor_{table}" for table in WRITTEN)
        self.cr.execute(f"DROP TABLE IF EXISTS {names}")
        self.cr.commit()
