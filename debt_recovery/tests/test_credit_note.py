from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RecoveryCase


@tagged("post_install", "-at_install")
class TestCreditNote(RecoveryCase):
    """A part given back: the invoice's own lines and taxes, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat20 = cls.tax("20", 20.0)
        cls.vat55 = cls.tax("5.5", 5.5)

    @classmethod
    def tax(cls, name, rate, **values):
        return cls.root["account.tax"].create(
            {
                "name": f"Test {name}",
                "amount": rate,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                "country_id": cls.company.country_id.id,
                **values,
            }
        )

    def billed(self, *lines, **values):
        """An invoice of ``(price, taxes)`` or ``(price, taxes, quantity)``."""
        commands = [
            Command.create(
                {
                    "name": f"Line {number}",
                    "price_unit": line[0],
                    "tax_ids": [Command.set(line[1].ids)],
                    "quantity": line[2] if len(line) > 2 else 1,
                }
            )
            for number, line in enumerate(lines, start=1)
        ]
        values = {"invoice_line_ids": commands, **values}
        return self.invoice(self.lecoq, 0, date(2026, 2, 10), **values)

    def taxes(self, move):
        """``{tax name: (base, tax)}`` of a move, without signs."""
        found = {}
        for line in move.line_ids.filtered("tax_line_id"):
            found[line.tax_line_id.name] = (
                abs(line.tax_base_amount),
                abs(line.amount_currency),
            )
        return found

    def test_it_gives_back_a_part_with_its_tax_and_is_matched(self):
        move = self.billed((833.33, self.vat20))
        note = move._recovery_credit_note(300.0, "Incomplete fitting")
        self.assertEqual((note.state, note.move_type), ("posted", "out_refund"))
        self.assertEqual(note.amount_total, 300.0)
        self.assertEqual(note.amount_tax, 50.0)
        self.assertEqual(move.amount_residual, 700.0)
        self.assertEqual(note.amount_residual, 0)
        self.assertEqual(move.payment_state, "partial")
        self.assertEqual(note.reversed_entry_id, move)

    def test_customer_invoice_and_reason_are_read_on_every_entry(self):
        move = self.billed((833.33, self.vat20))
        note = move._recovery_credit_note(300.0, "Incomplete fitting")
        label = f"{move.name} – Boulangeries Lecoq – Incomplete fitting"
        self.assertEqual(note.ref, label)
        self.assertEqual(self.debt(note).name, label)

    def test_each_tax_gets_its_share(self):
        move = self.billed((500.0, self.vat20), (400.0, self.vat55))
        self.assertEqual(move.amount_total, 1022.0)
        note = move._recovery_credit_note(102.2, "Price")
        self.assertEqual(note.amount_total, 102.2)
        self.assertEqual(
            self.taxes(note), {"Test 20": (50.0, 10.0), "Test 5.5": (40.0, 2.2)}
        )

    def test_every_cent_can_be_given_back(self):
        """Totals that no base and rate make by themselves are reached too."""
        move = self.billed(
            (33.33, self.vat20, 3), (0.07, self.vat55), (12.49, self.vat20)
        )
        given = 0.0
        for cents in (1, 2, 3, 5, 7, 11, 13, 101, 333, 999, 1777):
            note = move._recovery_credit_note(cents / 100, "Price")
            self.assertEqual(note.amount_total, cents / 100)
            self.assertEqual(
                self.company.currency_id.round(sum(note.line_ids.mapped("balance"))), 0
            )
            given = self.company.currency_id.round(given + cents / 100)
            self.assertEqual(
                move.amount_residual,
                self.company.currency_id.round(move.amount_total - given),
            )

    def test_parts_given_back_one_after_the_other_make_the_whole(self):
        move = self.billed((99.99, self.vat20), (10.01, self.vat55))
        move._recovery_credit_note(43.21, "Price")
        move._recovery_credit_note(move.amount_residual, "Price")
        self.assertEqual(move.amount_residual, 0)
        self.assertEqual(move.payment_state, "reversed")
        for line in move.line_ids.filtered("tax_line_id"):
            given = move.reversal_move_ids.line_ids.filtered(
                lambda one, tax=line.tax_line_id: one.tax_line_id == tax
            )
            rest = abs(line.amount_currency) - sum(given.mapped("amount_currency"))
            self.assertLessEqual(abs(rest), 0.011)

    def test_a_whole_invoice_is_given_back_line_by_line(self):
        move = self.billed((10.0, self.vat20, 7), (0.35, self.vat55, 3))
        note = move._recovery_credit_note(move.amount_total, "Not ordered")
        self.assertEqual(note.invoice_line_ids.mapped("quantity"), [7.0, 3.0])
        self.assertEqual(move.payment_state, "reversed")

    def test_only_the_chosen_lines_are_given_back(self):
        move = self.billed((500.0, self.vat20), (400.0, self.vat55))
        chosen = move.invoice_line_ids[1]
        note = move._recovery_credit_note(211.0, "Damaged", invoice_lines=chosen)
        self.assertEqual(self.taxes(note), {"Test 5.5": (200.0, 11.0)})
        self.assertEqual(note.invoice_line_ids.name, "Line 2")
        with self.assertRaisesRegex(UserError, "can be given back"):
            move._recovery_credit_note(422.01, "Damaged", invoice_lines=chosen)

    def test_a_tax_within_the_price_and_one_by_the_piece_keep_their_shares(self):
        within = self.tax("within", 20.0, price_include_override="tax_included")
        piece = self.tax("piece", 5.0, amount_type="fixed", sequence=0)
        move = self.billed((120.0, within, 2), (100.0, piece, 4))
        self.assertEqual(move.amount_total, 660.0)
        note = move._recovery_credit_note(66.0, "Price")
        self.assertEqual(note.amount_total, 66.0)
        self.assertEqual(
            {name: tax for name, (_base, tax) in self.taxes(note).items()},
            {"Test within": 4.0, "Test piece": 2.0},
        )

    def test_a_discounted_line_keeps_its_account_and_its_sense(self):
        move = self.billed((100.0, self.vat20), (-20.0, self.vat20))
        note = move._recovery_credit_note(48.0, "Price")
        self.assertEqual(note.amount_total, 48.0)
        self.assertEqual(note.invoice_line_ids.mapped("price_subtotal"), [50.0, -10.0])
        self.assertEqual(
            note.invoice_line_ids.account_id, move.invoice_line_ids.account_id
        )

    def test_another_currency_leaves_no_exchange_difference(self):
        dollar = self.root.ref("base.USD")
        dollar.active = True
        for day, rate in (("2026-01-01", 1.25), ("2026-03-01", 1.10)):
            self.root["res.currency.rate"].create(
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": dollar.id,
                    "company_id": self.company.id,
                }
            )
        move = self.billed((100.0, self.vat20), currency_id=dollar.id)
        note = move._recovery_credit_note(30.0, "Price")
        self.assertEqual(note.amount_total, 30.0)
        self.assertEqual(abs(self.debt(note).balance), 24.0)  # at the invoice's 1.25
        self.assertEqual(move.amount_residual, 90.0)
        part = self.debt(note).matched_debit_ids
        self.assertFalse(part.exchange_move_id)

    def test_tax_due_on_payment_is_due_on_what_was_paid_alone(self):
        """A service: 1,000 with VAT on receipts, 300 given back, 700 paid."""
        waiting = self.account("44574") or self.account("4458")
        waiting.reconcile = True
        self.company.tax_exigibility = True
        on_payment = self.tax(
            "receipts",
            20.0,
            tax_exigibility="on_payment",
            cash_basis_transition_account_id=waiting.id,
        )
        final = self.account("44571")
        on_payment.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        ).account_id = final
        on_payment.refund_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        ).account_id = final
        move = self.billed((1000 / 1.2, on_payment))
        self.assertEqual(move.amount_total, 1000.0)
        move._recovery_credit_note(300.0, "Incomplete fitting")
        self.assertEqual(self.due(final), 0)
        self.pay(self.lecoq, 700.0, date(2026, 3, 17), self.debt(move))
        self.assertEqual(move.amount_residual, 0)
        self.assertEqual(self.due(final), 116.67)
        self.assertEqual(self.due(waiting), 0)

    def due(self, account):
        lines = self.root["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return -self.company.currency_id.round(sum(lines.mapped("balance")))

    def test_of_three_due_dates_the_oldest_is_covered_first(self):
        term = self.payment_term((40, 0), (30, 30), (30, 60))
        move = self.billed(
            (100.0, self.root["account.tax"]), invoice_payment_term_id=term.id
        )
        move._recovery_credit_note(50.0, "Price")
        self.assertEqual(self.debt(move).mapped("amount_residual"), [0.0, 20.0, 30.0])

    def test_no_more_than_was_billed_is_given_back(self):
        move = self.billed((100.0, self.vat20))
        move._recovery_credit_note(100.0, "Price")
        with self.assertRaisesRegex(UserError, "between 0 and"):
            move._recovery_credit_note(20.01, "Price")
        with self.assertRaisesRegex(UserError, "between 0 and"):
            move._recovery_credit_note(0.0, "Price")

    def test_what_was_paid_meanwhile_stays_on_the_account(self):
        move = self.billed((100.0, self.vat20))
        self.pay(self.lecoq, 120.0, date(2026, 3, 2), self.debt(move))
        note = move._recovery_credit_note(30.0, "Price")
        self.assertEqual(self.debt(note).amount_residual, -30.0)

    def test_a_closed_period_is_said(self):
        move = self.billed((100.0, self.vat20))
        self.company.hard_lock_date = date(2026, 2, 28)
        with self.assertRaisesRegex(UserError, "period of 02/27/2026 is closed"):
            move._recovery_credit_note(30.0, "Price", day=date(2026, 2, 27))
        self.assertEqual(
            move._recovery_credit_note(30.0, "Price").date, date(2026, 3, 2)
        )
