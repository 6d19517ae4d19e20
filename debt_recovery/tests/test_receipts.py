from datetime import date

from odoo import Command
from odoo.tests import tagged

from ..models.recovery_receipt import Loose
from .common import MONDAY, RecoveryCase

DUE = date(2026, 2, 10)
FRIDAY = date(2026, 2, 27)


@tagged("post_install", "-at_install")
class TestReceipts(RecoveryCase):
    """What each reconciliation of an invoice of 1,200.00 was."""

    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.lecoq, 1200, DUE)
        self.line = self.debt(self.move)

    def natures(self, line=None):
        """The amounts of a debt's receipts by nature."""
        line = line or self.line
        found = {}
        for one in self.root["recovery.receipt"]._of_lines(line.ids).get(line.id, ()):
            found[one.nature] = round(found.get(one.nature, 0) + one.amount, 2)
        return found

    def post(self, *items, journal=None, day=FRIDAY):
        """Post an entry of ``(account or code, amount, partner)``, in its order."""
        entry = self.root["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": (journal or self.misc).id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": (
                                self.account(where) if isinstance(where, str) else where
                            ).id,
                            "partner_id": partner.id if partner else False,
                            "name": f"Line {number}",
                            "debit": max(amount, 0),
                            "credit": max(-amount, 0),
                        }
                    )
                    for number, (where, amount, partner) in enumerate(items)
                ],
            }
        )
        entry.action_post()
        return entry

    def settled(self, *items, **values):
        """Match the debt with the receivable credit of an entry; return natures."""
        entry = self.post((self.receivable, -1200, self.lecoq), *items, **values)
        credit = entry.line_ids.filtered(
            lambda line: line.account_id == self.receivable and line.credit == 1200
        )
        (credit | self.line).reconcile()
        return self.natures()

    def register(self, **values):
        """Pay the invoice by Odoo's own window; return the natures."""
        wizard = self.root["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.move.ids
        )
        wizard.create(
            {"journal_id": self.bank.id, "payment_date": FRIDAY, **values}
        )._create_payments()
        return self.natures()

    # --- money ---------------------------------------------------------------------

    def test_a_payment_through_an_outstanding_account_is_cash(self):
        payment = self.pay(self.lecoq, 1200, FRIDAY, self.line)
        (receipt,) = self.root["recovery.receipt"]._of_lines(self.line.ids)[
            self.line.id
        ]
        credit = self.debt(payment.move_id)
        self.assertEqual(
            (receipt.nature, receipt.amount, receipt.day, receipt.credit_line_id),
            ("cash", 1200, FRIDAY, credit.id),
        )
        self.assertEqual(receipt.partial_id, self.line.matched_credit_ids.id)

    def test_a_bank_line_counts_on_its_own_day_not_that_of_its_import(self):
        self.pay_with_statement_line(self.move, self.bank.id, FRIDAY, 1200)
        (receipt,) = self.root["recovery.receipt"]._of_lines(self.line.ids)[
            self.line.id
        ]
        self.assertEqual((receipt.nature, receipt.day), ("cash", FRIDAY))
        self.assertGreater(MONDAY, receipt.day)

    def test_bank_charges_that_we_bear_were_paid_by_the_customer(self):
        found = self.settled(
            (self.bank.default_account_id, 1195, None),
            ("627", 5, self.lecoq),
            journal=self.bank,
        )
        self.assertEqual(found, {"cash": 1200})

    def test_money_booked_in_a_general_journal_is_cash(self):
        found = self.settled((self.bank.default_account_id, 1200, None))
        self.assertEqual(found, {"cash": 1200})

    def test_a_draft_payment_is_no_receipt(self):
        payment = self.pay(self.lecoq, 1200, FRIDAY, self.line)
        payment.move_id.button_draft()
        self.assertTrue(self.line.matched_credit_ids)
        self.assertEqual(self.natures(), {})

    def test_an_undone_matching_is_none_either(self):
        self.pay(self.lecoq, 1200, FRIDAY, self.line)
        self.line.remove_move_reconcile()
        self.assertEqual(self.natures(), {})

    # --- what lowers the debt ---------------------------------------------------------

    def test_a_credit_note_is_told_from_money(self):
        (self.debt(self.refund(self.lecoq, 200, FRIDAY)) | self.line).reconcile()
        self.pay(self.lecoq, 500, FRIDAY, self.line)
        self.assertEqual(self.natures(), {"credit_note": 200, "cash": 500})

    def discounted(self, tax):
        """Invoice 1,000 (and VAT) with 2 % within 7 days, paid in time."""
        term = self.root["account.payment.term"].create(
            {
                "name": "30 days, 2 % within 7",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 7,
                "early_pay_discount_computation": "included",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        self.move = self.invoice(
            self.lecoq,
            1000,
            FRIDAY,
            issued=FRIDAY,
            invoice_payment_term_id=term.id,
            invoice_line_ids=[
                Command.create(
                    {"name": "Goods", "price_unit": 1000, "tax_ids": tax.ids}
                )
            ],
        )
        self.line = self.debt(self.move)
        return self.register()

    def test_an_early_payment_discount_stands_beside_the_money(self):
        found = self.discounted(self.root["account.tax"])
        self.assertEqual(found, {"cash": 980, "discount": 20})

    def test_the_discount_takes_its_tax_with_it(self):
        found = self.discounted(self.company_data["default_tax_sale"])
        self.assertEqual(self.line.balance, 1200)
        self.assertEqual(found, {"cash": 1176, "discount": 24})

    def test_a_coin_that_does_not_exist_is_rounding(self):
        self.root["account.cash.rounding"].with_company(self.company).create(
            {
                "name": "5 cents",
                "rounding": 0.05,
                "loss_account_id": self.account("658").id,
                "profit_account_id": self.account("758").id,
            }
        )
        found = self.register(
            amount=1199.98,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.account("658").id,
        )
        self.assertEqual(found, {"cash": 1199.98, "rounding": 0.02})

    def test_two_currencies_and_a_rate_that_moved(self):
        dollar = self.root.ref("base.USD")
        dollar.active = True
        for day, rate in ((date(2026, 1, 1), 1.1), (date(2026, 2, 20), 1.25)):
            dollar.rate_ids.create(
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": dollar.id,
                    "company_id": self.company.id,
                }
            )
        move = self.invoice(self.lecoq, 1100, DUE, currency_id=dollar.id)
        self.pay(self.lecoq, 1100, FRIDAY, self.debt(move), currency_id=dollar.id)
        line = self.debt(move)
        self.assertTrue(line.reconciled)
        self.assertEqual(self.natures(line), {"cash": 1100})
        rows = self.env.execute_query_dict(self.root["recovery.receipt"]._of_sql(line))
        money = {row["nature"]: row["amount_company"] for row in rows}
        self.assertEqual(money, {"cash": 880, "exchange": 120})

    # --- other entries ---------------------------------------------------------------

    def test_a_compensation_with_the_supplier_account_settles(self):
        self.assertEqual(
            self.settled(("401", 1200, self.lecoq)),
            {"offset": 1200},
        )

    def test_a_doubtful_debt_and_a_bill_are_transfers(self):
        self.assertEqual(
            self.settled(("416", 700, self.lecoq), ("413", 500, self.lecoq)),
            {"transfer": 1200},
        )

    def test_a_debt_moved_to_another_customer_is_a_transfer(self):
        talbot = self.customer("Menuiserie Talbot")
        self.assertEqual(
            self.settled((self.receivable, 1200, talbot)), {"transfer": 1200}
        )

    def test_a_credit_taken_over_with_the_opening_balance_settles(self):
        talbot = self.customer("Menuiserie Talbot")
        found = self.settled(
            (self.receivable, 5000, talbot),
            (self.receivable, 40, self.lecoq),
            ("110", -3840, None),
        )
        self.assertEqual(found, {"offset": 1200})

    def test_a_loss_is_one_with_its_tax_whoever_posted_it(self):
        self.assertEqual(
            self.settled(("654", 1000, None), ("44571", 200, None)),
            {"write_off": 1200},
        )

    def test_what_is_let_off_with_a_payment_is_a_loss_to_the_cent(self):
        found = self.register(
            amount=1190.01,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.account("654").id,
        )
        self.assertEqual(found, {"cash": 1190.01, "write_off": 9.99})

    def test_one_entry_for_many_customers_is_read_customer_by_customer(self):
        talbot = self.customer("Menuiserie Talbot")
        entry = self.post(
            ("416", 1200, self.lecoq),
            ("401", 300, talbot),
            (self.receivable, -1200, self.lecoq),
            (self.receivable, -300, talbot),
        )
        other = self.debt(self.invoice(talbot, 300, DUE))
        for line in (self.line, other):
            mine = entry.line_ids.filtered(
                lambda x, who=line.partner_id: (
                    x.account_id == self.receivable and x.partner_id == who
                )
            )
            (mine | line).reconcile()
        self.assertEqual(self.natures(), {"transfer": 1200})
        self.assertEqual(self.natures(other), {"offset": 300})

    # --- what is asked besides -----------------------------------------------------

    def test_money_that_nobody_matched_is_loose_a_credit_note_is_not(self):
        payment = self.pay(self.lecoq, 300, FRIDAY)
        self.refund(self.lecoq, 50, FRIDAY)
        loose = self.root["recovery.receipt"]._loose(self.company, self.lecoq.ids)
        key = (self.lecoq.id, self.company.currency_id.id)
        line = self.debt(payment.move_id)
        self.assertEqual(loose, {key: (Loose(line.id, FRIDAY, 300),)})

    def test_each_debt_has_the_doubtful_line_that_took_it_over(self):
        other = self.debt(self.invoice(self.lecoq, 300, DUE))
        self.account("416").reconcile = True
        entry = self.post(
            ("416", 300, self.lecoq),
            ("416", 1200, self.lecoq),
            (self.receivable, -1200, self.lecoq),
            (self.receivable, -300, self.lecoq),
        )
        credits = entry.line_ids.filtered("credit").sorted("credit")
        (credits[0] | other).reconcile()
        (credits[1] | self.line).reconcile()
        heirs = entry.line_ids.filtered("debit").sorted("debit")
        self.assertEqual(
            self.root["recovery.receipt"]._successors((self.line | other).ids),
            {other.id: (heirs[0].id,), self.line.id: (heirs[1].id,)},
        )

    def test_any_number_of_debts_takes_the_same_statements(self):
        lines = self.line
        for _number in range(5):
            one = self.debt(self.invoice(self.lecoq, 10, DUE))
            self.pay(self.lecoq, 10, FRIDAY, one)
            lines |= one
        receipts = self.root["recovery.receipt"]
        receipts._of_lines(lines.ids)

        def count(ids):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            receipts._of_lines(ids)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(lines[:2].ids), count(lines.ids))
