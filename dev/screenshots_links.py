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
PURPOSES = {
    "account": "pay",
    "preferences": "preferences",
    "documents": "documents",
    "ended": "pay",
    "unsubscribe": "unsubscribe",
}


def paths(database, lang):
    """Make links for a customer; return ``{page: path}``."""
    with open_env(database, log_level="error") as env:
        case = env["recovery.case"].search(
            [("partner_id.name", "=", CUSTOMER)], limit=1
        )
        people = case.partner_id | case.partner_id.child_ids
        people.lang = LANGUAGES[lang]
        promised = [("case_id", "=", case.id), ("state", "=", "active")]
        env["recovery.arrangement"].search(promised)._move_to("cancelled")
        made = {
            name: urlsplit(case._link(purpose)).path
            for name, purpose in PURPOSES.items()
        }
        ended = env["recovery.link"].search([("purpose", "=", "pay")], limit=1)
        ended.expires_at -= timedelta(days=100)
        private = (
            env["recovery.case"]
            .search([])
            .filtered(lambda one: one.partner_id._recovery_kind() == "consumer")[:1]
        )
        private.partner_id.lang = LANGUAGES[lang]
        made["identity"] = urlsplit(private._link("preferences")).path
        made |= _plans(env, LANGUAGES[lang], made["account"])
        made.update(paying(env, CUSTOMER, made["account"]))
        made |= _offers(env, LANGUAGES[lang])
        made.update(telling(case, made["account"]))
        env.cr.commit()
    made["promise"] = f"{made['account']}/promise"
    made["contacts"] = f"{made['account']}/contacts"
    made["objection"] = f"{made['preferences']}/preferences?stop=email"
    return made


def _plans(env, lang, account):
    """Return the pages of payment plans: made, running, changed, charged."""
    made = {"plan": f"{account}/plan", "plan-beyond": f"{account}/plan?count=30"}
    plans = env["recovery.arrangement"].search([("kind", "=", "plan")])
    for plan in plans:
        plan.partner_id.write({"lang": lang, "recovery_debtor_type": "company"})
        if plan.proposed_id:
            plan._propose(plan._plan_schedule(), "Langue")
        url = env["recovery.link"]._issue(
            plan.case_id, "arrangement", arrangement_id=plan.id
        )
        page = made[f"plan-{plan.state}"] = urlsplit(url).path
        if plan.state == "active":
            changed = f"{page}/change/{plan.reference}?kind=respread&count=6"
            made["plan-change"] = changed
            made["plan-autopay"] = f"{page}/autopay/{plan.reference}"
    return made


def paying(env, customer, account):
    """Return the pages of paying: chosen, at the means of payment, paid."""
    case = env["recovery.case"].search([("partner_id.name", "=", customer)], limit=1)
    demo = env.ref("payment.payment_provider_demo")
    env.ref("payment_demo.payment_method_demo").active = True
    demo.write({"state": "test", "is_published": True})
    paid, chosen = (
        case._pay_items({case._payables()[number].line.id: ""}) for number in range(2)
    )
    transaction = env["payment.transaction"].create(
        {
            "provider_id": demo.id,
            "payment_method_id": env.ref("payment_demo.payment_method_demo").id,
            "reference": paid.reference,
            "amount": paid.amount,
            "currency_id": paid.currency_id.id,
            "partner_id": case.partner_id.id,
            "recovery_checkout_id": paid.id,
        }
    )
    paid._move_to("started")
    transaction._set_pending()
    return {
        "choose": f"{account}/choose",
        "checkout": f"{account}/checkout/{chosen.reference}",
        "paid": f"{account}/paid/{paid.reference}",
    }


def _offers(env, lang):
    """Make a proposal where none runs; return the page where it is read."""
    settlements = [("kind", "=", "settlement"), ("state", "=", "active")]
    offers = env["recovery.arrangement"].search(settlements, limit=1)
    case = offers.case_id
    if not case:
        case = env["recovery.case"].search([("net_overdue", ">", 1000)], limit=1)
        rows = [row for row in case._exposure() if row["chaseable"] > 0]
        lines = env["account.move.line"].browse([row["line_id"] for row in rows])
        lines = lines.filtered(lambda line: line.currency_id == lines[0].currency_id)
        day = case.company_id._recovery_today() + timedelta(days=14)
        amount = round(float(case._owed(lines).total) * 0.9, 2)
        offer = case._offer_settlement(lines, amount, day)
        if offer.state == "to_approve":
            offer._put_in_force()
    case.partner_id.lang = lang
    return {"offer": f"{urlsplit(case._link('pay')).path}/offer"}


def telling(case, account):
    """Return the pages of what the customer tells us, with something told."""
    lines = case.env["account.move.line"].browse(
        [one.line.id for one in case._payables()]
    )
    ask, found = case.request_ids._ask, {}
    asked = ask(case, "order_number", lines[:1], order_number="4500123")
    ask(case, "message", text="Pouvons-nous régler le 10 ?")
    asked.answer = "Facture renvoyée ce matin avec le numéro."
    colleague = [("login", "in", ("agent", "comptable"))]  # an answer has its author
    colleague = case.env["res.users"].search(colleague, limit=1)
    case.with_user(colleague).message_post(
        body="Oui, le 10 nous convient.",
        partner_ids=case._link_contact().ids,
        date=case.env.cr.now() + timedelta(minutes=5),
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    for name in ("follow", "need", "dispute", "declared", "call", "write"):
        found[name] = f"{account}/{name}"
    for kind in ("not_received", "order_number", "recipient"):
        found[f"need-{kind}"] = f"{account}/need?kind={kind}"
    found["dispute-one"] = f"{account}/dispute/{lines[-1:].move_id.id}"
    found["followed"] = f"{account}/follow/{asked.reference}"
    return found


def photograph(page, server, pages, lang, words):
    """Take each page whose name holds one of the words, at every size."""
    for name, path in pages.items():
        if words and not any(word in name for word in words):
            continue
        for size, (width, height) in SIZES.items():
            picture = FOLDER / f"link-{name}-{lang}-{size}.png"
            page.size(width, height, size == "phone")
            page.open(server.url + path)
            time.sleep(1.5)
            tall = page.run("document.documentElement.scrollHeight")
            page.size(width, max(height, int(tall)), size == "phone")
            page.picture(picture)
            print(picture.relative_to(ROOT), flush=True)


def main(argv=None):
    parser = argparse.ArgumentParser(prog="screenshots_links")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--database", default=DATABASE)
    parser.add_argument("--lang", choices=[*LANGUAGES], action="append")
    arguments = parser.parse_args(argv)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for lang in arguments.lang or LANGUAGES:
        clone(COPY, arguments.database)  # each language finds the same account
        try:
            with serve(COPY) as server, browser() as page:
                photograph(page, server, paths(COPY, lang), lang, arguments.words)
        finally:
            drop(COPY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
