"""Contact data that proved wrong: one task each, until something mends it."""

from datetime import date

from odoo.tests import tagged

from .test_bounces import BouncesCase

FRIDAY = date(2026, 3, 6)


@tagged("post_install", "-at_install")
class TestRepair(BouncesCase):
    def setUp(self):
        super().setUp()
        self.comes_back("550 5.1.1 User unknown")

    def address(self):
        email = self.root["recovery.channel.email"]
        return [address for _contact, address in email._address(self.notice)]

    def test_nothing_is_written_to_an_invalid_address(self):
        self.assertEqual(self.address(), [])
        self.customer(
            "Boss",
            "boss@lecoq.example",
            parent_id=self.lecoq.id,
            type="invoice",
            is_company=False,
        )
        self.assertEqual(self.address(), ["boss@lecoq.example"])

    def test_a_new_address_ends_the_task_and_the_old_one_stays_bad(self):
        self.lecoq.email = "facturation@lecoq.example"
        self.assertFalse(self.tasks())
        self.assertEqual(self.address(), ["facturation@lecoq.example"])
        self.assertEqual(self.reach().validity, "invalid")

    def test_another_change_of_the_contact_ends_nothing(self):
        self.lecoq.phone = "+33 2 41 00 00 00"
        self.lecoq.street = "1 rue du Four"
        self.assertEqual(len(self.tasks()), 1)

    def test_who_says_that_it_is_right_is_believed(self):
        self.tasks().with_user(self.agent).action_feedback("They mended their server")
        self.assertEqual(self.reach().validity, "valid")
        self.assertEqual(self.address(), ["compta@lecoq.example"])

    def test_a_delivery_clears_what_stood_against_it(self):
        self.tasks().with_user(self.agent).action_feedback("Mended")
        self.notice.with_user(self.agent).action_queue_again()
        self.assertEqual(len(self.send(FRIDAY)), 1)
        self.reach()._note_soft("mailbox_full")
        self.assertEqual(self.reach().validity, "doubtful")
        self.notice._receive("delivered")
        self.assertEqual(
            (self.reach().validity, self.reach().soft_bounces), ("valid", 0)
        )

    def test_one_task_for_a_customer_without_any_address(self):
        silent = self.customer("Talbot")
        silent.with_company(self.company).recovery_policy_id = self.policy(
            {"days": 3, "is_entry": True}, {"days": 8}
        )
        self.invoice(silent, 300, date(2026, 2, 26))
        self.day(FRIDAY)
        case = self.case(silent)
        self.assertEqual(self.notices(silent).failure_type, "no_address")
        mend = case.activity_ids
        self.assertEqual(mend.summary, "No e-mail address")
        self.day(date(2026, 3, 13))
        self.assertEqual(case.activity_ids, mend)
        silent.email = "talbot@example.com"
        self.assertFalse(case.activity_ids)

    def test_the_ladder_does_not_count_it(self):
        self.day(FRIDAY)
        self.assertEqual(self.steps(self.lecoq, "sent"), [])
