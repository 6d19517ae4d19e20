"""The peer's communications: OCA's account_credit_control writes to the same debtors.

It is installed in a copy of the ledger's database only, in a process of its own:
``python -m dev.bench_delivery_peer JSON``.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from time import perf_counter

from .bench_ledger import tell
from .bench_peer import MODULE, peer_addons
from .databases import clone, drop, install
from .mail_sink import read_index
from .session import open_env, run_python
from .settings import LOGS, addons_path


def measure(ledger, port, folder, debtors):
    """Return the peer's mails a second to ``debtors``, accepted by the server."""
    paths = ",".join(map(str, [*addons_path(), peer_addons()]))
    database = f"{ledger.database}_peer"
    tell("the peer writes to the same debtors")
    try:
        clone(database, template=ledger.database)
        log = LOGS / f"install-{database}.log"
        install(database, (MODULE,), log, "--addons-path", paths)
        told = {
            **asdict(ledger),
            "as_of": ledger.as_of.isoformat(),
            "database": database,
            "addons_path": paths,
            "port": port,
            "folder": str(folder),
            "debtors": debtors,
        }
        done = run_python(
            "dev.bench_delivery_peer",
            json.dumps(told),
            stdout=subprocess.PIPE,
            text=True,
        )
    finally:
        drop(database)
    found = json.loads(done.stdout)
    tell(f"peer: {found['mails']} mails, {found['per_s']:.1f} a second")
    return found["per_s"]


def _run(env, told):
    from odoo.tools import config

    company = env["res.company"].browse(told["company"])
    env = env(context={"allowed_company_ids": company.ids})
    config["email_from"] = "compta@bench.example"  # it names no sender of its own
    policy = env.ref(f"{MODULE}.credit_control_3_time")
    policy.account_ids = env["account.account"].browse(told["receivable"])
    policy.level_ids.channel = "email"
    company.with_env(env).credit_policy_id = policy
    run = env["credit.control.run"].create(
        {
            "date": date.fromisoformat(told["as_of"]),
            "policy_ids": [(6, 0, policy.ids)],
            "company_id": company.id,
        }
    )
    run.generate_credit_lines()
    lines = run.line_ids.filtered(
        lambda line: line.partner_id.commercial_partner_id.id in told["debtors"]
    )
    lines.write({"state": "to_be_sent", "channel": "email"})
    if not lines:
        raise RuntimeError("the peer has nothing to say to these customers")
    env.cr.commit()
    wizard = env["credit.control.emailer"].create({"line_ids": [(6, 0, lines.ids)]})
    before = len(read_index(told["folder"]))
    start = perf_counter()
    wizard.email_lines()
    env.cr.commit()
    env["mail.mail"].process_email_queue()
    env.cr.commit()
    spent = perf_counter() - start
    mails = len(read_index(told["folder"])) - before
    if not mails:
        raise RuntimeError("the peer's mails did not leave")
    return {"mails": mails, "per_s": mails / spent}


def main(arguments):
    told = json.loads(arguments[0])
    paths = told["addons_path"].split(",")
    with open_env(told["database"], log_level="error", addons_path=paths) as env:
        print(json.dumps(_run(env, told)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
