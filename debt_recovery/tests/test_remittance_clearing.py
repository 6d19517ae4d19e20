"""The clearing account goes to zero, and the commission is booked once, whatever
happens to the bill and the bank line."""

from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .remitting import CAME, FEES, INPUT_VAT, PAID, TOLD, RemittanceCase


@tagged("post_install", "-at_install")
class TestRemittanceClearing(RemittanceCase):
    def check_commission(self, net=180, vat=36):
        self.assertEqual(self.balance(FEES), net)
        self.assertEqual(self.balance(INPUT_VAT), vat)

    def check_balanced(self):
        """Nothing is held any more, nothing is owed to the agency."""
        self.assertEqual(self.held(), 0)
        self.assertEqual(self.balance("401100"), 0)

    # --- the bill ---------------------------------------------------------------------

    def test_a_bill_that_is_opened_and_posted_again_is_settled_once(self):
        bill = self.bill()
        remittance = self.remit(self.row(1000))
        bill.button_draft()
        bill.ref = "F-2026-88 bis"
        bill.action_post()
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(self.held(), 784)
        self.assertEqual(len(remittance.move_ids), 2)
        self.bank_line(784)
        self.match()
        self.check_balanced()
        self.check_commission()

    def test_a_bill_that_comes_after_ours_was_posted_is_told(self):
        remittance = self.remit(self.row(1000))
        ours = remittance.bill_id
        ours.action_post()
        theirs = self.bill(day=CAME)
        self.assertEqual(remittance.bill_id, ours)
        [gap] = remittance.difference_ids
        self.assertEqual((gap.kind, gap.amount), ("bill", 216))
        self.assertIn(theirs.ref, gap.text)
        self.assertIn(ours.name, gap.text)

    def test_another_bill_of_the_agency_is_no_difference(self):
        remittance = self.remit(self.row(1000))
        remittance.bill_id.action_post()
        self.bill(net=95, day=CAME)
        self.assertFalse(remittance.difference_ids)

    def test_a_bill_that_is_cancelled_gives_way_to_the_next(self):
        bill = self.bill()
        remittance = self.remit(self.row(1000))
        bill.button_draft()
        bill.button_cancel()
        self.check_commission(0, 0)
        new = self.bill(reference="F-2026-91")
        self.assertEqual(remittance.bill_id, new)
        self.assertEqual(new.payment_state, "paid")
        self.assertEqual(self.held(), 784)
        self.check_commission()

    def test_for_a_cancelled_bill_another_may_be_looked_for(self):
        bill = self.bill()
        remittance = self.remit(self.row(1000))
        bill.button_draft()
        bill.button_cancel()
        remittance.action_find_bill()
        self.assertTrue(remittance.bill_is_drafted)
        remittance.bill_id.action_post()
        self.assertEqual(self.held(), 784)

    def test_a_commission_on_what_was_paid_to_us_is_owed_not_held(self):
        self.pay(self.estran, 600, PAID, self.debt(self.sold))
        remittance = self.remit(self.row(600, paid_to="creditor"))
        remittance.bill_id.action_post()
        self.assertEqual(self.held(), 0, "the agency has nothing of ours")
        self.assertEqual(remittance.bill_id.amount_residual, 129.6)

    def test_it_is_kept_from_what_the_agency_has(self):
        self.pay(self.estran, 600, PAID, self.debt(self.sold))
        rows = [self.row(600, paid_to="creditor"), self.row(100)]
        remittance = self.remit(*rows)
        self.assertEqual(remittance.announced, -51.2)
        remittance.bill_id.action_post()
        self.assertEqual(self.held(), 0)
        self.assertEqual(remittance.bill_id.amount_residual, 51.2)

    def test_the_settlement_of_a_closed_month_is_dated_today(self):
        remittance = self.remit(self.row(1000))
        bill = self.bill(net=170, reference="x")
        self.on(date(2026, 5, 4))
        self.company.fiscalyear_lock_date = date(2026, 4, 30)
        remittance._take_bill(bill)
        entry = remittance.move_ids.sorted("id")[-1]
        self.assertEqual(entry.date, date(2026, 5, 4))
        self.assertEqual(self.balance("401100"), 0)

    # --- the bank ---------------------------------------------------------------------

    def test_a_bank_line_that_is_half_done_by_hand_stops_nobody_else(self):
        remittance = self.remit(self.row(1000))
        line = self.bank_line(784)
        _liquidity, suspense, _other = line._seek_for_lines()
        part = {"account_id": self.account(FEES).id, "balance": -84.0}
        line.with_context(
            skip_account_move_synchronization=True, skip_readonly_check=True
        ).move_id.line_ids = [
            Command.update(suspense.id, {"balance": -700.0, "amount_currency": -700.0}),
            Command.create({"name": "Part", **part}),
        ]
        sold = self.invoice(self.lecoq, 321, PAID, issued=PAID)
        paid = self.bank_line(321, sold.name, partner_id=self.lecoq.id)
        self.match()
        self.assertFalse(remittance.bank_line_id)
        self.assertTrue(paid.is_reconciled)

    def test_the_job_leaves_alone_what_a_person_took_back(self):
        remittance = self.remit(self.row(1000))
        line = self.bank_line(784)
        self.match()
        line._recovery_unmatch()
        self.match()
        self.assertFalse(remittance.bank_line_id)
        remittance.action_match_bank()
        self.assertEqual(remittance.bank_line_id, line)

    def test_what_the_bank_brings_on_top_is_seen(self):
        remittance = self.remit(self.row(1000))
        line = self.bank_line(1006)
        remittance._match_bank(line)
        self.assertEqual(self.held(), -6)
        self.assertEqual(remittance.waiting, -6)
        self.assertNotIn("All is there", remittance.standing)
        rows = self.root["recovery.agency.clearing"].with_context(
            allowed_company_ids=self.company.ids
        )
        self.assertEqual(rows.search([]).mapped("residual"), [-6])

    def test_a_bill_is_not_paid_from_money_that_came(self):
        remittance = self.remit(self.row(1000))
        remittance._match_bank(self.bank_line(1000))
        remittance.bill_id.action_post()
        self.assertEqual(self.held(), 0)
        self.assertEqual(remittance.bill_id.amount_residual, 216)

    def test_money_matched_by_hand_is_not_late(self):
        self.contract.remittance_mode = "gross"
        remittance = self.remit(self.row(1000))
        line = self.bank_line(1000)
        clearing = remittance.clearing_account_id
        [made] = line._recovery_counterparts(
            self.agency.partner_id,
            remittance.currency_id,
            [(clearing, 1000, self.env["account.move.line"])],
        )
        (made | remittance._clearing_items()).reconcile()
        self.company.recovery_user_id = self.env.user
        self.on(PAID + timedelta(days=40))
        self.root["recovery.remittance"]._tell_late(self.company)
        self.assertFalse(remittance.activity_ids)

    # --- foreign money ----------------------------------------------------------------

    def dollars(self):
        """A file of 500.00 USD: 1.25 at the invoice, 1.00 when paid, 0.80 later."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        rates = self.root["res.currency.rate"]
        rates.search([("currency_id", "=", dollar.id)]).unlink()
        days = ((date(2026, 1, 1), 1.25), (PAID, 1.0), (CAME, 0.8))
        for day, rate in days:
            rates.create(
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": dollar.id,
                    "company_id": self.company.id,
                }
            )
        sold = self.invoice(
            self.lecoq,
            500,
            date(2026, 1, 5),
            currency_id=dollar.id,
            issued=date(2026, 1, 3),
        )
        return sold, self.placed(self.debt(sold))

    def test_dollars_leave_nothing_on_the_clearing_account(self):
        sold, file = self.dollars()
        remittance = self.remit(self.row(500, file, currency="USD"))
        [entry] = remittance.move_ids
        self.assertEqual(self.entry_of(entry), [("411100", 0, 500), ("467000", 500, 0)])
        self.on(CAME)
        remittance.bill_id.invoice_date = CAME
        remittance.bill_id.action_post()
        settled = remittance.move_ids.sorted("id")[-1]
        self.assertEqual(
            self.entry_of(settled), [("401100", 135, 0), ("467000", 0, 135)]
        )
        self.assertEqual(remittance.waiting, 392)
        line = self.bank_line(
            490, foreign_currency_id=self.env.ref("base.USD").id, amount_currency=392
        )
        self.match()
        self.assertEqual(remittance.bank_line_id, line)
        self.assertEqual(remittance.waiting, 0)
        self.check_balanced()
        self.assertFalse(remittance.difference_ids)
        self.assertEqual(self.balance("411100"), 6000)

    def test_bands_and_flat_amounts_are_in_our_currency(self):
        _sold, file = self.dollars()
        file.placed_on = PAID - timedelta(days=1)
        self.contract.commission_ids.unlink()
        self.contract.write(
            {
                "commission_ids": [
                    (0, 0, {"percent": 30, "amount_from": 450, "sequence": 1}),
                    (0, 0, {"percent": 10, "flat": 4, "sequence": 2}),
                ]
            }
        )
        scale = self.contract._scale_of(file)
        self.assertEqual((scale.percent, scale.flat), (10, 5), "400.00 EUR")

    # --- guards -----------------------------------------------------------------------

    def test_two_hundred_receipts_do_not_hide_two_euros(self):
        remittance = self.remit(self.row(1000))
        remittance.line_count = 200
        remittance._match_bank(self.bank_line(782.5))
        remittance.bill_id.action_post()
        self.assertEqual(self.held(), 1.5)

    def test_a_line_in_another_currency_is_refused(self):
        remittance = self.remit(self.row(1000))
        dollar = self.env.ref("base.USD")
        dollar.active = True
        line = self.bank_line(700, foreign_currency_id=dollar.id, amount_currency=784)
        with self.unchanged(), self.assertRaises(UserError):
            remittance._match_bank(line)

    def test_nothing_of_it_is_told_twice(self):
        remittance = self.remit(self.row(1000, paid_on=TOLD))
        remittance._match_bank(self.bank_line(784))
        with self.assertRaises(UserError):
            remittance._match_bank(self.bank_line(784))
