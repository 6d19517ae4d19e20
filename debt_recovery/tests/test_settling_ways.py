from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

DUE = date(2026, 2, 10)


class Ways(RecoveryCase):
    """A debt of 1,000.00 that is late."""

    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.lecoq, 1000, DUE)
        self.line = self.debt(self.move)
        self.cycle(MONDAY)
        self.account_ = self.case(self.lecoq)
        self.forget()

    def forget(self):
        """No mark is left of what happened before."""
        self.env.cr.flush()
        marks = self.root["recovery.mark"]
        marks._purge(marks.search([]).ids)

    def assertMeasured(self, net):
        """The settling job was called for the customer, and finds ``net`` to chase."""
        self.env.cr.flush()
        marks = self.root["recovery.mark"].search([("partner_id", "=", self.lecoq.id)])
        self.assertTrue(marks)
        self.settle(MONDAY)
        self.assertEqual(self.account_.net_overdue, net)
        self.forget()

    def register(self, move=None, **values):
        wizard = self.root["account.payment.register"].with_context(
            active_model="account.move", active_ids=(move or self.move).ids
        )
        wizard.create(
            {"journal_id": self.bank.id, "payment_date": MONDAY, **values}
        )._create_payments()

    def bank_line(self, amount, label):
        """A line of a statement, booked on the customer's account; its credit."""
        statement = self.root["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": MONDAY,
                "payment_ref": label,
                "partner_id": self.lecoq.id,
                "amount": amount,
            }
        )
        self.settle(MONDAY)
        _money, suspense, _other = statement._seek_for_lines()
        statement.move_id.with_context(
            force_delete=True, skip_readonly_check=True
        ).write(
            {
                "line_ids": [
                    Command.delete(suspense.id),
                    Command.create(
                        {
                            "account_id": self.receivable.id,
                            "partner_id": self.lecoq.id,
                            "name": label,
                            "balance": -amount,
                        }
                    ),
                ]
            }
        )
        return self.debt(statement.move_id)


@tagged("post_install", "-at_install")
class TestSettlingWays(Ways):
    """Each way in which it can settle is measured within seconds."""

    def test_matching_and_undoing_it(self):
        payment = self.pay(self.lecoq, 400, MONDAY)
        self.assertMeasured(600)
        (self.debt(payment.move_id) | self.line).reconcile()
        self.assertMeasured(600)
        self.assertEqual(self.line.amount_residual, 600)
        self.line.remove_move_reconcile()
        payment.action_draft()
        self.assertMeasured(1000)

    def test_a_payment_cancelled_after_all(self):
        payment = self.pay(self.lecoq, 1000, MONDAY, self.line)
        self.assertMeasured(0)
        payment.action_cancel()
        self.assertMeasured(1000)

    def test_a_credit_note_and_its_cancelling(self):
        note = self.refund(self.lecoq, 250, MONDAY)
        self.assertMeasured(750)
        (self.debt(note) | self.line).reconcile()
        self.assertMeasured(750)
        note.button_draft()
        note.button_cancel()
        self.assertMeasured(1000)

    def test_a_loss_of_a_part(self):
        entry = self.entry(self.lecoq, -300, MONDAY, self.account("654"))
        (self.debt(entry) | self.line).reconcile()
        self.assertMeasured(700)

    def test_a_difference_let_off_with_the_payment(self):
        self.register(
            amount=998,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.account("658").id,
        )
        self.assertMeasured(0)
        self.assertEqual(self.account_.state, "closed")

    def test_an_early_payment_discount(self):
        term = self.root["account.payment.term"].create(
            {
                "name": "2 % within 7 days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 7,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        early = self.invoice(
            self.lecoq, 500, MONDAY, issued=MONDAY, invoice_payment_term_id=term.id
        )
        self.settle(MONDAY)
        self.register(early)
        self.assertMeasured(1000)
        self.assertTrue(self.debt(early).reconciled)

    def test_a_foreign_debt_paid_at_another_rate(self):
        dollar = self.root.ref("base.USD")
        dollar.active = True
        for day, rate in ((date(2026, 1, 1), 1.1), (MONDAY, 1.25)):
            self.root["res.currency.rate"].create(
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": dollar.id,
                    "company_id": self.company.id,
                }
            )
        foreign = self.invoice(self.lecoq, 1100, DUE, currency_id=dollar.id)
        self.assertMeasured(2000)
        line = self.debt(foreign)
        self.pay(self.lecoq, 550, MONDAY, line, currency_id=dollar.id)
        self.assertMeasured(1500)
        self.pay(self.lecoq, 550, MONDAY, line, currency_id=dollar.id)
        self.assertMeasured(1000)
        self.assertEqual((line.amount_residual, line.reconciled), (0, True))

    def test_a_bank_line_booked_on_the_account_without_matching(self):
        self.bank_line(600, "VIR LECOQ")
        self.assertMeasured(400)

    def test_a_dispute_and_its_end(self):
        dispute = self.account_._dispute(self.line, 300, "price")
        self.assertMeasured(700)
        dispute._withdraw()
        self.assertMeasured(1000)

    def test_a_promise_and_its_end(self):
        promise = self.account_._agree("promise", self.line, [(MONDAY, 400)])
        self.assertMeasured(600)
        promise._move_to("cancelled")
        self.assertMeasured(1000)


@tagged("post_install", "-at_install")
class TestPaymentsThatCameBack(Ways):
    """The bank takes back what paid the invoice: open again, at its age."""

    def setUp(self):
        super().setUp()
        self.payment = self.pay(self.lecoq, 1000, MONDAY, self.line)
        self.assertMeasured(0)
        self.assertEqual(self.account_.state, "closed")

    def returns(self):
        events = self.account_.event_ids
        return events.filtered(lambda one: one.kind == "payment_returned")

    def assertBack(self, words):
        self.assertMeasured(1000)
        self.assertRecordValues(self.account_, [{"state": "open", "oldest_due": DUE}])
        self.assertEqual(self.account_.oldest_line_id, self.line)
        self.assertEqual(self.account_.stage_history_ids[0].why, "reopened")
        self.assertIn(words, self.returns().text)

    def test_a_direct_debit_that_the_bank_returns(self):
        back = self.bank_line(-1000, "PRLV REJETE LECOQ AM04")
        self.assertBack("AM04")
        self.assertTrue(back.reconciled)
        self.assertEqual(
            self.exposure(self.lecoq, MONDAY).keys(), {self.line.id}
        )  # the invoice, not the bank's line

    def test_a_card_payment_that_was_charged_back(self):
        self.bank_line(-1000, "CHARGEBACK 4711")
        self.assertBack("CHARGEBACK")

    def test_money_given_back_is_no_return(self):
        self.bank_line(-1000, "VIR REMBOURSEMENT")
        self.assertMeasured(0)  # what is owed again is due today
        self.assertFalse(self.returns())
        self.assertTrue(self.line.reconciled)

    def test_two_payments_that_fit_are_left_to_a_person(self):
        other = self.invoice(self.lecoq, 1000, DUE)
        self.pay(self.lecoq, 1000, MONDAY, self.debt(other))
        self.settle(MONDAY)
        self.bank_line(-1000, "REJET PRLV")
        self.assertFalse(self.returns())
        self.assertTrue(self.line.reconciled)

    def test_a_payment_whose_entry_is_reversed(self):
        self.payment.move_id._reverse_moves(
            [{"date": MONDAY, "ref": "Returned"}], cancel=True
        )
        self.assertBack(self.payment.move_id.name)
        known = self.returns()
        self.payment.action_reject()
        self.assertEqual(self.returns(), known, "it came back once")

    def test_a_reason_given_with_the_cancelling(self):
        self.payment.with_context(
            recovery_return_reason="Cheque unpaid"
        ).action_cancel()
        self.assertBack("Cheque unpaid")

    def test_an_undone_statement_line_is_no_return(self):
        self.payment.action_cancel()
        self.settle(MONDAY)
        known = self.returns()
        paid = self.pay_with_statement_line(self.move, self.bank.id, MONDAY, 1000)
        self.assertMeasured(0)
        paid["statement_line_reconciled"].statement_line_id.action_undo_reconciliation()
        self.assertMeasured(1000)
        self.assertEqual(self.returns(), known)
        self.assertEqual(self.account_.oldest_due, DUE)
