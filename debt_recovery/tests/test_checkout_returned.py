from odoo.tests import tagged

from .paying import PayingCase


@tagged("post_install", "-at_install")
class TestCheckoutReturned(PayingCase):
    """What was paid online and came back is not called received any more."""

    def setUp(self):
        super().setUp()
        self.checkout = self.chosen({self.second: ""})
        self.transaction = self.pay_online(self.checkout)

    def said(self, part):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.text(self.opened(f"{self.base}/{part}"))

    def assert_sent_back(self):
        page = self.said(f"paid/{self.checkout.reference}")
        self.assertIn("This payment was sent back", page)
        self.assertNotIn("has been received", page)
        self.assertNotIn("/receipt/", page)
        self.assertIn("6,120.00", page)  # what is left
        page = self.said(f"follow/{self.checkout.reference}")
        self.assertIn("Sent back", page)
        self.assertNotIn("Received, thank you", page)
        self.assertEqual(self.checkout.returned, 1920.0)
        path = f"{self.base}/checkout/{self.checkout.reference}"
        self.assertIn("/paid/", self.opened(path).url)

    def test_kept_it_is_received(self):
        self.assertIn("has been received", self.said(f"paid/{self.checkout.reference}"))
        self.assertNotIn("Sent back", self.said(f"follow/{self.checkout.reference}"))
        self.assertEqual(self.checkout.returned, 0.0)

    def test_returned_by_the_bank(self):
        self.transaction.payment_id.move_id._reverse_moves(cancel=True)
        self.assert_sent_back()

    def test_its_payment_cancelled(self):
        self.transaction.payment_id.action_cancel()
        self.assert_sent_back()

    def test_a_part_refunded_by_the_provider(self):
        self.transaction._refund(amount_to_refund=500.0)
        refund = self.transaction.child_transaction_ids
        if refund.state != "done":
            refund._set_done()
        refund._post_process()
        page = self.said(f"paid/{self.checkout.reference}")
        self.assertIn("has been received", page)
        self.assertIn("Sent back since: 500.00", page.replace("<strong>", ""))
        self.assertIn("500.00", self.said(f"follow/{self.checkout.reference}"))
        self.assertEqual(self.checkout.returned, 500.0)

    def test_several_are_read_together(self):
        other = self.chosen({self.first: "100"})
        self.pay_online(other)
        self.transaction.payment_id.action_cancel()
        both = self.checkout | other
        self.assertEqual(both._returned(), {self.checkout: 1920.0, other: 0.0})
