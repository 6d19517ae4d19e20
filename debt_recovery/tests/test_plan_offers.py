import re
from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .test_portal_plan import PortalPlanCase

DAY = date(2026, 3, 5)  # 28 days late
TEXT = "<p>{items}</p><div>{offers}</div>"


@tagged("post_install", "-at_install")
class TestPlanOffers(PortalPlanCase):
    """A message proposes arrangements within the policy; its link is filled in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        text = cls.root["recovery.template"].create(
            {"name": "Offer", "channel": "email", "subject": "Time", "body": TEXT}
        )
        cls.text = text
        scenario = cls.policy(
            {"days": 1, "template_id": text.id, "is_entry": True, "offer_plans": "two"}
        )
        cls.step = scenario.treatment_ids
        cls.mme_d.recovery_policy_id = scenario

    def message(self, day=DAY):
        (message,) = (one for one in self.day(day) if one.subject == "Time")
        return message

    def links(self, html):
        return re.findall(r'href="[^"]*(/recovery/l/[^"]*offer=\d)"', html)

    def test_two_ways_within_the_policy(self):
        message = self.message()
        text = message.text.replace("\xa0", " ").replace("\u202f", " ")
        self.assertIn("3 payments, one a month: 413.33 € first", text)
        self.assertIn("1,240.00 €, by", text)
        first, second = self.links(message.html)
        self.assertEqual(first.split("?")[0], second.split("?")[0])
        for secret in ("413", "1240", "count", str(self.mme.id) + "/"):
            self.assertNotIn(secret, first)

    def test_its_link_opens_the_page_filled_in(self):
        first, second = self.links(self.message().html)
        before = self.table("recovery_arrangement")
        page = self.plain(self.url_open(first))
        self.assertEqual(page.count("413.33"), 2)
        self.assertIn("413.34", page)
        page = self.plain(self.url_open(second))
        self.assertIn("Total, in one payment", page)
        self.assertEqual(self.table("recovery_arrangement"), before)

    def test_confirmed_there_it_runs(self):
        url = self.links(self.message().html)[0].split("/plan?")[0]
        fields = self.sent_form(self.page("/plan", url, offer=0), "/plan")
        answer = self.post("/plan", fields, url)
        plan = self.plan()
        self.assertEqual((plan.state, len(plan._plan_parts())), ("offered", 3))
        self.accept(self.plain(answer), plan.reference, url)
        self.env.invalidate_all()
        self.assertEqual(plan.state, "active")

    def test_it_leads_to_the_account_and_back(self):
        url = self.links(self.message().html)[0]
        self.assertRegex(url, r"/plan\?offer=0$")
        base = url.split("/plan?")[0]
        page = self.plain(self.url_open(url))
        self.assertIn(f'href="{base}">Back to my account', page)
        account = self.page("", base)
        self.assertIn("1,240.00", account)
        self.assertIn(f"{base}/dispute", account)
        self.assertIn(self.lines[0].move_id.name, self.page("/choose", base))

    def test_what_was_paid_meanwhile_is_not_spread(self):
        url = self.links(self.message().html)[0]
        small = self.lines.sorted("amount_residual")[:1]
        self.pay(self.mme_d, 400, DAY, small)
        page = self.plain(self.url_open(url))
        self.assertEqual(page.count("280.00"), 3)

    def test_a_step_that_offers_nothing_says_nothing(self):
        self.step.offer_plans = False
        message = self.message()
        self.assertNotIn("you may pay", message.text)
        self.assertNotIn("/recovery/l/", message.html)

    def test_beyond_the_policy_nothing_is_offered(self):
        self.root.ref("debt_recovery.plan_policy_consumer").max_per_year = 1
        self.agree(self.mme, self.lines[:1])
        message = self.message()
        self.assertNotIn("you may pay", message.text)

    def test_a_short_message_says_it_without_an_amount(self):
        notice = self.root["recovery.notice"].new(
            {"company_id": self.company.id, "channel": "sms"}
        )
        said = notice._offers_sample()
        self.assertIn("in several times", said)
        self.assertNotIn("€", said)
        self.assertLess(len(said), 120)

    def test_previews_show_it_and_open_nothing(self):
        page = self.text.preview_html
        self.assertIn("3 payments", page)
        self.assertIn("0" * 32, page)

    def test_it_speaks_french(self):
        notice = self.root["recovery.notice"].with_context(lang="fr_FR")
        notice = notice.new({"company_id": self.company.id, "channel": "email"})
        said = notice._offers_sample().replace("\u202f", " ").replace("\xa0", " ")
        self.assertIn("366,66 €", said)

    def test_nobody_can_follow_a_link_by_ear(self):
        with self.assertRaises(ValidationError):
            self.root["recovery.template"].create(
                {
                    "name": "Spoken",
                    "channel": "voice",
                    "subject": "Call",
                    "text": "{company} {offers}",
                    "voicemail": "{company}",
                }
            )
