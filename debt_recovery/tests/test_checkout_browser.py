from urllib.parse import urlsplit

from odoo.tests import tagged

from .browser import LANGUAGES
from .visitor import VisitorCase

PAY = "button[name=o_payment_submit_button]"
# Odoo's own mark of a provider that charges nothing: no customer sees it
TEST_MODE = "#o_payment_form i.fa-exclamation-triangle"
READY = f"document.querySelector('{PAY}') && !document.querySelector('{PAY}').disabled"


@tagged("post_install", "-at_install")
class TestCheckoutBrowser(VisitorCase):
    """Paying in a real browser, by the provider of demonstrations; then the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("fr_FR")
        cls.root.ref("payment_demo.payment_method_demo").active = True
        demo = cls.root.ref("payment.payment_provider_demo")
        demo.copy(
            {
                "company_id": cls.company.id,
                "state": "test",
                "is_published": True,
                "journal_id": cls.bank.id,
            }
        )

    def owing(self, name, lang="en_US"):
        """A customer that owes 1,500 and 240; return it and its path."""
        partner = self.late(name, 1500, 16, lang=lang)
        self.invoice(partner, 240, self.invoices(partner).invoice_date_due)
        self.cycle(self.today)
        return partner, urlsplit(self.case(partner)._link("pay")).path

    def invoices(self, partner):
        return self.root["account.move"].search(
            [("partner_id", "=", partner.id), ("move_type", "=", "out_invoice")],
            order="id",
        )

    def residuals(self, partner):
        return self.invoices(partner).mapped("amount_residual")

    def test_four_taps_from_the_message_to_paid(self):
        for lang, width in zip(LANGUAGES, (390, 1280), strict=True):
            partner, path = self.owing(f"Talbot {width}x", lang)
            with self.visitor(width) as visitor:
                visitor.open(path)  # the button of the message
                visitor.click('a[href$="/choose"]')
                visitor.click("form.choose button.main")
                visitor.wait(READY, "the form of the provider is not ready")
                self.assertEqual(
                    visitor.run("document.documentElement.lang"),
                    lang.replace("_", "-"),
                )
                visitor.click(PAY)
                visitor.wait("location.pathname.includes('/paid/')", "not paid")
                self.assertIn("740", visitor.text())
            self.assertEqual(self.residuals(partner), [0, 0])
            self.assertEqual(self.case(partner).checkout_ids.state, "paid")

    def test_the_sum_follows_what_is_ticked_and_typed(self):
        partner, path = self.owing("Talbot part")
        with self.visitor(390) as visitor:
            visitor.open(f"{path}/choose")
            self.assertFalse(visitor.run("!document.querySelector('.short').hidden"))
            visitor.click(".choose li:nth-child(1) .tick", leads=False)
            self.assertIn("240.00", visitor.run(self.total()))
            visitor.click(".choose li:nth-child(2) summary", leads=False)
            visitor.fill(".choose li:nth-child(2) .part input", "100.50")
            self.assertEqual(visitor.run(self.total()), "100.50\xa0€")
            self.assertEqual(visitor.sideways(), [])
            self.assertTrue(visitor.run("!document.querySelector('.short').hidden"))
            visitor.click("form.choose button.main")
            self.assertIn("100.50", visitor.text())
            visitor.wait(READY, "the form of the provider is not ready")
            visitor.click(PAY)
            visitor.wait("location.pathname.includes('/paid/')", "not paid")
            self.assertIn("1,639.50", visitor.text())
        self.assertEqual(self.residuals(partner), [1500, 139.5])

    def total(self):
        return "document.querySelector('.choose .live').textContent"

    def test_without_javascript_the_server_adds_up(self):
        partner, path = self.owing("Talbot plain")
        with self.visitor(390, scripts=False) as visitor:
            visitor.open(f"{path}/choose")
            visitor.click(".choose li:nth-child(2) .tick", leads=False)
            visitor.click("form.choose button.main")
            text = visitor.text()
            self.assertIn("1,500.00", text)
            self.assertIn("JavaScript", text)
        self.assertEqual(self.case(partner).checkout_ids.amount, 1500)

    def test_paid_with_the_keyboard_only(self):
        partner, path = self.owing("Talbot keys")
        with self.visitor(1280) as visitor:
            visitor.open(path)
            visitor.tab_to('a.main[href$="/choose"]')
            visitor.press("Enter", leads=True)
            visitor.tab_to("form.choose button.main")
            visitor.press("Enter", leads=True)
            visitor.wait(READY, "the form of the provider is not ready")
            visitor.tab_to(PAY)
            visitor.press("Enter")
            visitor.wait("location.pathname.includes('/paid/')", "not paid")
        self.assertEqual(self.residuals(partner), [0, 0])

    def test_back_and_the_pages_of_before_pay_nothing_again(self):
        partner, path = self.owing("Talbot back")
        with self.visitor(390) as visitor:
            visitor.open(f"{path}/choose")
            visitor.click("form.choose button.main")
            visitor.wait(READY, "the form of the provider is not ready")
            page = visitor.path()
            visitor.click(PAY)
            visitor.wait("location.pathname.includes('/paid/')", "not paid")
            visitor.back()  # Odoo's page that waited for the provider
            self.assertIn("has been processed", visitor.text())
            visitor.back()  # the page of the payment
            self.assertIn("/paid/", visitor.path())
            visitor.open(page)  # the address of the payment, in another tab
            self.assertIn("/paid/", visitor.path())
            visitor.open(f"{path}/choose")
            self.assertIn("Nothing can be paid here now", visitor.text())
        payments = self.root["account.payment"].search(
            [("partner_id", "=", partner.id)]
        )
        self.assertEqual(payments.mapped("amount"), [1740.0])
        self.assertEqual(self.residuals(partner), [0, 0])

    def test_the_pages_are_accessible(self):
        for width in (390, 1280):
            _partner, path = self.owing(f"Talbot axe {width}x")
            with self.visitor(width) as visitor:
                self.assert_page(visitor, f"{path}/choose", "en-US")
                visitor.click("form.choose button.main")
                visitor.wait(READY, "the form of the provider is not ready")
                self.assertEqual(visitor.violations(TEST_MODE), [], width)
                self.assertEqual(visitor.sideways(), [], width)
                visitor.size(width, zoom=2)
                self.assertEqual(visitor.sideways(), [], width)
                visitor.size(width)
                visitor.click(PAY)
                visitor.wait("location.pathname.includes('/paid/')", "not paid")
                self.assert_clean(visitor)
