"""Pictures of the pages that customers open from their messages.

``python -m dev.screenshots_links [--database NAME]`` takes them in French and English,
for a desk and for a phone, into ``.local/screenshots/``. The links made for it are
rolled back with the clone that they live in.
"""

import argparse
import sys
import time
from datetime import timedelta
from urllib.parse import urlsplit

from .databases import clone, drop
from .screenshots import DATABASE, FOLDER, LANGUAGES
from .screenshots_browser import browser
from .session import open_env, serve
from .settings import ROOT

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
COPY = f"{DATABASE}_links"
CUSTOMER = "Boulangeries Lecoq"


def paths(database, lang):
    """Make links for a customer; return ``{page: path}``."""
    with open_env(database, log_level="error") as env:
        case = env["recovery.case"].search(
            [("partner_id.name", "=", CUSTOMER)], limit=1
        )
        people = case.partner_id | case.partner_id.child_ids
        people.lang = LANGUAGES[lang]
        made = {
            name: urlsplit(case._link(purpose)).path
            for name, purpose in (
                ("account", "pay"),
                ("preferences", "preferences"),
                ("documents", "documents"),
                ("ended", "pay"),
                ("unsubscribe", "unsubscribe"),
            )
        }
        ended = env["recovery.link"].search([("purpose", "=", "pay")], limit=1)
        ended.expires_at -= timedelta(days=100)
        plans = env["recovery.arrangement"].search([("kind", "=", "plan")])
        for plan in plans:
            plan.partner_id.lang = LANGUAGES[lang]
            if plan.proposed_id:
                plan._propose(plan._plan_schedule(), "Langue")
            url = env["recovery.link"]._issue(
                plan.case_id, "arrangement", arrangement_id=plan.id
            )
            made[f"plan-{plan.state}"] = urlsplit(url).path
        env.cr.commit()
    made["objection"] = f"{made['preferences']}/preferences?stop=email"
    return made


def main(argv=None):
    parser = argparse.ArgumentParser(prog="screenshots_links")
    parser.add_argument("--database", default=DATABASE)
    arguments = parser.parse_args(argv)
    FOLDER.mkdir(parents=True, exist_ok=True)
    clone(COPY, arguments.database)
    try:
        with serve(COPY) as server, browser() as page:
            for lang in LANGUAGES:
                for name, path in paths(COPY, lang).items():
                    for size, (width, height) in SIZES.items():
                        picture = FOLDER / f"link-{name}-{lang}-{size}.png"
                        page.size(width, height, size == "phone")
                        page.open(server.url + path)
                        time.sleep(1.5)
                        tall = page.run("document.documentElement.scrollHeight")
                        page.size(width, max(height, int(tall)), size == "phone")
                        page.picture(picture)
                        print(picture.relative_to(ROOT), flush=True)
    finally:
        drop(COPY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
