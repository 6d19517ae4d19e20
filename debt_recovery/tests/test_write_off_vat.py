from datetime import date

from odoo import Command
from odoo.tests import tagged

from .losses import LossCase

AUTUMN = date(2025, 9, 30)
WINTER = date(2026, 1, 10)
CLOSING = date(2026, 5, 29)


@tagged("post_install", "-at_install")
class TestWriteOffVat(LossCase):
    """VAT after each step of a loss, as an accountant would declare it."""

    def test_goods_of_an_earlier_year_give_their_vat_back(self):
        vaugan = self.customer("Studio Vaugan")
        invoice = self.sale(vaugan, 2000, self.goods, AUTUMN, issued=AUTUMN)
        self.assertEqual(self.vat(), (0, 400))
        lost = self.lose(
            invoice,
            2400,
            "judicial_liquidation",
            CLOSING,
            evidence_ids=[Command.set(self.proof.ids)],
        )
        self.assertEqual(self.balance("654400"), 2000)
        self.assertEqual(self.vat(), (0, 0))
        self.assertEqual(self.box("21"), 400)
        self.assertEqual((lost.loss, lost.relieved, lost.cleared), (2000, 400, 0))
        self.assertEqual(invoice.amount_residual, 0)

    def test_services_never_paid_owe_no_vat(self):
        estran = self.customer("Restaurant L'Estran")
        invoice = self.sale(estran, 5000, self.services, WINTER)
        self.assertEqual(self.vat(), (1000, 0))
        self.pay(estran, 1000, date(2026, 4, 14), self.debt(invoice))
        self.assertEqual(self.vat(), (833.33, 166.67))
        lost = self.lose(invoice, 5000, day=CLOSING)
        self.assertEqual(self.vat(), (0, 166.67))
        self.assertEqual(self.balance("654"), 0)
        self.assertEqual(self.balance("654400"), 4166.67)
        self.assertEqual((lost.loss, lost.cleared), (4166.67, 833.33))

    def test_a_service_of_this_year_is_lost_on_this_years_account(self):
        estran = self.customer("Restaurant L'Estran")
        invoice = self.sale(estran, 5000, self.services, WINTER, issued=WINTER)
        self.lose(invoice, 6000, day=CLOSING)
        self.assertEqual(self.balance("654100"), 5000)
        self.assertEqual(self.vat(), (0, 0))

    def test_what_is_paid_after_a_partial_loss_owes_its_vat_to_the_cent(self):
        estran = self.customer("Restaurant L'Estran")
        invoice = self.sale(estran, 833.29, self.services, WINTER, issued=WINTER)
        self.assertEqual(self.debt(invoice).balance, 999.95)
        waiting = self.vat()[0]
        self.lose(invoice, 333.33, day=CLOSING)
        self.assertEqual(self.vat(), (round(waiting - 55.56, 2), 0))
        self.pay(estran, 333.33, CLOSING, self.debt(invoice))
        due = self.vat()[1]
        self.assertEqual(due, 55.56)
        self.pay(estran, 333.29, CLOSING, self.debt(invoice))
        self.assertEqual(self.vat(), (0, round(waiting - 55.56, 2)))

    def test_goods_lost_without_relief_are_lost_with_their_vat(self):
        vaugan = self.customer("Studio Vaugan")
        invoice = self.sale(vaugan, 2000, self.goods, WINTER, issued=WINTER)
        lost = self.lose(invoice, 2400, "cost_above_debt", CLOSING)
        self.assertEqual(self.balance("654100"), 2400)
        self.assertEqual(self.vat(), (0, 400))
        self.assertEqual(self.box("21"), 0)
        self.assertEqual((lost.loss, lost.relieved), (2400, 0))

    def test_parts_of_goods_give_back_their_vat_to_the_cent(self):
        vaugan = self.customer("Studio Vaugan")
        invoice = self.sale(vaugan, 83.31, self.goods, WINTER, issued=WINTER)
        self.assertEqual(self.debt(invoice).balance, 99.97)
        for part in (33.33, 33.33, 33.31):
            self.lose(invoice, part, day=CLOSING)
        self.assertEqual(self.vat(), (0, 0))
        self.assertEqual(self.balance("654100"), 83.31)

    def test_a_reversed_loss_leaves_everything_as_it_was(self):
        estran = self.customer("Restaurant L'Estran")
        invoice = self.sale(estran, 5000, self.services, WINTER, issued=WINTER)
        lost = self.lose(invoice, 2500, day=CLOSING)
        lost._reverse(CLOSING)
        self.assertEqual(self.vat(), (1000, 0))
        self.assertEqual(self.balance("654100"), 0)
        self.assertEqual(invoice.payment_state, "not_paid")
        self.pay(estran, 6000, CLOSING, self.debt(invoice))
        self.assertEqual(self.vat(), (0, 1000))

    def test_unmatching_by_hand_gives_the_waiting_vat_back(self):
        estran = self.customer("Restaurant L'Estran")
        invoice = self.sale(estran, 5000, self.services, WINTER, issued=WINTER)
        self.lose(invoice, 6000, day=CLOSING)
        self.debt(invoice).remove_move_reconcile()
        self.assertEqual(self.vat(), (0, 0))
        self.pay(estran, 6000, CLOSING, self.debt(invoice))
        self.assertEqual(self.vat()[1], 1000)

    def test_goods_and_services_on_one_invoice_are_told_apart(self):
        mixed = self.customer("Menuiserie Talbot")
        invoice = self.invoice(
            mixed,
            0,
            WINTER,
            issued=WINTER,
            invoice_line_ids=[
                Command.create(
                    {"name": "Door", "price_unit": 1000, "tax_ids": self.goods.ids}
                ),
                Command.create(
                    {"name": "Fitting", "price_unit": 500, "tax_ids": self.services.ids}
                ),
            ],
        )
        self.assertEqual(self.vat(), (100, 200))
        lost = self.lose(invoice, 1800, day=CLOSING)
        self.assertEqual(self.vat(), (0, 0))
        self.assertEqual((lost.loss, lost.relieved, lost.cleared), (1500, 200, 100))
