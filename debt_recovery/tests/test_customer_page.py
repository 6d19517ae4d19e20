"""One customer, one page: note, tiles, one timeline, and its invoices' chatter."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext, mute_logger

from .common import MONDAY, RecoveryCase

DUE = MONDAY - timedelta(days=16)


@tagged("post_install", "-at_install")
class TestInvoiceChatter(RecoveryCase):
    """Each contact leaves one line on every invoice that it spoke of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.invoice(cls.lecoq, 4800, DUE)
        cls.second = cls.invoice(cls.lecoq, 1920, DUE + timedelta(days=1))
        cls.upcoming = cls.invoice(cls.lecoq, 300, MONDAY + timedelta(days=3))
        cls.pay(cls.lecoq, 1600, MONDAY)

    def lines(self, move):
        notes = move.message_ids.filtered(lambda m: "“" in (m.body or ""))
        return [html2plaintext(note.body).replace("\xa0", " ") for note in notes]

    def test_one_line_on_each_invoice_claimed(self):
        self.day(MONDAY)
        self.assertEqual(
            self.lines(self.first),
            ["“Reminder 1” sent to compta@lecoq.example: 4,800.00 € of 5,120.00 €"],
        )
        self.assertEqual(len(self.lines(self.second)), 1)
        self.assertFalse(self.lines(self.upcoming))

    def test_nobody_is_notified_and_nothing_else_leaves(self):
        self.first.message_subscribe(self.customer("Follower", "f@example.com").ids)
        before = self.root["mail.notification"].search_count([])
        self.assertEqual(len(self.day(MONDAY)), 1)
        self.assertEqual(self.root["mail.notification"].search_count([]), before)

    def test_a_line_that_fails_neither_fails_nor_repeats_the_sending(self):
        failing = patch.object(
            type(self.root["account.move"]),
            "_message_log_batch",
            side_effect=ValueError,
        )
        with (
            failing,
            mute_logger("odoo.addons.debt_recovery.models.recovery_notice_chatter"),
        ):
            self.assertEqual(len(self.day(MONDAY)), 1)
        self.assertEqual(self.notices(self.lecoq).state, "sent")
        self.assertFalse(self.lines(self.first))
        self.assertFalse(self.send(MONDAY, hour=10))

    def test_a_line_that_breaks_the_transaction_leaves_the_result(self):
        def broken(records, *args, **kwargs):
            records.env.cr.execute("SELECT 1 / 0")

        failing = patch.object(
            type(self.root["account.move"]), "_message_log_batch", broken
        )
        with (
            failing,
            mute_logger(
                "odoo.sql_db",
                "odoo.addons.debt_recovery.models.recovery_notice_chatter",
            ),
        ):
            self.day(MONDAY)
        self.env.invalidate_all()
        self.assertEqual(self.notices(self.lecoq).state, "sent")
        marks = self.root["recovery.mark"].search([("reason", "=", "sent")])
        self.assertEqual(marks.partner_id, self.lecoq)

    def test_a_task_writes_its_line_once_it_is_done(self):
        user = new_test_user(
            self.root,
            "chatter_agent",
            groups="base.group_user,debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.company.recovery_user_id = user
        task = self.root.ref("debt_recovery.template_task_call")
        self.lecoq.recovery_policy_id = self.policy(
            {"days": 1, "channel": "task", "template_id": task.id, "name": "Call"},
            {"days": 60, "is_entry": True},
        )
        self.day(MONDAY)
        activity = self.case(self.lecoq).activity_ids
        self.assertEqual(len(activity), 1)
        self.assertFalse(self.lines(self.first))
        activity.with_user(user)._action_done(feedback="Pays <b>Friday</b>")
        self.assertEqual(len(self.lines(self.first)), 1)
        self.assertIn("“Call” done by", self.lines(self.first)[0])
        self.assertIn("Pays", self.lines(self.first)[0])


@tagged("post_install", "-at_install")
class TestCustomerPage(RecoveryCase):
    """What an agent sees of Lecoq before calling."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["recovery.treatment"].search([]).mode = "approve"
        cls.move = cls.invoice(cls.lecoq, 1500, DUE)
        cls.users = {
            name: new_test_user(
                cls.root,
                f"page_{name}",
                groups=f"base.group_user,debt_recovery.group_{name}",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for name in ("auditor", "agent")
        }

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)

    def page(self, name="agent"):
        case = self.case(self.lecoq)
        case.invalidate_recordset()
        return case.with_env(self.env(user=self.users[name], context={"lang": "en_US"}))

    def titles(self, kind):
        found = self.page().timeline["moments"]
        return [one["title"] for one in found if one["kind"] == kind]

    # --- note ------------------------------------------------------------------------

    def test_an_agent_writes_the_note_and_an_auditor_reads_it(self):
        self.page().collection_note = "Call on Tuesdays"
        self.assertEqual(self.page("auditor").collection_note, "Call on Tuesdays")
        with self.assertRaises(AccessError):
            self.page("auditor").collection_note = "no"
        with self.assertRaises(AccessError):
            self.page().payment_run_learned = "10"

    def test_the_note_is_on_the_reminder_and_before_a_task_s_text(self):
        self.page().collection_note = "Ask for <Marie>\nOrder number"
        notice = self.notices(self.lecoq)
        self.assertEqual(notice.collection_note, "Ask for <Marie>\nOrder number")
        task = self.root.ref("debt_recovery.template_task_call")
        self.company.recovery_user_id = self.users["agent"]
        self.lecoq.recovery_policy_id = self.policy(
            {"days": 1, "channel": "task", "template_id": task.id, "name": "Call"},
            {"days": 60, "is_entry": True},
        )
        self.settle(MONDAY)
        self.send(MONDAY)
        note = self.case(self.lecoq).activity_ids.note
        self.assertTrue(note.startswith("<p><b>Collection note</b>"), note)
        self.assertIn("Ask for &lt;Marie&gt;<br>Order number", note)

    # --- tiles -----------------------------------------------------------------------

    def test_what_comes_next_and_why(self):
        page = self.page()
        self.assertEqual(page.next_contact_text, "Reminder 1")
        self.assertEqual(page.next_contact_why, "Waits for an approval")
        self.assertEqual(page.last_notice_text, "Never")
        self.assertFalse(page.last_notice_how)
        self.notices(self.lecoq).action_approve()
        self.send(MONDAY)
        self.cycle(MONDAY + timedelta(days=1))
        page = self.page()
        self.assertRegex(page.next_contact_text, r"^03/\d\d/2026$")
        self.assertIn("“", page.next_contact_why)
        self.assertEqual(page.last_notice_text, "03/02/2026")
        self.assertIn("compta@lecoq.example", page.last_notice_how)

    def test_habits_count_what_the_profile_counts(self):
        self.assertEqual(self.page().habits_text, "Not known yet")
        for late in (0, 10, 20):
            due = MONDAY - timedelta(days=90)
            move = self.invoice(self.lecoq, 100, due)
            self.pay(self.lecoq, 100, due + timedelta(days=late), lines=self.debt(move))
        page = self.page()
        self.assertEqual(page.habits_text, "Pays 10 days late")
        self.assertEqual(page.habits_count, "2 of 3 invoices paid late in 12 months")
        self.settle(MONDAY)
        facts = self.root["recovery.facts"]
        facts._build(self.company, MONDAY, self.lecoq.ids)
        row = facts._chunk(self.company, 0, 1)[0]
        facts._drop()
        self.assertEqual(row["late_count"], 2)

    def test_run_days_learned_are_shown_until_others_are_typed(self):
        self.case(self.lecoq).payment_run_learned = "10, 31, tuesday"
        words = self.page().payment_run_words
        self.assertEqual(words, "10, end of month, Tuesday (learned)")
        self.page().payment_run_text = "15"
        self.assertEqual(self.page("auditor").payment_run_words, "15")

    def test_who_is_written_to_and_what_it_said(self):
        page = self.page()
        self.assertEqual(page.recipient_text, "compta@lecoq.example")
        self.assertEqual(page.language_text, "English (US)")
        self.assertFalse(page.has_objected)
        self.root["recovery.reach"]._note_consent(
            "email", "compta@lecoq.example", "opt_out", "reply", "no more"
        )
        page = self.page()
        self.assertTrue(page.has_objected)
        self.assertEqual(page.consent_text, "Objected")

    def test_a_hold_is_a_banner_that_an_agent_lifts(self):
        self.assertFalse(self.page().hold_text)
        self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "dispute",
                "reason": "Broken pane",
                "from_date": MONDAY,
                "until_date": MONDAY + timedelta(days=4),
            }
        )
        self.assertEqual(
            self.page().hold_text, "On hold until 03/06/2026 – Dispute: Broken pane"
        )
        self.page().action_lift_holds()
        self.assertFalse(self.page().hold_text)

    # --- timeline --------------------------------------------------------------------

    def test_payments_say_what_they_paid(self):
        self.pay(self.lecoq, 500, MONDAY, lines=self.debt(self.move))
        self.pay(self.lecoq, 70, MONDAY)
        moments = [
            one for one in self.page().timeline["moments"] if one["kind"] == "payment"
        ]
        self.assertEqual(len(moments), 2)
        self.assertIn("not matched yet", moments[0]["detail"])
        self.assertEqual(moments[1]["detail"], self.move.name)
        self.assertIn("500", moments[1]["title"])

    def test_notes_answers_and_tasks_done_stand_in_the_same_line(self):
        case = self.case(self.lecoq)
        agent = self.users["agent"]
        case.with_user(agent).message_post(
            body="Called, no answer",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        case.message_post(
            body="We pay on Friday",
            author_id=self.lecoq.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        self.root["recovery.event"]._log("replied", case, "Re: reminder")
        case.activity_schedule(
            "mail.mail_activity_data_todo", summary="Call", user_id=agent.id
        ).with_user(agent)._action_done(feedback="Will pay")
        self.assertEqual(self.titles("note"), ["Note"])
        self.assertEqual(self.titles("reply"), ["Answer received"])
        self.assertEqual(self.titles("task"), ["Task done"])
        details = " ".join(one["detail"] for one in self.page().timeline["moments"])
        for words in ("Called, no answer", "We pay on Friday", "Will pay"):
            self.assertIn(words, details)

    def test_a_reminder_stands_once_though_it_is_in_the_thread_too(self):
        self.notices(self.lecoq).action_approve()
        self.send(MONDAY)
        self.assertEqual(len(self.titles("reminder")), 1)
        self.assertFalse(self.titles("email"))

    def test_kinds_are_counted_and_only_those_that_happened(self):
        kinds = {one["kind"]: one["count"] for one in self.page().timeline["kinds"]}
        self.assertEqual(kinds, {"reminder": 1, "stage": 1})

    def test_another_customer_s_payments_stay_out(self):
        other = self.customer("Other", "o@example.com")
        self.pay(other, 10, MONDAY)
        self.assertFalse(self.titles("payment"))
