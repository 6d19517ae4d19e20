from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .losses import LossCase

WINTER = date(2026, 1, 10)
CLOSING = date(2026, 5, 29)
LATER = date(2026, 9, 15)


@tagged("post_install", "-at_install")
class TestRegained(LossCase):
    """Money that comes in after the loss: income, and its VAT is due again."""

    def setUp(self):
        super().setUp()
        self.clock.move_to(LATER)
        self.estran = self.customer("Restaurant L'Estran")

    def come(self, amount, lost, day=LATER):
        """Receive ``amount`` at the bank and book it on the lost debts."""
        payment = self.pay(self.estran, amount, day)
        return self.root["recovery.regained"]._regain(
            self.debt(payment.move_id), {lost.item_ids: amount}
        )

    def test_services_owe_the_vat_of_what_came_in(self):
        invoice = self.sale(self.estran, 5000, self.services, WINTER, issued=WINTER)
        lost = self.lose(invoice, 6000, day=CLOSING)
        self.assertEqual(self.vat(), (0, 0))
        self.come(1000, lost)
        self.assertEqual(self.vat(), (0, 166.67))
        self.assertEqual(self.balance("758300"), -833.33)
        self.come(5000, lost)
        self.assertEqual(self.vat(), (0, 1000))
        self.assertEqual(self.balance("758300"), -5000)
        self.assertEqual(self.balance("411100"), 0)
        self.assertEqual(lost.regained, 6000)
        self.assertEqual((self.box("08_base"), self.box("08_taxe")), (-5000, -1000))

    def test_goods_owe_again_the_vat_that_was_recovered(self):
        invoice = self.sale(self.estran, 2000, self.goods, WINTER, issued=WINTER)
        lost = self.lose(invoice, 2400, day=CLOSING)
        self.assertEqual(self.vat(), (0, 0))
        self.come(2400, lost)
        self.assertEqual(self.vat(), (0, 400))
        self.assertEqual(self.balance("758300"), -2000)

    def test_goods_lost_with_their_vat_owe_none_again(self):
        invoice = self.sale(self.estran, 2000, self.goods, WINTER, issued=WINTER)
        lost = self.lose(invoice, 2400, "cost_above_debt", CLOSING)
        self.come(2400, lost)
        self.assertEqual(self.vat(), (0, 400))
        self.assertEqual(self.balance("758300"), -2400)

    def test_a_partly_paid_service_then_lost_then_received(self):
        invoice = self.sale(self.estran, 5000, self.services, WINTER, issued=WINTER)
        self.pay(self.estran, 1000, date(2026, 4, 14), self.debt(invoice))
        lost = self.lose(invoice, 5000, day=CLOSING)
        self.come(5000, lost)
        self.assertEqual(self.vat(), (0, 1000))

    def test_a_returned_payment_takes_it_all_back(self):
        invoice = self.sale(self.estran, 5000, self.services, WINTER, issued=WINTER)
        lost = self.lose(invoice, 6000, day=CLOSING)
        back = self.come(6000, lost)
        back._reverse(LATER)
        self.assertEqual(self.vat(), (0, 0))
        self.assertEqual(self.balance("758300"), 0)
        self.assertEqual((back.state, lost.regained), ("reversed", 0))

    def test_a_payment_that_comes_back_takes_its_income_back(self):
        invoice = self.sale(self.estran, 5000, self.services, WINTER, issued=WINTER)
        lost = self.lose(invoice, 6000, day=CLOSING)
        for how in ("cancelled", "deleted"):
            with self.subTest(how=how):
                back = self.come(6000, lost)
                payment = back.credit_line_id.payment_id
                if how == "cancelled":
                    payment.action_cancel()
                else:
                    payment.action_draft()
                    payment.unlink()
                self.assertEqual(self.vat(), (0, 0))
                self.assertEqual(self.balance("758300"), 0)
                self.assertEqual((back.state, lost.regained), ("reversed", 0))
                self.assertFalse(self.exposure(self.estran, LATER))

    def test_a_returned_transfer_takes_its_income_back(self):
        invoice = self.sale(self.estran, 5000, self.services, WINTER, issued=WINTER)
        lost = self.lose(invoice, 6000, day=CLOSING)
        back = self.come(6000, lost)
        back.credit_line_id.move_id._reverse_moves(cancel=True)
        self.assertEqual(self.balance("758300"), 0)
        self.assertEqual((back.state, lost.regained), ("reversed", 0))
        self.assertFalse(self.exposure(self.estran, LATER))

    def test_no_more_comes_in_than_was_lost(self):
        invoice = self.sale(self.estran, 500, self.services, WINTER, issued=WINTER)
        lost = self.lose(invoice, 600, day=CLOSING)
        with self.assertRaisesRegex(UserError, "of it was lost and not received"):
            self.come(700, lost)

    def test_the_lost_debt_is_found_for_a_payment(self):
        invoice = self.sale(self.estran, 500, self.services, WINTER, issued=WINTER)
        lost = self.lose(invoice, 600, day=CLOSING)
        found = self.root["recovery.regained"]._recoverable(self.company, self.estran)
        self.assertEqual(found, lost.item_ids)
        self.come(600, lost)
        found = self.root["recovery.regained"]._recoverable(self.company, self.estran)
        self.assertFalse(found)

    def test_a_payment_that_waits_is_shown_with_the_lost_debt(self):
        invoice = self.sale(self.estran, 500, self.services, WINTER, issued=WINTER)
        lost = self.lose(invoice, 600, day=CLOSING)
        other = self.lose(
            self.invoice(self.lecoq, 50, WINTER), 50, "small_balance", CLOSING
        )
        self.assertFalse(lost.has_waiting_money)
        payment = self.pay(self.estran, 600, LATER)
        (lost | other).invalidate_recordset()
        self.assertEqual((lost.waiting_money, other.waiting_money), (600, 0))
        waits = [("has_waiting_money", "=", True)]
        self.assertEqual(self.root["recovery.write.off"].search(waits), lost)
        line = self.debt(payment.move_id)
        self.root["recovery.regained"]._regain(line, {lost.item_ids: 600})
        lost.invalidate_recordset()
        self.assertFalse(lost.has_waiting_money)
