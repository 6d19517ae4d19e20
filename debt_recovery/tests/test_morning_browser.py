"""The morning by keyboard and on a phone, in a real browser, in both languages."""

from odoo.tests import tagged

from .browser import LANGUAGES, PHONE, BrowserCase


@tagged("post_install", "-at_install")
class TestMorningBrowser(BrowserCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_takeback_minutes = 15
        scenario = cls.policy({"days": 4, "is_entry": True, "mode": "approve"})
        for name, amount in (("Lecoq", 1500), ("Talbot", 900), ("Bréhat", 300)):
            partner = cls.late(name, amount, 20)
            partner.with_company(cls.company).recovery_policy_id = scenario

    def play(self, tour, **values):
        for lang in LANGUAGES:
            with self.subTest(lang=lang):
                login = f"{tour}_{lang}"
                self.person(login, lang=lang)
                self.cycle(self.today)
                waiting = self.root["recovery.notice"].search(
                    [("company_id", "=", self.company.id)]
                )
                waiting.write({"state": "draft", "reason": False})
                self.tour("reminders", tour, login, **values)

    def test_by_keyboard(self):
        self.play("recovery_morning")

    def test_on_a_phone(self):
        self.play("recovery_morning_phone", size=PHONE)
