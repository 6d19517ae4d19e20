import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.debt_recovery.controllers import visits
from odoo.addons.debt_recovery.tools import link_token

from .common import MONDAY, RecoveryCase

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1"
)


class LinkCase(RecoveryCase, HttpCase):
    """Lecoq owes 4,800 + 1,920 less a credit note of 600: it gets a link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.invoice(cls.lecoq, 4800.0, MONDAY - timedelta(days=30))
        cls.second = cls.invoice(cls.lecoq, 1920.0, MONDAY - timedelta(days=15))
        cls.credit = cls.refund(cls.lecoq, 600.0, MONDAY - timedelta(days=10))
        cls.bank_account = cls.root["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": cls.company.partner_id.id,
                "acc_holder_name": "ATELIERS BELLEROCHE",
                "allow_out_payment": True,
            }
        )
        cls.company.recovery_bank_id = cls.bank_account

    def setUp(self):
        super().setUp()
        for counted in (visits.BY_PAGE, visits.BY_PLACE, visits.PAPERS):
            counted.clear()
        for counted in (visits.MADE, visits.MADE_THERE):
            counted.clear()
        self.cycle(MONDAY)
        self.account_of_lecoq = self.case(self.lecoq)

    def path(self, purpose="pay", **values):
        """A new link's path on this server."""
        url = self.account_of_lecoq._link(purpose, **values)
        self.env.flush_all()
        return urlsplit(url).path

    def opened(self, path, agent=PHONE, **values):
        headers = {"User-Agent": agent, **values.pop("headers", {})}
        return self.url_open(path, headers=headers, **values)

    def posted(self, path, **form):
        headers = {"User-Agent": PHONE}
        return self.url_open(path, data={**self.key(path), **form}, headers=headers)

    def key(self, path):
        """What the forms of a link's page send back; the link is found by its path."""
        link = self.root["recovery.link"]._find(path.split("/")[3])
        return {"csrf_token": link._form_key() if link else "x"}

    def text(self, answer):
        return answer.text.replace("\xa0", " ").replace("\u202f", " ")

    def link(self):
        return self.root["recovery.link"].search([], limit=1)

    def events(self, kind):
        self.root["recovery.event"].invalidate_model()
        return self.root["recovery.event"].search(
            [("case_id", "=", self.account_of_lecoq.id), ("kind", "=", kind)]
        )


@tagged("post_install", "-at_install")
class TestLinks(LinkCase):
    def test_only_the_hash_of_a_token_is_kept(self):
        token = self.path().rpartition("/")[2]
        self.assertEqual(len(token), link_token.LENGTH)
        self.assertNotIn(token, "".join(self.table("recovery_link")))
        self.assertEqual(self.root["recovery.link"]._find(token), self.link())

    def test_the_page_asks_for_what_the_reminder_asks(self):
        sent = self.send()[0]
        page = self.text(self.opened(self.path()))
        self.assertIn("6,120.00", page)
        self.assertIn("6,120.00", sent.text)
        places = [page.index(one) for one in ("4,800.00", "1,920.00", "-600.00")]
        self.assertEqual(places, sorted(places))  # as the reminder lists them
        self.assertIn(self.first.name, page)

    def test_the_page_says_how_to_pay(self):
        page = self.text(self.opened(self.path()))
        for piece in (
            "ATELIERS BELLEROCHE",
            "FR76 3000 6000 0112 3456 7890 189",
            "30006",
            self.first.payment_reference,
        ):
            self.assertIn(piece, page)

    def test_the_page_speaks_its_readers_language(self):
        self.lecoq.lang = "fr_FR"
        page = self.opened(self.path()).text
        self.assertIn('lang="fr-FR"', page)
        self.assertIn("6\xa0120,00\xa0€", page)

    def test_nothing_to_pay_is_said_without_an_amount(self):
        path = self.path()
        lines = self.debt(self.first) | self.debt(self.second) | self.debt(self.credit)
        self.pay(self.lecoq, 6120.0, MONDAY, lines)
        page = self.text(self.opened(path))
        self.assertIn("Nothing to pay", page)
        self.assertNotIn("FR76", page)

    def test_no_address_holds_anything_about_the_customer(self):
        answer = self.opened(self.path())
        for piece in ("lecoq", str(self.lecoq.id) + "/", self.lecoq.email):
            self.assertNotIn(piece, urlsplit(answer.url).path.lower())
        head = answer.text.partition("</head>")[0]
        self.assertIn("Ateliers Belleroche SAS", head)
        self.assertNotIn("Lecoq", head)
        self.assertNotIn("6,120", head)
        self.assertIn("noindex", answer.headers["X-Robots-Tag"])
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertNotIn("Set-Cookie", answer.headers)

    def test_customers_never_read_the_houses_words(self):
        page = self.opened(self.path()).text.lower()
        for word in ("debtor", "recovery</", "collection", " debt", "overdue"):
            self.assertNotIn(word, page)

    # --- events ---------------------------------------------------------------------

    def test_opening_is_one_event_a_day(self):
        path = self.path()
        for _time in range(3):
            self.assertEqual(self.opened(path).status_code, 200)
        self.assertEqual(len(self.events("link_opened")), 1)
        self.assertEqual(self.link().uses, 1)
        self.clock.move_to(datetime(2026, 3, 3, 8, 0))
        self.opened(path)
        self.assertEqual(len(self.events("link_opened")), 2)

    def test_looking_changes_nothing_else(self):
        path = self.path()
        self.opened(path)
        before = self.contents()
        self.opened(path)
        self.opened(f"{path}/preferences?stop=email")
        self.opened(f"{path}/documents")
        self.assertEqual(self.contents(), before)

    def test_programs_do_not_count_as_persons(self):
        path = self.path()
        self.opened(path, agent="WhatsApp/2.23.20 A")
        self.opened(path, agent="Mozilla/5.0 (compatible; Barracuda Sentinel)")
        self.opened(path, headers={"Sec-Purpose": "prefetch"})
        self.opener.head(self.base_url() + path, headers={"User-Agent": PHONE})
        self.assertFalse(self.events("link_opened"))

    def test_a_step_follows_a_link_opened_and_not_paid(self):
        steps = [
            {"days": 5, "is_entry": True},
            {"trigger": "event", "event": "link_unpaid", "days": 4, "name": "Opened"},
        ]
        self.lecoq.with_company(self.company).recovery_policy_id = self.policy(*steps)
        self.day(MONDAY)
        self.opened(self.path())
        self.opened(self.path())
        self.day(MONDAY + timedelta(days=3))
        self.assertNotIn("Opened", self.steps(self.lecoq))
        for day in range(7, 25):
            self.day(MONDAY + timedelta(days=day))
        self.assertEqual(self.steps(self.lecoq).count("Opened"), 1)

    def test_a_link_opened_and_paid_asks_for_nothing(self):
        steps = [
            {"days": 5, "is_entry": True},
            {"trigger": "event", "event": "link_unpaid", "days": 4, "name": "Opened"},
        ]
        self.lecoq.with_company(self.company).recovery_policy_id = self.policy(*steps)
        self.day(MONDAY)
        self.opened(self.path())
        lines = self.debt(self.first) | self.debt(self.second) | self.debt(self.credit)
        self.pay(self.lecoq, 6120.0, MONDAY, lines)
        self.invoice(self.lecoq, 300.0, MONDAY)  # late since, and never looked at
        for day in range(2, 10):
            self.day(MONDAY + timedelta(days=day))
        self.assertNotIn("Opened", self.steps(self.lecoq))

    # --- forged, unknown, ended -----------------------------------------------------

    def test_forged_and_unknown_addresses_look_alike(self):
        path = self.path()
        forged = path[:-1] + ("a" if path[-1] != "a" else "b")
        gone = self.path()
        self.link().unlink()
        self.env.flush_all()
        answers = [self.opened(one) for one in (forged, gone, "/recovery/l/x")]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual(len({answer.text for answer in answers}), 1)

    def test_who_guesses_keeps_nobody_from_their_own(self):
        path = self.path()
        for number in range(40):
            forged = self.opened(f"/recovery/l/{number:032d}")
            self.assertEqual(forged.status_code, 404)
        self.assertEqual(self.opened(path).status_code, 200)

    def test_an_expired_link_shows_no_figure_and_offers_a_new_one(self):
        path = self.path()
        self.clock.move_to(datetime(2026, 5, 2, 8, 0))
        answer = self.opened(path)
        self.assertEqual(answer.status_code, 410)
        self.assertNotIn("6,120", self.text(answer))
        self.assertIn(f"{path}/new", answer.text)
        self.assertEqual(self.opened(f"{path}/documents").status_code, 410)
        self.assertEqual(self.posted(f"{path}/write", text="x").status_code, 410)

    def test_a_new_link_goes_to_the_address_on_file_once_a_day(self):
        path = self.path()
        self.link().with_user(self.env.user).action_revoke()
        self.env.flush_all()
        mails = self.root["mail.mail"].search([]).ids
        for _time in range(3):
            answer = self.posted(f"{path}/new", email="thief@example.com")
            self.assertEqual(answer.status_code, 200)
        made = self.root["mail.mail"].search([("id", "not in", mails)])
        self.assertEqual(made.mapped("email_to"), ["compta@lecoq.example"])
        self.assertIn("/recovery/l/", made.body_html)
        self.assertEqual(len(self.events("link_asked")), 1)

    def test_in_test_mode_a_new_link_goes_to_the_testers(self):
        self.company.write(
            {"recovery_test_mode": True, "recovery_test_email": "test@house.example"}
        )
        path = self.path()
        self.link().action_revoke()
        self.env.flush_all()
        self.posted(f"{path}/new")
        made = self.root["mail.mail"].search([("body_html", "like", "/recovery/l/")])
        self.assertEqual(made.mapped("email_to"), ["test@house.example"])

    def test_without_an_address_the_answer_is_the_same(self):
        path = self.path()
        self.link().action_revoke()
        self.env.flush_all()
        known = self.posted(f"{path}/new").text
        self.lecoq.email = False
        other = self.path()
        self.link().action_revoke()
        self.root["recovery.link"].search([]).renewed_on = False
        self.env.flush_all()
        self.assertEqual(
            self.posted(f"{other}/new").text.replace(other, ""), known.replace(path, "")
        )
        self.assertEqual(len(self.events("link_asked")), 1)

    # --- what a link may show -------------------------------------------------------

    def test_a_link_to_the_preferences_shows_no_account(self):
        path = self.path("preferences")
        self.assertNotIn("6,120", self.text(self.opened(path)))
        for part in ("/documents", f"/document/{self.first.id}"):
            self.assertEqual(self.opened(path + part).status_code, 404)
        self.assertEqual(self.posted(f"{path}/write", text="x").status_code, 404)

    def test_a_message_reaches_the_responsible(self):
        path = self.path()
        for _time in range(2):  # pressed twice
            answer = self.posted(
                f"{path}/write", text="We need the <b>order</b> number", once="w"
            )
            self.assertIn("/follow/", answer.url)
        self.assertEqual(len(self.events("replied")), 1)
        activity = self.account_of_lecoq.activity_ids
        self.assertIn("order", activity.note)
        self.assertNotIn("<b>order</b>", activity.note)

    def test_opening_the_form_by_get_sends_nothing(self):
        path = self.path()
        self.assertEqual(self.opened(f"{path}/write?text=x&once=w").status_code, 200)
        self.assertFalse(self.events("replied"))

    # --- who is who -----------------------------------------------------------------

    def test_a_link_follows_its_customer_through_a_merge(self):
        path = self.path()
        twin = self.customer("Lecoq Boulangeries", "x@lecoq.example")
        wizard = self.root["base.partner.merge.automatic.wizard"]
        wizard._merge((self.lecoq | twin).ids, twin)
        self.env.flush_all()
        self.assertEqual(self.opened(path).status_code, 200)

    def test_two_currencies_are_two_amounts(self):
        chf = self.root.ref("base.CHF")
        chf.active = True
        self.invoice(self.lecoq, 3000.0, MONDAY - timedelta(days=9), currency_id=chf.id)
        page = self.text(self.opened(self.path()))
        self.assertIn("6,120.00", page)
        self.assertIn("3,000.00", page)

    def test_links_are_seen_in_their_company_and_closed_by_those_who_send(self):
        self.path()
        auditor = self.root["res.users"].create(
            {
                "name": "Auditor",
                "login": "auditor.links",
                "group_ids": [
                    Command.link(self.root.ref("debt_recovery.group_auditor").id)
                ],
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        link = self.link().with_user(auditor)
        self.assertEqual(link.purpose, "pay")
        with self.assertRaisesRegex(Exception, "Links are closed by"):
            link.action_revoke()
        with self.assertRaisesRegex(Exception, "token_hash|access"):
            link.read(["token_hash"])
        self.link().with_user(self.env.user).action_revoke()
        self.assertEqual(self.link().status, "revoked")
        self.assertTrue(self.events("link_revoked"))

    # --- in messages ----------------------------------------------------------------

    def test_the_account_link_is_a_button_in_an_email(self):
        template = self.root.ref("debt_recovery.template_business_reminder_1")
        template.body = "<p>{link}</p>{items}<p>{preferences}</p>"
        notice = self.notices(self.lecoq)
        self.assertIn("/recovery/l/" + link_token.SAMPLE, notice.message_html)
        self.assertFalse(self.root["recovery.link"].search([]))
        html = self.send()[0].html
        self.env.flush_all()
        tokens = set(re.findall(r"/recovery/l/(\w{32})", html))
        found = [self.root["recovery.link"]._find(token) for token in tokens]
        purposes = sorted(link.purpose for link in found)
        self.assertIn("pay", purposes)
        self.assertIn("preferences", purposes)
        self.assertEqual({link.contact_id for link in found}, {self.lecoq})
        # who reads the history cannot open the customer's page
        notice.invalidate_recordset()
        kept = notice.body + notice.message_id.body
        self.assertFalse([token for token in tokens if token in kept])

    def test_samples_of_texts_open_nothing(self):
        template = self.root.ref("debt_recovery.template_business_reminder_1")
        template.body = "<p>{link}</p>{items}"
        self.assertIn("/recovery/l/" + link_token.SAMPLE, template.preview_html)
        self.assertFalse(self.root["recovery.link"].search([]))

    def test_other_channels_carry_the_bare_address(self):
        notice = self.notices(self.lecoq)
        notice.template_id.body = "<p>{link}</p>{items}"
        notice.channel = "letter"
        words = notice._link_words(self.lecoq)
        self.assertRegex(words["link"], r"^https?://\S+/recovery/l/0{32}$")

    def test_what_happened_shows_in_the_account(self):
        self.opened(self.path())
        self.account_of_lecoq.invalidate_recordset()
        kinds = {one["kind"] for one in self.account_of_lecoq.timeline["kinds"]}
        self.assertIn("online", kinds)
        self.assertEqual(self.account_of_lecoq.link_count, 1)
        action = self.account_of_lecoq.action_view_links()
        self.assertEqual(
            self.root[action["res_model"]].search(action["domain"]), self.link()
        )
