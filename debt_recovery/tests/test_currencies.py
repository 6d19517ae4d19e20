from datetime import date

from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)


@tagged("post_install", "-at_install")
class TestCurrencies(RecoveryCase):
    """1 € is 1.20 CHF; each amount is told in its own currency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chf = cls.setup_other_currency("CHF", rates=[("2016-01-01", 1.2)])
        cls.alpenhof = cls.customer("Alpenhof AG", "kredit@alpenhof.example")

    def test_a_foreign_debt_is_claimed_in_its_currency(self):
        move = self.invoice(self.alpenhof, 3000, LATE, currency_id=self.chf.id)
        self.cycle(MONDAY)
        self.assertEqual(self.case(self.alpenhof).net_overdue, 2500)
        (message,) = self.send()
        self.assertIn("3,000.00", message.text)
        self.assertIn("CHF", message.text)
        self.assertNotIn("€", message.text)
        line = self.notices(self.alpenhof).line_ids
        self.assertEqual((line.currency_id, line.amount), (self.chf, 3000))
        self.assertEqual(line.line_id, self.debt(move))

    def test_a_credit_never_crosses_currencies(self):
        self.invoice(self.alpenhof, 3000, LATE, currency_id=self.chf.id)
        self.invoice(self.alpenhof, 480, LATE)
        self.refund(self.alpenhof, 600, LATE)
        (message,) = self.day(MONDAY)
        self.assertEqual(self.case(self.alpenhof).net_overdue, 2500)
        self.assertIn("3,000.00", message.text)
        self.assertNotIn("€", message.text)

    def test_two_currencies_stand_side_by_side(self):
        self.invoice(self.alpenhof, 3000, LATE, currency_id=self.chf.id)
        self.invoice(self.alpenhof, 480, LATE)
        (message,) = self.day(MONDAY)
        self.assertEqual(self.case(self.alpenhof).net_overdue, 2980)
        self.assertRegex(message.text, r"Total .*3,000\.00")
        self.assertIn("Total 480.00 €", message.text)
        for sum_of_both in ("3,480", "2,980", "3,576"):
            self.assertNotIn(sum_of_both, message.text)

    def test_the_floor_is_converted_at_the_days_rate(self):
        floor = self.policy({"days": 4, "is_entry": True}, min_amount=15)
        self.alpenhof.with_company(self.company).recovery_policy_id = floor
        move = self.invoice(self.alpenhof, 16, LATE, currency_id=self.chf.id)
        self.cycle(MONDAY)
        case = self.case(self.alpenhof)
        self.assertFalse(case.notice_ids)
        self.assertEqual(case.why, "below_floor")
        move.button_draft()
        self.invoice(self.alpenhof, 19.2, LATE, currency_id=self.chf.id)
        self.settle(MONDAY)
        (message,) = self.send()
        self.assertIn("19.20", message.text)

    def test_a_floor_in_another_currency_is_converted_too(self):
        floor = self.policy(
            {"days": 4, "is_entry": True}, min_amount=24, currency_id=self.chf.id
        )
        self.alpenhof.with_company(self.company).recovery_policy_id = floor
        self.invoice(self.alpenhof, 19.99, LATE)
        self.cycle(MONDAY)
        self.assertEqual(self.case(self.alpenhof).why, "below_floor")
        self.invoice(self.alpenhof, 0.01, LATE)
        self.settle(MONDAY)
        self.assertEqual(len(self.send()), 1)

    def test_falling_below_the_floor_before_sending_stops_the_message(self):
        move = self.invoice(self.lecoq, 100, LATE)
        self.cycle(MONDAY)
        self.pay(self.lecoq, 90, MONDAY, self.debt(move))
        self.assertEqual(self.send(), [])
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.reason), ("cancelled", "below_floor"))
