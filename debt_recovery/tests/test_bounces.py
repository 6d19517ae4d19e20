"""Messages that come back through the mail gateway: no reply, no new account."""

from datetime import date
from email import message_from_string
from email.policy import SMTP

from odoo.tests import tagged

from .test_replies import RepliesCase

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)

REPORT = """\
From: MAILER-DAEMON@mx.lecoq.example
To: bounce@belleroche.example
Subject: Undelivered Mail Returned to Sender
Message-Id: <dsn.{number}@mx.lecoq.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail system could not deliver your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.lecoq.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: message/rfc822

Message-Id: {ref}
X-Odoo-Objects: recovery.case-{case}
To: {address}
Subject: Rappel

Bonjour
--b--
"""


class BouncesCase(RepliesCase):
    def setUp(self):
        super().setUp()
        self.notice = self.notices(self.lecoq)
        self.number = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["mail.alias.domain"].search([]).unlink()
        domain = cls.root["mail.alias.domain"].create({"name": "belleroche.example"})
        cls.company.alias_domain_id = domain

    def gateway(self, raw):
        """Hand a raw message to the mail gateway, as the mail server does."""
        before = self.root["recovery.case"].search_count([])
        self.env["mail.thread"].message_process(None, raw)
        self.env.cr.flush()
        self.assertEqual(self.root["recovery.case"].search_count([]), before)

    def comes_back(self, said, status="5.1.1", action="failed", **values):
        self.number += 1
        values = {
            "address": "compta@lecoq.example",
            "ref": self.notice.provider_ref,
            "case": self.account_.id,
            **values,
        }
        self.gateway(
            REPORT.format(
                said=said, status=status, action=action, number=self.number, **values
            )
        )

    def reach(self, address="compta@lecoq.example"):
        return self.root["recovery.reach"].search(
            [("medium", "=", "email"), ("address", "=", address)]
        )

    def tasks(self):
        kind = self.root.ref("debt_recovery.activity_mend")
        return self.account_.activity_ids.filtered(
            lambda one: one.activity_type_id == kind
        )

    def no_reply(self):
        self.assertNotIn("replied", self.kinds())
        self.assertFalse(self.account_._unread())
        self.assertFalse(self.pauses())


@tagged("post_install", "-at_install")
class TestBounces(BouncesCase):
    def test_our_envelope_brings_it_back(self):
        self.assertEqual(self.company.bounce_email, "bounce@belleroche.example")
        self.assertEqual(self.emails[0]["smtp_from"], "bounce@belleroche.example")

    def test_an_unknown_address_is_no_step_done_and_is_mended(self):
        self.comes_back("550 5.1.1 User unknown")
        self.no_reply()
        self.assertEqual(self.notice.state, "bounced")
        self.assertEqual(self.notice.failure_type, "bad_address")
        self.assertIn("User unknown", self.notice.failure_text)
        self.assertEqual(self.reach().validity, "invalid")
        task = self.tasks()
        self.assertEqual(task.user_id, self.agent)
        self.assertIn("compta@lecoq.example", task.summary)
        self.assertIn(f"/odoo/res.partner/{self.lecoq.id}", task.note)
        self.assertIn("bounced", self.kinds())

    def test_the_same_report_twice_changes_nothing(self):
        self.comes_back("550 5.1.1 User unknown")
        self.comes_back("550 5.1.1 User unknown")
        self.assertEqual(self.kinds().count("bounced"), 1)
        self.assertEqual(len(self.tasks()), 1)

    def test_a_full_mailbox_is_tried_again_and_given_up_after_three(self):
        for day in (TUESDAY, WEDNESDAY):
            before = self.notice.provider_ref
            self.comes_back("552 5.2.2 Mailbox full", "5.2.2")
            self.assertEqual(self.notice.state, "queued")
            self.assertFalse(self.notice.left_on)
            self.assertFalse(self.tasks())
            self.assertEqual(len(self.send(day)), 1)
            self.assertNotEqual(self.notice.provider_ref, before)
        self.comes_back("552 5.2.2 Mailbox full", "5.2.2")
        self.no_reply()
        self.assertEqual(self.notice.state, "bounced")
        self.assertEqual(self.notice.failure_type, "mailbox_full")
        self.assertEqual(self.reach().validity, "doubtful")
        self.assertEqual(len(self.tasks()), 1)
        self.assertEqual(self.kinds().count("refused"), 2)

    def test_a_late_report_on_the_first_try_does_not_undo_the_second(self):
        first = self.notice.provider_ref
        self.comes_back("552 5.2.2 Mailbox full", "5.2.2")
        self.send(TUESDAY)
        self.comes_back("552 5.2.2 Mailbox full", "5.2.2", ref=first, case=0)
        self.assertEqual(self.notice.state, "sent")

    def test_a_filter_that_refuses_us_leaves_the_address_alone(self):
        self.comes_back("550 5.7.1 blocked using zen.spamhaus.org", "5.7.1")
        self.assertEqual(self.notice.state, "bounced")
        self.assertEqual(self.notice.failure_type, "blocked")
        self.assertFalse(self.reach().filtered(lambda one: one.validity != "valid"))
        self.assertFalse(self.tasks())

    def test_a_delay_is_told_and_nothing_more(self):
        self.comes_back("", "4.4.1", "delayed")
        self.no_reply()
        self.assertEqual(self.notice.state, "sent")
        self.assertIn("delayed", self.kinds())

    def test_a_receipt_of_the_mail_system_delivers(self):
        self.comes_back("250 2.1.5 Ok", "2.1.5", "relayed")
        self.assertEqual(self.notice.state, "delivered")
        self.assertTrue(self.notice.delivered_at)
        self.comes_back("550 5.1.1 User unknown")
        self.assertEqual(self.notice.state, "delivered")

    def test_a_copy_that_came_back_is_only_told(self):
        self.notice.copy_address = "boss@lecoq.example"
        self.comes_back("550 5.1.1 User unknown", address="boss@lecoq.example")
        self.assertEqual(self.notice.state, "sent")
        self.assertEqual(self.reach("boss@lecoq.example").validity, "invalid")

    def test_words_without_a_report_find_it_by_account_and_address(self):
        said = (
            "From: MAILER-DAEMON@q.lecoq.example\nTo: bounce@belleroche.example\n"
            "Message-Id: <q1@q>\nSubject: failure notice\n\n"
            "Hi. This is the qmail-send program.\n\n<compta@lecoq.example>:\n"
            "Remote host said: 550 5.1.1 User unknown\n\n"
        )
        self.gateway(said)
        self.no_reply()
        self.assertEqual(self.notice.state, "bounced")

    def test_it_goes_on_by_the_next_channel(self):
        step = self.notice.treatment_id
        task = self.root.ref("debt_recovery.template_task_call")
        self.root["recovery.treatment.fallback"].create(
            {"treatment_id": step.id, "channel": "task", "template_id": task.id}
        )
        self.comes_back("550 5.1.1 User unknown")
        later = self.notices(self.lecoq) - self.notice
        self.assertEqual((later.channel, later.rank), ("task", 1))

    def test_a_complaint_ends_our_e_mails(self):
        self.gateway(
            "From: fbl@mail.example\nTo: bounce@belleroche.example\nMessage-Id: <f@m>\n"
            "Subject: FW: Rappel\nMIME-Version: 1.0\nContent-Type: multipart/report; "
            'report-type=feedback-report; boundary="b"\n\n--b\nContent-Type: text/plain'
            "\n\nAbuse\n--b\nContent-Type: message/feedback-report\n\n"
            "Feedback-Type: abuse\nOriginal-Rcpt-To: <compta@lecoq.example>\n\n--b\n"
            f"Content-Type: message/rfc822\n\nMessage-ID: {self.notice.provider_ref}\n"
            "\n\n--b--\n"
        )
        self.no_reply()
        self.assertEqual(self.reach()._consent("email"), "opt_out")
        self.assertIn("opted_out", self.kinds())
        self.assertIn("unwanted", self.account_.activity_ids.summary)
        self.assertFalse(self.day(date(2026, 3, 6)))

    def test_a_stranger_s_report_touches_nothing(self):
        self.comes_back(
            "550 User unknown", ref="<x@y>", case=0, address="who@x.example"
        )
        self.assertEqual(self.notice.state, "sent")
        self.assertFalse(self.tasks())


@tagged("post_install", "-at_install")
class TestRepliesThroughTheGateway(BouncesCase):
    def answers(self, headers="", to="catchall@belleroche.example", **values):
        sender = values.get("sender", "Lecoq <compta@lecoq.example>")
        raw = (
            f"From: {sender}\nTo: {to}\nMessage-Id: <a{self.number}@lecoq.example>\n"
            f"In-Reply-To: {self.notice.provider_ref}\n"
            f"References: {self.notice.provider_ref}\n"
            f"Subject: {values.get('subject', 'Re: Rappel')}\n{headers}"
            "\nNous paierons vendredi.\n"
        )
        self.assertTrue(message_from_string(raw, policy=SMTP))
        self.gateway(raw)
        self.number += 1

    def test_an_answer_pauses_and_is_counted_on_the_reminder(self):
        self.answers()
        self.assertEqual(self.kinds().count("replied"), 1)
        self.assertTrue(self.notice.answered_at)
        self.assertEqual(len(self.pauses()), 1)
        self.assertIn("vendredi", self.account_.reply_text)

    def test_an_answer_to_the_address_of_the_envelope_is_one_too(self):
        self.answers(to="bounce@belleroche.example")
        self.assertEqual(self.kinds().count("replied"), 1)

    def test_a_robot_s_answer_is_filed_and_stops_nothing(self):
        self.answers("Auto-Submitted: auto-replied\n", "bounce@belleroche.example")
        self.answers(subject="Réponse automatique : Rappel")
        self.no_reply()
        self.assertEqual(self.kinds().count("auto_replied"), 2)
        self.assertFalse(self.notice.answered_at)
        filed = self.account_.message_ids.filtered(
            lambda one: one.message_type == "auto_comment"
        )
        self.assertEqual(len(filed), 2)
        self.assertFalse(filed.notification_ids)

    def test_a_colleague_nobody_knows_is_named(self):
        self.answers(sender="boss@lecoq.example")
        self.assertIn("boss@lecoq.example", self.account_.activity_ids.summary)
        self.assertTrue(self.pauses())
