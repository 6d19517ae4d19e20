"""What is refused of a remittance, with its line and reason; nothing is booked."""

from datetime import date, timedelta
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from .remitting import PAID, TOLD, RemittanceCase


@tagged("post_install", "-at_install")
class TestRemittanceCheck(RemittanceCase):
    def assertRefused(self, row, column, reason, value=None, **values):
        """The row alone is refused for this one reason, and cannot be made."""
        with self.unchanged():
            [problem] = self.problems(row, **values)
            self.assertEqual(problem[0], row["line"])
            self.assertEqual((problem[1], problem[3]), (column, reason))
            if value is not None:
                self.assertEqual(problem[2], value)
            with self.assertRaises(UserError):
                self.checked(row, **values)

    def test_a_right_row_has_no_problem(self):
        with self.unchanged():
            self.assertEqual(self.problems(self.row(1000)), [])

    def test_the_components_add_up(self):
        row = self.row(1000, principal=Decimal(900), interest=Decimal(99))
        self.assertRefused(row, "amount", "parts_differ", "1000")

    def test_what_both_keep_adds_up(self):
        row = self.row(1000, for_agency=Decimal(216), for_us=Decimal(785))
        self.assertRefused(row, "for_us", "shares_differ", "785")

    def test_a_day_to_come_is_refused(self):
        row = self.row(1000, paid_on=TOLD + timedelta(days=1))
        self.assertRefused(row, "paid_on", "future_day")

    def test_another_currency_is_refused(self):
        row = self.row(1000, currency="USD")
        self.assertRefused(row, "currency", "other_currency", "USD")

    def test_more_decimals_than_the_currency_has_are_refused(self):
        row = self.row("1000.005")
        self.assertRefused(row, "amount", "other_decimals")

    def test_an_amount_of_zero_is_refused(self):
        self.assertRefused(self.row(0), "amount", "no_amount")

    def test_a_row_without_an_amount_or_a_day_is_refused(self):
        self.assertRefused(self.row(5, paid_on=None), "paid_on", "missing_value")

    def test_an_invoice_of_another_file_is_refused(self):
        other = self.invoice(self.lecoq, 50, PAID)
        row = self.row(1000, document=other.name)
        self.assertRefused(row, "document", "not_its_document", other.name)

    def test_a_file_that_was_not_handed_over_is_refused(self):
        debt = self.debt(self.invoice(self.lecoq, 50, PAID))
        waiting = self.placed(debt, state="draft")
        self.assertRefused(self.row(50, waiting), "placement", "not_placed")

    def test_a_closed_day_is_refused_and_said(self):
        self.company.fiscalyear_lock_date = date(2026, 4, 15)
        self.assertRefused(self.row(1000), "paid_on", "closed_period")

    def test_a_day_that_was_closed_meanwhile_books_nothing(self):
        remittance = self.checked(self.row(1000))
        self.company.tax_lock_date = date(2026, 4, 30)
        with self.unchanged(), self.assertRaisesRegex(UserError, "closed until"):
            remittance._book()

    def test_a_payment_sent_back_that_never_came_is_refused(self):
        self.assertRefused(self.row(-1000), "amount", "nothing_to_undo")

    def test_one_bad_row_refuses_all(self):
        rows = [self.row(1000), self.row(0)]
        with self.unchanged(), self.assertRaises(UserError):
            self.checked(*rows)
        self.assertFalse(self.root["recovery.remittance"].search([]))

    def test_each_problem_is_told(self):
        rows = [self.row(0), self.row(5, currency="USD"), self.row(10)]
        self.assertEqual([one[0] for one in self.problems(*rows)], [2, 3])

    def test_paid_before_it_was_placed_is_a_warning(self):
        early = self.file.placed_on - timedelta(days=1)
        remittance = self.checked(self.row(1000, paid_on=early))
        [gap] = remittance.difference_ids
        self.assertEqual((gap.kind, gap.amount), ("early", 1000))

    def test_each_reason_has_its_sentence(self):
        words = self.root["recovery.agency.problem"]
        rows = [self.row(0), self.row(5, currency="USD"), self.row("1.001")]
        rows += [self.row(-7), self.row(9, principal=Decimal(8))]
        rows += [self.row(9, paid_on=TOLD + timedelta(days=1))]
        file = self.received(*rows)
        inbound = self.root["recovery.agency.inbound.remittance"]
        for problem in inbound._check(file, rows):
            said = words._sentence(problem)
            self.assertTrue(said.endswith("."), said)
            self.assertNotIn("%", said)
        self.assertIn("EUR", words._sentence(inbound._check(file, rows[1:2])[0]))

    # --- what is whose ----------------------------------------------------------------

    def test_the_first_line_of_the_scale_that_fits_governs(self):
        self.contract.commission_ids.unlink()
        self.contract.write(
            {
                "commission_ids": [
                    (0, 0, {"percent": 30, "stage": "court", "sequence": 1}),
                    (0, 0, {"percent": 25, "age_from": 90, "sequence": 2}),
                    (0, 0, {"percent": 15, "amount_from": 5000, "sequence": 3}),
                    (0, 0, {"percent": 18, "flat": 2, "sequence": 4}),
                ]
            }
        )
        scale = self.contract._scale_of(self.file)
        self.assertEqual(scale.percent, 15, "51 days late, 6,000.00")
        self.file.stage = "court"
        self.assertEqual(self.contract._scale_of(self.file).percent, 30)
        self.file.write({"stage": "amicable", "oldest_due": date(2025, 11, 1)})
        self.assertEqual(self.contract._scale_of(self.file).percent, 25)

    def test_another_agency_cannot_remit_a_file_that_is_not_its_own(self):
        other = self.new_agency("Cabinet Autre")
        self.new_contract(other)
        row = self.row(1000)
        file = self.received(row, agency=other)
        inbound = self.root["recovery.agency.inbound.remittance"]
        [problem] = inbound._check(file, [row])
        self.assertEqual(problem.reason, "unknown_reference")

    def test_a_file_named_by_two_references_is_one(self):
        other = self.placed(self.debt(self.invoice(self.lecoq, 50, PAID)))
        self.file.agency_reference, other.agency_reference = "A-1", "A-2"
        row = self.row(50, self.file, agency_reference="A-2")
        self.assertRefused(row, "agency_reference", "other_reference", "A-2")
        self.assertEqual(self.problems(self.row(50, agency_reference="A-1")), [])

    def test_files_named_by_the_agency_are_found_together(self):
        files = []
        for number in range(12):
            debt = self.debt(self.invoice(self.lecoq, 50, PAID))
            files.append(self.placed(debt, agency_reference=f"A-{number}"))
        rows = [
            {**self.row(50, one), "placement": None, "agency_reference": f"A-{number}"}
            for number, one in enumerate(files)
        ]
        self.problems(*rows)
        self.assertLessEqual(self.cost(*rows), self.cost(*rows[:2]) + 4)

    def cost(self, *rows):
        """Queries of one check."""
        file = self.received(*rows)
        inbound = self.root["recovery.agency.inbound.remittance"]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(inbound._check(file, rows), [])
        return self.env.cr.sql_log_count - before

    def test_a_payment_to_us_in_a_closed_month_is_only_told(self):
        self.pay(self.estran, 600, PAID, self.debt(self.sold))
        self.company.fiscalyear_lock_date = date(2026, 4, 15)
        remittance = self.remit(self.row(600, paid_to="creditor"))
        self.assertEqual(remittance.commission, 108)
        self.assertFalse(remittance.move_ids)
