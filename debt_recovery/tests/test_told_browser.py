from datetime import timedelta
from urllib.parse import urlsplit

from odoo import Command
from odoo.tests import tagged

from .browser import LANGUAGES
from .visitor import VisitorCase


@tagged("post_install", "-at_install")
class TestToldBrowser(VisitorCase):
    """The forms of what customers tell us, and where they follow it, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("fr_FR")
        cls.talbot = cls.late("Boulangeries Talbot", 1500, 16, phone="+33612345678")
        cls.goods = cls.invoice(
            cls.talbot,
            0,
            cls.today - timedelta(days=9),
            invoice_line_ids=[
                Command.create({"name": name, "price_unit": price, "tax_ids": False})
                for name, price in (("Farine T65, 25 kg", 120.0), ("Beurre", 250.0))
            ],
        )

    def setUp(self):
        super().setUp()
        self.cycle(self.today)
        self.talbots = self.case(self.talbot)
        ask = self.talbots.request_ids._ask
        self.asked = ask(
            *(self.talbots, "order_number", self.debt(self.goods)),
            order_number="4500123",
            text="Sans ce numéro, notre service ne peut pas payer.",
        )
        self.asked.answer = "Facture renvoyée ce matin avec le numéro."
        ask(self.talbots, "message", text="Pouvons-nous régler le 10 ?")
        self.talbots.with_user(self.env.user).message_post(
            body="Oui, le 10 nous convient.",
            partner_ids=self.talbot.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def pages(self):
        base = urlsplit(self.talbots._link("pay")).path
        parts = (
            *("follow", f"follow/{self.asked.reference}", "need", "dispute", "call"),
            *("need?kind=not_received", "need?kind=recipient", "declared", "write"),
            *("need?kind=order_number", f"dispute/{self.goods.id}"),
        )
        return [base, *(f"{base}/{part}" for part in parts)]

    def judge(self, width):
        for lang in LANGUAGES:
            self.talbot.lang = lang
            paths = self.pages()
            with self.visitor(width) as visitor:
                for path in paths:
                    part = "-".join(path.split("/")[4:]) or "account"
                    with self.subTest(lang=lang, width=width, page=part):
                        self.assert_page(visitor, path, lang.replace("_", "-"))

    def test_on_a_phone(self):
        self.judge(390)

    def test_at_a_desk(self):
        self.judge(1280)

    def test_a_problem_is_reported_from_the_account(self):
        base = self.pages()[0]
        with self.visitor(390) as visitor:
            visitor.open(base)
            visitor.click(f"a[href='{base}/dispute']")
            visitor.click(f"a[href='{base}/dispute/{self.goods.id}']")
            shown = "getComputedStyle(document.querySelector('{}')).display"
            self.assertEqual(visitor.run(shown.format(".when_lines")), "none")
            visitor.click("label:has(#about_lines)", leads=False)
            self.assertNotEqual(visitor.run(shown.format(".when_lines")), "none")
            visitor.click("label:has([name=lines])", leads=False)
            visitor.choose("#reason", "price")
            visitor.fill("#text", "The price was 4 euros less")
            visitor.click("button.main")
            self.assertIn("We are looking into it", visitor.text())
        self.assertEqual(self.talbots.dispute_ids.amount, 120.0)

    def test_without_scripts_a_message_is_sent(self):
        base = self.pages()[0]
        with self.visitor(390, scripts=False) as visitor:
            visitor.open(f"{base}/write")
            visitor.fill("#text", "Thank you")
            visitor.click("button.main")
            self.assertIn("Thank you", visitor.text())
