from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase
from .letters import LetterCase

JANUARY = MONDAY.replace(month=1)


@tagged("post_install", "-at_install")
class TestTestMode(RecoveryCase):
    """In test mode nothing reaches a customer, whatever the reminder remembers."""

    def setUp(self):
        super().setUp()
        self.company.write(
            {
                "recovery_test_mode": True,
                "recovery_test_email": "essai@belleroche.example",
                "recovery_test_phone": "01 42 00 00 00",
            }
        )

    def test_no_address_but_our_own_is_handed_to_the_mail_server(self):
        self.root["res.partner"].create(
            {
                "name": "Copie",
                "type": "collections",
                "parent_id": self.lecoq.id,
                "email": "copie@lecoq.example",
            }
        )
        self.invoice(self.lecoq, 500, JANUARY)
        (message,) = self.day(MONDAY)
        self.assertEqual(message.recipients, ["essai@belleroche.example"])
        self.assertEqual(message.to, "essai@belleroche.example")
        self.assertFalse(message.copies)

    def test_subject_and_text_say_whom_it_was_for(self):
        self.invoice(self.lecoq, 500, JANUARY)
        (message,) = self.day(MONDAY)
        self.assertTrue(message.subject.startswith("[TEST → compta@lecoq.example] "))
        self.assertIn("this was meant for compta@lecoq.example", message.text)

    def test_the_reminder_counts_as_if_it_had_reached_the_customer(self):
        self.invoice(self.lecoq, 500, JANUARY)
        self.day(MONDAY)
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.left_on), ("sent", MONDAY))
        self.assertEqual(notice.address, "compta@lecoq.example")
        self.assertNotIn("TEST", notice.subject)

    def test_what_was_made_by_neutralising_has_nobody_to_write_to(self):
        self.env.flush_all()
        self.cr.execute("UPDATE res_company SET recovery_test_email = NULL")
        self.env.invalidate_all()
        self.invoice(self.lecoq, 500, JANUARY)
        self.assertEqual(self.day(MONDAY), [])
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.failure_type), ("failed", "no_sender"))

    def test_it_needs_an_address_of_our_own(self):
        with self.assertRaises(ValidationError):
            self.company.recovery_test_email = "nobody"

    def test_numbers_are_kept_as_providers_want_them(self):
        self.assertEqual(self.company.recovery_test_phone, "+33142000000")
        with self.assertRaises(ValidationError):
            self.company.recovery_voice_from = "12"


@tagged("post_install", "-at_install")
class TestTestModeLetters(LetterCase):
    """A letter of a test is printed, and nobody can take it for a real one."""

    def test_it_bears_the_mark(self):
        self.lecoq.recovery_policy_id = self.policy(self.letter_step())
        self.invoice(self.lecoq, 500, JANUARY)
        self.company.write(
            {"recovery_test_mode": True, "recovery_test_email": "a@belleroche.example"}
        )
        self.day(MONDAY)
        self.assertIn(">TEST</div>", self.notices(self.lecoq).body)

    def test_others_do_not(self):
        self.lecoq.recovery_policy_id = self.policy(self.letter_step())
        self.invoice(self.lecoq, 500, JANUARY)
        self.day(MONDAY)
        self.assertNotIn(">TEST<", self.notices(self.lecoq).body)
