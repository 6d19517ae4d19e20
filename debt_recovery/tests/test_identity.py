import re
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import config

from .common import MONDAY
from .test_links import PHONE, LinkCase

ASKED = "Before we go on"


@tagged("post_install", "-at_install")
class TestIdentity(LinkCase):
    """A consumer is asked one light question before his account is shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_asks_consumers = True
        cls.morel = cls.customer(
            "Jeanne Morel",
            "jeanne@morel.example",
            is_company=False,
            recovery_debtor_type="consumer",
            recovery_policy_id=cls.root.ref("debt_recovery.policy_consumer").id,
            street="4 rue des Lilas",
            zip="69 004",
        )
        cls.bill = cls.invoice(cls.morel, 1234.5, MONDAY - timedelta(days=20))

    def setUp(self):
        super().setUp()
        self.account_of_lecoq = self.case(self.morel)  # whom path() and events() mean

    def ask(self, path, answer, then=""):
        form = {**self.key(path), "answer": answer, "then": then}
        return self.url_open(
            f"{path}/identity",
            data=form,
            headers={"User-Agent": PHONE},
            allow_redirects=False,
        )

    def known(self, path):
        """Answer as she would; the cookie stays in this browser."""
        answer = self.ask(path, "69004")
        self.assertEqual(answer.status_code, 303)
        return answer

    def silent(self, answer):
        """Nothing of the customer is in an answer: only the question."""
        self.assertIn(ASKED, answer.text)
        for piece in ("Morel", "1,234", "69004", "Lilas", self.bill.name, "jeanne"):
            self.assertNotIn(piece, self.text(answer))

    def test_a_consumer_is_asked_before_anything_is_shown(self):
        path = self.path()
        for part in ("", "/documents", f"/document/{self.bill.id}", "/preferences"):
            answer = self.opened(path + part)
            self.assertEqual(answer.status_code, 200)
            self.silent(answer)
        for part in ("/write", "/preferences", "/agreement"):
            answer = self.posted(path + part, text="x", agree="1", name="x")
            self.assertEqual(answer.status_code, 403)
            self.silent(answer)
        self.assertFalse(self.events("link_opened") | self.events("replied"))

    def test_the_page_of_a_plan_asks_too(self):
        self.silent(self.opened(self.path("arrangement")))

    def test_the_right_postcode_opens_this_link_on_this_device(self):
        path = self.path()
        answer = self.known(path)
        cookie = answer.headers["Set-Cookie"]
        self.assertIn(f"Path={path}", cookie)
        for flag in ("HttpOnly", "SameSite=Lax", "Max-Age=14400"):
            self.assertIn(flag, cookie)
        self.assertIn("1,234.50", self.text(self.opened(path)))
        self.assertEqual(len(self.events("link_opened")), 1)
        self.opener.cookies.clear()
        self.silent(self.opened(path))

    def test_behind_tls_the_cookie_never_travels_in_the_open(self):
        path = self.path()
        self.assertNotIn("Secure", self.known(path).headers["Set-Cookie"])
        form = {**self.key(path), "answer": "69004"}
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "debts.example"}
        with self.patch_proxy():
            answer = self.url_open(
                f"{path}/identity", data=form, headers=headers, allow_redirects=False
            )
        self.assertIn("Secure", answer.headers["Set-Cookie"])

    def patch_proxy(self):
        return patch.dict(config.options, {"proxy_mode": True})

    def test_the_page_that_was_asked_for_comes_next(self):
        path = self.path()
        page = self.opened(f"{path}/documents?from=mail").text
        then = re.search(r'name="then" value="([^"]*)"', page)[1]
        answer = self.ask(path, "69004", then)
        self.assertTrue(
            answer.headers["Location"].endswith(f"{path}/documents?from=mail")
        )
        other = self.ask(path, "69004", "//evil.example/x")
        self.assertTrue(other.headers["Location"].endswith(path))

    def test_one_answer_opens_no_other_link(self):
        path, other = self.path(), self.path("documents")
        value = self.known(path).cookies["recovery_known"]
        self.silent(self.opened(other, cookies={"recovery_known": value}))
        forged = "2099-01-01 00:00:00|" + value.partition("|")[2]
        for given in (forged, "x|y", "2099-01-01 00:00:00|%C3%A9", "|"):
            self.opener.cookies.clear()
            self.silent(self.opened(path, cookies={"recovery_known": given}))

    def test_some_hours_later_it_asks_again(self):
        path = self.path()
        self.known(path)
        self.clock.tick(timedelta(hours=5))
        self.silent(self.opened(path))

    def test_five_wrong_answers_rest_for_an_hour(self):
        path = self.path()
        wrong = [self.ask(path, "75001") for _time in range(5)]
        self.assertEqual({answer.status_code for answer in wrong}, {422})
        self.assertEqual(len(self.events("identity_failed")), 1)
        right = self.ask(path, "69004")
        self.assertEqual(right.status_code, 422)
        self.assertIn("try again in an hour", right.text)
        self.clock.tick(timedelta(minutes=61))
        self.known(path)
        self.assertFalse(self.link().wrong_answers)

    def test_fifteen_wrong_answers_close_the_link(self):
        path = self.path()
        for _time in range(3):
            for _try in range(5):
                self.ask(path, "75001")
            self.clock.tick(timedelta(minutes=61))
        self.assertEqual(self.opened(path).status_code, 410)
        self.assertEqual(len(self.events("identity_failed")), 3)

    def test_without_a_postcode_an_invoice_is_named(self):
        self.morel.zip = False
        path = self.path()
        asked = self.opened(path).text
        self.assertIn(ASKED, asked)
        self.assertEqual(self.ask(path, "69004").status_code, 422)
        self.assertEqual(self.ask(path, "").status_code, 422)
        for answer in ("1 234,50 €", self.bill.name.lower().replace("/", " ")):
            self.assertEqual(self.ask(path, answer).status_code, 303)

    def test_the_question_tells_nothing_about_what_is_on_file(self):
        pages = []
        for code in ("69004", False):
            self.morel.zip = code
            path = self.path()
            self.opener.cookies.clear()
            for answer in (self.opened(path), self.ask(path, "33000")):
                page = answer.text.replace(path, "")
                page = re.sub(r'name="(csrf_token|once)" value="[^"]*"', "", page)
                pages.append(page)
        self.assertEqual(pages[:2], pages[2:])

    def test_with_a_postcode_on_file_an_invoice_does_not_do(self):
        path = self.path()
        self.assertEqual(self.ask(path, self.bill.name).status_code, 422)

    def test_a_professional_s_colleague_settles_at_once(self):
        self.account_of_lecoq = self.case(self.lecoq)
        path = self.path()
        self.assertIn("6,120.00", self.text(self.opened(path)))
        self.lecoq.zip = "13001"
        self.assertEqual(self.ask(path, "1").status_code, 422)  # it proves nothing
        self.assertFalse(self.opener.cookies.get("recovery_known"))
        self.assertIn("6,120.00", self.text(self.opened(path)))

    def test_consumers_are_asked_by_default_and_professionals_are_not(self):
        names = ["recovery_asks_consumers", "recovery_asks_professionals"]
        found = self.root["res.company"].default_get(names)
        self.assertEqual([bool(found.get(name)) for name in names], [True, False])

    def test_the_company_decides_whom_it_asks(self):
        path = self.path()
        self.company.recovery_asks_consumers = False
        self.assertIn("1,234.50", self.text(self.opened(path)))
        self.company.recovery_asks_professionals = True
        self.account_of_lecoq = self.case(self.lecoq)
        answer = self.opened(self.path())
        self.assertIn(ASKED, answer.text)
        self.assertNotIn("Lecoq", answer.text)

    def test_who_wants_no_more_messages_need_not_say_who_he_is(self):
        path = self.path("preferences")
        page = self.opened(path)
        self.silent(page)
        self.assertIn(f"{path}/stop", page.text)
        self.assertIn("You are unsubscribed", self.posted(f"{path}/stop").text)
        points = self.root["recovery.reach"].search(
            [("address", "=", "jeanne@morel.example")]
        )
        self.assertEqual(points._consent("email"), "opt_out")

    def test_an_answer_comes_from_the_page(self):
        path = self.path()
        answer = self.url_open(
            f"{path}/identity", data={"answer": "69004", "csrf_token": "x"}
        )
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.posted(f"{self.path()}/stop").status_code, 403)
