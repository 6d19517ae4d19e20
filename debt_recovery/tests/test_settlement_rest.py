from datetime import date

from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

LONG_AGO = date(2025, 1, 10)
FRIDAY = date(2026, 3, 13)
NEXT_MONDAY = date(2026, 3, 16)
TUESDAY = date(2026, 3, 17)


@tagged("post_install", "-at_install")
class TestSettlementRest(RecoveryCase):
    """Lecoq owes 1,000 for long, and pays an offer: what is closed, and no more."""

    def setUp(self):
        super().setUp()
        self.owed = self.invoice(self.lecoq, 1000, LONG_AGO)
        self.line = self.debt(self.owed)
        self.cycle(MONDAY)
        self.account_of = self.case(self.lecoq)
        self.root["recovery.stage"].search(
            [("company_id", "=", self.company.id)]
        ).settlement_share = 10

    def offer(self, amount, lines=None, **vals):
        lines = lines or self.line
        offer = self.account_of._offer_settlement(lines, amount, FRIDAY, **vals)
        self.assertEqual(offer.state, "active")
        return offer

    def look(self, day=NEXT_MONDAY):
        self.env.flush_all()
        self.root["recovery.arrangement"]._evaluate_due(
            self.company, day, self.lecoq.ids
        )

    def assertClosed(self, offer, *notes, day=NEXT_MONDAY):
        self.assertEqual((offer.state, offer.rest_problem), ("kept", False))
        self.assertEqual(offer.rest_closed_on, day)
        credits = self.owed.reversal_move_ids.mapped("amount_total")
        self.assertEqual(tuple(credits), notes)

    def test_what_was_disputed_is_not_given_up(self):
        self.account_of._dispute(self.line, 300, "price")
        offer = self.offer(500)
        self.assertEqual(offer.given_up, 200)
        self.pay(self.lecoq, 500, FRIDAY, self.line)
        self.look()
        self.assertClosed(offer, 200)
        self.assertEqual(self.line.amount_residual, 300)

    def test_a_credit_that_was_deducted_is_not_given_once_more(self):
        credit = self.debt(self.pay(self.lecoq, 300, MONDAY).move_id)
        offer = self.offer(500)
        self.assertEqual(offer.credit_line_ids, credit)
        self.pay(self.lecoq, 500, FRIDAY, self.line)
        self.look()
        self.assertClosed(offer, 200)
        self.assertEqual(
            (self.line.amount_residual, credit.amount_residual), (300, -300)
        )

    def test_of_what_is_disputed_and_paid_first_no_more_is_closed(self):
        other = self.debt(self.invoice(self.lecoq, 700, LONG_AGO))
        self.account_of._dispute(self.line, 300, "price")
        offer = self.offer(1000, self.line | other, how="write_off")
        self.pay(self.lecoq, 1000, FRIDAY, self.line)
        self.look()
        self.assertClosed(offer)
        self.assertEqual((self.line.amount_residual, other.amount_residual), (0, 300))

    def test_of_a_transfer_no_more_is_matched_than_the_offer_took(self):
        later = self.debt(self.invoice(self.lecoq, 500, date(2026, 2, 20)))
        offer = self.offer(700)
        money = self.debt(self.pay(self.lecoq, 1200, FRIDAY).move_id)
        self.look()
        self.assertClosed(offer, 300)
        self.assertEqual(self.line.amount_residual, 0)
        self.assertEqual((later.amount_residual, money.amount_residual), (500, -500))
        rows = self.exposure(self.lecoq, NEXT_MONDAY)
        self.assertEqual(rows[later.id]["chaseable"], 0)

    def test_money_after_the_last_day_is_left(self):
        offer = self.offer(700)
        self.pay(self.lecoq, 700, FRIDAY)
        after = self.debt(self.pay(self.lecoq, 100, NEXT_MONDAY).move_id)
        self.look(TUESDAY)
        self.assertClosed(offer, 300, day=TUESDAY)
        self.assertEqual(after.amount_residual, -100)

    def test_debts_on_two_accounts_are_matched_each_on_its_own(self):
        second = self.receivable.copy({"code": "411950", "name": "Customers, shops"})
        self.root["recovery.account"]._sync(self.company)
        entry = self.entry(
            *(self.lecoq, 1000, LONG_AGO, self.account("707")), account=second
        )
        other = entry.line_ids.filtered("debit")
        offer = self.offer(1500, self.line | other, how="write_off")
        self.pay(self.lecoq, 1000, FRIDAY)
        self.pay(self.lecoq, 500, FRIDAY, destination_account_id=second.id)
        self.look()
        self.assertClosed(offer)
        self.assertEqual((self.line.amount_residual, other.amount_residual), (0, 0))
        [loss] = self.root["recovery.write.off"].search(
            [("arrangement_id", "=", offer.id)]
        )
        self.assertEqual(loss.amount, 500)

    def test_a_debt_that_is_doubtful_by_now_is_closed_there(self):
        offer = self.offer(700, how="write_off")
        doubtful = self.account("416")
        doubtful.reconcile = True
        self.root["recovery.account"]._sync(self.company)
        entry = self.entry(
            *(self.lecoq, 1000, MONDAY, self.receivable), account=doubtful
        )
        moved, heir = (
            entry.line_ids.filtered("credit"),
            entry.line_ids.filtered("debit"),
        )
        moved.partner_id = self.lecoq
        (moved | self.line).reconcile()
        payment = self.pay(
            *(self.lecoq, 700, FRIDAY), destination_account_id=doubtful.id
        )
        credit = payment.move_id.line_ids.filtered(lambda x: x.account_id == doubtful)
        (credit | heir).reconcile()
        self.look()
        self.assertClosed(offer)
        self.assertEqual(heir.amount_residual, 0)

    def test_the_credit_note_is_for_the_due_date_that_was_offered(self):
        term = self.payment_term((50, 0), (50, 30))
        self.owed = self.invoice(
            self.lecoq, 1000, LONG_AGO, invoice_payment_term_id=term.id
        )
        first, second = self.debt(self.owed)
        offer = self.offer(300, second)
        self.pay(self.lecoq, 300, FRIDAY, second)
        self.look()
        self.assertClosed(offer, 200)
        self.assertEqual((first.amount_residual, second.amount_residual), (500, 0))

    # --- what cannot be closed today -----------------------------------------------

    def test_what_cannot_be_closed_yet_is_not_asked_for_and_tried_again(self):
        offer = self.offer(700)
        self.pay(self.lecoq, 700, FRIDAY, self.line)
        self.company.fiscalyear_lock_date = date(2026, 3, 31)
        self.cycle(NEXT_MONDAY)
        self.assertEqual((offer.state, offer.rest_closed_on), ("kept", False))
        self.assertIn("closed", offer.rest_problem)
        row = self.exposure(self.lecoq, NEXT_MONDAY)[self.line.id]
        self.assertEqual((row["chaseable"], row["spared"]), (0, "settlement"))
        self.assertEqual(self.account_of.net_overdue, 0)
        self.cycle(TUESDAY)
        self.assertEqual(len(offer.activity_ids), 1, "told once")
        self.company.fiscalyear_lock_date = False
        self.cycle(date(2026, 3, 18))
        self.assertClosed(offer, 300, day=date(2026, 3, 18))
        self.assertFalse(offer.activity_ids)
        self.assertEqual(self.line.amount_residual, 0)

    def test_paid_anew_after_the_payment_went_back_it_is_closed_anew(self):
        offer = self.offer(700)
        payment = self.pay(self.lecoq, 700, FRIDAY, self.line)
        self.look()
        self.assertClosed(offer, 300)
        self.line.remove_move_reconcile()
        payment.action_draft()
        self.owed.reversal_move_ids.button_draft()
        self.owed.reversal_move_ids.button_cancel()
        self.look(TUESDAY)
        self.assertEqual((offer.state, offer.rest_closed_on), ("active", False))
        self.pay(self.lecoq, 700, FRIDAY, self.line)
        self.look(TUESDAY)
        self.assertEqual((offer.state, offer.rest_closed_on), ("kept", TUESDAY))
        self.assertEqual(self.line.amount_residual, 0)
