"""A scenario edited on its page, in a real browser, in both languages."""

from odoo.tests import tagged

from .browser import DESK, LANGUAGES, PHONE, BrowserCase

MANAGER = "base.group_user,debt_recovery.group_manager,base.group_partner_manager"


@tagged("post_install", "-at_install")
class TestScenarioBrowser(BrowserCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("fr_FR")
        cls.partners = cls.late("Lecoq", 1500, 20) | cls.late("Talbot", 900, 20)

    def play(self, tour, check, size=DESK):
        """Play ``tour`` in each language, on a scenario of its own; check it after."""
        for lang in LANGUAGES:
            with self.subTest(lang=lang, size=size):
                scenario = self.policy(
                    {"name": "First", "days": 4, "is_entry": True, "mode": "approve"},
                    {"name": "Second", "days": 15, "mode": "approve"},
                    {"name": "Third", "days": 30, "mode": "approve"},
                    name=f"Shops {lang}",
                )
                own = scenario.treatment_ids[0].template_id.copy()
                scenario.treatment_ids[0].template_id = own
                self.partners.with_company(self.company).recovery_policy_id = scenario
                self.cycle(self.today, full=True)
                login = f"{tour}_{size[:4]}_{lang}"
                self.person(login, MANAGER, lang)
                self.tour(f"recovery-scenarios/{scenario.id}", tour, login, size)
                scenario.invalidate_recordset()
                check(scenario, own.with_context(lang=lang))

    def check_edit(self, scenario, text):
        first = scenario.treatment_ids[0]
        self.assertEqual((first.name, first.days), ("First", 40))
        self.assertEqual(text.subject, "Solde {total}{company}")
        version = scenario.version_ids
        self.assertEqual(version.treatment_ids[0].days, 4)
        cases = self.case(self.partners[0]) | self.case(self.partners[1])
        self.assertEqual(cases.policy_id, version)
        history = scenario.message_ids[0]
        self.assertIn("40", history.body)
        self.assertIn(text.env.lang, history.author_id.name)

    def test_edit_simulate_and_save_at_a_desk(self):
        self.play("recovery_scenario_edit", self.check_edit)

    def test_edit_simulate_and_save_on_a_phone(self):
        self.play("recovery_scenario_edit", self.check_edit, PHONE)

    def test_steps_by_keyboard_and_nothing_of_it_when_discarded(self):
        def check(scenario, _text):
            steps = scenario.step_ids.sorted("sequence")
            self.assertEqual(steps.mapped("name"), ["First", "Second", "Third"])
            self.assertTrue(all(step.active for step in steps))

        self.play("recovery_scenario_steps", check)
