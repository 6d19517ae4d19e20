"""The trial of the rules and the line of next contacts, in a real browser."""

from odoo.tests import tagged

from .browser import DESK, PHONE, BrowserCase


@tagged("post_install", "-at_install")
class TestRuleBrowser(BrowserCase):
    """Nothing is written and nothing complains in the console, at a desk and on a
    phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.talbot = cls.late("Menuiserie Talbot", 1500, 16)
        cls.person("rules")

    def test_rules_are_tried_without_writing(self):
        decisions = self.root["recovery.decision"]
        before = decisions.search_count([])
        for size in (DESK, PHONE):
            with self.subTest(size=size):
                self.tour("try-the-rules", "recovery_rule_trial", "rules", size)
                self.assertEqual(decisions.search_count([]), before)

    def test_an_account_says_when_it_may_be_contacted(self):
        self.cycle(self.today)
        path = f"recovery-accounts/{self.case(self.talbot).id}"
        for size in (DESK, PHONE):
            with self.subTest(size=size):
                self.tour(path, "recovery_next_contacts", "rules", size)
