"""Files of 100,000 debts for an agency, in each format, and the memory they take.

Each format and number of debts has a process of its own; one writes and keeps the files
as a hand-over does, a hand-over of thousands in several. ``vs_native`` is the time of
a debt beside that of a journal item which Odoo itself exports in the same process.
``python -m dev.bench_export DATABASE FORMAT DEBTS COMPANY`` is that process; it prints
JSON.
"""

import json
import sys
from time import perf_counter

from .bench_ledger import build, tell
from .bench_measure import Memory, apart
from .bench_remittance import contract_with_agency
from .databases import drop
from .session import open_env
from .shell import SetupError

DATABASE = "debt_recovery_bench_export"
FORMATS = ("csv", "xlsx", "json")
FEW, NATIVE = 1_000, 1_000
LIKE_OURS = (  # what Odoo exports of an item: much of what our row says
    *("move_id/name", "move_id/invoice_date", "date_maturity", "currency_id/name"),
    *("amount_currency", "amount_residual_currency", "partner_id/name"),
    *("partner_id/ref", "partner_id/street", "partner_id/zip", "partner_id/city"),
    *("partner_id/country_id/code", "partner_id/email", "partner_id/phone"),
    *("partner_id/vat", "partner_id/lang", "company_id/name"),
)
PLACE = """
WITH debt AS (
    SELECT l.id, l.company_id, p.commercial_partner_id, l.currency_id, l.move_name,
           l.date_maturity, l.invoice_date, l.amount_residual_currency AS amount
      FROM account_move_line l
      JOIN res_partner p ON p.id = l.partner_id
     WHERE l.company_id = %(company)s AND l.account_id = %(account)s
       AND l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
       AND l.amount_residual_currency > 0
),
made AS (
    INSERT INTO recovery_placement (
        reference, state, company_id, partner_id, agency_id, contract_id, currency_id,
        amount, stage, placed_on)
    SELECT 'B' || id, 'placed', company_id, commercial_partner_id, %(agency)s,
           %(contract)s, currency_id, amount, 'amicable', %(day)s FROM debt
    RETURNING id, reference)
INSERT INTO recovery_placement_line (
    placement_id, company_id, currency_id, line_id, name, document_date, due, principal,
    interest, costs, is_active)
SELECT made.id, debt.company_id, debt.currency_id, debt.id, debt.move_name,
       debt.invoice_date, debt.date_maturity, debt.amount, 0, 0, TRUE
  FROM made JOIN debt ON made.reference = 'B' || debt.id
"""


def bench(size):
    """Return milliseconds a debt, sizes and memory, by format."""
    try:
        ledger = build(DATABASE, size)
        with open_env(DATABASE, log_level="error") as env:
            many = _place(env, ledger)
            env.cr.commit()
            env.cr.execute("ANALYZE")
            env.cr.commit()
        found = {"lines": ledger.lines, "debts": many}
        for code in FORMATS:
            few = _measured(ledger, code, FEW)
            all_ = _measured(ledger, code, many)
            all_["over_few_mib"] = round(all_["peak_mib"] - few["peak_mib"], 1)
            found[code] = all_
    finally:
        drop(DATABASE)
    return found


def _place(env, ledger):
    """Place every open invoice with one agency; return how many there are."""
    contract = contract_with_agency(env, ledger)
    env.flush_all()
    tell("placing every open invoice")
    env.cr.execute(
        PLACE,
        {
            "company": ledger.company,
            "account": ledger.receivable,
            "agency": contract.agency_id.id,
            "contract": contract.id,
            "day": ledger.as_of,
        },
    )
    return env.cr.rowcount


def _measured(ledger, code, count):
    return apart("dev.bench_export", DATABASE, code, count, ledger.company)


def _native(env, placements):
    """Return seconds an item of Odoo's own export of the same debts."""
    items = placements[:NATIVE].line_ids.line_id
    env.invalidate_all()
    start = perf_counter()
    items.export_data(list(LIKE_OURS))
    took = perf_counter() - start
    env.invalidate_all()
    return took / len(items)


def main(arguments):
    database, code, count, company = *arguments[:2], *map(int, arguments[2:])
    with open_env(database, log_level="error") as env:
        env = env(context={"allowed_company_ids": [company], "tracking_disable": True})
        placements = env["recovery.placement"].search([], order="id", limit=count)
        placements.agency_id.format_code = code
        native = _native(env, placements)
        env.cr.commit()
        env.invalidate_all()
        memory, rows, size = Memory(), 0, 0
        start = perf_counter()
        for part in placements._parts():
            file = part._write_file("placement")
            rows, size = rows + file.row_count, size + file.size
            env.cr.commit()
            env.invalidate_all()
        debt, peak = (perf_counter() - start) / count, memory.peak()
        if rows != count:
            raise SetupError(f"{rows} rows for {count} debts")
    tell(f"{code}, {count} debts: {debt * 1000:.2f} ms each, {peak:.0f} MiB at most")
    print(
        json.dumps(
            {
                "debt_ms": round(debt * 1000, 3),
                "vs_native": round(debt / native, 3),
                "size_mib": round(size / 2**20, 1),
                "peak_mib": round(peak, 1),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
