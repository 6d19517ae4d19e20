import base64
from datetime import date, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import MONDAY
from .letters import LATE, LetterCase

POSTED = MONDAY + timedelta(days=1)
PRESENTED = date(2026, 3, 9)


@tagged("post_install", "-at_install")
class TestRegisteredLetters(LetterCase):
    """What follows a registered letter counts from its first presentation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        task = cls.root.ref("debt_recovery.template_task_business_decision")
        cls.lecoq.recovery_policy_id = cls.policy(
            cls.letter_step(letter_mode="registered", is_required=True),
            {
                "trigger": "previous",
                "days": 12,
                "channel": "task",
                "template_id": task.id,
                "name": "Decision",
            },
        )
        cls.company.recovery_user_id = cls.env.user
        cls.invoice(cls.lecoq, 1000, LATE)

    def setUp(self):
        super().setUp()
        self.day(MONDAY)
        self.notice = self.notices(self.lecoq)
        self.letter = self.root["recovery.registered"].search(
            [("notice_id", "=", self.notice.id)]
        )

    def posted(self):
        self.letter.number = "1a 123 456 7890 1"
        self.post(POSTED, "registered")

    def decided_on(self, *days):
        """The first of ``days`` on which the decision is asked for."""
        for day in days:
            self.cycle(day)
            if "Decision" in self.steps(self.lecoq, channel="task"):
                return day
        return None

    # --- the clock -----------------------------------------------------------------

    def test_nothing_follows_while_the_presentation_is_unknown(self):
        self.posted()
        self.assertFalse(self.decided_on(date(2026, 3, 30), date(2026, 4, 30)))

    def test_the_next_step_counts_from_the_first_presentation(self):
        self.posted()
        self.clock.move_to("2026-03-12 08:00:00")
        self.letter.presented_on = PRESENTED
        before, due = date(2026, 3, 20), date(2026, 3, 23)  # the 21st is a Saturday
        self.assertEqual(self.decided_on(before, due), due)

    def test_unclaimed_and_refused_count_too(self):
        self.posted()
        self.clock.move_to("2026-03-26 08:00:00")
        self.letter.write({"outcome": "refused", "outcome_on": PRESENTED})
        self.assertEqual(self.letter.presented_on, PRESENTED)
        self.letter.write(
            {"presented_on": PRESENTED, "outcome": "unclaimed", "outcome_on": PRESENTED}
        )
        self.assertEqual(self.letter.status, "unclaimed")
        self.assertTrue(self.decided_on(date(2026, 3, 26)))

    def test_unknown_at_the_address_starts_nothing_and_is_to_mend(self):
        self.posted()
        self.clock.move_to("2026-03-12 08:00:00")
        self.letter.write({"outcome": "unknown", "outcome_on": PRESENTED})
        self.assertEqual(
            (self.notice.state, self.notice.failure_type), ("bounced", "returned")
        )
        self.assertFalse(self.decided_on(date(2026, 3, 30)))

    def test_unknown_typed_by_mistake_is_put_right(self):
        self.posted()
        self.clock.move_to("2026-03-12 08:00:00")
        self.letter.write({"outcome": "unknown", "outcome_on": PRESENTED})
        point = self.notice.reach_ids.filtered(lambda one: one.medium == "post")
        mend = self.case(self.lecoq).activity_ids.filtered("recovery_reach_id")
        self.assertEqual((point.validity, len(mend)), ("invalid", 1))
        self.letter.write({"outcome": "refused", "outcome_on": PRESENTED})
        self.assertEqual(self.notice.state, "sent")
        self.assertFalse(self.notice.failure_type)
        self.assertEqual((point.validity, mend.exists().active), ("valid", False))
        due = date(2026, 3, 23)
        self.assertEqual(self.decided_on(due), due)

    def test_delivered_is_known_of_the_notice(self):
        self.posted()
        self.clock.move_to("2026-03-12 08:00:00")
        self.letter.write({"outcome": "delivered", "outcome_on": PRESENTED})
        self.assertEqual(self.notice.state, "delivered")
        self.assertEqual(self.letter.presented_on, PRESENTED)

    def test_the_responsible_is_asked_once(self):
        self.posted()
        job = self.root["recovery.registered"]
        self.assertFalse(job._ask(self.company, POSTED + timedelta(days=9)))
        self.assertEqual(
            job._ask(self.company, POSTED + timedelta(days=10)), self.letter
        )
        self.assertIn("1A12345678901", self.case(self.lecoq).activity_ids.summary)
        self.assertFalse(job._ask(self.company, POSTED + timedelta(days=11)))

    # --- what cannot be --------------------------------------------------------------

    def test_dates_follow_each_other(self):
        self.posted()
        self.clock.move_to("2026-03-12 08:00:00")
        for values, words in (
            ({"presented_on": MONDAY - timedelta(days=1)}, "must follow"),
            ({"presented_on": date(2026, 3, 13)}, "future"),
            ({"outcome": "refused"}, "day of the outcome"),
            ({"outcome": "unclaimed", "outcome_on": PRESENTED}, "first presentation"),
        ):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words):
                self.letter.write(values)
            self.root.clear()

    def test_what_was_not_posted_was_not_presented(self):
        with self.assertRaisesRegex(ValidationError, "not posted"):
            self.letter.presented_on = MONDAY

    def test_a_letter_taken_out_keeps_no_number(self):
        self.notice._skip("The customer called")
        self.assertFalse(self.letter.exists())

    def test_a_person_is_written_to_electronically_only_with_consent(self):
        self.notice._skip("Another one")
        step = self.lecoq.recovery_policy_id.treatment_ids[0]
        step.letter_mode = "electronic"
        person = self.living_at(
            "Claire Dumont",
            7,
            is_company=False,
            recovery_debtor_type="consumer",
            recovery_policy_id=self.lecoq.recovery_policy_id.id,
        )
        self.invoice(person, 300, LATE)
        self.day(MONDAY)
        notice = self.notices(person)
        self.assertEqual((notice.state, notice.reason), ("withheld", "no_consent"))
        socket = self.root["recovery.channel.letter"]
        ((_contact, address),) = socket._address(notice)
        self.root["recovery.reach"]._note_consent(
            "letter", address, "opt_in", "person", "Signed form"
        )
        notice.action_queue_again()
        self.send(MONDAY, hour=10)
        self.assertEqual(notice.state, "to_post")

    # --- the post's file -----------------------------------------------------------

    def import_file(self, *rows):
        text = "\n".join(("letter;number;deposited;presented;outcome;date", *rows))
        wizard = self.root["recovery.registered.import"].create(
            {
                "company_id": self.company.id,
                "file": base64.b64encode(text.encode()),
            }
        )
        return wizard.action_import()

    def test_the_file_is_read_by_our_reference_or_by_number(self):
        self.posted()
        self.clock.move_to("2026-03-26 08:00:00")
        self.import_file(f"{self.notice._letter_reference()};2C 999;;2026-03-09;;")
        self.assertEqual(
            (self.letter.number, self.letter.presented_on), ("2C999", PRESENTED)
        )
        self.import_file(";2c999;;;delivered;2026-03-10")
        self.assertEqual(self.letter.status, "delivered")

    def test_every_bad_row_is_named_and_nothing_is_imported(self):
        self.posted()
        self.clock.move_to("2026-03-26 08:00:00")
        reference = self.notice._letter_reference()
        with self.assertRaises(UserError) as caught:
            self.import_file(
                f"{reference};;;2026-03-09;;",
                "L999999;;;2026-03-09;;",
                f"{reference};;;9 mars;;",
                f"{reference};;;;lost;2026-03-10",
                f"{reference};;;2026-02-01;;",
            )
        said = str(caught.exception)
        for words in (
            "Line 3: no registered letter is called “L999999”",
            "Line 4: column “presented”: “9 mars” is not a date",
            "Line 5: column “outcome”: “lost” is unknown",
            "Line 6: ",
        ):
            self.assertIn(words, said)
        self.assertNotIn("Line 2", said)
        self.assertFalse(self.letter.presented_on)
