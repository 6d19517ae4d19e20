"""Part payments, too much, sent back, foreign money, debts written off."""

from datetime import date, timedelta
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .remitting import CAME, FEES, INPUT_VAT, PAID, TOLD, RemittanceCase


@tagged("post_install", "-at_install")
class TestRemittanceParts(RemittanceCase):
    def two_debts(self):
        """A file of two invoices of 300.00 and 200.00, the first the older."""
        old = self.invoice(self.lecoq, 300, date(2026, 1, 5))
        new = self.invoice(self.lecoq, 200, date(2026, 2, 5))
        return old, new, self.placed(self.debt(old), self.debt(new))

    # --- allocation -------------------------------------------------------------------

    def test_part_payments_go_to_the_oldest_debt_first(self):
        old, new, file = self.two_debts()
        self.remit(self.row(250, file), self.row(100, file, paid_on=TOLD))
        self.assertEqual((self.owed(old), self.owed(new)), (0, 150))

    def test_the_invoice_that_is_named_is_paid_first(self):
        old, new, file = self.two_debts()
        self.remit(self.row(250, file, document=new.name))
        self.assertEqual((self.owed(old), self.owed(new)), (250, 0))

    def test_each_day_has_its_entry_and_its_vat(self):
        remittance = self.remit(
            self.row(1200), self.row(600, paid_on=PAID + timedelta(days=3))
        )
        days = [move.date for move in remittance.move_ids.sorted("date")]
        self.assertEqual(days, [PAID, PAID + timedelta(days=3)])
        self.assertEqual(self.cash_basis(), {PAID: 200, PAID + timedelta(days=3): 100})

    def test_more_than_is_owed_is_the_customers_credit(self):
        old, new, file = self.two_debts()
        remittance = self.remit(self.row(520, file))
        self.assertEqual((self.owed(old), self.owed(new)), (0, 0))
        [gap] = remittance.difference_ids
        self.assertEqual((gap.kind, gap.amount), ("overpaid", 20))
        loose = self.root["recovery.receipt"]._loose(self.company, self.lecoq.ids)
        [money] = loose[self.lecoq.id, self.company.currency_id.id]
        self.assertEqual(money.amount, 20)
        with self.assertRaises(UserError):
            gap.action_accept()
        gap.reason = "Sent back to the customer"
        gap.action_accept()
        self.assertEqual(gap.state, "accepted")

    def test_a_debt_paid_meanwhile_makes_a_credit_that_is_told(self):
        old, new, file = self.two_debts()
        remittance = self.checked(self.row(500, file))
        self.pay(self.lecoq, 300, TOLD, self.debt(old))
        remittance._book()
        self.assertEqual((self.owed(old), self.owed(new)), (0, 0))
        self.assertEqual(
            remittance.difference_ids.mapped(lambda one: (one.kind, one.amount)),
            [("overpaid", 300)],
        )

    # --- whose money ------------------------------------------------------------------

    def test_the_agencys_own_costs_are_never_ours(self):
        row = self.row(
            1040,
            other_cost=Decimal(40),
            for_agency=Decimal(256),
            for_us=Decimal(784),
        )
        remittance = self.remit(row)
        self.assertEqual(self.owed(self.sold), 5000)
        self.assertEqual(self.held(), 1000)
        self.assertFalse(remittance.difference_ids)
        self.assertEqual(remittance.announced, 784)

    def test_interest_that_is_ours_is_income(self):
        row = self.row(1050, principal=Decimal(1000), interest=Decimal(50))
        remittance = self.remit(row)
        [entry] = remittance.move_ids
        self.assertEqual(
            self.entry_of(entry),
            [("411100", 0, 1000), ("467000", 1050, 0), ("763100", 0, 50)],
        )
        self.assertEqual(remittance.commission, 189)
        receipts = self.root["recovery.receipt"]._of_lines(self.debt(self.sold).ids)
        [receipt] = receipts[self.debt(self.sold).id]
        self.assertEqual((receipt.nature, receipt.amount), ("cash", 1000))

    def test_a_payment_to_us_is_not_booked_again_but_costs_its_commission(self):
        self.pay(self.estran, 600, PAID, self.debt(self.sold))
        row = self.row(600, paid_to="creditor", paid_on=PAID + timedelta(days=1))
        remittance = self.remit(row)
        self.assertFalse(remittance.move_ids)
        self.assertEqual(self.owed(self.sold), 5400)
        self.assertEqual(remittance.commission, 108)
        self.assertEqual(remittance.bill_id.amount_total, 129.6)
        self.assertTrue(remittance.line_ids.received_line_id)
        self.assertFalse(remittance.difference_ids)

    def test_a_payment_to_us_that_we_do_not_know_costs_nothing_yet(self):
        remittance = self.remit(self.row(600, paid_to="creditor"))
        self.assertEqual(remittance.commission, 0)
        self.assertFalse(remittance.bill_id)
        self.assertEqual(remittance.difference_ids.mapped("kind"), ["direct"])

    # --- sent back --------------------------------------------------------------------

    def test_a_payment_that_bounced_undoes_exactly_that_receipt(self):
        self.remit(self.row(1000, line_reference="R1"), self.row(500))
        self.assertEqual(self.owed(self.sold), 4500)
        back = self.remit(self.row(-1000, line_reference="R1", paid_on=TOLD))
        self.assertEqual(self.owed(self.sold), 5500)
        self.assertEqual(self.held(), 500)
        self.assertEqual((back.commission, back.announced), (-180, -784))
        self.assertEqual(back.bill_id.move_type, "in_refund")
        self.assertEqual(back.bill_id.amount_total, 216)
        self.assertEqual(self.vat(), (916.67, 83.33))
        [entry] = back.move_ids
        self.assertEqual(
            self.entry_of(entry), [("411100", 1000, 0), ("467000", 0, 1000)]
        )

    def test_a_receipt_that_bounced_may_come_again(self):
        self.remit(self.row(1000, line_reference="R1"))
        self.remit(self.row(-1000, line_reference="R1", paid_on=TOLD))
        self.remit(self.row(1000, line_reference="R1", paid_on=TOLD))
        self.assertEqual(self.owed(self.sold), 5000)
        self.on(CAME)
        self.remit(self.row(-1000, line_reference="R1", paid_on=CAME))
        self.assertEqual(self.owed(self.sold), 6000)

    def test_a_receipt_that_bounced_in_the_same_file_is_undone(self):
        self.remit(
            self.row(1000, line_reference="R1"),
            self.row(-1000, line_reference="R1", paid_on=TOLD),
        )
        self.assertEqual(self.owed(self.sold), 6000)
        self.assertEqual(self.held(), 0)

    # --- taken back -------------------------------------------------------------------

    def test_a_remittance_is_taken_back_as_a_whole(self):
        remittance = self.remit(self.row(1000, line_reference="R1"))
        remittance.bill_id.action_post()
        line = self.bank_line(784)
        self.match()
        self.on(CAME)
        self.file._move_to("settled", ended_on=CAME)
        remittance._reverse()
        self.assertEqual(self.owed(self.sold), 6000)
        self.assertEqual((self.held(), self.vat()), (0, (1000, 0)))
        self.assertEqual(self.file.state, "placed")
        self.assertFalse(line.is_reconciled)
        credit = remittance.bill_id.reversal_move_ids
        self.assertEqual((credit.state, credit.amount_total), ("draft", 216))
        again = self.remit(self.row(1000, line_reference="R1"))
        self.assertEqual(self.owed(self.sold), 5000)
        self.assertEqual(again.state, "booked")

    def test_what_we_prepared_goes_with_it(self):
        remittance = self.remit(self.row(1000))
        bill = remittance.bill_id
        remittance._reverse()
        self.assertFalse(bill.exists())
        self.assertEqual((self.balance(FEES), self.balance(INPUT_VAT)), (0, 0))

    def test_only_a_manager_takes_it_back(self):
        remittance = self.remit(self.row(1000))
        agent = self.root["res.users"].create(
            {
                "name": "Agent",
                "login": "remittance-agent",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [
                    Command.set(self.root.ref("debt_recovery.group_agent").ids)
                ],
            }
        )
        with self.assertRaises(AccessError):
            remittance.with_user(agent)._reverse()

    def test_an_agent_books_by_the_button(self):
        remittance = self.checked(self.row(1000))
        agent = self.root["res.users"].create(
            {
                "name": "Agent",
                "login": "remittance-agent",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [
                    Command.set(self.root.ref("debt_recovery.group_agent").ids)
                ],
            }
        )
        remittance.with_user(agent).with_company(self.company).action_book()
        self.assertEqual(remittance.state, "booked")
        self.assertEqual(remittance.booked_by_id, agent)

    # --- written off ------------------------------------------------------------------

    def test_money_on_a_debt_written_off_is_income_with_its_vat(self):
        self.lose(self.sold, 6000, day=date(2026, 4, 1))
        self.assertEqual(self.vat(), (0, 0))
        self.remit(self.row(1200))
        self.assertEqual(self.balance("758300"), -1000)
        self.assertEqual(self.vat(), (0, 200))
        self.assertEqual(self.held(), 1200)
        self.assertEqual(self.balance("411100"), 0)
        regained = self.root["recovery.regained"].search([])
        self.assertEqual((regained.amount, regained.day), (1200, PAID))

    def test_it_is_taken_back_too(self):
        self.lose(self.sold, 6000, day=date(2026, 4, 1))
        remittance = self.remit(self.row(1200))
        remittance._reverse()
        self.assertEqual((self.vat(), self.held()), ((0, 0), 0))
        self.assertEqual(self.balance("758300"), 0)

    def test_a_doubtful_debt_is_paid_where_it_stands(self):
        self.root["recovery.doubtful"]._transfer(self.debt(self.sold), PAID)
        self.remit(self.row(1000))
        self.settle(TOLD)
        self.assertEqual(self.balance("416000"), 5000)
        self.assertEqual(self.held(), 1000)

    # --- foreign money ----------------------------------------------------------------

    def test_dollars_stay_dollars_and_the_exchange_is_native(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        rates = self.root["res.currency.rate"]
        rates.search([("currency_id", "=", dollar.id)]).unlink()
        for day, rate in ((date(2026, 1, 1), 1.25), (PAID, 1.0)):
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
        file = self.placed(self.debt(sold))
        remittance = self.remit(self.row(500, file, currency="USD"))
        self.assertEqual(self.owed(sold), 0)
        self.assertEqual(sold.payment_state, "paid")
        self.assertEqual(
            self.balance("411100") - 6000, 0, "exchange is booked natively"
        )
        self.assertEqual(self.held(), 500, "at the rate of the day it was paid")
        self.assertEqual(remittance.bill_id.currency_id, dollar)
        self.assertEqual(remittance.announced, 392)

    def test_cents_of_many_receipts_leave_nothing_behind(self):
        rows = [self.row("10.03", line_reference=f"R{n}") for n in range(7)]
        remittance = self.remit(*rows)
        remittance.bill_id.action_post()
        line = self.bank_line(remittance.announced)
        self.match()
        self.assertEqual(remittance.bank_line_id, line)
        self.assertEqual(self.held(), 0)
