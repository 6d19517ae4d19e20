from datetime import date

from odoo import Command
from odoo.tests import tagged

from .losses import LossCase

WINTER = date(2026, 1, 10)
APRIL = date(2026, 4, 14)
CLOSING = date(2026, 5, 29)
LATER = date(2026, 9, 15)


@tagged("post_install", "-at_install")
class TestLossStory(LossCase):
    """One invoice of goods and one of services: doubtful, part-paid, written off,
    received later. What is declared of VAT after each step."""

    def regain(self, partner, amount, lost):
        payment = self.pay(partner, amount, LATER)
        line = self.debt(payment.move_id)
        return self.root["recovery.regained"]._regain(line, {lost.item_ids: amount})

    def test_services_with_vat_on_receipts(self):
        estran = self.customer("Restaurant L'Estran")
        invoice = self.sale(estran, 5000, self.services, WINTER, issued=WINTER)
        self.assertEqual(self.vat(), (1000, 0), "invoiced: nothing is due")
        self.root["recovery.doubtful"]._transfer(self.debt(invoice), APRIL)
        self.assertEqual(self.vat(), (1000, 0), "doubtful: nothing is due")
        self.pay(estran, 1000, APRIL, self.debt(invoice))
        self.settle(APRIL)
        self.assertEqual(self.vat(), (833.33, 166.67), "part-paid: its part is due")
        self.assertEqual(self.balance("416000"), 5000)
        lost = self.lose(invoice, 5000, day=CLOSING)
        self.assertEqual(self.vat(), (0, 166.67), "lost: nothing more is due")
        self.assertEqual(self.balance("654100"), 4166.67)
        self.assertEqual(self.balance("416000"), 0)
        self.regain(estran, 2500, lost)
        self.assertEqual(self.vat(), (0, 583.34), "received later: its part is due")
        self.regain(estran, 2500, lost)
        self.assertEqual(self.vat(), (0, 1000))
        self.assertEqual(self.balance("758300"), -4166.67)
        self.assertEqual(self.balance("411100"), 0)

    def test_goods_with_vat_on_the_invoice(self):
        vaugan = self.customer("Studio Vaugan")
        invoice = self.sale(vaugan, 2000, self.goods, WINTER, issued=WINTER)
        self.assertEqual(self.vat(), (0, 400), "invoiced: all is due")
        self.root["recovery.doubtful"]._transfer(self.debt(invoice), APRIL)
        self.assertEqual(self.vat(), (0, 400), "doubtful: as before")
        self.pay(vaugan, 400, APRIL, self.debt(invoice))
        self.settle(APRIL)
        self.assertEqual(self.vat(), (0, 400), "part-paid: as before")
        lost = self.lose(
            invoice,
            2000,
            "judicial_liquidation",
            CLOSING,
            evidence_ids=[Command.set(self.proof.ids)],
        )
        self.assertEqual(self.vat(), (0, 66.67), "lost: VAT of the unpaid part is back")
        self.assertEqual(self.box("21"), 333.33)
        self.assertEqual(self.balance("654100"), 1666.67)
        self.regain(vaugan, 1200, lost)
        self.assertEqual(self.vat(), (0, 266.67), "received later: its part is due")
        self.assertEqual(self.balance("758300"), -1000)
        self.assertEqual(self.balance("411100"), 0)
        self.assertEqual(self.balance("416000"), 0)
