from datetime import date

from odoo.tests import tagged

from .common import MONDAY, RecoveryCase


@tagged("post_install", "-at_install")
class TestAllocation(RecoveryCase):
    """What a payment pays first: the oldest, or what the customer ticked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.invoice(cls.lecoq, 300.10, date(2026, 1, 20))
        cls.young = cls.invoice(cls.lecoq, 500.25, date(2026, 2, 20))
        demo = cls.root.ref("payment.payment_provider_demo")
        cls.provider = demo.copy(
            {"company_id": cls.company.id, "state": "test", "journal_id": cls.bank.id}
        )
        cls.method = cls.root.ref("payment_demo.payment_method_demo")

    def allocated(self, amount, **how):
        self.cycle(MONDAY)
        given, rest = self.case(self.lecoq)._allocate(
            amount, self.company.currency_id, **how
        )
        return {line.move_id: part for line, part in given.items()}, rest

    def test_the_oldest_debt_is_paid_first(self):
        self.assertEqual(
            self.allocated(400), ({self.old: 300.10, self.young: 99.90}, 0)
        )

    def test_the_choice_of_the_customer_goes_first_and_alone(self):
        chosen = self.debt(self.young)
        self.assertEqual(
            self.allocated(600, chosen=chosen), ({self.young: 500.25}, 99.75)
        )

    def test_all_is_principal_in_the_legal_order(self):
        self.company.recovery_allocation = "legal"
        self.assertEqual(
            self.allocated(400), ({self.old: 300.10, self.young: 99.90}, 0)
        )

    # --- online ----------------------------------------------------------------------

    def paid_online(self, amount, *chosen):
        transaction = self.root["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "reference": f"TX{amount}",
                "operation": "online_direct",
                "amount": amount,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.lecoq.id,
                "invoice_ids": [(6, 0, (self.old | self.young).ids)],
            }
        )
        if chosen:
            lines = self.env["account.move.line"].union(*map(self.debt, chosen))
            transaction._recovery_choose(lines.with_env(self.root))
        transaction._set_done()
        transaction._post_process()
        return transaction

    def test_what_was_ticked_online_is_what_is_paid(self):
        transaction = self.paid_online(500.25, self.young)
        self.assertTrue(self.debt(self.young).reconciled)
        self.assertEqual(self.debt(self.old).amount_residual, 300.10)
        self.assertEqual(transaction.invoice_ids, self.old | self.young)

    def test_ticked_items_are_paid_in_their_order(self):
        self.paid_online(600, self.young, self.old)
        self.assertTrue(self.debt(self.young).reconciled)
        self.assertAlmostEqual(self.debt(self.old).amount_residual, 200.35)

    def test_more_than_what_was_ticked_stays_as_a_credit(self):
        transaction = self.paid_online(600, self.young)
        self.assertEqual(self.debt(self.old).amount_residual, 300.10)
        credit = self.debt(transaction.payment_id.move_id)
        self.assertAlmostEqual(credit.amount_residual, -99.75)

    def test_other_transactions_go_odoos_way(self):
        self.paid_online(300.10)
        self.assertTrue(self.debt(self.old).reconciled)
