import re

from odoo.tests import tagged

from .common import MONDAY
from .test_links import LinkCase


@tagged("post_install", "-at_install")
class TestUnsubscribe(LinkCase):
    def setUp(self):
        super().setUp()
        self.consumer = self.customer(
            "M. Durand", "durand@free.example", is_company=False
        )
        self.consumer.recovery_debtor_type = "consumer"
        soft = {"tone": "soft", "days": 4, "is_entry": True}
        self.consumer.with_company(self.company).recovery_policy_id = self.policy(soft)
        self.invoice(self.consumer, 500.0, MONDAY.replace(day=1).replace(month=2))

    def reminder(self):
        found = [m for m in self.day(MONDAY) if "durand" in str(m.to)]
        self.assertEqual(len(found), 1)
        return found[0]

    def headers(self, message):
        return message.mail["List-Unsubscribe"], message.mail["List-Unsubscribe-Post"]

    def one_click(self, message):
        """Do what a mail program does when its reader presses the button."""
        url = re.search(r"<https?://[^/>]+(/recovery/u/[^>]+)>", message)[1]
        return url

    def test_no_reminder_offers_to_unsubscribe_by_default(self):
        for message in self.day(MONDAY):
            self.assertEqual(self.headers(message), (None, None))

    def test_consumers_may_where_the_company_says_so(self):
        self.company.recovery_unsubscribe_consumer = True
        listed, post = self.headers(self.reminder())
        self.assertEqual(post, "List-Unsubscribe=One-Click")
        button, address = listed.split()
        self.assertRegex(button, r"^<https?://\S+/recovery/u/\w{32}>,$")
        self.assertEqual(
            address, "<mailto:compta@belleroche.example?subject=Unsubscribe>"
        )
        for message in self.messages():
            if "lecoq" in str(message.to):
                self.assertEqual(self.headers(message), (None, None))

    def test_one_click_objects_at_once_and_once(self):
        self.company.recovery_unsubscribe_consumer = True
        path = self.one_click(self.headers(self.reminder())[0])
        self.env.flush_all()
        page = self.opened(path)
        self.assertIn("Yes, unsubscribe me", page.text)
        reach = self.root["recovery.reach"].search(
            [("address", "=", "durand@free.example")]
        )
        self.assertEqual(reach._consent("email"), "unknown")  # looking is no click
        for _time in range(2):
            answer = self.url_open(path, data={"List-Unsubscribe": "One-Click"})
            self.assertEqual(answer.status_code, 200)
        reach.consent_ids.invalidate_recordset()
        self.assertEqual(reach._consent("email"), "opt_out")
        self.assertEqual(reach.consent_ids.source, "unsubscribe")
        events = self.case(self.consumer).event_ids
        self.assertEqual(events.mapped("kind").count("opted_out"), 1)

    def test_formal_notices_never_offer_it(self):
        self.company.recovery_unsubscribe_consumer = True
        notice = self.reminder() and self.notices(self.consumer)
        notice.purpose = "statutory"
        self.assertFalse(notice._can_unsubscribe())
        notice.purpose, notice.tone = "collection", "firm"
        self.assertFalse(notice._can_unsubscribe())

    def test_leaving_courtesy_messages_keeps_reminders(self):
        thanks = self.root.ref("debt_recovery.template_thanks")
        thanks.is_courtesy = True
        case = self.account_of_lecoq
        notice = self.root["recovery.notice"].create(
            {
                "case_id": case.id,
                "company_id": self.company.id,
                "partner_id": self.lecoq.id,
                "template_id": thanks.id,
                "purpose": "service",
                "planned_on": MONDAY,
                "anchor": "case",
                "anchor_id": case.id,
                "state": "queued",
            }
        )
        self.assertTrue(notice._can_unsubscribe())
        path = self.path("unsubscribe", notice=notice)
        self.assertEqual(path.split("/")[2], "u")
        self.url_open(path, data={"List-Unsubscribe": "One-Click"})
        self.assertTrue(self.lecoq.recovery_no_courtesy)
        self.assertEqual(notice._refusal_before_lock(), "opted_out")
        self.assertEqual(len(self.send()), 1)  # the reminder

    def test_forged_addresses_unsubscribe_nobody(self):
        path = self.path("unsubscribe")
        self.assertEqual(
            self.url_open(path[:-2] + "zz", data={"x": "1"}).status_code, 404
        )
        pay = self.path("pay").replace("/l/", "/u/")
        self.assertEqual(self.url_open(pay, data={"x": "1"}).status_code, 404)
        self.assertFalse(self.lecoq.recovery_no_courtesy)
