from datetime import date

from odoo.tests import tagged

from .common import MONDAY
from .test_matching_lines import TUESDAY, MatchingCase


@tagged("post_install", "-at_install")
class TestRegisteredReceipts(MatchingCase):
    """A payment that somebody registered, and the bank line that brings it later."""

    def setUp(self):
        super().setUp()
        self.paid = self.invoice(self.talbot, 1000, date(2026, 2, 10))
        self.payment = self.pay(self.talbot, 1000, MONDAY, self.debt(self.paid))
        self.waits = self.payment.move_id.line_ids.filtered(
            lambda one: one.account_id == self.payment.outstanding_account_id
        )

    def test_the_line_is_that_payment_and_leaves_the_next_invoice_open(self):
        other = self.invoice(self.talbot, 1000, date(2026, 2, 20))
        line = self.received(1000, payer=self.talbot)
        self.assertEqual(self.matched(), line)
        self.assertTrue(self.waits.reconciled)
        self.assertTrue(line.is_reconciled)
        self.assertFalse(self.debt(other).reconciled)
        self.assertEqual(self.payment.state, "paid")
        self.assertEqual(self.paid.payment_state, "paid")
        self.assertEqual(line.move_id.line_ids.partner_id, self.talbot)

    def test_it_is_taken_back_as_any_other(self):
        line = self.received(1000, payer=self.talbot)
        self.matched()
        line._recovery_unmatch()
        self.assertFalse(self.waits.reconciled)
        self.assertTrue(self.debt(self.paid).reconciled)

    def test_a_line_that_names_another_invoice_waits_for_a_person(self):
        other = self.invoice(self.talbot, 1000, date(2026, 2, 20))
        line = self.received(1000, f"REGLT {other.name}", self.talbot)
        self.assertFalse(self.matched())
        self.assertEqual(self.verdict(line).why, "several")

    def test_a_line_that_names_the_paid_invoice_is_its_payment(self):
        self.invoice(self.talbot, 1000, date(2026, 2, 20))
        line = self.received(1000, f"REGLT {self.paid.name}", self.talbot)
        self.assertEqual(self.matched(), line)
        self.assertTrue(self.waits.reconciled)

    def test_a_payment_in_the_books_and_a_debt_come_in_one_transfer(self):
        other = self.invoice(self.talbot, 500, date(2026, 2, 20))
        line = self.received(1500, payer=self.talbot)
        self.assertEqual(self.matched(), line)
        self.assertTrue(self.waits.reconciled)
        self.assertTrue(self.debt(other).reconciled)

    def test_a_page_says_that_it_was_registered(self):
        line = self.received(1000)
        page = self.root["recovery.match"].with_company(self.company).load()
        (row,) = [one for one in page["lines"] if one["id"] == line.id]
        (guess,) = row["guesses"]
        self.assertEqual(guess["parts"][0]["name"], self.payment.name)
        self.assertIn("registered as paid already", guess["reasons"][0])

    def test_money_counted_already_hides_no_other_debt(self):
        self.company.recovery_match_alone = False
        self.invoice(self.talbot, 700, date(2026, 2, 20))
        self.received(1000, payer=self.talbot)
        self.matched()
        self.settle(TUESDAY)
        self.assertEqual(self.case(self.talbot).net_overdue, 700)

    def test_a_second_transfer_of_the_amount_is_new_money(self):
        self.company.recovery_match_alone = False
        self.invoice(self.talbot, 1700, date(2026, 2, 20))
        self.received(1000, payer=self.talbot)
        self.received(1000, payer=self.talbot)
        self.matched()
        self.settle(TUESDAY)
        self.assertEqual(self.case(self.talbot).net_overdue, 700)

    def test_what_waited_too_long_says_nothing(self):
        self.payment.move_id.line_ids.flush_recordset()
        self.cr.execute(
            "UPDATE account_payment SET date = %s WHERE id = %s",
            [date(2025, 9, 1), self.payment.id],
        )
        other = self.invoice(self.talbot, 1000, date(2026, 2, 20))
        self.received(1000, payer=self.talbot)
        self.matched()
        self.assertTrue(self.debt(other).reconciled)
