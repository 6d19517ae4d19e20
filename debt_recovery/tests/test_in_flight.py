from datetime import date

from odoo.tests import tagged

from .common import MONDAY, RecoveryCase
from .under_way import without_entry

FRIDAY = date(2026, 3, 6)


@tagged("post_install", "-at_install")
class TestInFlight(RecoveryCase):
    """A payment that the customer made and the ledger does not know yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        demo = cls.root.ref("payment.payment_provider_demo")
        cls.provider = demo.copy(
            {"company_id": cls.company.id, "state": "test", "journal_id": cls.bank.id}
        )
        cls.method = cls.root.ref("payment_demo.payment_method_demo")

    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.lecoq, 1000, date(2026, 2, 20))

    def transaction(self, amount, **values):
        """A transaction that waits for the bank since now."""
        found = self.root["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "reference": f"TX{amount}",
                "operation": "online_redirect",
                "amount": amount,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.lecoq.id,
                "invoice_ids": [(6, 0, self.move.ids)],
                **values,
            }
        )
        found._set_pending()
        return found

    def test_a_pending_payment_takes_its_amount_out_of_the_message(self):
        self.cycle(MONDAY)
        self.transaction(400)
        self.assertEqual(self.settle(MONDAY), 1)
        case = self.case(self.lecoq)
        self.assertRecordValues(
            case, [{"in_flight_amount": 400, "net_overdue": 600, "gross_overdue": 1000}]
        )
        (message,) = self.send()
        self.assertIn("Payments being processed", message.text)
        self.assertIn("-400.00 €", message.text)
        self.assertIn("Total 600.00 €", message.text)
        self.assertEqual(self.notices(self.lecoq).amount, 600)

    def test_a_pending_payment_of_all_stops_the_message_and_keeps_the_account(self):
        self.cycle(MONDAY)
        transaction = self.transaction(1000)
        self.settle(MONDAY)
        case, notice = self.case(self.lecoq), self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.reason), ("cancelled", "in_flight"))
        self.assertEqual((case.state, case.why), ("open", "in_flight"))
        self.assertEqual((case.net_overdue, case.in_flight_amount), (0, 1000))
        self.assertEqual(case.stage_id.from_dpd, 1)
        self.assertEqual(self.send(), [])

        transaction._set_done()
        row = self.exposure(self.lecoq, MONDAY)[self.debt(self.move).id]
        self.assertEqual((row["in_flight"], row["chaseable"]), (1000, 0))
        transaction._post_process()
        self.settle(MONDAY)
        self.assertEqual(self.move.payment_state, "paid")
        self.assertEqual(case.state, "closed")

    def test_a_cancelled_payment_is_chased_again(self):
        self.cycle(MONDAY)
        transaction = self.transaction(1000)
        self.settle(MONDAY)
        transaction._set_canceled()
        self.settle(MONDAY)
        case = self.case(self.lecoq)
        self.assertRecordValues(
            case, [{"in_flight_amount": 0, "net_overdue": 1000, "why": "planned"}]
        )
        (message,) = self.send()
        self.assertIn("Total 1,000.00 €", message.text)

    def test_a_payment_that_never_arrives_expires_after_five_days(self):
        self.company.recovery_inflight_days = 5
        self.cycle(MONDAY)
        self.transaction(1000)
        self.settle(MONDAY)
        case = self.case(self.lecoq)
        for day in range(3, 8):
            self.cycle(date(2026, 3, day))
            self.assertEqual(case.net_overdue, 0, day)
        self.cycle(date(2026, 3, 8))
        self.assertEqual((case.state, case.net_overdue), ("open", 1000))
        (message,) = self.day(date(2026, 3, 9))
        self.assertIn("Total 1,000.00 €", message.text)

    def test_a_payment_registered_without_entry_is_in_flight(self):
        payment = without_entry(self, self.lecoq, 250, MONDAY)
        self.cycle(MONDAY)
        self.assertEqual(self.case(self.lecoq).in_flight_amount, 250)
        payment.action_cancel()
        self.settle(MONDAY)
        self.assertEqual(self.case(self.lecoq).net_overdue, 1000)

    def test_a_payment_in_flight_pays_what_is_agreed_meanwhile(self):
        self.cycle(MONDAY)
        transaction = self.transaction(300)
        case, line = self.case(self.lecoq), self.debt(self.move)
        self.assertEqual(case._owed(line).total, 1000)
        parts = [(date(2026, 3, day), 100) for day in range(10, 20)]
        plan = case._agree("plan", line, parts, state="active")
        transaction._set_done()
        transaction._post_process()
        self.settle(MONDAY)
        self.assertRecordValues(
            plan, [{"state": "active", "received": 300, "open_amount": 700}]
        )
        row = self.exposure(self.lecoq, MONDAY)[line.id]
        self.assertEqual((row["arranged"], row["chaseable"]), (700, 0))
        self.pay(self.lecoq, 700, FRIDAY, line)
        self.settle(FRIDAY)
        self.assertEqual((plan.state, line.amount_residual), ("kept", 0))
