"""Pictures of the agency's own pages in the portal, and of the exchanged files.

``python -m dev.screenshots_agency [--database NAME]`` takes them in French and English,
for a desk and for a phone, into ``.local/screenshots/``, of a clone of the database.
"""

import argparse
import sys
import time
from decimal import Decimal

from .databases import clone, drop
from .screenshots import DATABASE, FOLDER, LANGUAGES
from .screenshots_browser import browser
from .screenshots_links import SIZES
from .screenshots_portal import login
from .session import open_env, serve
from .settings import ROOT

COPY = f"{DATABASE}_portal"  # whose name the login knows
LOGIN = "agence"


def prepare(database, lang):
    """Give an agency's clerk an access; return ``{page: (login, path)}``."""
    with open_env(database, log_level="error") as env:
        env = env(context={"lang": LANGUAGES[lang]})
        placement = _placement(env)
        agency = placement.agency_id
        agency.user_ids |= _clerk(env, agency, LANGUAGES[lang])
        sent, refused = _files(env, placement)
        manager = env["res.users"].search([("login", "in", ("manager", "admin"))])[-1:]
        manager.lang = LANGUAGES[lang]
        env.cr.commit()
        return {
            "home": (LOGIN, "/my"),
            "list": (LOGIN, "/my/agency"),
            "placement": (LOGIN, f"/my/agency/{placement.id}"),
            "files": (LOGIN, "/my/agency/files"),
            "handover": (LOGIN, f"/my/agency/file/{sent.id}"),
            "refused": (LOGIN, f"/my/agency/file/{refused.id}"),
            "exchanged": (
                manager.login,
                "/odoo/action-debt_recovery.recovery_agency_file_action",
            ),
            "exchanged-one": (manager.login, f"/odoo/recovery.agency.file/{sent.id}"),
        }


def _clerk(env, agency, lang):
    users = env["res.users"].with_context(no_reset_password=True)
    found = users.search([("login", "=", LOGIN)])
    if not found:
        found = users.create(
            {
                "login": LOGIN,
                "password": LOGIN,
                "name": "Chargée de dossiers",
                "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
            }
        )
        found.partner_id.parent_id = agency.partner_id
    found.lang = lang
    return found


def _placement(env):
    """Return a placed file: one that is there, or one made of the oldest debts."""
    found = env["recovery.placement"].search([("state", "=", "placed")], limit=1)
    if found:
        return found
    lines = env["account.move.line"].search(
        [
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("amount_residual", ">", 0),
            ("move_id.move_type", "=", "out_invoice"),
        ],
        order="date_maturity",
    )
    lines = lines.filtered(lambda one: one.partner_id == lines[0].partner_id)[:3]
    return _placed(env, lines, _contract(env, lines.company_id[:1]))


def _contract(env, company):
    """Return a contract with an agency made for the pictures."""
    partner = env["res.partner"].create({"name": "Cabinet Orvane", "is_company": True})
    agency = env["recovery.agency"].create(
        {"name": partner.name, "partner_id": partner.id, "company_id": company.id}
    )
    return env["recovery.agency.contract"].create(
        {"name": "CO-2026", "agency_id": agency.id, "company_id": company.id}
    )


def _placed(env, lines, contract):
    """Return the file of these debts, handed over today."""
    company = contract.company_id
    placement = env["recovery.placement"].create(
        {
            "company_id": company.id,
            "partner_id": lines[0].partner_id.commercial_partner_id.id,
            "agency_id": contract.agency_id.id,
            "contract_id": contract.id,
            "currency_id": lines[0].currency_id.id,
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "line_id": line.id,
                        "name": line.move_id.name,
                        "document_date": line.move_id.invoice_date,
                        "due": line.date_maturity,
                        "principal": line.amount_residual_currency,
                    },
                )
                for line in lines
            ],
        }
    )
    placement._move_to("approved")
    placement._move_to("placed", placed_on=company._recovery_today())
    return placement


def _files(env, placement):
    """Return a hand-over that waits and a file that was refused."""
    files = env["recovery.agency.file"]
    agency, company = placement.agency_id, placement.company_id
    agency.transport_code = "download"
    known = files.search([("name", "in", ("BT-2026-00001.csv", "statut mars.csv"))])
    if len(known) == 2:
        return known.sorted("direction", reverse=True)
    info = {
        "rows": len(placement.line_ids),
        "totals": {placement.currency_id.name: Decimal(str(placement.amount))},
        "format": "csv",
    }
    sent = files._make(
        *(agency, company, "placement", "BT-2026-00001.csv", b"dossier;montant\r\n"),
        *(placement, info),
    )
    body = "dossier;statut\r\nDC/2026/99999;payé\r\n".encode()
    refused = files._take_in(agency, company, "statut mars.csv", body, "status")
    refused._move_to("refused")
    env["recovery.agency.problem"].create(
        {
            "file_id": refused.id,
            "line": 2,
            "column": "dossier",
            "value": "DC/2026/99999",
            "reason": env._("This file is not with you any more."),
        }
    )
    return sent, refused


def main(argv=None):
    parser = argparse.ArgumentParser(prog="screenshots_agency")
    parser.add_argument("--database", default=DATABASE)
    arguments = parser.parse_args(argv)
    FOLDER.mkdir(parents=True, exist_ok=True)
    clone(COPY, arguments.database)
    try:
        with serve(COPY) as server, browser() as page:
            for lang in LANGUAGES:
                for name, (who, path) in prepare(COPY, lang).items():
                    login(page, server, who, lang)
                    for size, (width, height) in SIZES.items():
                        picture = FOLDER / f"agency-{name}-{lang}-{size}.png"
                        page.size(width, height, size == "phone")
                        page.open(server.url + path)
                        time.sleep(3 if who == LOGIN else 6)
                        page.picture(picture)
                        print(picture.relative_to(ROOT), flush=True)
    finally:
        drop(COPY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
