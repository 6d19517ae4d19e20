"""A thousand bank lines against a ledger of open debts: read, and matched."""

from time import perf_counter

from .bench_ledger import build, tell
from .databases import drop
from .session import open_env

DATABASE = "debt_recovery_bench"
LINES = 1000
OPEN = """
SELECT l.id, l.partner_id, m.name, l.amount_residual
  FROM account_move_line l JOIN account_move m ON m.id = l.move_id
 WHERE l.company_id = %s AND l.account_id = %s AND l.reconciled IS NOT TRUE
   AND l.amount_residual > 0 AND l.currency_id = %s AND l.parent_state = 'posted'
 ORDER BY md5(l.id::text) LIMIT %s
"""


def bench(size):
    """Return seconds to read and to match a thousand lines, and how many were."""
    try:
        ledger = build(DATABASE, size)
        with open_env(DATABASE, log_level="error") as env:
            env = env(
                context={
                    "allowed_company_ids": [ledger.company],
                    "tracking_disable": True,
                }
            )
            lines = _received(env, ledger)
            env.cr.commit()
            env.cr.execute("ANALYZE")
            return {"lines": ledger.lines, **_measure(env, ledger, lines)}
    finally:
        drop(DATABASE)


def _received(env, ledger):
    """Enter bank lines: half name the invoice, three in ten come from a known account,
    the others say nothing."""
    env.cr.execute(OPEN, [ledger.company, ledger.receivable, ledger.currency, LINES])
    values, banks = [], {}
    for number, (_id, partner, name, amount) in enumerate(env.cr.fetchall()):
        account = ""
        if number % 10 in (5, 6, 7):
            account = f"FR76{partner:010d}"
            banks[partner] = {"acc_number": account, "partner_id": partner}
        said = f"VIR SEPA {name} MERCI" if number % 10 < 5 else "VIREMENT"
        values.append(
            {
                "journal_id": _bank(env).id,
                "date": ledger.as_of,
                "payment_ref": said,
                "account_number": account,
                "amount": float(amount),
            }
        )
    env["res.partner.bank"].create(list(banks.values()))
    start = perf_counter()
    lines = env["account.bank.statement.line"].create(values)
    tell(f"{len(lines)} bank lines entered in {perf_counter() - start:.1f} s")
    return lines


def _bank(env):
    return env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )


def _measure(env, ledger, lines):
    match = env["recovery.match"]
    env.invalidate_all()
    start = perf_counter()
    verdicts = match._verdicts(env.company, lines)
    read = perf_counter() - start
    alone = sum(bool(one.chosen) for one in verdicts.values())
    tell(f"read in {read:.1f} s: {alone} of {len(lines)} have one explanation")
    start = perf_counter()
    matched = match._match_new(env.company)
    booked = perf_counter() - start
    env.cr.commit()
    tell(f"matched {len(matched)} in {booked:.1f} s")
    return {
        "bank_lines": len(lines),
        "read_s": round(read, 2),
        "matched": len(matched),
        "match_s": round(booked, 2),
        "match_ms_each": round(1000 * booked / max(len(matched), 1), 1),
    }
