"""Answers: filed, read by a person, nothing asked until then; robots stop nothing."""

from datetime import date

from odoo.tests import new_test_user, tagged

from .common import MONDAY, RecoveryCase

AGENT = "account.group_account_invoice,debt_recovery.group_agent"
TUESDAY, FRIDAY = date(2026, 3, 3), date(2026, 3, 6)


class RepliesCase(RecoveryCase):
    def setUp(self):
        super().setUp()
        self.agent = self.person("replies_agent")
        self.boss = self.person("replies_boss", "debt_recovery.group_manager")
        self.company.write(
            {"recovery_user_id": self.agent.id, "recovery_manager_id": self.boss.id}
        )
        scenario = self.policy({"days": 3, "is_entry": True}, {"days": 8}, {"days": 15})
        self.lecoq.with_company(self.company).recovery_policy_id = scenario
        self.move = self.invoice(self.lecoq, 1200, date(2026, 2, 26))
        self.assertEqual(len(self.day(MONDAY)), 1)
        self.account_ = self.case(self.lecoq)

    def person(self, login, groups=AGENT):
        return new_test_user(
            self.root,
            login,
            groups=f"{AGENT},{groups}",
            email=f"{login}@belleroche.example",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def mine(self, user=None):
        env = self.env(
            user=user or self.agent, context={"allowed_company_ids": self.company.ids}
        )
        return self.account_.with_env(env)

    def kinds(self):
        return self.account_.event_ids.mapped("kind")

    def pauses(self):
        return self.root["recovery.hold"].search(
            [("kind", "=", "reply"), ("partner_id", "=", self.lecoq.id)]
        )


@tagged("post_install", "-at_install")
class TestAnswersPause(RepliesCase):
    def test_every_channel_goes_to_the_responsible_and_to_the_thread(self):
        for channel in ("sms", "portal", "voice", "whatsapp"):
            with self.subTest(channel=channel):
                self.account_._replied(channel, f"By {channel}", contact=self.lecoq)
                said = self.account_.message_ids[:1]
                self.assertIn(f"By {channel}", said.body)
                self.assertEqual(said.author_id, self.lecoq)
        tasks = self.account_.activity_ids
        self.assertEqual((len(tasks), tasks.user_id), (4, self.agent))
        self.assertEqual(self.kinds().count("replied"), 4)
        self.assertEqual(len(self.pauses()), 1)
        self.assertNotIn(self.lecoq, self.account_.message_partner_ids)
        shown = [one for one in self.account_.timeline["moments"]]
        self.assertEqual([one["kind"] for one in shown].count("reply"), 4)

    def test_nothing_leaves_until_it_is_read(self):
        self.account_._replied("sms", "Paid tomorrow", contact=self.lecoq)
        self.assertFalse(self.day(FRIDAY))
        self.mine().action_replies_read()
        self.assertFalse(self.pauses().filtered("is_active"))
        self.settle(FRIDAY)
        self.assertEqual(len(self.send(FRIDAY)), 1)

    def test_a_reminder_about_to_leave_is_held_back_too(self):
        self.cycle(FRIDAY)
        self.assertEqual(self.notices(self.lecoq)[-1:].state, "queued")
        self.account_._replied("email", "We pay", contact=self.lecoq)
        self.assertFalse(self.send(FRIDAY))

    def test_reading_it_from_the_activity_ends_the_pause(self):
        self.account_._replied("email", "One", contact=self.lecoq)
        self.account_._replied("email", "Two", contact=self.lecoq)
        first, second = self.account_.activity_ids
        first.with_user(self.agent).action_feedback("Read")
        self.assertTrue(self.pauses().freeze_contact)
        second.with_user(self.agent).unlink()
        self.assertFalse(self.pauses().freeze_contact)

    def test_the_pause_lasts_five_working_days_then_the_manager_gets_it(self):
        self.account_._replied("email", "We pay", contact=self.lecoq)
        self.assertEqual(self.pauses().until_date, date(2026, 3, 9))
        self.assertFalse(self.day(date(2026, 3, 9)))
        self.assertEqual(self.account_.activity_ids.user_id, self.agent)
        # two steps fell due meanwhile: the higher one leaves, once
        self.assertEqual(len(self.day(date(2026, 3, 13))), 1)
        self.assertEqual(self.account_.activity_ids.user_id, self.boss)
        self.assertEqual(self.kinds().count("reply_late"), 1)
        self.day(date(2026, 3, 16))
        self.assertEqual(self.kinds().count("reply_late"), 1)
        left = self.notices(self.lecoq).filtered("left_on")
        self.assertEqual(left.mapped("treatment_id.name"), ["Step 1", "Step 3"])

    def test_answers_that_nobody_reads_do_not_pause_for_ever(self):
        self.account_._replied("email", "One", contact=self.lecoq)
        self.cycle(FRIDAY)
        self.account_._replied("email", "Two", contact=self.lecoq)
        self.assertEqual(self.pauses().until_date, date(2026, 3, 9))

    def test_the_company_says_how_long(self):
        self.company.recovery_reply_days = 0
        self.account_._replied("email", "One", contact=self.lecoq)
        self.assertFalse(self.pauses())
        self.assertEqual(len(self.day(FRIDAY)), 1)

    def test_an_automatic_answer_is_filed_and_nothing_more(self):
        self.account_._replied("sms", "I am away", contact=self.lecoq, automatic=True)
        self.assertIn("auto_replied", self.kinds())
        self.assertNotIn("replied", self.kinds())
        self.assertFalse(self.account_.activity_ids)
        self.assertFalse(self.pauses())
        self.assertEqual(self.account_.reply_text, "")
        self.assertIn("Automatic reply", str(self.account_.timeline["moments"]))
        self.assertEqual(len(self.day(FRIDAY)), 1)

    def test_an_unknown_sender_counts_and_is_named(self):
        self.account_._replied("email", "Hello", sender="boss@lecoq.example")
        self.assertIn("boss@lecoq.example", self.account_.activity_ids.summary)
        self.assertTrue(self.pauses())

    def test_a_settled_account_still_hands_over_the_answer(self):
        self.pay(self.lecoq, 1200, TUESDAY, lines=self.debt(self.move))
        self.settle(TUESDAY)
        self.assertEqual(self.account_.state, "closed")
        self.account_._replied("email", "Thanks", contact=self.lecoq)
        self.assertEqual(self.account_.activity_ids.user_id, self.agent)
        self.assertFalse(self.pauses())

    def test_another_company_goes_on(self):
        self.account_._replied("email", "We pay", contact=self.lecoq)
        self.assertEqual(self.pauses().company_id, self.company)


@tagged("post_install", "-at_install")
class TestAnsweredByUs(RepliesCase):
    """The lock must not gag people: an answer to the customer's own message leaves."""

    def post(self, body):
        return self.mine().message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.lecoq.ids,
        )

    def last_contact(self):
        return max(filter(None, self.notices(self.lecoq).mapped("left_on")))

    def test_an_answer_in_the_thread_leaves_and_is_no_contact_of_ours(self):
        self.account_._replied("email", "Which bank?", contact=self.lecoq)
        last = self.last_contact()
        told = self.post("The one on the invoice").notification_ids
        self.assertEqual(self.kinds().count("written_back"), 1)
        self.assertFalse(self.account_._unread())
        self.assertFalse(self.pauses().freeze_contact)
        self.assertEqual(self.last_contact(), last)
        self.assertEqual(
            [(one.res_partner_id, one.notification_type) for one in told],
            [(self.lecoq, "email")],
        )

    def test_an_e_mail_of_ours_is_not_the_customer_s_answer(self):
        told = {"body": "See below", "email_from": self.agent.email}
        self.account_.message_update({**told, "author_id": False})
        self.assertFalse(self.pauses())
        told["email_from"] = "compta@lecoq.example"
        self.account_.message_update({**told, "author_id": False})
        self.assertTrue(self.pauses())

    def test_a_statement_answers_nothing(self):
        self.account_._replied("email", "We pay", contact=self.lecoq)
        self.mine().with_context(recovery_no_answer=True).message_post(
            body="Your statement",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.lecoq.ids,
        )
        self.assertTrue(self.account_._unread())

    def test_a_note_among_us_is_no_answer(self):
        self.account_._replied("email", "Which bank?", contact=self.lecoq)
        self.mine().message_post(body="Who knows?", subtype_xmlid="mail.mt_note")
        self.assertNotIn("written_back", self.kinds())
        self.assertTrue(self.account_._unread())

    def test_a_message_that_we_begin_is_no_answer(self):
        self.post("Good morning")
        self.assertNotIn("written_back", self.kinds())
