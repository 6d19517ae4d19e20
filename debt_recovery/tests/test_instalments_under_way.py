from datetime import date

from odoo.tests import tagged

from .plans import DAYS, PlanCase
from .under_way import without_entry


@tagged("post_install", "-at_install")
class TestInstalmentsUnderWay(PlanCase):
    """What a customer sent for an instalment is waited for, as for an invoice."""

    def setUp(self):
        super().setUp()
        self.company.recovery_inflight_days = 60
        self.plan = self.agree()

    def send_payment(self, amount=310):
        """A payment without an entry until the bank line is there."""
        return without_entry(self, self.lecoq, amount, DAYS[0])

    def said(self):
        return [moment for moment, _day in self.messages_of(self.plan)]

    def test_a_payment_without_entry_is_not_chased_as_late(self):
        self.through(date(2026, 3, 3), DAYS[0])
        payment = self.send_payment()
        self.through(date(2026, 3, 5), date(2026, 3, 20))
        self.assertEqual(self.said(), ["soon", "due"])
        payment.action_cancel()
        self.through(date(2026, 3, 23), date(2026, 3, 24))
        self.assertEqual(self.said(), ["soon", "due", "late"])

    def test_a_payment_with_entry_is_received(self):
        self.through(date(2026, 3, 3), DAYS[0])
        self.pay(self.lecoq, 310, DAYS[0])
        self.through(date(2026, 3, 5), date(2026, 3, 20))
        self.assertEqual(self.said(), ["soon", "due"])
        self.assertEqual(self.plan.instalment_ids[0].state, "received")

    def test_a_portal_payment_that_waits_stops_the_message_that_waits(self):
        self.cycle(date(2026, 3, 9))
        self.assertEqual(self.said(), ["late"])
        portal = self.root["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "reference": "PORTAL",
                "operation": "online_redirect",
                "amount": 310,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.lecoq.id,
            }
        )
        portal._set_pending()
        self.assertEqual(self.send(date(2026, 3, 9)), [])
        notice = self.plan.instalment_ids.notice_ids
        self.assertEqual((notice.state, notice.reason), ("cancelled", "in_flight"))
        portal._set_canceled()
        (message,) = self.day(date(2026, 3, 10))
        self.assertIn("310.00", message.text)

    def test_a_part_on_its_way_is_taken_off_what_is_asked(self):
        self.send_payment(100)
        (message,) = self.day(date(2026, 3, 9))
        self.assertIn("210.00", message.text)
        self.assertNotIn("310.00 € are", message.text)

    def test_a_plan_does_not_break_while_its_money_is_on_its_way(self):
        self.through(date(2026, 3, 3), date(2026, 3, 20))
        self.assertEqual(self.said()[-1], "last")
        payment = self.send_payment()
        self.cycle(date(2026, 3, 27))
        self.assertEqual(self.plan.state, "active")
        payment.action_cancel()
        self.cycle(date(2026, 3, 30))
        self.assertEqual(self.plan.state, "broken")

    def test_a_new_invoice_whose_money_is_on_its_way_breaks_nothing(self):
        self.plan.new_invoice_breaks = True
        self.invoice(self.lecoq, 100, date(2026, 3, 4), issued=date(2026, 3, 3))
        payment = self.send_payment(100)
        self.cycle(date(2026, 3, 11))
        self.assertEqual(self.plan.state, "active")
        payment.action_cancel()
        self.cycle(date(2026, 3, 12))
        self.assertEqual(self.plan.state, "broken")
