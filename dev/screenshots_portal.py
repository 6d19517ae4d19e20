"""Pictures of the way from the portal to the customer's pages, of a colleague's preview
and of what colleagues set for it.

``python -m dev.screenshots_portal [--database NAME]`` takes them in French and English,
for a desk and for a phone, into ``.local/screenshots/``, of a clone of the database.
"""

import argparse
import json
import sys
import time

from .databases import clone, drop
from .screenshots import DATABASE, FOLDER, LANGUAGES
from .screenshots_browser import browser
from .screenshots_links import CUSTOMER, SIZES
from .session import open_env, serve
from .settings import ROOT

COPY = f"{DATABASE}_portal"
LOGIN = "portail"


def prepare(database, lang):
    """Give the customer's contact an access; return ``{page: (login, path)}``."""
    with open_env(database, log_level="error") as env:
        case = env["recovery.case"].search(
            [("partner_id.name", "=", CUSTOMER)], limit=1
        )
        contact = case.partner_id.child_ids[:1] or case.partner_id
        (case.partner_id | contact).lang = LANGUAGES[lang]
        users = env["res.users"].with_context(no_reset_password=True)
        if not users.search([("login", "=", LOGIN)]):
            users.create(
                {
                    "login": LOGIN,
                    "password": LOGIN,
                    "partner_id": contact.id,
                    "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
                }
            )
        case.company_id.primary_color = "#FFB300"
        colleague = users.search([("login", "in", ("manager", "direction"))], limit=1)
        colleague.lang = LANGUAGES[lang]
        env.cr.commit()
        page = f"/my/recovery/{case.id}"
        form = f"/odoo/res.partner/{contact.id}"
        return {
            "home": (LOGIN, "/my"),
            "accounts": (LOGIN, "/my/recovery"),
            "account": (LOGIN, page),
            "invoices": (LOGIN, "/my/invoices"),
            "preview": (colleague.login, f"/debt_recovery/preview/{case.id}"),
            "case": (colleague.login, f"/odoo/recovery.case/{case.id}"),
            "contact": (colleague.login, form),
        }


def login(page, server, name, lang):
    """Come as a new visitor whose browser speaks ``lang``: the portal does, then."""
    page("Network.clearBrowserCookies")
    page("Network.setExtraHTTPHeaders", headers={"Accept-Language": lang})
    page.open(f"{server.url}/web/login?db={COPY}")
    time.sleep(1.5)
    params = {"db": COPY, "login": name, "password": name}
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
    page.run(
        "fetch('/web/session/authenticate', {method: 'POST', headers: "
        f"{{'Content-Type': 'application/json'}}, body: {json.dumps(body)}}})"
        ".then((r) => r.json())"
    )


def main(argv=None):
    parser = argparse.ArgumentParser(prog="screenshots_portal")
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
                        picture = FOLDER / f"portal-{name}-{lang}-{size}.png"
                        page.size(width, height, size == "phone")
                        page.open(server.url + path)
                        time.sleep(6)  # the first view loads all that colleagues use
                        page.picture(picture)
                        print(picture.relative_to(ROOT), flush=True)
    finally:
        drop(COPY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
