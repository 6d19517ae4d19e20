from odoo.tests import tagged

from ..tools import debt_advice
from .common import MONDAY, RecoveryCase


@tagged("post_install", "-at_install")
class TestDebtAdvice(RecoveryCase):
    """Free help is named to consumers, of their country, from a checked source."""

    def test_every_service_has_its_source(self):
        for country, services in debt_advice.ADVICE.items():
            for one in services:
                self.assertTrue(one.source.startswith("https://"), country)
                self.assertNotEqual(one.confidence, "general_knowledge")

    def test_a_text_to_a_consumer_names_it(self):
        text = self.root["recovery.template"].create(
            {
                "name": "Help",
                "subject": "Invoice {invoice}",
                "body": "<p>{items}</p><p>{debt_advice}</p><p>{company}</p>",
            }
        )
        policy = self.policy({"days": 1, "is_entry": True, "template_id": text.id})
        for name, country, said in (
            ("Marie", "fr", "Point conseil budget"),
            ("Ann", "uk", "StepChange"),
            ("Bakery", "fr", ""),
        ):
            partner = self.customer(
                name,
                f"{name}@one.example".lower(),
                is_company=not said,
                country_id=self.env.ref(f"base.{country}").id,
                recovery_policy_id=policy.id,
            )
            self.invoice(partner, 100, MONDAY.replace(month=2, day=20))
        found = {str(m.to): m.text for m in self.day(MONDAY)}
        texts = {
            to.split("@")[0].strip('"<').split("<")[-1]: t for to, t in found.items()
        }
        self.assertIn("Point conseil budget, Banque de France", texts["marie"])
        self.assertIn("StepChange (0800 138 1111", texts["ann"])
        self.assertNotIn("budget", texts["bakery"])

    def test_the_account_of_a_consumer_shows_it(self):
        marie = self.customer("Marie", "marie@one.example", is_company=False)
        self.invoice(marie, 100, MONDAY.replace(month=2, day=20))
        self.invoice(self.lecoq, 100, MONDAY.replace(month=2, day=20))
        self.cycle(MONDAY)
        self.assertIn("Banque de France", self.case(marie).debt_advice_text)
        self.assertFalse(self.case(self.lecoq).debt_advice_text)
