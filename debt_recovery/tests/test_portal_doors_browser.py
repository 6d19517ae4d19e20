"""The doors of the customer's pages in a real browser: the question who opens a link,
the way from the portal and back, and what a colleague sees."""

from urllib.parse import urlsplit

from odoo import Command
from odoo.tests import tagged

from .browser import LANGUAGES
from .visitor import VisitorCase

WIDTHS = (390, 1280)


@tagged("post_install", "-at_install")
class TestPortalDoors(VisitorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("fr_FR")
        cls.company.write({"recovery_asks_consumers": True, "primary_color": "#FFD400"})
        cls.morel = cls.late(
            "Jeanne Morel",
            640,
            16,
            is_company=False,
            recovery_debtor_type="consumer",
            zip="69004",
        )

    def account(self):
        self.cycle(self.today)
        return self.case(self.morel)

    def test_a_consumer_answers_and_goes_on(self):
        case = self.account()
        for lang in LANGUAGES:
            self.morel.lang = lang
            for width in WIDTHS:
                path = urlsplit(case._link("pay")).path
                with self.visitor(width) as visitor:
                    self.answer(visitor, path, lang)

    def answer(self, visitor, path, lang):
        self.assert_page(visitor, path, lang.replace("_", "-"))
        self.assertTrue(visitor.run("!!document.querySelector('#answer')"))
        self.assertNotIn("640", visitor.text())
        visitor.fill("#answer", "75001")
        visitor.click("form button.main")
        self.assert_clean(visitor)
        visitor.fill("#answer", "69 004")
        visitor.click("form button.main")
        self.assertEqual(visitor.path(), path)
        self.assertIn("640", visitor.text())
        self.assert_clean(visitor)

    def test_a_portal_user_finds_the_account_and_the_way_back(self):
        case = self.account()
        users = self.root["res.users"].with_context(no_reset_password=True)
        users.create(
            {
                "login": "jeanne",
                "password": "jeanne",
                "partner_id": self.morel.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        page = f"/my/recovery/{case.id}"
        with self.visitor(390, login="jeanne") as visitor:
            visitor.open("/my/recovery")
            visitor.click(f'a[href="{page}"]')
            self.assertIn("640", visitor.text())
            self.assert_clean(visitor)
            visitor.click('header a[href="/my/recovery"]')
            self.assertEqual(visitor.path(), "/my/recovery")

    def test_a_colleague_sees_the_page_and_can_send_nothing(self):
        case = self.account()
        self.person("marc")
        for width in WIDTHS:
            with self.visitor(width, login="marc") as visitor:
                visitor.open(f"/debt_recovery/preview/{case.id}")
                self.assertIn("Preview: the page", visitor.text())
                self.assert_clean(visitor)
                visitor.click('footer a[href$="/preferences"]')
                free = "main :is(button, input, select, textarea):enabled"
                self.assertEqual(
                    visitor.run(f"document.querySelectorAll({free!r}).length"), 0
                )
                self.assert_clean(visitor)
        self.assertFalse(case.event_ids.filtered(lambda one: one.kind == "link_opened"))
