"""A remittance of 20,000 receipts, checked and booked, against registering payments.

Each number of receipts has a process of its own, which first registers the payment of
500 invoices with Odoo's own wizard, then checks and books a file: the ratio is that of
the time for one receipt and for one payment of the same run. ``python -m
dev.bench_remittance DATABASE RECEIPTS FROM`` is that process; it prints JSON.
"""

import base64
import json
import sys
from datetime import timedelta
from decimal import Decimal
from time import perf_counter

from .bench_ledger import build, tell
from .bench_measure import Memory, apart
from .databases import drop
from .session import open_env
from .shell import SetupError

DATABASE = "debt_recovery_bench_remittance"
FEW, MANY, NATIVE = 1_000, 20_000, 500
SMALL = 10_000  # a ledger of that size has as many receipts as it can
DAYS = 20  # on which customers paid
SOME = 1_000
OPEN = """
SELECT l.id FROM account_move_line l
  JOIN account_move m ON m.id = l.move_id AND m.move_type = 'out_invoice'
 WHERE l.company_id = %s AND l.account_id = %s AND l.reconciled IS NOT TRUE
   AND l.amount_residual > 0 AND l.currency_id = %s AND l.parent_state = 'posted'
 ORDER BY md5(l.id::text) LIMIT %s
"""


def bench(size):
    """Return seconds a receipt and a payment, their ratio, and the memory of both."""
    many = 4_000 if size <= SMALL else MANY
    try:
        ledger = build(DATABASE, size)
        with open_env(DATABASE, log_level="error") as env:
            _place(_inside(env, ledger.company), ledger, many + FEW)
            env.cr.commit()
            env.cr.execute("ANALYZE")
            env.cr.commit()
        few = _measured(ledger, FEW, 0)
        found = _measured(ledger, many, FEW)
    finally:
        drop(DATABASE)
    return {
        "lines": ledger.lines,
        **found,
        "peak_few_mib": few["peak_mib"],
        "peak_over_few_mib": round(found["peak_mib"] - few["peak_mib"], 1),
        "vs_register_few": few["vs_register"],
    }


def _measured(ledger, count, start):
    return apart("dev.bench_remittance", DATABASE, count, start, ledger.company)


def _inside(env, company):
    context = {"allowed_company_ids": [company], "tracking_disable": True}
    return env(context=context)


def _place(env, ledger, count):
    """Place ``count`` invoices, one a file, with an agency that keeps 18 %."""
    env["recovery.account"]._sync(env.company)
    env.cr.execute(OPEN, [ledger.company, ledger.receivable, ledger.currency, count])
    ids = [row[0] for row in env.cr.fetchall()]
    if len(ids) < count:
        raise SetupError(f"the ledger has {len(ids)} open invoices, not {count}")
    contract = contract_with_agency(env, ledger)
    tell(f"placing {count} invoices")
    for start in range(0, count, SOME):
        lines = env["account.move.line"].browse(ids[start : start + SOME])
        placements = env["recovery.placement"].create(
            [_placement(line, contract) for line in lines]
        )
        placements.write({"state": "placed", "placed_on": ledger.as_of})
        env.cr.commit()
        env.invalidate_all()


def contract_with_agency(env, ledger):
    """Return the contract of an agency that keeps 18 %."""
    partner = env["res.partner"].create({"name": "Orvane", "is_company": True})
    agency = env["recovery.agency"].create(
        {"name": "Orvane", "partner_id": partner.id, "company_id": ledger.company}
    )
    return env["recovery.agency.contract"].create(
        {
            "name": "Bench",
            "agency_id": agency.id,
            "company_id": ledger.company,
            "commission_ids": [(0, 0, {"percent": 18})],
        }
    )


def _placement(line, contract):
    debt = {
        "line_id": line.id,
        "name": line.move_id.name,
        "due": line.date_maturity,
        "principal": line.amount_residual_currency,
    }
    return {
        "company_id": line.company_id.id,
        "partner_id": line.partner_id.commercial_partner_id.id,
        "agency_id": contract.agency_id.id,
        "contract_id": contract.id,
        "currency_id": line.currency_id.id,
        "line_ids": [(0, 0, debt)],
    }


class Side:
    """One process: payments registered natively, then a remittance of its receipts."""

    def __init__(self, env):
        self.env = env
        self.today = env.company._recovery_today()

    def register(self):
        """Return seconds a payment: the wizard over 500 open invoices that nobody
        placed, each its own payment."""
        placed = self.env["recovery.placement.line"].search([]).line_id
        moves = self.env["account.move"].search(
            [
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "=", "not_paid"),
                ("amount_residual", ">", 0),
                ("id", "not in", placed.move_id.ids),
            ],
            limit=NATIVE,
        )
        self.env.flush_all()
        self.env.invalidate_all()
        start = perf_counter()
        wizard = self.env["account.payment.register"]
        wizard = wizard.with_context(active_model="account.move", active_ids=moves.ids)
        wizard.create({"group_payment": False})._create_payments()
        self.env.flush_all()
        self.env.cr.commit()
        return (perf_counter() - start) / len(moves)

    def remit(self, count, start):
        """Return what checking and booking a file of ``count`` receipts took."""
        rows = self._rows(count, start)
        file = self._file(count)
        self.env.cr.commit()
        self.env.invalidate_all()
        inbound = self.env["recovery.agency.inbound.remittance"]
        started = perf_counter()
        problems = inbound._check(file, rows)
        if problems:
            raise SetupError(f"refused: {problems[0]}")
        made = self.env["recovery.remittance"]._from_rows(file, rows)
        self.env.flush_all()
        checked = perf_counter()
        made._book()
        self.env.flush_all()
        self.env.cr.commit()
        booked = perf_counter()
        return {"check_s": checked - started, "book_s": booked - checked}

    def _rows(self, count, start):
        self.env.cr.execute(
            """SELECT p.reference, l.principal FROM recovery_placement p
                 JOIN recovery_placement_line l ON l.placement_id = p.id
                ORDER BY p.id OFFSET %s LIMIT %s""",
            [start, count],
        )
        return [
            {
                "line": number,
                "placement": reference,
                "line_reference": f"R{start}-{number}",
                "paid_on": self.today - timedelta(days=number % DAYS),
                "amount": Decimal(str(amount)),
            }
            for number, (reference, amount) in enumerate(self.env.cr.fetchall(), 2)
        ]

    def _file(self, count):
        agency = self.env["recovery.agency"].search([("name", "=", "Orvane")])
        return self.env["recovery.agency.file"].create(
            {
                "name": f"bench-{count}.csv",
                "direction": "in",
                "purpose": "remittance",
                "agency_id": agency.id,
                "company_id": self.env.company.id,
                "body": base64.b64encode(b"bench"),
                "sha256": f"bench-{count}",
            }
        )

    def unpaid(self, count, start):
        """Return how many of the debts are still open: none."""
        self.env.cr.execute(
            """SELECT count(*) FROM (
                   SELECT line_id FROM recovery_placement_line
                    ORDER BY placement_id OFFSET %s LIMIT %s) AS placed
                 JOIN account_move_line l ON l.id = placed.line_id
                WHERE l.reconciled IS NOT TRUE""",
            [start, count],
        )
        return self.env.cr.fetchone()[0]


def main(arguments):
    database, count, start, company = arguments[0], *map(int, arguments[1:])
    with open_env(database, log_level="error") as env:
        side = Side(_inside(env, company))
        payment = side.register()
        tell(f"{NATIVE} payments: {payment * 1000:.1f} ms each")
        env.invalidate_all()
        memory = Memory()
        took = side.remit(count, start)
        peak = memory.peak()
        if side.unpaid(count, start):
            raise SetupError("a debt of the file is not paid")
    line = sum(took.values()) / count
    tell(f"{count} receipts: {line * 1000:.2f} ms each, {peak:.0f} MiB at most")
    print(
        json.dumps(
            {
                "receipts": count,
                **{name: round(seconds, 2) for name, seconds in took.items()},
                "line_ms": round(line * 1000, 3),
                "payment_ms": round(payment * 1000, 2),
                "vs_register": round(line / payment, 4),
                "peak_mib": round(peak, 1),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
