from datetime import date

from odoo import Command, http
from odoo.tests import tagged

from odoo.addons.debt_recovery.controllers import visits

from .common import MONDAY
from .test_links import LinkCase


@tagged("post_install", "-at_install")
class TestLinkPromise(LinkCase):
    """Lecoq announces a payment on its page, within the limits of the company."""

    def setUp(self):
        super().setUp()
        visits.MADE.clear()
        self.lines = self.debt(self.first) | self.debt(self.second)

    def announced(self):
        found = self.root["recovery.arrangement"].search([("kind", "=", "promise")])
        found.invalidate_recordset()
        return found

    def announce(self, path, follow=False, **form):
        values = {"once": "page1", "day": "2026-03-13", "lines": self.lines.ids}
        return self.url_open(
            f"{path}/promise",
            data={**self.key(path), **values, **form},
            allow_redirects=follow,
        )

    def test_the_page_says_until_when_beside_the_day(self):
        page = self.text(self.opened(f"{self.path()}/promise"))
        self.assertIn("Until April 1, 2026 at the latest", page)
        self.assertIn('max="2026-04-01"', page)
        self.assertIn('value="2026-03-03"', page)  # the next working day
        self.assertIn(self.first.name, page)
        self.assertEqual(page.count("checked="), 2)

    def test_a_day_is_enough(self):
        path = self.path()
        answer = self.announce(path)
        self.assertEqual(answer.status_code, 303, answer.text)
        (promise,) = self.announced()
        self.assertEqual((promise.state, promise.source), ("active", "link"))
        self.assertEqual(promise.amount, 6120.0)  # the credit note is deducted
        self.assertEqual(promise.last_due, date(2026, 3, 13))
        self.assertTrue(answer.headers["Location"].endswith(promise.reference))
        rows = self.exposure(self.lecoq, MONDAY)
        self.assertFalse(sum(row["chaseable"] for row in rows.values()))
        page = self.text(self.opened(f"{path}/follow/{promise.reference}"))
        self.assertIn("nothing is asked of you for it until then", page)
        self.assertIn("6,120.00", page)
        self.assertIn("Payment announced", self.text(self.opened(path)))

    def test_a_part_of_some_with_its_reference(self):
        lines = self.debt(self.second)
        self.announce(
            self.path(), lines=lines.ids, amount="1 000,50", reference=" VIR  77 "
        )
        (promise,) = self.announced()
        self.assertEqual((promise.amount, promise.reason), (1000.5, "VIR 77"))
        self.assertEqual(promise.item_ids.line_id, lines)
        self.assertTrue(self.exposure(self.lecoq, MONDAY)[lines.id]["chaseable"] > 0)

    def test_sent_twice_it_is_one(self):
        path = self.path()
        first, second = self.announce(path), self.announce(path)
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(len(self.announced()), 1)

    def test_announced_again_it_takes_the_place_of_the_first(self):
        path = self.path()
        self.announce(path)
        self.announce(path, once="page2", day="2026-03-20")
        self.assertEqual(
            sorted(self.announced().mapped("state")), ["active", "cancelled"]
        )

    def test_wrong_input_is_said_and_kept(self):
        path = self.path()
        for form, words in (
            ({"day": ""}, "choose the day"),
            ({"day": "2026-03-01"}, "today or a later day"),
            ({"day": "2026-06-01"}, "We can note a payment until April 1, 2026"),
            ({"amount": "much"}, "Please write an amount"),
            ({"amount": "0"}, "Please write an amount"),
            ({"amount": "6120.01"}, "6,120.00 € is open"),
            ({"lines": []}, "Tick at least one"),
        ):
            answer = self.announce(path, **form)
            self.assertEqual(answer.status_code, 422, form)
            page = self.text(answer)
            self.assertIn(words, page.replace("€6,120.00", "6,120.00 €"))
            self.assertIn('id="problem_said"', page)
            self.assertIn("problem_said", page.partition("<form")[2])
            if form.get("amount"):
                self.assertIn(f'value="{form["amount"]}"', page)
        self.assertFalse(self.announced())

    def test_too_many_are_refused_with_the_other_ways(self):
        self.company.recovery_promise_most = 1
        path = self.path()
        self.announce(path)
        page = self.text(self.opened(f"{path}/promise"))
        self.assertIn("write to us", page)
        self.assertNotIn("<form", page.partition("</main>")[0])
        self.assertEqual(self.announce(path, once="page2").status_code, 422)
        self.assertEqual(len(self.announced()), 1)

    def test_what_is_not_theirs_is_not_found(self):
        other = self.customer("Hôtel du Port", "compta@port.example")
        foreign = self.debt(self.invoice(other, 100.0, MONDAY))
        path = self.path()
        for ids in (foreign.ids, [*self.lines.ids, *foreign.ids], ["x"], [10**8]):
            self.assertEqual(self.announce(path, lines=ids).status_code, 404)
        income = self.first.line_ids - self.debt(self.first)
        self.assertEqual(self.announce(path, lines=income.ids).status_code, 404)
        self.assertFalse(self.announced())

    def test_what_was_paid_meanwhile_is_said(self):
        path = self.path()
        self.pay(self.lecoq, 4800.0, MONDAY, self.debt(self.first))
        self.env.flush_all()
        answer = self.announce(path)
        self.assertIn("settled or agreed on meanwhile", self.text(answer))

    def test_two_currencies_are_two_payments(self):
        chf = self.root.ref("base.CHF")
        chf.active = True
        swiss = self.invoice(self.lecoq, 300.0, MONDAY, currency_id=chf.id)
        lines = self.lines | self.debt(swiss)
        answer = self.announce(self.path(), lines=lines.ids)
        self.assertIn("one payment for each currency", self.text(answer))

    def test_a_link_for_something_else_announces_nothing(self):
        path = self.path("preferences")
        self.assertEqual(self.opened(f"{path}/promise").status_code, 404)
        self.assertEqual(self.announce(path).status_code, 404)

    def test_a_portal_user_announces_one_too(self):
        users = self.root["res.users"].with_context(no_reset_password=True)
        users.create(
            {
                "name": "promiser",
                "login": "promiser",
                "password": "promiser",
                "partner_id": self.lecoq.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.env.flush_all()
        self.authenticate("promiser", "promiser")
        path = f"/my/recovery/{self.account_of_lecoq.id}"
        data = {"once": "x", "day": "2026-03-13", "lines": self.lines.ids}
        refused = self.url_open(f"{path}/promise", data=data)
        self.assertEqual(refused.status_code, 400)
        data["csrf_token"] = http.Request.csrf_token(self)
        answer = self.url_open(f"{path}/promise", data=data, allow_redirects=False)
        self.assertEqual(answer.status_code, 303, answer.text)
        self.assertEqual(self.announced().source, "portal")
