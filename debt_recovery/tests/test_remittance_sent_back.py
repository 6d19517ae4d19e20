"""What is sent back, reversed or refused, and then told again: each once."""

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .remitting import CAME, PAID, TOLD, RemittanceCase

BACK = PAID + timedelta(days=2)


@tagged("post_install", "-at_install")
class TestRemittanceSentBack(RemittanceCase):
    def one(self, amount=1000, **values):
        return self.row(amount, **{"line_reference": "R1", **values})

    def reasons(self, *rows):
        return [(one[1], one[3]) for one in self.problems(*rows)]

    # --- told again -------------------------------------------------------------------

    def test_a_file_that_tells_all_again_books_only_what_is_new(self):
        self.remit(self.one())
        back = self.one(-1000, paid_on=BACK)
        self.remit(self.one(), back)
        rows = [self.one(), back, self.row(70, line_reference="R2", paid_on=TOLD)]
        self.assertEqual(self.reasons(*rows), [])
        remittance = self.remit(*rows)
        self.assertEqual(remittance.line_ids.mapped("line_reference"), ["R2"])
        self.assertEqual(self.owed(self.sold), 5930)
        self.assertFalse(self.checked(self.one(), back), "nothing is new in it")

    def test_without_a_reference_a_person_is_asked(self):
        self.remit(self.row(1000))
        self.remit(self.row(-1000, paid_on=BACK))
        self.assertEqual(self.reasons(self.row(1000)), [("amount", "receipt_known")])

    def test_two_files_send_one_receipt_back_once(self):
        self.remit(self.one())
        first = self.checked(self.row(-1000, paid_on=TOLD, line_reference="B1"))
        again = self.row(-1000, paid_on=TOLD, line_reference="B2")
        self.assertEqual(self.reasons(again), [("amount", "nothing_to_undo")])
        first._book()
        self.assertEqual(self.owed(self.sold), 6000)
        self.assertEqual(self.reasons(again), [("amount", "nothing_to_undo")])

    def test_two_that_send_it_back_at_once_send_it_once(self):
        self.remit(self.one())
        first = self.checked(self.row(-1000, paid_on=TOLD, line_reference="B1"))
        values = first.line_ids.copy_data()[0]
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            first.line_ids.create({**values, "line_reference": "B2"})

    def test_what_was_reversed_meanwhile_is_not_sent_back(self):
        remittance = self.remit(self.one())
        back = self.checked(self.one(-1000, paid_on=TOLD))
        remittance._reverse()
        with self.unchanged(), self.assertRaisesRegex(UserError, "stand any more"):
            back._book()
        self.assertEqual((self.owed(self.sold), self.held()), (6000, 0))

    def test_a_remittance_is_not_reversed_under_what_was_sent_back(self):
        remittance = self.remit(self.one())
        back = self.remit(self.one(-1000, paid_on=TOLD))
        with self.unchanged(), self.assertRaisesRegex(UserError, back.reference):
            remittance._reverse()
        back._reverse()
        remittance._reverse()
        self.assertEqual((self.owed(self.sold), self.held()), (6000, 0))
        self.assertEqual(self.balance("411100"), 6000)

    def test_a_payment_to_us_is_taken_back_once(self):
        self.pay(self.estran, 600, PAID, self.debt(self.sold))
        self.remit(self.row(600, paid_to="creditor", line_reference="D1"))
        back = {"paid_to": "creditor", "paid_on": TOLD}
        given = self.remit(self.row(-600, line_reference="-D1", **back))
        self.assertEqual(given.commission, -108)
        again = self.row(-600, line_reference="D7", **back)
        self.assertEqual(self.reasons(again), [("amount", "nothing_to_undo")])

    # --- the order of days ------------------------------------------------------------

    def test_paid_sent_back_and_paid_again_in_one_file_newest_first(self):
        rows = [
            self.row(6000, line_reference="R2", paid_on=TOLD),
            self.one(-6000, paid_on=BACK),
            self.one(6000),
        ]
        self.assertEqual(self.reasons(*rows), [])
        remittance = self.remit(*rows)
        self.assertEqual(self.owed(self.sold), 0)
        self.assertEqual(self.held(), 6000)
        self.assertEqual(self.vat(), (0, 1000), "due once")
        self.assertFalse(remittance.difference_ids, "nothing is paid on top")

    # --- refused ----------------------------------------------------------------------

    def test_a_wrong_file_is_refused_and_comes_again_put_right(self):
        wrong = self.checked(self.one(7000))
        self.assertTrue(wrong.difference_ids)
        with self.unchanged():
            wrong.action_refuse()
        self.assertEqual(wrong.state, "refused")
        self.assertFalse(wrong.difference_ids, "nobody has to look at it any more")
        right = self.remit(self.one(1000))
        self.assertEqual(right.line_count, 1)
        self.assertEqual(self.owed(self.sold), 5000)
        with self.assertRaises(UserError):
            wrong._book()

    def test_what_is_booked_is_not_refused(self):
        remittance = self.remit(self.one())
        with self.assertRaises(UserError):
            remittance.action_refuse()
        self.assertTrue(remittance.line_ids.is_live)

    # --- the file with the agency -----------------------------------------------------

    def settled(self):
        remittance = self.remit(self.one(6000))
        self.file._move_to("settled", ended_on=TOLD, ended_why="paid")
        return remittance

    def test_a_file_whose_payment_bounced_is_with_the_agency_again(self):
        self.settled()
        self.remit(self.one(-6000, paid_on=TOLD))
        self.assertEqual(self.file.state, "placed")

    def test_after_the_contract_a_person_decides(self):
        self.settled()
        self.contract.date_to = date(2026, 4, 15)
        self.remit(self.one(-6000, paid_on=TOLD))
        self.assertEqual(self.file.state, "settled")
        self.assertIn("what now?", self.file.activity_ids.summary)

    # --- the agency's bill ------------------------------------------------------------

    def test_its_bill_waits_for_the_remittance_that_replaces_it(self):
        bill = self.bill()
        remittance = self.remit(self.one())
        self.assertEqual(bill.payment_state, "paid")
        self.on(CAME)
        remittance._reverse()
        self.assertFalse(bill.reversal_move_ids, "it is the agency's, and right")
        self.assertEqual(bill.amount_residual, 216)
        again = self.remit(self.one())
        self.assertEqual(again.bill_id, bill)
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(self.held(), 784)
