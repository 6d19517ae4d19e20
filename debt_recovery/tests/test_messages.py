from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..exceptions import PermanentFailure, TemporaryFailure, UncertainOutcome
from .common import MONDAY, RecoveryCase

STATUTORY = (
    "registration",
    "product",
    "costs",
    "creditor",
    "office",
    "account",
    "itemization",
    "validation_end",
    "charges_law",
    "charges_today",
    "charges_claimed",
)
PLANNED = (
    *("instalment", "instalment_date", "plan_left", "plan_limit"),
    *("charge_date", "means", "refusal"),
)
REPLY = """From: Compta Lecoq <compta@lecoq.example>
To: {to}
Subject: Re: {subject}
Message-ID: <answer-1@lecoq.example>
In-Reply-To: {id}
References: {id}
Date: Tue, 3 Mar 2026 09:12:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"

We will pay on Friday.
"""


@tagged("post_install", "-at_install")
class TestMessages(RecoveryCase):
    """The message as it leaves, what comes back, and what makes it stay here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["mail.alias.domain"].search([]).unlink()
        domain = cls.root["mail.alias.domain"].create({"name": "belleroche.example"})
        cls.company.alias_domain_id = domain
        cls.clerk = cls.env.user
        cls.clerk.write({"email": "clerk@belleroche.example", "name": "La comptable"})
        cls.company.recovery_user_id = cls.clerk
        cls.move = cls.invoice(cls.lecoq, 1000, date(2026, 2, 20))

    # --- answers ---------------------------------------------------------------------

    def test_a_reply_lands_on_the_account_and_with_the_responsible(self):
        (message,) = self.day(MONDAY)
        case = self.case(self.lecoq)
        self.assertEqual(case.user_id, self.clerk)
        self.assertIn("clerk@belleroche.example", message.sender)
        kept = self.notices(self.lecoq).message_id
        self.assertEqual((kept.model, kept.res_id), ("recovery.case", case.id))
        self.assertEqual(kept.message_id, message.id)
        self.assertIn("1,000.00", kept.body.replace("\xa0", " "))

        self.assertIn("catchall@belleroche.example", message.reply_to)
        answer = REPLY.format(
            to="catchall@belleroche.example", subject=message.subject, id=message.id
        )
        self.clock.move_to(datetime(2026, 3, 3, 9, 0))
        with self.smtp():
            thread = self.root["mail.thread"].message_process(False, answer)
        self.assertEqual(thread, case.id)
        last = case.message_ids[0]
        self.assertIn("We will pay on Friday.", last.body)
        self.assertEqual(last.author_id, self.lecoq)
        self.assertEqual(last.parent_id, kept)
        activity = case.activity_ids
        self.assertEqual(activity.user_id, self.clerk)
        self.assertIn(message.subject, activity.summary)
        event = case.event_ids.filtered(lambda found: found.kind == "replied")
        self.assertEqual(event.text, f"Re: {message.subject}")

    def test_the_thread_keeps_every_message_of_the_account(self):
        self.day(MONDAY)
        self.day(date(2026, 3, 10))
        kept = self.notices(self.lecoq).message_id
        self.assertEqual(len(kept), 2)
        self.assertEqual(set(kept.mapped("res_id")), {self.case(self.lecoq).id})
        self.assertEqual(len(set(kept.mapped("message_id"))), 2)

    # --- wording ---------------------------------------------------------------------

    def test_the_language_is_the_readers(self):
        self.lecoq.lang = "fr_FR"
        self.company.partner_id.lang = "en_US"
        (message,) = self.day(MONDAY)
        self.assertIn("20 février 2026", message.subject + message.text)
        self.assertIn("À régler", message.text)
        self.assertNotIn("Dear", message.text)
        self.assertEqual(self.notices(self.lecoq).lang, "fr_FR")

    def test_every_shipped_text_renders_in_both_languages(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        texts = self.root["recovery.template"].search([])
        self.assertGreater(len(texts), 15)
        claim = notice._claim(MONDAY)
        for lang in ("en_US", "fr_FR"):
            here = notice.with_context(lang=lang)
            words = here._words(claim, self.lecoq, MONDAY)
            # what only a plan, an answer, or insolvency proceedings, have
            words |= {"schedule": "a table", "judgment": "a day", "answer": "why"}
            # what only statutory texts say, those of charges, or of instalments
            words |= dict.fromkeys((*STATUTORY, *PLANNED), "a fact")
            for text in texts.with_context(lang=lang):
                with self.subTest(text=text.name, lang=lang):
                    subject, body = text._fill(words)
                    self.assertTrue(subject.strip())
                    self.assertNotIn("{", subject + body)
                    self.assertNotIn("None", subject + body)
                    if text.channel == "email" and text.purpose != "service":
                        self.assertIn(self.move.name, body)

    def test_names_with_markup_stay_text(self):
        self.lecoq.name = "<b>Lecoq</b> & Fils {total}"
        (message,) = self.day(MONDAY)
        self.assertIn("<b>Lecoq</b> & Fils {total}", message.text)
        self.assertNotIn("<b>Lecoq</b>", message.html)

    def test_an_unknown_word_is_refused_by_name(self):
        text = self.root.ref("debt_recovery.template_business_reminder_1")
        for values, message in (
            ({"subject": "Pay {amount_due}"}, r"\{amount_due\} is not a known word"),
            ({"body": "<p>{items} {salutation}</p>"}, r"\{salutation\} is not a known"),
            ({"body": "<p>Nothing claimed</p>"}, r"the table \{items\} is missing"),
            ({"body": "<p>{items} {total</p>"}, "a brace is open or empty"),
            ({"subject": "Table {items}"}, r"\{items\} is not a known word"),
            ({"subject": "Two\nlines"}, "one line"),
        ):
            with (
                self.subTest(message),
                self.assertRaisesRegex(ValidationError, message),
                self.cr.savepoint(),
            ):
                text.write(values)
            text.invalidate_recordset()
        french = text.with_context(lang="fr_FR")
        with self.assertRaisesRegex(ValidationError, r"\(fr_FR\).*\{montant\}"):
            french.subject = "Payez {montant}"

    def test_a_text_that_does_not_render_fails_and_nothing_leaves(self):
        self.cycle(MONDAY)
        text = self.root.ref("debt_recovery.template_business_reminder_1")
        self.cr.execute(
            "UPDATE recovery_template SET subject = %s WHERE id = %s",
            ['{"en_US": "Pay {salutation} now"}', text.id],
        )
        text.invalidate_recordset()
        self.assertEqual(self.send(), [])
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.failure_type), ("failed", "template"))
        self.assertIn("{salutation}", notice.failure_text)
        self.assertIn("Business: reminder 1", notice.failure_text)
        self.assertFalse(notice.message_id)
        self.assertFalse(notice.left_on)
        self.assertEqual(self.case(self.lecoq).next_action, "mend")
        text.subject = "Pay {total} now"
        notice.action_queue_again()
        (message,) = self.send()
        self.assertEqual(message.subject.replace("\xa0", " "), "Pay 1,000.00 € now")

    def test_a_change_of_words_is_a_new_version(self):
        text = self.root.ref("debt_recovery.template_business_reminder_1")
        before = text.version
        text.subject = "About {invoice}"
        self.assertEqual(text.version, before + 1)
        text.sequence = 77
        self.assertEqual(text.version, before + 1)
        self.day(MONDAY)
        self.assertEqual(self.notices(self.lecoq).template_version, before + 1)

    def test_the_account_to_pay_to_is_named(self):
        bank = self.root["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": self.company.partner_id.id,
                "acc_holder_name": "ATELIERS BELLEROCHE",
            }
        )
        self.company.recovery_bank_id = bank
        (message,) = self.day(MONDAY)
        self.assertIn("ATELIERS BELLEROCHE", message.text)
        self.assertIn("FR76", message.text)

    # --- not twice, not too often ----------------------------------------------------

    def test_another_follow_up_at_work_stops_what_is_automatic(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        companies = type(self.company)
        with patch.object(companies, "_recovery_rivals", lambda company: ["OCA"]):
            self.assertEqual(self.send(), [])
        self.assertEqual((notice.state, notice.reason), ("withheld", "rival"))
        notice.action_queue_again()
        self.assertEqual(len(self.send()), 1)

    def test_what_a_person_approved_leaves_beside_another_follow_up(self):
        self.root.ref("debt_recovery.step_business_reminder_1").mode = "approve"
        self.cycle(MONDAY)
        self.notices(self.lecoq)._approve()
        companies = type(self.company)
        with patch.object(companies, "_recovery_rivals", lambda company: ["OCA"]):
            self.assertEqual(len(self.send()), 1)

    def test_rivals_are_recognised_by_their_models(self):
        self.assertEqual(self.company._recovery_rivals(), [])
        companies = type(self.company)
        with (
            patch.object(
                companies, "_recovery_rival_used", lambda company, model: True
            ),
            patch.object(
                type(self.env), "__contains__", lambda env, name: "credit" in name
            ),
        ):
            self.assertEqual(
                self.company._recovery_rivals(), ["OCA account_credit_control"]
            )

    def test_two_contacts_keep_the_companys_distance(self):
        self.day(MONDAY)
        second = self.notices(self.lecoq).copy(
            {
                "anchor": "test",
                "anchor_id": self.debt(self.move).id,
                "state": "queued",
                "left_on": False,
            }
        )
        self.assertEqual(self.send(date(2026, 3, 4)), [])
        self.assertEqual((second.state, second.reason), ("queued", "cooling"))
        # from 8:00, as nobody knows where they are
        self.assertEqual(second.send_after, datetime(2026, 3, 6, 7, 0))
        self.assertEqual(len(self.send(date(2026, 3, 6))), 1)

    def test_one_step_is_planned_once_for_a_debt(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        with self.assertRaisesRegex(Exception, "recovery_notice_once"):
            notice.copy({"rank": 0})

    # --- what the mail server says ---------------------------------------------------

    def refuse(self, error):
        """Let the mail server answer ``error``; return the messages that left."""
        with patch(
            "odoo.addons.debt_recovery.channels.email.RecoveryChannelEmail._transmit",
            side_effect=error,
        ):
            return self.send()

    def test_a_temporary_refusal_is_tried_again_later_and_not_for_ever(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.refuse(TemporaryFailure("refused", "452 full"))
        self.assertEqual((notice.state, notice.tries), ("queued", 1))
        self.assertEqual(
            notice.send_after, datetime(2026, 3, 2, 9) + notice._backoff(1)
        )
        self.assertFalse(notice.left_on)
        for _again in range(4):
            notice.send_after = False
            self.refuse(TemporaryFailure("refused", "452 full"))
        self.assertEqual((notice.state, notice.tries), ("failed", 5))
        self.assertEqual(notice.failure_text, "452 full")

    def test_a_lasting_refusal_fails_and_names_what_was_said(self):
        self.cycle(MONDAY)
        self.refuse(PermanentFailure("bad_address", "550 no such user"))
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.failure_type), ("failed", "bad_address"))
        self.assertEqual(self.case(self.lecoq).next_action, "mend")

    def test_a_cut_line_leaves_it_to_a_person(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.refuse(UncertainOutcome("unknown", "cut"))
        self.assertEqual(notice.state, "uncertain")
        self.assertEqual(self.send(date(2026, 3, 20)), [])
        # it may have left: the next step keeps its distance from it
        self.assertEqual(notice.left_on, MONDAY)
        with self.assertRaises(UserError):
            notice.action_cancel()
        notice.action_it_left()
        self.assertEqual(notice.state, "sent")
        self.assertTrue(notice.message_id)

    def test_a_person_says_that_it_did_not_leave(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.refuse(UncertainOutcome("unknown", "cut"))
        notice.action_it_did_not_leave()
        self.assertEqual((notice.state, notice.left_on), ("failed", False))
        notice.action_queue_again()
        self.assertEqual(len(self.send()), 1)

    def test_no_sender_is_said_so(self):
        self.company.write({"email": False, "alias_domain_id": False})
        self.clerk.email = False
        self.cycle(MONDAY)
        self.send()
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.failure_type), ("failed", "no_sender"))

    # --- the job itself --------------------------------------------------------------

    def test_the_outbox_job_reserves_commits_sends_and_commits(self):
        self.cycle(MONDAY)
        self.env.flush_all()
        at = datetime(2026, 3, 2, 9, 0)
        with (
            self.enter_registry_test_mode(),
            self.smtp(),
            self.registry.cursor() as cr,
        ):
            jobs = self.root(cr=cr)["recovery.outbox"]
            counts = jobs._process(self.company.with_env(jobs.env), at)
        self.assertEqual(counts, {"sent": 1})
        self.env.invalidate_all()
        notice = self.notices(self.lecoq)
        self.assertEqual(notice.state, "sent")
        self.assertEqual(len(self.messages()), 1)
        self.assertEqual(notice.sent_at, datetime(2026, 3, 2, 9, 0))

    def test_found_in_sending_without_its_session_it_is_uncertain(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        at = datetime(2026, 3, 2, 9, 0)
        with self.smtp():
            self.assertTrue(notice._reserve(at))
        notice.is_handed = True
        self.cr.execute(
            "SELECT pid || '@' || extract(epoch FROM backend_start) "
            "FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
        )
        notice.reserved_by = self.cr.fetchone()[0]  # another session, alive
        self.env.flush_all()
        self.root["recovery.outbox"]._sweep(self.company, at + timedelta(minutes=5))
        self.assertEqual(notice.state, "sending")
        notice.reserved_by = "1@0"
        self.env.flush_all()
        self.root["recovery.outbox"]._sweep(self.company, at + timedelta(minutes=5))
        self.assertEqual(notice.state, "uncertain")
