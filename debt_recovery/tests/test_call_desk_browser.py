"""The call desk in a real browser, at a desk and on a phone, in both languages."""

from datetime import date

from odoo.tests import tagged

from .browser import DESK, LANGUAGES, PHONE, BrowserCase
from .hours import any_hour


@tagged("post_install", "-at_install")
class TestCallDeskBrowser(BrowserCase):
    """An agent calls, by hand and in a campaign; nothing complains in the console."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("fr_FR")
        # at any hour at which these tests run
        any_hour(cls.env)
        cls.company.write(
            {
                "recovery_hours_from": 0,
                "recovery_hours_to": 24,
                "recovery_hours_days": "0123456",
                "recovery_hours_holidays": True,
                "recovery_promise_longest": 0,
            }
        )
        cls.root["recovery.treatment"].search([]).mode = "approve"
        cls.lecoq = cls.late("Boulangeries Lecoq", 4800, 30, phone="+33241000001")
        cls.first = cls.root["account.move"].search([("partner_id", "=", cls.lecoq.id)])
        cls.second = cls.invoice(cls.lecoq, 1920, cls.first.invoice_date_due)
        cls.talbot = cls.late("Menuiserie Talbot", 700, 15, phone="+33241000002")
        cls.person_d = cls.late(
            "Mme D.", 310, 25, is_company=False, phone="+33241000003"
        )
        cls.agent = cls.person("desk")

    def setUp(self):
        super().setUp()
        self.cycle(self.today)
        for partner in (self.lecoq, self.talbot, self.person_d):
            self.case(partner).activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=self.today,
                user_id=self.agent.id,
            )

    def test_a_promise_by_hand(self):
        for size in (DESK, PHONE):
            for lang in LANGUAGES:
                with self.subTest(size=size, lang=lang), self.env.cr.savepoint():
                    self.agent.lang = lang
                    self.promise(size)

    def promise(self, size):
        self.case(self.lecoq).arrangement_ids.unlink()
        self.root["recovery.notice"].search([("channel", "=", "voice")]).sudo().write(
            {"left_on": False}
        )
        case = self.case(self.lecoq)
        case._call_tasks().unlink()
        case.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=self.today,
            user_id=self.agent.id,
        )
        self.tour("recovery-calls", "recovery_call_desk", "desk", size)
        promise = self.case(self.lecoq).arrangement_ids
        self.assertEqual(promise.item_ids.line_id.move_id, self.first)
        self.assertEqual(promise.amount, 4800)
        self.assertEqual(promise.last_due, date(2030, 1, 15))

    def test_a_consumer_is_identified_first(self):
        self.tour("recovery-calls", "recovery_call_consumer", "desk")
        hold = self.root["recovery.hold"].search(
            [("partner_id", "=", self.person_d.id)]
        )
        self.assertEqual(hold.sensitive_kind, "hardship")

    def test_a_campaign_rings_by_itself(self):
        self.patch(
            type(self.env["recovery.campaign"]), "_is_open", lambda campaign, at: True
        )
        self.root["recovery.campaign"].create(
            {
                "name": "Late",
                "company_id": self.company.id,
                "user_ids": [(6, 0, self.agent.ids)],
                "min_net": 500,
            }
        )
        self.tour("recovery-calls", "recovery_call_campaign", "desk")
        calls = self.root["recovery.notice"].search(
            [("channel", "=", "voice")], order="id"
        )
        self.assertEqual(calls.partner_id, self.lecoq | self.talbot)
