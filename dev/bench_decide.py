"""What the rules take to decide a whole queue, against fetching what they are told.

Every open customer account is asked for an e-mail, a text and a letter at one instant:
first of the gate (`recovery.gate._facts`, SQL), then of the rules in plain Python, with
the packs that ship. Two reminders in three left during the last days, so
that caps and gaps bear.
"""

from datetime import datetime, time
from statistics import median
from time import perf_counter

from .bench_ledger import build, open_accounts, tell
from .databases import drop
from .session import open_env

DATABASE = "debt_recovery_bench"
ROUNDS = 3
CHANNELS = ("email", "sms", "letter")
BATCH = 10_000  # debtors whose facts are fetched at once


def bench(size):
    """Return seconds to fetch and to decide, and their ratio."""
    try:
        ledger = build(DATABASE, size)
        with open_env(DATABASE, log_level="error") as env:
            company = _fill(env, ledger)
            at = datetime.combine(ledger.as_of, time(10))
            tell("deciding")
            rounds = [_measure(env, company, at) for _number in range(ROUNDS)]
    finally:
        drop(DATABASE)
    tell("done")
    fetch = median(one["fetch"] for one in rounds)
    decide = median(one["decide"] for one in rounds)
    return {
        "lines": ledger.lines,
        **rounds[-1]["counts"],
        "fetch_s": round(fetch, 2),
        "decide_s": round(decide, 2),
        "each_us": round(decide / rounds[-1]["counts"]["contacts"] * 1e6, 1),
        "vs_fetch": round(decide / fetch, 2),
    }


def _fill(env, ledger):
    """Open the accounts, plan their reminders and let two thirds have left lately."""
    company = open_accounts(env, ledger)
    env.cr.execute(
        """UPDATE recovery_notice
              SET state = 'sent', left_on = %(day)s - (id %% 9)::int,
                  sent_at = %(day)s - (id %% 9)::int + time '09:00'
            WHERE company_id = %(company)s AND id %% 3 > 0 AND channel <> 'task'""",
        {"day": ledger.as_of, "company": company.id},
    )
    env.cr.commit()
    env.invalidate_all()
    env.cr.execute("ANALYZE")
    return company


def _measure(env, company, at):
    """Fetch and decide once; return the seconds and what came out."""
    from odoo.addons.debt_recovery.models.recovery_gate_facts import Subject
    from odoo.addons.debt_recovery.tools.rules.model import Request

    gate = env["recovery.gate"].sudo().with_company(company)
    book = gate._book(company, at)
    cases = env["recovery.case"].search(
        [("company_id", "=", company.id), ("state", "=", "open")]
    )
    debtors = cases.partner_id.ids
    found = {"fetch": 0.0, "decide": 0.0}
    outcomes = {
        "rules": len(book.rules),
        "contacts": 0,
        "allow": 0,
        "wait": 0,
        "refuse": 0,
    }
    for first in range(0, len(debtors), BATCH):
        subjects = [
            Subject(key=(debtor, channel), debtor=debtor, people=(debtor,))
            for debtor in debtors[first : first + BATCH]
            for channel in CHANNELS
        ]
        start = perf_counter()
        facts = gate._facts(company, subjects, at)
        middle = perf_counter()
        for key, known in facts.items():
            outcomes[book.decide(Request(key[1]), known, at).outcome] += 1
        found["fetch"] += middle - start
        found["decide"] += perf_counter() - middle
        outcomes["contacts"] += len(facts)
    return {**found, "counts": outcomes}
