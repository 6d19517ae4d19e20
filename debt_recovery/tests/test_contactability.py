"""Who can be reached, by profile and channel; what went wrong, and what mends it."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY
from .test_bounces import BouncesCase


@tagged("post_install", "-at_install")
class TestContactability(BouncesCase):
    def setUp(self):
        super().setUp()
        self.silent = self.customer("Talbot")
        self.posted = self.customer(
            "Clairval",
            phone="+33 6 12 34 56 78",
            country_id=self.root.ref("base.fr").id,
            street="1 rue du Four",
            zip="49000",
            city="Angers",
        )
        for partner, amount in ((self.silent, 300), (self.posted, 500)):
            self.invoice(partner, amount, date(2026, 2, 26))
        self.cycle(MONDAY)

    def row(self, channel):
        self.env.invalidate_all()
        env = self.env(
            user=self.boss, context={"allowed_company_ids": [self.company.id]}
        )
        rows = env["recovery.contactability"].search([("channel", "=", channel)])
        self.assertEqual(len(rows), 1)
        return rows

    def numbers(self, channel):
        row = self.row(channel)
        return (row.customer_count, row.reached_count, row.lost_amount)

    def test_each_channel_counts_who_has_a_good_address(self):
        self.assertEqual(self.numbers("email"), (3, 1, 800))
        self.assertEqual(self.numbers("sms"), (3, 1, 1500))
        self.assertEqual(self.numbers("letter"), (3, 1, 1500))
        self.assertEqual(self.row("email").missing_count, 2)
        self.assertAlmostEqual(self.row("email").rate, 100 / 3, places=1)

    def test_an_invalid_address_and_an_objection_are_out_of_reach(self):
        self.comes_back("550 5.1.1 User unknown")
        self.assertEqual(self.numbers("email"), (3, 0, 2000))
        self.assertEqual(self.row("email").invalid_count, 1)
        reach = self.root["recovery.reach"]
        reach._note_consent(
            "sms", "+33612345678", "opt_out", "reply", partner=self.posted
        )
        self.assertEqual(self.numbers("sms"), (3, 0, 2000))
        self.assertEqual(self.row("sms").objected_count, 1)
        self.assertEqual(self.row("voice").reached_count, 1)

    def test_a_row_opens_those_who_are_out_of_reach(self):
        domain = self.row("email").action_open()["domain"]
        found = self.root["recovery.case"].search(domain)
        self.assertEqual(found.partner_id, self.silent | self.posted)

    def test_another_company_is_not_counted(self):
        other = self.root["res.company"].create({"name": "Belleroche Belgium"})
        rows = self.root["recovery.contactability"].with_context(
            allowed_company_ids=other.ids
        )
        self.assertFalse(rows.search([]))


@tagged("post_install", "-at_install")
class TestAnomalies(BouncesCase):
    """One list of what went wrong, grouped by cause, each with what mends it."""

    def pile(self):
        piles = self.env["recovery.desk"].with_context(
            allowed_company_ids=self.company.ids
        )
        counts = {one["code"]: one["count"] for one in piles.state()["piles"]}
        return counts["mend"]

    def as_agent(self):
        env = self.env(
            user=self.agent, context={"allowed_company_ids": self.company.ids}
        )
        return self.notice.with_env(env)

    def test_what_came_back_says_why_and_opens_its_contact(self):
        self.comes_back("550 5.1.1 User unknown")
        notice = self.as_agent()
        self.assertEqual((notice.cause, notice.fix), ("bad_address", "contact"))
        self.assertIn("Address refused", notice.situation_text)
        self.assertEqual(notice.action_open_contact()["res_id"], self.lecoq.id)
        self.assertEqual(self.pile(), 1)
        groups = self.root["recovery.notice"]._read_group(
            [("id", "=", notice.id)], ["cause"], ["__count"]
        )
        self.assertEqual(groups, [("bad_address", 1)])
        found = self.root["recovery.notice"].search([("cause", "=", "bad_address")])
        self.assertEqual(found, self.notice)

    def test_what_no_provider_s_message_told_is_counted(self):
        desk = self.env["recovery.desk"].with_context(
            allowed_company_ids=self.company.ids
        )
        before = desk.state()["unread"]
        values = {"kind": "status", "external_id": "SM1", "status": "sent"}
        self.root["recovery.webhook"].create(
            {**values, "company_id": self.company.id, "state": "failed"}
        )
        self.assertEqual(desk.state()["unread"], before + 1)

    def test_what_was_refused_on_its_way_is_sent_again(self):
        self.notice._move_to("bounced", failure_type="blocked")
        self.assertEqual((self.notice.cause, self.notice.fix), ("blocked", "again"))

    def test_giving_up_keeps_it_in_the_history(self):
        self.comes_back("550 5.7.1 blocked using zen.spamhaus.org", "5.7.1")
        self.as_agent().action_cancel()
        self.assertEqual((self.notice.state, self.pile()), ("bounced", 0))

    def test_it_leaves_again_once_it_is_mended(self):
        self.comes_back("550 5.1.1 User unknown")
        self.lecoq.email = "facturation@lecoq.example"
        self.as_agent().action_queue_again()
        (message,) = self.send(date(2026, 3, 6))
        self.assertEqual(message.recipients, ["facturation@lecoq.example"])
        self.assertEqual((self.notice.state, self.pile()), ("sent", 0))

    def test_the_next_channel_takes_over_in_one_click(self):
        self.comes_back("550 5.7.1 blocked using zen.spamhaus.org", "5.7.1")
        self.assertFalse(self.notice.has_next_channel)
        with self.assertRaises(UserError):
            self.as_agent().action_next_channel()
        task = self.root.ref("debt_recovery.template_task_call")
        self.root["recovery.treatment.fallback"].create(
            {
                "treatment_id": self.notice.treatment_id.id,
                "channel": "task",
                "template_id": task.id,
            }
        )
        self.notice.invalidate_recordset()
        self.assertTrue(self.notice.has_next_channel)
        self.as_agent().action_next_channel()
        later = self.notices(self.lecoq) - self.notice
        self.assertEqual(later.channel, "task")
        self.assertEqual(self.pile(), 0)
        with self.assertRaises(UserError):
            self.as_agent().action_queue_again()
