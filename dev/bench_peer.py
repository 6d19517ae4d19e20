"""The peer: OCA's account_credit_control makes its lines for the same debts.

It lies in a folder of its own, is installed in a copy of the ledger's database only,
and no part of the product knows it. ``python -m dev.bench_peer LEDGER`` is the process
in which it runs.
"""

import json
import subprocess
import sys
from datetime import date

from .bench_floor import Clock
from .bench_ledger import tell
from .databases import clone, drop, install
from .session import open_env, run_python
from .settings import LOCAL, LOGS, PYTHON, addons_path
from .shell import SetupError

PACKAGE = "odoo-addon-account-credit-control==19.0.*"
FOLDER = LOCAL / "bench" / "peer"
MODULE = "account_credit_control"


def peer_addons():
    """Return the folder with the peer; fetch it when it isn't there."""
    addons = FOLDER / "odoo" / "addons"
    if not (addons / MODULE).is_dir():
        command = [PYTHON, "-m", "pip", "install", "--quiet", "--no-deps"]
        done = subprocess.run([*command, "--target", FOLDER, PACKAGE])
        if done.returncode:
            raise SetupError(f"{PACKAGE} could not be fetched")
    return addons


def measure(ledger):
    """Return the peer's seconds and the lines it wrote, on a copy of the ledger."""
    paths = ",".join(map(str, [*addons_path(), peer_addons()]))
    database = f"{ledger['database']}_peer"
    tell(f"{database}: the peer on {ledger['lines']} lines")
    try:
        clone(database, template=ledger["database"])
        log = LOGS / f"install-{database}.log"
        install(database, (MODULE,), log, "--addons-path", paths)
        told = {**ledger, "database": database, "addons_path": paths}
        done = run_python(
            "dev.bench_peer", json.dumps(told), stdout=subprocess.PIPE, text=True
        )
    finally:
        drop(database)
    return json.loads(done.stdout)


def _run(env, ledger):
    company = env["res.company"].browse(ledger["company"])
    env = env(context={"allowed_company_ids": company.ids, "tracking_disable": True})
    policy = env.ref(f"{MODULE}.credit_control_3_time")
    policy.account_ids = env["account.account"].browse(ledger["receivable"])
    company.with_env(env).credit_policy_id = policy
    run = env["credit.control.run"].create(
        {
            "date": date.fromisoformat(ledger["as_of"]),
            "policy_ids": [(6, 0, policy.ids)],
            "company_id": company.id,
        }
    )
    env.cr.commit()

    def generate():
        run.generate_credit_lines()
        env.cr.commit()

    passed, worked = Clock(env.cr).timed(generate)
    return {
        "peer_s": round(passed, 3),
        "peer_cpu_s": round(worked, 3),
        "peer_written": len(run.line_ids),
    }


def main(arguments):
    ledger = json.loads(arguments[0])
    paths = ledger["addons_path"].split(",")
    with open_env(ledger["database"], log_level="error", addons_path=paths) as env:
        print(json.dumps(_run(env, ledger)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
