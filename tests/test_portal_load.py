"""Fifty customers at once on a real server with workers: no error, nothing twice."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import BoundedSemaphore
from urllib.parse import urlsplit

import pytest
import requests

from dev.databases import connect
from dev.session import open_env, serve

CUSTOMERS = 50
# as a proxy in front does: no more connections than the server lets wait (8 a worker)
PROXY = BoundedSemaphore(16)
LIMIT = 400  # seconds for all of them
POLLS = 20  # how often a page asks whether its payment is booked
KEY = re.compile(r'name="csrf_token" value="([^"]+)"')
PROVIDER = re.compile(r'data-provider-id="(\d+)"')
METHOD = re.compile(r'data-payment-option-id="(\d+)"')
# what Odoo's form sends beside the means; the server never takes an amount from it
NATIVE = {
    "amount": 0.01,
    "landing_route": "https://elsewhere.example",
    "tokenization_requested": False,
    "is_validation": False,
    "access_token": "",
}
# what was started, what was booked, how much, and what customers owe after it
PAID = """
SELECT (SELECT count(*) FROM payment_transaction),
       count(DISTINCT partner_id), sum(amount),
       (SELECT sum(l.amount_residual) FROM account_move_line l
          JOIN account_account a ON a.id = l.account_id
         WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted')
  FROM account_payment
"""
ONCE = re.compile(r'name="once" value="([^"]+)"')


@pytest.fixture
def doors(database):
    """``{customer: path of its page}``, each with an invoice that is late."""
    with open_env(database, log_level="error") as env:
        company = _company(env)
        env = env(context={"allowed_company_ids": company.ids})
        company = company.with_env(env)
        due = company._recovery_today() - timedelta(days=20)
        partners = env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "is_company": True,
                    "email": f"c{number}@customers.example",
                    "lang": "en_US",
                }
                for number in range(CUSTOMERS)
            ]
        )
        line = {"name": "Goods", "price_unit": 120, "tax_ids": False}
        invoices = env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": due,
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [(0, 0, line)],
                }
                for partner in partners
            ]
        )
        invoices.action_post()
        _demo_provider(env, company)
        cycle = env["recovery.cycle"].with_company(company)
        cycle._run(company, company._recovery_today(), full=True)
        cases = env["recovery.case"].search([("partner_id", "in", partners.ids)])
        found = {c.partner_id.name: urlsplit(c._link("pay")).path for c in cases}
        env.cr.commit()
    assert len(found) == CUSTOMERS
    return found


def _company(env):
    company = env["res.company"].create(
        {"name": "Load", "country_id": env.ref("base.fr").id}
    )
    env.user.company_ids += company
    env["account.chart.template"].try_loading("fr", company, install_demo=False)
    company.write({"recovery_cutoff_date": False, "recovery_active": True})
    env["recovery.account"]._sync(company)
    return company


def _demo_provider(env, company):
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    env.ref("payment_demo.payment_method_demo").active = True
    values = {"company_id": company.id, "state": "test", "is_published": True}
    env.ref("payment.payment_provider_demo").copy({**values, "journal_id": bank.id})


class Customer:
    """One customer on his page; each has an address of his own."""

    def __init__(self, url, number, path):
        self.base, self.path, self.number = url, path, number
        self.headers = {
            "X-Forwarded-For": f"10.0.{number // 250}.{1 + number % 250}",
            "X-Forwarded-Host": urlsplit(url).netloc,
            "User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1",
        }
        self.browser = requests.Session()
        self.statuses = []

    def ask(self, part="", **form):
        with PROXY:
            answer = requests.request(
                "POST" if form else "GET",
                f"{self.base}{self.path}{part}",
                data=form or None,
                headers=self.headers,
                timeout=120,
                allow_redirects=False,
            )
        self.statuses.append((part, answer.status_code))
        self.sent_to = answer.headers.get("Location", "")
        return answer.text

    def call(self, path, **params):
        """Call as the page's scripts do; return the answer, None where it is refused
        for now."""
        with PROXY:
            answer = self.browser.post(
                self.base + path,
                data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
                headers={
                    **self.headers,
                    "Content-Type": "application/json",
                    "Connection": "close",  # a worker serves one connection at a time
                },
                timeout=120,
            )
        return answer.json().get("result")

    def pay(self):
        """Pay all that is due by the provider of demonstrations, to the booking."""
        page = self.ask("/choose")
        form = {"csrf_token": KEY.search(page)[1], "once": ONCE.search(page)[1]}
        self.ask("/choose", currency="EUR", all="1", **form)
        checkout = f"/checkout/{self.sent_to.rpartition('/')[2]}"
        page = self.ask(checkout)
        means = {
            "provider_id": int(PROVIDER.search(page)[1]),
            "payment_method_id": int(METHOD.search(page)[1]),
            "token_id": None,
            "flow": "direct",
        }
        started = self.call(f"{self.path}{checkout}/transaction", **means, **NATIVE)
        self.call(
            "/payment/demo/simulate_payment",
            reference=started["reference"],
            payment_details="4242",
            simulated_state="done",
        )
        polls = (self.call("/payment/status/poll") for _ in range(POLLS))
        assert next((one for one in polls if one), None), "never booked"

    def write(self):
        page = self.ask("/write")
        form = {"csrf_token": KEY.search(page)[1], "once": ONCE.search(page)[1]}
        self.ask("/write", text=f"From customer {self.number}: it is paid.", **form)

    def all(self):
        """Read, choose, name a colleague by a button pressed twice, pay, write; return
        the statuses."""
        page = self.ask()
        assert "120.00" in page
        self.ask("/documents")
        key = KEY.search(self.ask("/preferences"))[1]
        self.ask("/preferences", csrf_token=key, days="2", lang="en_US")
        page = self.ask("/contacts")
        form = {
            "csrf_token": KEY.search(page)[1],
            "once": ONCE.search(page)[1],
            "name": f"Colleague {self.number}",
            "email": f"colleague{self.number}@customers.example",
        }
        with ThreadPoolExecutor(2) as fingers:
            twice = [fingers.submit(self.ask, "/contacts", **form) for _ in range(2)]
            for one in twice:
                one.result()
        self.pay()
        self.write()
        return self.statuses


def test_fifty_customers_at_once(database, doors):
    patient = {"ODOO_HTTP_SOCKET_TIMEOUT": "60"}  # the crowd shares our processor
    with serve(database, workers=2, options=["--proxy-mode"], env=patient) as server:
        people = [
            Customer(server.url, number, path)
            for number, path in enumerate(doors.values())
        ]
        with ThreadPoolExecutor(CUSTOMERS) as crowd:
            said = list(crowd.map(Customer.all, people, timeout=LIMIT))
        log = server.log_text()
    wrong = [one for statuses in said for one in statuses if one[1] >= 400]
    assert not wrong
    assert "Traceback" not in log
    assert all(len(statuses) == 12 for statuses in said)
    connection = connect(database)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), count(DISTINCT case_id), count(DISTINCT reference) "
                "FROM recovery_contact_proposal"
            )
            assert cursor.fetchone() == (CUSTOMERS, CUSTOMERS, CUSTOMERS)
            cursor.execute(
                "SELECT kind, count(*), count(DISTINCT case_id) FROM recovery_event "
                "WHERE kind IN ('link_opened', 'preferences', 'replied') "
                "GROUP BY kind ORDER BY 1"
            )
            assert cursor.fetchall() == [
                ("link_opened", CUSTOMERS, CUSTOMERS),
                ("preferences", CUSTOMERS, CUSTOMERS),
                ("replied", CUSTOMERS, CUSTOMERS),
            ]
            cursor.execute(PAID)
            assert cursor.fetchone() == (CUSTOMERS, CUSTOMERS, 120 * CUSTOMERS, 0)
    finally:
        connection.close()
