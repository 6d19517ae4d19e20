"""The desk's first pages against the native invoice list, on the same ledger.

Each page is what the web client asks for when it opens: the records of the view with
all their columns, and the count; for the landing page also its head.
"""

from datetime import date
from statistics import median
from time import perf_counter

from lxml import etree

from .bench_ledger import build, open_accounts, tell
from .databases import drop
from .session import open_env

DATABASE = "debt_recovery_bench"
REPEAT = 5
LIMIT, COUNTED = 80, 10_001  # a page, and how far the web client counts
PAGES = {
    "native": ("account.action_move_out_invoice_type", "account.move"),
    "today": ("debt_recovery.recovery_notice_action_today", "recovery.notice"),
    "cases": ("debt_recovery.recovery_case_action", "recovery.case"),
}


def bench(size):
    """Return seconds of each first page, and the ratios to the native list."""
    try:
        ledger = build(DATABASE, size)
        with open_env(DATABASE, log_level="error") as env:
            open_accounts(env, ledger)
            user = _accountant(env, ledger)
            env.cr.commit()
            env.cr.execute("ANALYZE")
            env.cr.commit()
            found = _measure(env, user, ledger)
            counts = {
                "cases": env["recovery.case"].search_count([]),
                "waiting": env["recovery.notice"].search_count(
                    [("state", "=", "draft")]
                ),
            }
    finally:
        drop(DATABASE)
    tell("done")
    return {
        "lines": ledger.lines,
        **counts,
        **{f"{name}_s": round(seconds, 4) for name, seconds in found.items()},
        "today_vs_native": round(found["today"] / found["native"], 2),
        "cases_vs_native": round(found["cases"] / found["native"], 2),
        "vs_native": round(max(found["today"], found["cases"]) / found["native"], 2),
    }


def _accountant(env, ledger):
    groups = ("account.group_account_manager", "debt_recovery.group_manager")
    return env["res.users"].create(
        {
            "name": "Accountant",
            "login": "bench_accountant",
            "company_id": ledger.company,
            "company_ids": [(6, 0, [ledger.company])],
            "group_ids": [(4, env.ref(group).id) for group in groups],
        }
    )


def _measure(env, user, ledger):
    """Return the median seconds of each page; what is compared alternates."""
    mine = env(
        user=user.id,
        context={"allowed_company_ids": [ledger.company], "lang": "en_US"},
    )
    pages = {name: Page(mine, *found) for name, found in PAGES.items()}
    times = {name: [] for name in pages}
    for _number in range(REPEAT + 1):
        for name, page in pages.items():
            mine.cr.commit()
            mine.invalidate_all()
            start = perf_counter()
            page.open()
            if name == "today":
                mine["recovery.desk"].state()
            times[name].append(perf_counter() - start)
    return {name: median(found[1:]) for name, found in times.items()}  # warm


class Page:
    """The list of an action, read as the web client reads its first page."""

    def __init__(self, env, action, model):
        found = env.ref(action).sudo()
        views = dict((mode, view) for view, mode in found.views)
        arch = env[model].get_view(views.get("list"), "list")["arch"]
        tree = etree.fromstring(arch)
        self.model = env[model].with_context(bin_size=True)
        self.domain = _domain(found.domain) + self._default_filter(found)
        self.order = tree.get("default_order") or None
        self.fields = self._specification(tree)

    def _default_filter(self, action):
        """Accounts open on those that are open; the others on everything."""
        return [("state", "=", "open")] if self.model._name == "recovery.case" else []

    def _specification(self, tree):
        names = {
            node.get("name") for node in tree.xpath("//field[not(ancestor::field)]")
        }
        wanted = {}
        for name in names & self.model._fields.keys():
            relational = self.model._fields[name].type == "many2one"
            wanted[name] = {"fields": {"display_name": {}}} if relational else {}
        return wanted

    def open(self):
        return self.model.web_search_read(
            self.domain,
            self.fields,
            limit=LIMIT,
            order=self.order,
            count_limit=COUNTED,
        )


def _domain(text):
    """Return the domain that an action keeps as text."""
    from odoo.tools.safe_eval import safe_eval

    return list(safe_eval(text or "[]", {"today": date.today()}))
