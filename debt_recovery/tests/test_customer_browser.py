"""The customer's page and the invoice, in a real browser, at a desk and on a phone."""

from odoo.tests import tagged

from .browser import DESK, PHONE, BrowserCase


@tagged("post_install", "-at_install")
class TestCustomerBrowser(BrowserCase):
    """An agent reads, notes and filters; nothing complains in the console."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["recovery.treatment"].search([]).mode = "approve"
        cls.late("Boulangeries Talbot", 1500, 16)
        cls.talbot = cls.root["res.partner"].search([("name", "like", "Talbot")])
        cls.pay(cls.talbot, 200, cls.today)
        cls.person("page")

    def setUp(self):
        super().setUp()
        self.cycle(self.today)

    def test_the_page_of_a_customer(self):
        case = self.case(self.talbot)
        for size, days in ((DESK, "10, 25"), (PHONE, "10, 25")):
            case.write({"collection_note": False, "payment_run_text": False})
            with self.subTest(size=size):
                path = f"recovery-accounts/{case.id}"
                self.tour(path, "recovery_customer_page", "page", size)
                self.assertEqual(case.collection_note, "Call on Tuesdays")
                self.assertEqual(case.payment_run_text, days)

    def test_remind_now_from_an_invoice(self):
        move = self.root["account.move"].search(
            [("partner_id", "=", self.talbot.id), ("move_type", "=", "out_invoice")]
        )
        notice = self.notices(self.talbot)
        self.assertEqual(notice.state, "draft")
        self.tour(f"customer-invoices/{move.id}", "recovery_invoice_why", "page")
        self.assertEqual(notice.state, "queued")
