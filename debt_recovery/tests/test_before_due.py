from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import RecoveryCase

DUE = date(2026, 3, 12)


@tagged("post_install", "-at_install")
class TestBeforeDue(RecoveryCase):
    """What is said before a debt is late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.root["account.payment.term"].create(
            {
                "name": "2 % within 25 days, 30 days net",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 25,
                "early_pay_discount_computation": "included",
                "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})],
            }
        )

    def discounted(self, amount=5000):
        return self.invoice(
            self.lecoq,
            amount,
            DUE,
            issued=date(2026, 2, 10),
            invoice_payment_term_id=self.term.id,
        )

    def test_the_early_payment_discount_is_named_while_it_is_open(self):
        move = self.discounted()
        line = self.debt(move)
        self.assertEqual(
            (line.date_maturity, line.discount_date), (DUE, date(2026, 3, 7))
        )
        self.assertEqual(self.day(date(2026, 3, 4)), [])
        (message,) = self.day(date(2026, 3, 5))
        self.assertEqual(self.steps(self.lecoq), ["Before the due date"])
        self.assertIn(
            "An early-payment discount is still open: 4,900.00 € settles the invoice "
            "until March 7, 2026.",
            message.text,
        )
        self.assertIn("5,000.00 €", message.text)
        case = self.case(self.lecoq)
        self.assertEqual((case.net_overdue, case.net_upcoming), (0, 5000))
        self.assertEqual(case.stage_id.from_dpd, -7)

    def test_a_discount_that_is_over_is_not_named(self):
        self.discounted()
        (message,) = self.day(date(2026, 3, 9))
        self.assertNotIn("discount", message.text)

    def test_a_discount_is_lost_by_a_part_payment(self):
        move = self.discounted()
        self.pay(self.lecoq, 1000, date(2026, 3, 3), self.debt(move))
        (message,) = self.day(date(2026, 3, 5))
        self.assertIn("4,000.00 €", message.text)
        self.assertNotIn("discount", message.text)

    def test_small_amounts_are_not_announced(self):
        self.invoice(self.lecoq, 999, DUE)
        self.assertEqual(self.day(date(2026, 3, 5)), [])
        self.assertEqual(self.case(self.lecoq).stage_id.from_dpd, -7)

    def test_what_was_not_said_before_is_not_said_after(self):
        self.invoice(self.lecoq, 5000, DUE)
        self.cycle(date(2026, 3, 5))
        notice = self.notices(self.lecoq)
        self.assertEqual(notice.state, "queued")
        self.cycle(date(2026, 3, 13))
        self.assertEqual((notice.state, notice.reason), ("cancelled", "outdated"))
        (message,) = self.day(date(2026, 3, 17))
        self.assertEqual(self.steps(self.lecoq), ["Before the due date", "Reminder 1"])
        self.assertIn("Total 5,000.00 €", message.text)

    def test_paying_in_advance_cancels_the_announcement(self):
        move = self.invoice(self.lecoq, 5000, DUE)
        self.cycle(date(2026, 3, 5))
        self.pay(self.lecoq, 5000, date(2026, 3, 5), self.debt(move))
        self.settle(date(2026, 3, 5))
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.reason), ("cancelled", "settled"))
        self.assertEqual(self.send(date(2026, 3, 5)), [])

    def test_late_debts_lead_and_what_is_due_soon_has_its_own_block(self):
        late = self.invoice(self.lecoq, 300, date(2026, 2, 20))
        soon = self.invoice(self.lecoq, 2000, date(2026, 3, 8))
        far = self.invoice(self.lecoq, 70, date(2026, 4, 30))
        (message,) = self.day(date(2026, 3, 3))
        now, _mark, later = message.text.partition("Due soon")
        self.assertIn("To pay now", now)
        self.assertIn(late.name, now)
        self.assertIn("Total 300.00 €", now)
        self.assertNotIn(soon.name, now)
        self.assertIn(soon.name, later)
        self.assertIn("Total 2,000.00 €", later)
        self.assertNotIn(far.name, message.text)
        self.assertIn("To pay: *300.00 €*", message.text)
        self.assertEqual(self.notices(self.lecoq).amount, 300)
        self.assertEqual(len(self.notices(self.lecoq)), 1)
