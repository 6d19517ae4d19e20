from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase


@tagged("post_install", "-at_install")
class TestInstalments(RecoveryCase):
    """An invoice in two parts, 30 % at once and 70 % after sixty days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.root["account.payment.term"].create(
            {
                "name": "30/70",
                "line_ids": [
                    Command.create({"value_amount": 30, "nb_days": 0}),
                    Command.create({"value_amount": 70, "nb_days": 60}),
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self.move = self.invoice(
            self.lecoq,
            1000,
            False,
            issued=date(2026, 2, 10),
            invoice_payment_term_id=self.term.id,
        )
        self.first, self.second = self.debt(self.move)

    def test_only_the_instalment_that_is_due_is_claimed(self):
        self.assertEqual(self.first.date_maturity, date(2026, 2, 10))
        self.assertEqual(self.second.date_maturity, date(2026, 4, 11))
        self.cycle(MONDAY)
        case = self.case(self.lecoq)
        self.assertRecordValues(
            case,
            [{"net_overdue": 300, "net_upcoming": 0, "oldest_due": date(2026, 2, 10)}],
        )
        self.assertEqual((case.stage_id.from_dpd, case.stage_id.to_dpd), (1, 30))
        self.assertEqual((self.first | self.second).mapped("recovery_dpd"), [20, -40])
        self.assertEqual(self.first.recovery_stage_id, case.stage_id)
        self.assertFalse(self.second.recovery_stage_id)
        self.assertEqual(self.move.recovery_stage_id, case.stage_id)

        (message,) = self.send()
        self.assertIn("To pay: *300.00 €*", message.text)
        self.assertNotIn("1,000.00", message.text)
        self.assertNotIn("700.00", message.text)
        notice = self.notices(self.lecoq)
        self.assertRecordValues(
            notice.line_ids,
            [{"line_id": self.first.id, "kind": "overdue", "amount": 300}],
        )

    def test_paying_the_first_clears_the_customer_until_the_second_is_due(self):
        self.day(MONDAY)
        self.pay(self.lecoq, 300, date(2026, 3, 5), self.first)
        self.settle(date(2026, 3, 5))
        case = self.case(self.lecoq)
        self.assertEqual((case.state, case.closed_on), ("closed", date(2026, 3, 5)))
        for day in (date(2026, 4, 4), date(2026, 4, 13)):
            self.assertEqual(self.day(day), [])
        self.assertEqual((case.state, case.net_overdue), ("open", 700))
        self.assertEqual(case.stage_since, date(2026, 4, 12))
        (message,) = self.day(date(2026, 4, 15))
        self.assertIn("To pay: *700.00 €*", message.text)
        last = self.notices(self.lecoq)[-1]
        self.assertEqual(last.treatment_id.name, "Reminder 1")
        self.assertEqual(last.line_ids.line_id, self.second)

    def test_a_part_payment_of_the_move_leaves_its_rest_on_each_part(self):
        self.pay(self.lecoq, 400, date(2026, 3, 1), self.first | self.second)
        self.cycle(date(2026, 4, 20))
        case = self.case(self.lecoq)
        self.assertEqual((case.net_overdue, case.oldest_line_id), (600, self.second))

    def test_both_parts_late_age_apart_and_leave_in_one_message(self):
        messages = self.day(date(2026, 4, 20))
        self.assertEqual((self.first | self.second).mapped("recovery_dpd"), [69, 9])
        self.assertEqual(self.first.recovery_stage_id.from_dpd, 61)
        self.assertEqual(self.second.recovery_stage_id.from_dpd, 1)
        self.assertEqual(self.case(self.lecoq).stage_id.from_dpd, 61)
        (message,) = messages
        self.assertIn("300.00 €", message.text)
        self.assertIn("700.00 €", message.text)
        self.assertIn("Total 1,000.00 €", message.text)
