"""What a customer does alone, in a real browser: on a phone and at a desk, in both
languages, with the keyboard only, and without JavaScript. The ledger tells after."""

from datetime import timedelta
from itertools import product
from urllib.parse import urlsplit

from odoo.tests import new_test_user, tagged

from .browser import LANGUAGES
from .visitor import VisitorCase

WIDTHS = (390, 1280)


@tagged("post_install", "-at_install")
class TestPortalStory(VisitorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("fr_FR")
        cls.bank_account = cls.root["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        cls.company.recovery_bank_id = cls.bank_account
        cls.provider = cls.root.ref("payment.payment_provider_demo").copy(
            {
                "company_id": cls.company.id,
                "state": "test",
                "is_published": True,
                "journal_id": cls.bank.id,
                "allow_tokenization": True,
            }
        )
        cls.method = cls.root.ref("payment_demo.payment_method_demo")
        cls.method.active = True

    def owing(self, name, lang="en_US"):
        """A customer that owes 1,500 for sixteen days; return it and its path."""
        partner = self.late(name, 1500, 16, lang=lang)
        self.cycle(self.today)
        return partner, urlsplit(self.case(partner)._link("pay")).path

    def objected(self, partner):
        reach = self.root["recovery.reach"].search(
            [("address", "=", partner.email_normalized)]
        )
        return reach._consent("email") == "opt_out"

    def events(self, partner, kind):
        return self.case(partner).event_ids.filtered(lambda one: one.kind == kind)

    def amount(self, lang):
        return "1 800,00" if lang == "fr_FR" else "1,800.00"

    # --- the whole story --------------------------------------------------------

    def test_link_see_pay_dispute_plan_choose_and_opt_out(self):
        for lang in LANGUAGES:
            for width in WIDTHS:
                with self.subTest(lang=lang, width=width):
                    self.play(lang, width)

    def play(self, lang, width):
        partner, path = self.owing(f"Talbot {lang}{width}", lang)
        broken = self.invoice(partner, 300, self.today - timedelta(days=3))
        self.settle(self.today)
        with self.visitor(width) as visitor:
            visitor.open(path)
            self.assertIn(self.amount(lang), visitor.text())
            self.assert_clean(visitor)
            self.pay_a_part(visitor, self.debt(broken).id)
            visitor.open(path)
            self.dispute(visitor, broken)
            visitor.open(path)
            self.agree_on_a_plan(visitor)
            visitor.open(path)
            self.choose(visitor)
        self.assert_planned(partner)
        dispute = self.case(partner).dispute_ids
        self.assertEqual((dispute.amount, dispute.state), (300, "open"))
        self.assertEqual(dispute.item_ids.line_id, self.debt(broken))
        self.assertEqual(
            (partner.recovery_pref_channel, partner.recovery_pref_days), ("email", "2")
        )
        self.assertTrue(self.objected(partner))
        self.assertEqual(len(self.events(partner, "opted_out")), 1)

    def pay_a_part(self, visitor, other):
        """Five hundred of the first, nothing of the other, by the demonstration."""
        visitor.click(".actions a.main")
        self.assert_clean(visitor)
        visitor.click(f'form.choose input[value="{other}"]', leads=False)
        visitor.click("form.choose details.part summary", leads=False)
        visitor.fill('form.choose input[name^="amount_"]', "500")
        visitor.click("form.choose button.main")
        self.press_pay(visitor)

    def press_pay(self, visitor):
        """Pay by Odoo's own form; come back to our page."""
        button = "[name=o_payment_submit_button]"
        visitor.wait(f"document.querySelector('{button}:not([disabled])')", "no button")
        # what is Odoo's own is not ours to judge
        found = visitor.violations("#o_payment_form", ".o_skip_to_content")
        self.assertEqual(found, [], visitor.path())
        if visitor.run("!!document.querySelector('#customer_input')"):
            visitor.fill("#customer_input", "4242")
        visitor.click(button)
        visitor.wait("location.pathname.includes('/paid/')", "the payment hangs")
        self.assert_clean(visitor)

    def dispute(self, visitor, move):
        """One invoice, whole, for the first reason there is; then where it stands."""
        visitor.click('.ways a[href$="/dispute"]')
        self.assert_clean(visitor)
        visitor.click(f'.ways a[href$="/dispute/{move.id}"]')
        self.assert_clean(visitor)
        codes = "[...document.querySelectorAll('#reason option')].map((o) => o.value)"
        visitor.choose("#reason", next(filter(None, visitor.run(codes))))
        visitor.fill("#text", "Two bags were torn")
        visitor.click('form[action*="/dispute/"] button.main')
        self.assertIn("/follow/", visitor.path())
        self.assertIn("Two bags were torn", visitor.text())
        self.assert_clean(visitor)

    def agree_on_a_plan(self, visitor):
        """Three payments, read and accepted."""
        visitor.click('.ways a[href$="/plan"]')
        visitor.click("#by_count", leads=False)
        visitor.fill("#count", "3")
        visitor.click("form.wishes button[type=submit]")
        self.assertEqual(visitor.run("document.querySelectorAll('ol li').length"), 3)
        self.assert_clean(visitor)
        visitor.click("#schedule form button.main")
        self.assert_clean(visitor)
        visitor.fill("#name", "Anne Talbot")
        visitor.click('input[name="agree"]', leads=False)
        visitor.click('form[action$="/agreement"] button.main')
        self.assert_clean(visitor)

    def choose(self, visitor):
        """Wednesdays by e-mail, then no more of it."""
        visitor.click('footer a[href$="/preferences"]')
        visitor.choose("#channel", "email")
        visitor.click('input[name="days"][value="2"]', leads=False)
        visitor.click("form button.main")
        self.assertTrue(visitor.run("!!document.querySelector('[role=status]')"))
        visitor.click('a[href$="stop=email"]')
        visitor.click("form button.main")
        self.assertFalse(visitor.run("!!document.querySelector('a[href*=stop]')"))

    def assert_planned(self, partner):
        plan = self.case(partner).arrangement_ids
        self.assertEqual((plan.kind, plan.state, plan.amount), ("plan", "active", 1000))
        self.assertEqual(plan.version_id.accepted_by, "Anne Talbot")
        self.assertEqual(len(plan.instalment_ids), 3)
        self.assertEqual(self.invoice_of(partner).amount_residual, 1000)
        payment = self.root["account.payment"].search([("partner_id", "=", partner.id)])
        self.assertEqual(payment.mapped("amount"), [500.0])  # once

    def invoice_of(self, partner):
        return self.root["account.move"].search(
            [("partner_id", "=", partner.id), ("amount_total", "=", 1500)]
        )

    # --- logged in --------------------------------------------------------------

    def test_the_first_instalment_by_a_saved_card(self):
        for lang, width in product(LANGUAGES, WIDTHS):
            with self.subTest(lang=lang, width=width):
                self.pay_instalment(lang, width)

    def pay_instalment(self, lang, width):
        partner, _path = self.owing(f"Talbot card {lang}{width}", lang)
        case, later = self.case(partner), self.today + timedelta(days=30)
        plan = case._agree(
            "plan",
            self.debt(self.invoice_of(partner)),
            [(self.today, 400.0), (later, 1100.0)],
            source="portal",
            state="active",
        )
        login = f"card_{lang}_{width}"
        user = new_test_user(self.root, login, groups="base.group_portal", lang=lang)
        user.partner_id.write({"parent_id": partner.id, "lang": lang})
        self.root["payment.token"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "partner_id": user.partner_id.id,
                "payment_details": "4242",
                "provider_ref": "card",
                "demo_simulated_state": "done",
            }
        )
        with self.visitor(width, login=login) as visitor:
            visitor.open(f"/my/recovery/{case.id}/choose")
            self.assert_clean(visitor)
            visitor.click('form[action$="/choose"] button.main')
            card = "document.querySelector('input[data-payment-option-type=token]')"
            visitor.wait(card, "the saved card is not offered")
            visitor.run(f"{card}.click()")
            self.press_pay(visitor)
        self.assertEqual(self.invoice_of(partner).amount_residual, 1100)
        self.settle(self.today)
        self.assertEqual(plan.instalment_ids.mapped("state")[0], "received")

    # --- other ways to be in front of it ----------------------------------------

    def test_with_the_keyboard_only(self):
        partner, path = self.owing("Talbot keys")
        with self.visitor(1280) as visitor:
            visitor.open(path)
            visitor.tab_to('footer a[href$="/preferences"]')
            visitor.press("Enter", leads=True)
            visitor.tab_to('input[name="days"][value="0"]')
            visitor.press(" ")
            visitor.tab_to("form button.main")
            visitor.press("Enter", leads=True)
            visitor.tab_to('a[href$="stop=email"]')
            visitor.press("Enter", leads=True)
            visitor.tab_to("form button.main")
            visitor.press("Enter", leads=True)
        self.assertEqual(partner.recovery_pref_days, "0")
        self.assertTrue(self.objected(partner))

    def test_without_javascript(self):
        partner, path = self.owing("Talbot plain")
        with self.visitor(390, scripts=False) as visitor:
            visitor.open(path)
            self.assertIn("1,500.00", visitor.text())
            self.assertIn("FR76 3000 6000 0112 3456 7890 189", visitor.text())
            self.assertFalse(
                visitor.run(
                    "!!document.querySelector('button[data-copy]:not([hidden])')"
                )
            )
            visitor.click('footer a[href$="/preferences"]')
            visitor.click('a[href$="stop=email"]')
            visitor.click("form button.main")
        self.assertTrue(self.objected(partner))

    def test_the_back_button_and_a_second_press_do_nothing_twice(self):
        partner, path = self.owing("Talbot again")
        with self.visitor(390) as visitor:
            visitor.open(f"{path}/contacts")
            visitor.fill("#new_name", "Anne")
            visitor.fill("#new_email", "anne@talbot.example")
            visitor.click('form[action$="/contacts"] button')
            visitor.back()
            visitor.fill("#new_name", "Anne")
            visitor.fill("#new_email", "anne@talbot.example")
            visitor.click('form[action$="/contacts"] button')
        proposals = self.root["recovery.contact.proposal"].search(
            [("partner_id", "=", partner.id)]
        )
        self.assertEqual(len(proposals), 1)
