"""Registering payments with the addon installed against without it, in turns.

Two databases hold the same invoices, one never saw the addon; each has a process of
its own. In turns each registers a lot of payments as an import does: created in one
call, posted, matched by one plan, committed. The ratio is the median over the turns.
``python -m dev.bench_payments DATABASE`` is the process of one side.
"""

import json
import subprocess
import sys
from contextlib import contextmanager
from datetime import date, timedelta
from statistics import median

from .bench_floor import Clock
from .bench_ledger import tell
from .databases import clone, drop, ensure_base
from .session import open_env, python_command
from .session import stop as end
from .settings import ROOT
from .shell import SetupError

DATABASE = "debt_recovery_bench_payments"
TURNS, LOT = 10, 100  # a thousand payments a side
DEBTORS = 200


def bench(_size):
    """Return the seconds of each side for a thousand payments, and their ratio."""
    sides = {"without": f"{DATABASE}_without", "with": DATABASE}
    try:
        clone(sides["without"], ensure_base())
        clone(sides["with"])
        with _worker(sides["without"]) as bare, _worker(sides["with"]) as ours:
            turns = [(_ask(bare), _ask(ours)) for _turn in range(TURNS + 1)][1:]
    finally:
        for name in sides.values():
            drop(name)
    tell("done")
    passed = [pair[1]["passed"] / pair[0]["passed"] for pair in turns]
    worked = [pair[1]["worked"] / pair[0]["worked"] for pair in turns]
    return {
        "payments": TURNS * LOT,
        "without_s": round(sum(bare["passed"] for bare, _ours in turns), 2),
        "with_s": round(sum(ours["passed"] for _bare, ours in turns), 2),
        "marks": turns[-1][1]["marks"],
        "vs_without": round(median(passed), 3),
        "vs_without_cpu": round(median(worked), 3),
    }


@contextmanager
def _worker(database):
    tell(f"{database}: {TURNS + 1} lots of {LOT} invoices")
    process = subprocess.Popen(
        python_command("dev.bench_payments", database),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        _listen(process)
        yield process
    finally:
        end(process)


def _ask(process):
    """Let one side register its next lot; return what it took."""
    process.stdin.write("next\n")
    process.stdin.flush()
    return _listen(process)


def _listen(process):
    line = process.stdout.readline()
    if not line:
        raise SetupError(f"a side of the bench ended with {process.wait()}")
    return json.loads(line)


class Side:
    """A company with as many invoices as there are payments to come."""

    def __init__(self, env):
        company = env["res.company"].create(
            {"name": "Bench", "country_id": env.ref("base.fr").id}
        )
        env.user.company_ids += company
        env["account.chart.template"].try_loading("fr", company, install_demo=False)
        context = {"allowed_company_ids": company.ids, "tracking_disable": True}
        self.env = env(context=context)
        self.bank = self.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
        )
        self.addon = "recovery.mark" in env
        if self.addon:
            company.recovery_active = True
            self.env["recovery.account"]._sync(company)
        self.invoices = self._invoices().sorted("id")
        self.env.cr.commit()
        if self.addon:  # what is open has its accounts, as on any working day
            cycle = self.env["recovery.cycle"].with_company(company)
            cycle._run(company, company._recovery_today(), full=True)
        self.env.cr.commit()
        self.env.cr.execute("ANALYZE")
        self.env.cr.commit()
        self.clock = Clock(self.env.cr)

    def _invoices(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Debtor {n}", "is_company": True} for n in range(DEBTORS)]
        )
        due = date.today() - timedelta(days=20)
        line = {"name": "Goods", "quantity": 1, "price_unit": 120, "tax_ids": []}
        values = [
            {
                "move_type": "out_invoice",
                "partner_id": partners[number % DEBTORS].id,
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_line_ids": [(0, 0, line)],
            }
            for number in range((TURNS + 1) * LOT)
        ]
        moves = self.env["account.move"].create(values)
        moves.action_post()
        return moves

    def next_lot(self):
        """Register payments of the next invoices; return what it took."""
        lot, self.invoices = self.invoices[:LOT], self.invoices[LOT:]
        self.env.invalidate_all()
        passed, worked = self.clock.timed(lambda: self._register(lot))
        if lot.filtered(lambda move: move.amount_residual):
            raise SetupError("an invoice of the lot is not paid")
        return {"passed": passed, "worked": worked, "marks": self._marks()}

    def _register(self, lot):
        payments = self.env["account.payment"].create(
            [
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": move.partner_id.id,
                    "amount": move.amount_residual,
                    "date": move.invoice_date_due,
                    "journal_id": self.bank.id,
                }
                for move in lot
            ]
        )
        payments.action_post()
        plan = []
        for move, payment in zip(lot, payments, strict=True):
            lines = (move | payment.move_id).line_ids
            plan.append(
                lines.filtered(lambda one: one.account_type == "asset_receivable")
            )
        self.env["account.move.line"]._reconcile_plan(plan)
        self.env.cr.commit()

    def _marks(self):
        return self.env["recovery.mark"].search_count([]) if self.addon else 0


def main(arguments):
    with open_env(arguments[0], log_level="error") as env:
        side = Side(env)
        print(json.dumps({"ready": True}), flush=True)
        for _line in sys.stdin:
            print(json.dumps(side.next_lot()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
