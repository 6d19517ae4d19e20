import re
from contextlib import contextmanager
from datetime import timedelta

from hypothesis import given

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.debt_recovery.tools import typed

# the module, not its class: its tests would run here once more
from . import test_settling_properties as ledger
from .common import MONDAY
from .settling import Settling, cents

MONEY = "invoice child swiss pay part_pay overpay credit match unreconcile flight"
HOUSE = "dispute withdraw promise plan break wait write_off doubtful theirs"


@tagged("post_install", "-at_install")
class TestLinkProperties(Settling):
    """Whatever happens, the page says what statement, exposure and ledger say: with two
    currencies, payments on their way, and another company that is none of its own."""

    plain_count = ledger.TestSettlingProperties.plain_count
    rest = ledger.TestSettlingProperties.rest
    due = ledger.TestSettlingProperties.due
    waiting = ledger.TestSettlingProperties.waiting
    heir = ledger.TestSettlingProperties.heir
    spread = ledger.TestSettlingProperties.spread

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._open_company(
            cls._create_company(name="Belleroche Bis"), "Belleroche Bis", "bis.example"
        )
        demo = cls.root.ref("payment.payment_provider_demo")
        cls.provider = demo.copy(
            {"company_id": cls.company.id, "state": "test", "journal_id": cls.bank.id}
        )
        cls.child = cls.root["res.partner"].create(
            {"name": "Lecoq Lyon", "parent_id": cls.lecoq.id, "type": "invoice"}
        )
        cls.events.update(child=cls.do_child, swiss=cls.do_dollar, flight=cls.do_flight)
        cls.events["theirs"] = cls.do_theirs

    # --- more events -----------------------------------------------------------------

    def do_child(self, pick, amount, days):
        """An invoice to a contact, late or to come."""
        due = self.now + timedelta(days=days - 30)
        self.invoice(self.child, amount / 100, due)

    def do_dollar(self, pick, amount, days):
        due = self.now + timedelta(days=days - 30)
        self.invoice(self.lecoq, amount / 100, due, currency_id=self.dollar.id)

    def do_flight(self, pick, amount, days):
        """A payment online that waits for the bank."""
        currency = self.dollar if pick % 3 == 0 else self.company.currency_id
        transactions = self.root["payment.transaction"]
        transactions.create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.root.ref(
                    "payment_demo.payment_method_demo"
                ).id,
                "reference": f"TX{transactions.search_count([])}",
                "operation": "online_redirect",
                "amount": amount / 100,
                "currency_id": currency.id,
                "partner_id": (self.child if pick % 2 else self.lecoq).id,
            }
        )._set_pending()

    def do_theirs(self, pick, amount, days):
        """An invoice of the other company."""
        self.invoice(self.lecoq, amount / 100, self.now, company=self.other)

    # --- what always holds -----------------------------------------------------------

    @contextmanager
    def example(self):
        self.clock.move_to(f"{MONDAY} 08:00:00")
        with self.env.cr.savepoint() as point:
            self.start()
            yield
            point.rollback()
        self.root.invalidate_all()

    def test_the_page_says_what_the_ledger_says(self):
        self.addCleanup(self.clock.move_to, f"{MONDAY} 08:00:00")
        self.taken = set()
        self.any_events()
        rare = {"withdraw", "unreconcile", "match", "break", "doubtful", "plan"}
        self.assertLessEqual(set(f"{MONEY} {HOUSE}".split()) - rare, self.taken)

    @ledger.PROFILE
    @given(ledger.events(f"{MONEY} {HOUSE} invoice swiss flight plan plan dispute", 35))
    def any_events(self, sequence):
        with self.example():
            for event in sequence:
                if self.apply(event):
                    self.taken.add(event[0])
                    self.check()

    def check(self):
        self.clock.move_to(f"{self.now} 08:00:00")
        case = self.case(self.lecoq).with_context(lang="en_US")
        self.lecoq.lang = "en_US"
        links = self.root["recovery.link"]
        visit = links.new({"case_id": case.id, "contact_id": self.lecoq.id})
        page = visit._speaking()._account()
        statement = self.root["recovery.statement"]._content(self.company, self.lecoq)
        self.check_sums(page, statement)
        self.check_rows(page, statement)

    def check_sums(self, page, statement):
        """To pay, by four rulers."""
        said = {}
        for section in page["sections"]:
            if section["area"] == "due":
                name = section["currency"] or self.only(statement).name
                said[name] = amount_of(section["amount"])
        totals = {
            currency.name: cents(total["to_pay"])
            for currency, total in statement["totals"].items()
        }
        exposure = {}
        for row in self.exposure(self.lecoq, self.now).values():
            name = self.name_of(row["currency_id"])
            late = row["due"] < self.now
            exposure[name] = exposure.get(name, 0) + late * cents(row["chaseable"])
        counted = self.counted()
        for name, total in totals.items():
            self.assertEqual(said.get(name, 0), total)
            self.assertEqual(exposure.get(name, 0), total)
            self.assertEqual(counted.get(name, 0), total)
        self.assertEqual(
            sorted(amount_of(one) for one in page["amounts"]),
            sorted(filter(None, totals.values())),
        )

    def only(self, statement):
        (currency,) = statement["totals"]
        return currency

    def name_of(self, currency_id):
        return self.root["res.currency"].browse(currency_id).name

    def counted(self):
        """To pay by currency, from journal items and transactions alone."""
        purse = {}
        for one in self.root["payment.transaction"].search(
            [("state", "=", "pending"), ("company_id", "=", self.company.id)]
        ):
            key = one.currency_id.id
            limit = self.now - timedelta(days=self.company.recovery_inflight_days)
            if one.last_state_change.date() >= limit:
                purse[key] = purse.get(key, 0) + cents(one.amount)
        lines = self.root["account.move.line"].browse(self.plain_count())
        found, count = {}, self.plain_count()
        for line in sorted(lines, key=lambda x: (self.due(x), x.id)):
            left, key = count[line.id][4], line.currency_id.id
            covered = min(left, purse.get(key, 0))
            purse[key] = purse.get(key, 0) - covered
            name = line.currency_id.name
            if self.due(line) < self.now:
                found[name] = found.get(name, 0) + left - covered
        return found

    def check_rows(self, page, statement):
        """Each table adds up; together they are all that is open, once."""
        self.env.flush_all()
        several = len(statement["totals"]) > 1
        rows = self.env.execute_query(
            SQL(
                """SELECT c.name, sum(l.amount_residual_currency)
                     FROM account_move_line l
                     JOIN res_currency c ON c.id = l.currency_id
                    WHERE l.partner_id IN %s AND l.company_id = %s
                      AND l.account_id IN %s AND l.parent_state = 'posted'
                      AND l.reconciled IS NOT TRUE
                    GROUP BY 1""",
                tuple((self.lecoq | self.child).ids),
                self.company.id,
                tuple((self.receivable | self.doubtful).ids),
            )
        )
        ledger = {name: cents(amount) for name, amount in rows}
        for section in page["sections"]:
            shown = sum(amount_of(row["open"]) for row in section["rows"])
            shown += amount_of(section["surplus"] or "0")
            self.assertEqual(shown, amount_of(section["amount"]), section["area"])
        for currency, total in statement["totals"].items():
            self.assertEqual(cents(total["balance"]), ledger[currency.name])
        count = sum(len(section["rows"]) for section in page["sections"])
        self.assertEqual(count, len(statement["items"]), several)


def amount_of(words):
    """Return the cents of a formatted amount."""
    digits = re.sub(r"[^0-9.,-]", "", words)
    sign = -1 if digits.startswith("-") else 1
    return sign * cents(typed.money(digits.lstrip("-")))
