"""The customer's account page against the native list of invoices, for the same user.

Both by HTTP from one real server, as a portal user of a customer with 10, 200 and 2,000
open items on the bench's ledger; both show pages of 80, ours with the totals over all
items. What is compared alternates; queries are those that the server's log counts.
"""

import re
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import requests

from .bench_ledger import build, open_accounts, tell
from .databases import drop
from .session import open_env, serve
from .shell import SetupError

DATABASE = "debt_recovery_bench"
ITEMS = (10, 200, 2000)
WARM, REPEAT = 3, 11
MORE_QUERIES = 15
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SERVED = re.compile(r'"GET (/my/\S+) HTTP/1.1" 200 \S+ (\d+) ')


@dataclass(frozen=True)
class Customer:
    items: int
    login: str
    page: str  # the path of the account
    total: str  # what the page says is to pay over all its items


def bench(size):
    """Return seconds, queries and ratios of both pages."""
    try:
        ledger = build(DATABASE, size)
        with open_env(DATABASE, log_level="error") as env:
            partners = _gather(env)
            open_accounts(env, ledger)
            customers = [_customer(env, ledger, *one) for one in partners.items()]
            env.cr.commit()
            env.cr.execute("ANALYZE")
            env.cr.commit()
        tell("asking for pages")
        with serve(DATABASE, workers=0) as server:
            found = {one.items: _measure(server, one) for one in customers}
    finally:
        drop(DATABASE)
    tell("done")
    line = {"lines": ledger.lines}
    for items, said in found.items():
        line |= {f"{name}_{items}": value for name, value in said.items()}
    line["queries_within"] = all(
        said["queries"] <= said["native_queries"] + MORE_QUERIES
        for said in found.values()
    )
    return line


def _gather(env):
    """Give ``ITEMS`` open invoices each to a customer of its own: ``{items: id}``."""
    business = {
        "is_company": True,
        "recovery_debtor_type": "company",  # whom charges are asked of
        "country_id": env.ref("base.fr").id,
        "lang": "en_US",
    }
    partners = env["res.partner"].create(
        [{**business, "name": f"Portal {n}"} for n in ITEMS]
    )
    env.flush_all()
    for number, partner in zip(ITEMS, partners, strict=True):
        env.cr.execute(_MOVE, {"partner": partner.id, "number": number})
        if env.cr.rowcount != number:
            raise SetupError(f"the ledger has no {number} open invoices to give")
    env.cr.commit()
    env.invalidate_all()
    return dict(zip(ITEMS, partners.ids, strict=True))


def _customer(env, ledger, items, partner_id):
    """Return a customer with its portal user and the total that its page must show."""
    login = f"bench_portal_{items}"
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "login": login,
            "password": login,
            "partner_id": partner_id,
            "company_id": ledger.company,
            "company_ids": [(6, 0, [ledger.company])],
            "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
        }
    )
    company = env["res.company"].browse(ledger.company)
    mine = [("partner_id", "=", partner_id), ("company_id", "=", company.id)]
    case = env["recovery.case"].search(mine)
    if not case:
        raise SetupError(f"the customer with {items} items has no account")
    statement = env["recovery.statement"].with_context(lang="en_US")
    content = statement._content(company, case.partner_id)
    total = content["totals"][company.currency_id]["to_pay"]
    shown = statement._money(total, company.currency_id)
    return Customer(items, login, f"/my/recovery/{case.id}", shown)


def _measure(server, customer):
    """Return the median seconds of both pages, their queries and the ratio."""
    tell(f"{customer.items} open items")
    user = _logged_in(server, customer.login)
    paths = {"native": "/my/invoices", "ours": customer.page}
    times = {name: [] for name in paths}
    for turn in range(WARM + REPEAT):
        for name, path in paths.items():
            start = perf_counter()
            answer = user.get(server.url + path, timeout=120)
            passed = perf_counter() - start
            answer.raise_for_status()
            if turn >= WARM:
                times[name].append(passed)
    if customer.total not in answer.text:
        raise SetupError(f"{customer.page} does not show {customer.total}")
    native, ours = median(times["native"]), median(times["ours"])
    queries = _queries(server)
    return {
        "native_s": round(native, 4),
        "ours_s": round(ours, 4),
        "vs_native": round(ours / native, 2),
        "native_queries": queries[paths["native"]],
        "queries": queries[paths["ours"]],
    }


def _logged_in(server, login):
    user = requests.Session()
    page = user.get(f"{server.url}/web/login", timeout=120)
    form = {"login": login, "password": login, "csrf_token": TOKEN.search(page.text)[1]}
    user.post(f"{server.url}/web/login", data=form, timeout=120).raise_for_status()
    return user


def _queries(server):
    """Return ``{path: queries}`` of the last time that each was served."""
    return {path: int(count) for path, count in SERVED.findall(server.log_text())}


# Open invoices in the company's currency change hands, with their entries.
_MOVE = """
WITH chosen AS (
    SELECT m.id FROM account_move m
     WHERE m.move_type = 'out_invoice' AND m.payment_state = 'not_paid'
       AND m.currency_id = (SELECT currency_id FROM res_company c
                             WHERE c.id = m.company_id)
       AND m.invoice_date_due < CURRENT_DATE
       AND NOT EXISTS (SELECT 1 FROM res_partner p WHERE p.id = m.commercial_partner_id
                          AND p.name LIKE 'Portal %%')
     ORDER BY m.id DESC LIMIT %(number)s
), moved AS (
    UPDATE account_move_line l SET partner_id = %(partner)s
      FROM chosen WHERE l.move_id = chosen.id
)
UPDATE account_move m
   SET partner_id = %(partner)s, commercial_partner_id = %(partner)s
  FROM chosen WHERE m.id = chosen.id
"""
