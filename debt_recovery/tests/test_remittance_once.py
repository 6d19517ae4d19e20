"""A receipt is booked once, whatever file it comes in."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .remitting import PAID, TOLD, RemittanceCase


@tagged("post_install", "-at_install")
class TestRemittanceOnce(RemittanceCase):
    def reasons(self, *rows):
        return [(one[0], one[3]) for one in self.problems(*rows)]

    def test_a_receipt_that_stands_twice_in_a_file_is_a_problem(self):
        rows = [self.row(1000, line_reference="R1"), self.row(5, line_reference="R1")]
        self.assertEqual(self.reasons(*rows), [(3, "receipt_twice")])

    def test_a_receipt_of_an_earlier_file_is_left_out(self):
        self.remit(self.row(1000, line_reference="R1"))
        rows = [
            self.row(1000, line_reference="R1"),
            self.row(200, line_reference="R2", paid_on=TOLD),
        ]
        self.assertEqual(self.reasons(*rows), [])
        remittance = self.remit(*rows)
        self.assertEqual(remittance.line_ids.mapped("line_reference"), ["R2"])
        self.assertEqual(self.owed(self.sold), 4800)

    def test_a_file_of_known_receipts_makes_nothing(self):
        self.remit(self.row(1000, line_reference="R1"))
        with self.unchanged():
            self.assertFalse(self.checked(self.row(1000, line_reference="R1")))

    def test_it_is_said_what_is_new_in_a_file(self):
        self.remit(self.row(1000, line_reference="R1"))
        rows = [
            self.row(1000, line_reference="R1"),
            self.row(200, line_reference="R2"),
        ]
        file = self.received(*rows)
        said = self.root["recovery.agency.inbound.remittance"]._forecast(file, rows)
        self.assertEqual(said[:2], ["1 receipts", "1 remitted already: left out"])
        self.assertIn("200.00", said[2])

    def test_a_known_receipt_with_another_amount_is_a_problem(self):
        self.remit(self.row(1000, line_reference="R1"))
        row = self.row(1001, line_reference="R1")
        self.assertEqual(self.reasons(row), [(2, "receipt_differs")])

    def test_two_equal_payments_of_a_day_are_two(self):
        remittance = self.remit(self.row(100), self.row(100))
        self.assertEqual(remittance.line_count, 2)
        self.assertEqual(self.owed(self.sold), 5800)

    def test_an_equal_payment_in_another_file_is_asked_about(self):
        self.remit(self.row(100))
        self.assertEqual(self.reasons(self.row(100)), [(2, "receipt_known")])
        self.assertEqual(self.reasons(self.row(100, paid_on=TOLD)), [])

    def test_the_same_file_is_received_once(self):
        self.received(self.row(100), salt="same")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.received(self.row(100), salt="same")

    def test_two_that_book_at_once_book_one(self):
        """The second finds the receipt taken by the index, whatever it read before."""
        [one] = self.checked(self.row(1000, line_reference="R1"))
        values = one.line_ids.copy_data()[0]
        other = one.copy()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.root["recovery.remittance.line"].create(
                {**values, "remittance_id": other.id, "line_reference": "R1"}
            )

    def test_a_remittance_is_booked_once(self):
        remittance = self.remit(self.row(1000))
        remittance._book()
        self.assertEqual(self.owed(self.sold), 5000)
        self.assertEqual(len(remittance.move_ids), 1)

    def test_a_draft_is_not_booked(self):
        remittance = self.checked(self.row(1000))
        remittance._move_to("draft")
        with self.assertRaises(UserError):
            remittance._book()
        self.assertEqual(self.owed(self.sold), 6000)

    def test_the_receipt_of_another_agency_may_have_the_same_reference(self):
        self.remit(self.row(1000, line_reference="R1"))
        other = self.new_agency("Cabinet Autre")
        contract = self.new_contract(other)
        sold = self.invoice(self.lecoq, 50, PAID)
        file = self.placed(self.debt(sold), contract=contract)
        self.remit(self.row(50, file, line_reference="R1"), agency=other)
        self.assertEqual(self.owed(sold), 0)
