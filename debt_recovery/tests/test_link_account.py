from collections import Counter
from datetime import date, timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged

from odoo.addons.debt_recovery.models import recovery_link_account as account_page

from .common import MONDAY
from .test_links import LinkCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestLinkAccount(LinkCase):
    """What Lecoq sees of its account: everything, once, with what it means."""

    def page(self, path=None, **values):
        return self.text(self.opened(path or self.path(), **values))

    def visit(self):
        self.path()
        return self.link()._speaking()

    def section(self, area, **values):
        sections = self.visit()._account(**values)["sections"]
        return next(one for one in sections if one["area"] == area)

    def row(self, move, area="due"):
        rows = self.section(area)["rows"]
        return next(row for row in rows if row["name"] == move.name)

    def test_each_item_says_when_it_is_due_and_how_old_it_is(self):
        today = self.invoice(self.lecoq, 10.0, MONDAY)
        soon = self.invoice(self.lecoq, 20.0, MONDAY + DAY)
        later = self.invoice(self.lecoq, 30.0, MONDAY + 12 * DAY)
        self.env.flush_all()
        words = "due on 01/31/2026, 30 days ago"
        self.assertEqual(self.row(self.first)["when"], words)
        self.assertEqual(
            [
                self.row(one, "coming")["when"][len("due on 03/02/2026,") :]
                for one in (today, soon, later)
            ],
            [" today", " tomorrow", " in 12 days"],
        )
        page = self.page()
        self.assertIn("due on 01/31/2026, 30 days ago", page)
        self.assertIn("Coming up", page)

    def test_the_amount_and_the_pay_button_come_first(self):
        page = self.page()
        places = [
            page.index(one)
            for one in (
                'class="total"',
                ">Pay<",
                "adapt to your answer",
                self.first.name,
            )
        ]
        self.assertEqual(places, sorted(places))

    def test_what_is_partly_paid_says_of_how_much(self):
        self.pay(self.lecoq, 1000.0, MONDAY, self.debt(self.first))
        self.env.flush_all()
        row = self.row(self.first)
        self.assertIn("3,800.00", row["open"])
        self.assertIn("4,800.00", row["partly"])
        self.assertFalse(self.row(self.second)["partly"])

    def test_an_early_discount_says_its_sum_and_its_last_day(self):
        term = self.root["account.payment.term"].create(
            {
                "name": "2 % within 25 days, 30 days net",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 25,
                "early_pay_discount_computation": "included",
                "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})],
            }
        )
        move = self.invoice(
            *(self.lecoq, 5000.0, date(2026, 3, 12)),
            issued=date(2026, 2, 10),
            invoice_payment_term_id=term.id,
        )
        self.env.flush_all()
        words = self.row(move, "coming")["discount"]
        self.assertIn("4,900.00", words)
        self.assertIn("03/07/2026", words)
        self.clock.move_to("2026-03-08 08:00:00")
        self.assertFalse(self.row(move, "coming")["discount"])

    def test_charges_that_start_are_said_where_they_may_be_asked(self):
        business = {"recovery_debtor_type": "company", "country_id": self.base_fr()}
        self.lecoq.write(business)
        soon = self.invoice(self.lecoq, 6000.0, date(2026, 4, 10))
        self.env.flush_all()
        words = self.row(soon, "coming")["avoid"]
        self.assertIn("Pay by 04/10/2026 and avoid", words)
        found = self.root["recovery.charge"]._avoided(self.debt(soon), MONDAY)
        amounts = found[self.debt(soon).id].amounts
        self.assertIn(f"{amounts['EUR']:.2f}", words)
        self.assertIn("Pay by 03/02/2026 and avoid", self.section("due")["avoid"])
        self.assertFalse(self.row(self.first)["avoid"], "said once for all")
        self.lecoq.recovery_debtor_type = "consumer"
        self.env.flush_all()
        self.assertNotIn("40.00", self.row(soon, "coming")["avoid"])

    def base_fr(self):
        return self.root.ref("base.fr").id

    def test_charges_announced_are_listed_apart(self):
        self.root["recovery.charge"].create(
            {
                "name": self.first.name,
                "kind": "fixed_fee",
                "company_id": self.company.id,
                "partner_id": self.lecoq.id,
                "case_id": self.account_of_lecoq.id,
                "line_id": self.debt(self.first).id,
                "currency_id": self.company.currency_id.id,
                "amount": 40.0,
                "announced_on": MONDAY,
            }
        )
        self.env.flush_all()
        page = self.page()
        self.assertIn("not included in the amounts above", page)
        self.assertIn("40.00", page)
        self.assertIn("6,120.00", page)

    def test_disputes_promises_and_plans_stand_where_they_can_be_followed(self):
        case = self.account_of_lecoq
        dispute = case._dispute(self.debt(self.first), 500.0, source="link")
        promise = case._agree(
            "promise", self.debt(self.second), [(MONDAY + 5 * DAY, 1000.0)]
        )
        self.env.flush_all()
        path = self.path()
        page = self.page(path)
        self.assertIn(f"{path}/follow/{dispute.name}", page)
        self.assertIn(f"{path}/follow/{promise.reference}", page)
        self.assertIn("Disputed", page)
        self.assertIn("What is agreed", page)
        self.assertIn("1,000.00", page)

    def test_a_payment_on_its_way_is_seen_though_nothing_is_to_pay(self):
        provider = self.root.ref("payment.payment_provider_demo").copy(
            {"company_id": self.company.id, "state": "test", "journal_id": self.bank.id}
        )
        method = self.root.ref("payment_demo.payment_method_demo")
        transaction = self.root["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": "TX1",
                "operation": "online_redirect",
                "amount": 6120.0,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.lecoq.id,
            }
        )
        transaction._set_pending()
        self.env.flush_all()
        path = self.path()
        page = self.page(path)
        self.assertIn("Nothing to pay", page)
        self.assertIn(f'href="{path}/choose"', page)
        self.assertIn("Payments being processed", page)
        self.assertIn("-6,120.00", page)
        self.assertIn(self.first.name, page)

    # --- what comes next, and progress ----------------------------------------------

    def test_one_sentence_says_what_comes_next(self):
        visit = self.visit()
        visit.case_id.next_contact_on = MONDAY + 9 * DAY
        self.assertIn("March 11, 2026", visit._account()["next_words"])
        lines = self.debt(self.first) | self.debt(self.second)
        self.account_of_lecoq._agree("promise", lines, [(MONDAY + DAY, 6120.0)])
        self.assertIn("You announced", visit._account()["next_words"])
        self.pay(self.lecoq, 6720.0, MONDAY, lines)
        self.cycle(MONDAY)
        self.invoice(self.lecoq, 50.0, MONDAY + 20 * DAY)
        self.env.flush_all()
        self.assertIn("March 22, 2026", visit._account()["next_words"])

    def test_progress_is_what_is_settled_of_what_fell_due(self):
        visit = self.visit()
        self.assertFalse(visit._account()["progress"])
        self.pay(self.lecoq, 1680.0, MONDAY, self.debt(self.first))
        (bar,) = visit._account()["progress"]
        # 1,680 of 4,800 + 1,920
        self.assertEqual(bar["done"], 25)
        self.assertIn("1,680.00", bar["label"])
        self.assertIn("6,720.00", bar["label"])
        self.assertIn('value="25"', self.page())

    # --- whose items, and how many ---------------------------------------------------

    def test_the_native_page_s_limits_are_not_ours(self):
        child = self.root["res.partner"].create(
            {"name": "Lecoq Lyon", "parent_id": self.lecoq.id, "type": "invoice"}
        )
        theirs = self.invoice(child, 100.0, MONDAY - 5 * DAY)
        chf = self.root.ref("base.CHF")
        chf.active = True
        swiss = self.invoice(self.lecoq, 300.0, MONDAY - 9 * DAY, currency_id=chf.id)
        self.refund(self.lecoq, 50.0, MONDAY - DAY, currency_id=chf.id)
        self.env.flush_all()
        page = self.page()
        for words in (theirs.name, swiss.name, "6,220.00", "250.00"):
            self.assertIn(words, page)

    def test_each_company_has_a_page_of_its_own(self):
        other = self._open_company(
            self._create_company(name="Belleroche Bis"), "Belleroche Bis", "bis.example"
        )
        theirs = self.invoice(
            self.lecoq, 777.0, MONDAY - timedelta(days=20), company=other
        )
        self.cycle(MONDAY, other)
        self.env.flush_all()
        ours = self.page()
        self.assertIn("6,120.00", ours)
        self.assertNotIn("777.00", ours)
        url = self.case(self.lecoq, other)._link("pay")
        self.env.flush_all()
        page = self.page(urlsplit(url).path)
        self.assertIn("777.00", page)
        self.assertIn(theirs.name, page)
        self.assertIn("Belleroche Bis", page)
        self.assertNotIn("6,120.00", page)
        self.assertNotIn("Ateliers", page)

    def test_many_items_are_folded(self):
        for number in range(12):
            self.invoice(self.lecoq, 10.0 + number, MONDAY - DAY)
        self.env.flush_all()
        page = self.page()
        self.assertIn("Show the 15 items", page)
        self.assertIn("<details", page)

    def test_eighty_items_a_page_and_sums_over_all(self):
        self.patch(account_page, "PAGE", 2)
        path = self.path()
        first, second = self.page(path), self.page(f"{path}?at=2")
        self.assertIn(self.first.name, first)
        self.assertNotIn(f">{self.credit.name}</strong>", first)
        self.assertIn(self.credit.name, second)
        self.assertNotIn(f">{self.first.name}</strong>", second)
        for page in (first, second):
            self.assertIn("6,120.00", page)
        self.assertIn(f'href="{path}?at=2"', first)
        for odd in ("0", "99", "-1", "x", "²"):
            self.assertEqual(self.opened(f"{path}?at={odd}").status_code, 200)

    def queries(self, path):
        """Return the queries that opening ``path`` makes, their beginnings."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.opened(path)  # once before, for what is kept between requests
        self.env.invalidate_all()
        execute, seen = Cursor.execute, []

        def noted(cursor, query, *arguments, **values):
            seen.append(" ".join(str(getattr(query, "code", query)).split())[:300])
            return execute(cursor, query, *arguments, **values)

        with patch.object(Cursor, "execute", noted):
            self.assertEqual(self.opened(path).status_code, 200)
        return seen

    def test_many_items_cost_as_many_queries_as_few(self):
        path = self.path()
        for number in range(8):
            self.invoice(self.lecoq, 10.0 + number, MONDAY + (number - 4) * DAY)
        few = self.queries(path)
        self.account_move_copies(self.first, 390)
        many = self.queries(path)
        self.assertEqual(len(many), len(few), Counter(many) - Counter(few))

    def test_it_costs_no_more_than_the_native_list(self):
        users = self.root["res.users"].with_context(no_reset_password=True)
        users.create(
            {
                "name": "reader",
                "login": "reader",
                "password": "reader",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "partner_id": self.lecoq.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.account_move_copies(self.first, 100)
        self.env.flush_all()
        self.authenticate("reader", "reader")
        # the first page of a browser waits for the assets of the website
        first = self.opened("/my/invoices", timeout=120)
        shown = first.text.count('href="/my/invoices/')
        self.assertGreater(shown, 70, "there is something to compare with")
        native = self.queries("/my/invoices")
        ours = self.queries(f"/my/recovery/{self.account_of_lecoq.id}")
        self.assertLessEqual(len(ours), len(native) + 15, "\n".join(ours))

    def account_move_copies(self, move, number):
        """Post many invoices at once, each due on a day of its own."""
        copies = self.root["account.move"].create(
            [
                {
                    **move.copy_data()[0],
                    "invoice_date": MONDAY - timedelta(days=60),
                    "invoice_date_due": MONDAY + timedelta(days=n - number // 2),
                }
                for n in range(number)
            ]
        )
        self.with_statistics()
        copies.action_post()
        self.with_statistics()

    def with_statistics(self):
        """Let the database know its tables, as a real ledger's does: it has never seen
        so many rows in them, and would read them once for each item."""
        self.env.flush_all()
        self.env.cr.execute("ANALYZE account_move, account_move_line, res_partner")

    def test_it_speaks_french(self):
        self.lecoq.lang = "fr_FR"
        self.path()
        rows = self.link()._speaking()._account()["sections"][0]["rows"]
        self.assertIn("31/01/2026", rows[0]["when"])
