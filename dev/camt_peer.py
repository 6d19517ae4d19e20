"""The company's own reader of statement files, for one system test: OCA's
account_statement_import_camt (AGPL). It lies in a folder of its own, and no part of
the product knows it. ``python -m dev.camt_peer JSON`` is the process in which it runs.
"""

import base64
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from freezegun import freeze_time

from .databases import install
from .session import open_env, run_python
from .settings import LOCAL, LOGS, PYTHON, addons_path
from .shell import SetupError

PACKAGES = (
    "odoo-addon-account-statement-base==19.0.*",
    "odoo-addon-account-statement-import-base==19.0.*",
    "odoo-addon-account-statement-import-file==19.0.*",
    "odoo-addon-account-statement-import-camt==19.0.*",
)
FOLDER = LOCAL / "peers" / "camt"
MODULE = "account_statement_import_camt"


def camt_addons():
    """Return the folder with the reader; fetch it when it isn't there.

    :raises SetupError: when it cannot be had
    """
    addons = FOLDER / "odoo" / "addons"
    if not (addons / MODULE).is_dir():
        command = [PYTHON, "-m", "pip", "install", "--quiet", "--no-deps"]
        done = subprocess.run([*command, "--target", FOLDER, *PACKAGES])
        if done.returncode:
            raise SetupError(f"{MODULE} could not be fetched")
    return addons


def received(database, own, files, invoices):
    """Import statement files and match; return what became of each line.

    :param database: with the addon; the reader is installed in it
    :param own: account number of the company
    :param invoices: dictionaries ``customer, iban, amount, reference``
    :return: dictionaries ``amount, text, account, matched, customer, paid, guesses``
    """
    paths = ",".join(map(str, [*addons_path(), camt_addons()]))
    log = LOGS / f"install-{database}.log"
    install(database, (MODULE,), log, "--addons-path", paths)
    told = {"database": database, "own": own, "invoices": invoices}
    told |= {"files": [str(one) for one in files], "addons_path": paths}
    done = run_python(
        "dev.camt_peer", json.dumps(told), stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


def _run(env, told):
    company = env["res.company"].create(
        {"name": "Belleroche", "country_id": env.ref("base.fr").id}
    )
    env.user.company_ids += company
    env["account.chart.template"].try_loading("fr", company, install_demo=False)
    env = env(context={"allowed_company_ids": company.ids, "tracking_disable": True})
    company = company.with_env(env)
    env["recovery.account"]._sync(company)
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    journal.set_bank_account(told["own"])
    for one in told["invoices"]:
        _invoice(env, **one)
    for path in told["files"]:
        wizard = env["account.statement.import"].create(
            {
                "statement_file": base64.b64encode(Path(path).read_bytes()),
                "statement_filename": Path(path).name,
            }
        )
        wizard.with_context(journal_id=journal.id).import_file_button()
    env["recovery.match"]._match_new(company, commit=False)
    lines = env["account.bank.statement.line"].search(
        [("journal_id", "=", journal.id)], order="id"
    )
    verdicts = env["recovery.match"]._verdicts(company, lines)
    return [_told(line, verdicts[line]) for line in lines]


def _invoice(env, customer, iban, amount, reference):
    partner = env["res.partner"].search([("name", "=", customer)], limit=1)
    partner = partner or env["res.partner"].create(
        {"name": customer, "is_company": True}
    )
    if iban and not partner.bank_ids:
        partner.bank_ids = [(0, 0, {"acc_number": iban})]
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": date(2014, 12, 1),
            "payment_reference": reference,
            "invoice_line_ids": [
                (0, 0, {"name": "Goods", "price_unit": amount, "tax_ids": False})
            ],
        }
    )
    move.action_post()


def _told(line, verdict):
    paid = line.move_id.line_ids.matched_debit_ids.debit_move_id.move_id
    return {
        "amount": line.amount,
        "text": line.payment_ref,
        "account": line.account_number or "",
        "matched": line.is_reconciled,
        "customer": line.partner_id.name or "",
        "paid": paid.mapped("payment_reference"),
        "guesses": len(verdict.candidates),
    }


def main(arguments):
    told = json.loads(arguments[0])
    paths = told["addons_path"].split(",")
    with open_env(told["database"], log_level="error", addons_path=paths) as env:
        with freeze_time("2015-01-05"):  # the samples are of these days
            found = _run(env, told)
        print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
