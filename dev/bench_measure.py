"""The process in which a cycle is measured: nothing else ran in it before.

``python -m dev.bench_measure LEDGER`` with the ledger as JSON; prints JSON.
"""

import json
import re
import subprocess
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from statistics import median

from .bench_floor import Clock, Floor
from .bench_ledger import tell
from .session import open_env, python_command
from .settings import ROOT
from .shell import SetupError

REPEAT = 3
CHANGED = (10, 20, 30)  # of a hundred accounts: due for a look, marked, paid
COMPARED = ("first", "floor_first")  # with the processor time too
COUNTS = ("measured", "changed", "opened", "closed", "planned", "cancelled")


class Memory:
    """The process's high-water mark over what it held at the start, in MiB."""

    def __init__(self):
        Path("/proc/self/clear_refs").write_text("5")
        self.start = self._read("VmRSS")

    def _read(self, name):
        status = Path("/proc/self/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+) kB", status).group(1)) / 1024

    def peak(self):
        return self._read("VmHWM") - self.start


class Measure:
    """Repeats one kind of day and keeps its times.

    :param env: environment of the superuser
    :param ledger: the ledger, as a dictionary
    """

    def __init__(self, env, ledger):
        self.cr = env.cr
        self.company = env["res.company"].browse(ledger["company"])
        self.env = env(context={"allowed_company_ids": self.company.ids})
        self.as_of = date.fromisoformat(ledger["as_of"])
        self.floor, self.clock = Floor(env.cr, ledger), Clock(env.cr)
        self.times, self.counted = defaultdict(list), {}

    def all(self):
        """Return the medians.

        What is compared alternates, so that a noisy moment of the machine meets both.
        """
        memory = Memory()
        for _number in range(REPEAT):
            self._reset()
            self._time("first", self._first)
            self.floor.prepare()
            self._time("floor_first", self.floor.write)
        self.floor.drop()
        self.cr.execute("ANALYZE recovery_case, recovery_notice, recovery_case_stage")
        self.cr.commit()
        for number in range(REPEAT):
            self._time("again", self._again)
            self._time("again_full", self._again_full)
            self._change(number)
            self._time("floor_read", self.floor.read)
            self._time("changed", self._changed)
        peak = memory.peak()
        for _number in range(REPEAT):
            self._time("group_by_stage", self._group)
        found = {name: round(median(times), 4) for name, times in self.times.items()}
        return {**found, "peak_mib": round(peak, 1), **self.counted}

    def _time(self, name, action):
        seconds, worked = self.clock.timed(action)
        self.times[f"{name}_s"].append(seconds)
        if name in COMPARED:
            self.times[f"{name}_cpu_s"].append(worked)
        tell(f"{name} {seconds:.3f} s, {worked:.3f} of work")

    def _run(self, **options):
        run = self.env["recovery.cycle"]._run(self.company, self.as_of, **options)
        return {name: run[name] for name in COUNTS}

    # --- kinds of day --------------------------------------------------------------

    def _reset(self):
        self.cr.execute("SELECT set_config('debt_recovery.purge', 'on', true)")
        self.cr.execute("TRUNCATE recovery_case, recovery_run, recovery_mark CASCADE")
        self.cr.commit()
        self.env.invalidate_all()

    def _first(self):
        counts = self._run(full=True)
        self.counted.update(cases=counts["opened"], notices=counts["planned"])

    def _again(self):
        self._expect_nothing(self._run())

    def _again_full(self):
        self._expect_nothing(self._run(full=True))

    def _expect_nothing(self, counts):
        counts.pop("measured")
        if any(counts.values()):
            raise SystemExit(f"the same day again changed something: {counts}")

    def _change(self, number):
        """Change three accounts in a hundred, others each time."""
        due, marked, paid = (share + number for share in CHANGED)
        facts = {"company": self.company.id, "due": due, "marked": marked, "paid": paid}
        self.cr.execute(_LOOK, {**facts, "as_of": self.as_of})
        self.cr.execute(_PAY, facts)
        self.cr.execute(_MARK, facts)
        self.cr.commit()

    def _changed(self):
        self.counted["changed_debtors"] = self._run()["measured"]

    def _group(self):
        """Group the open items by bracket, as a list view does."""
        self.env.invalidate_all()
        self.env["account.move.line"].web_read_group(
            [("reconciled", "=", False), ("account_type", "=", "asset_receivable")],
            ["recovery_stage_id"],
            ["amount_residual:sum"],
        )


_LOOK = """
UPDATE recovery_case SET next_check_on = %(as_of)s
 WHERE company_id = %(company)s AND id %% 100 = %(due)s
"""
_PAY = """
UPDATE account_move_line SET amount_residual = 0, amount_residual_currency = 0,
       reconciled = true
 WHERE id IN (SELECT oldest_line_id FROM recovery_case
               WHERE company_id = %(company)s AND id %% 100 = %(paid)s)
"""
_MARK = """
INSERT INTO recovery_mark (company_id, partner_id, reason, marked_at)
SELECT company_id, partner_id, 'bench', now() AT TIME ZONE 'UTC' FROM recovery_case
 WHERE company_id = %(company)s AND id %% 100 IN (%(marked)s, %(paid)s)
"""


def apart(module, *arguments):
    """Run ``python -m module arguments`` in a process of its own; return what its last
    line says as JSON."""
    done = subprocess.run(
        python_command(module, *arguments),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SetupError(f"{module} {arguments} ended badly")
    return json.loads(done.stdout.splitlines()[-1])


def main(arguments):
    ledger = json.loads(arguments[0])
    with open_env(ledger["database"], log_level="error") as env:
        print(json.dumps(Measure(env, ledger).all()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
