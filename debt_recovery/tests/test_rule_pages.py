"""What people do with rules: read them, import a file, export it, compare dates."""

import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .rule_files import RuleFiles


@tagged("post_install", "-at_install")
class TestRulePages(RuleFiles):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.root, "rules-manager", "debt_recovery.group_manager"
        )

    def importer(self, text, user=None, **vals):
        data = base64.b64encode(text.encode())
        wizard = self.root["recovery.rule.import"].with_user(user or self.manager)
        return wizard.create({"file": data, **vals})

    def test_an_import_shows_what_it_would_change_and_then_does_it(self):
        text = self.file_of("BE.fee_cap.01", "BE.fee_cap.02", value="8")
        wizard = self.importer(text)
        self.assertTrue(wizard.has_changes)
        for part in ("BE.fee_cap.01", "7.5 EUR plus postage", "8 EUR plus postage"):
            self.assertIn(part, wizard.preview)
        self.assertEqual(self.rule("BE.fee_cap.01").version, 1)
        wizard.action_import()
        self.assertEqual(self.rule("BE.fee_cap.01").amount_ids.fixed, 8)
        self.assertEqual(self.rule("BE.fee_cap.01").version, 2)

    def test_one_bad_row_imports_nothing_and_is_named_with_its_line(self):
        text = self.file_of("BE.fee_cap.01", "BE.fee_cap.02", value="8")
        text = text.replace("BE.fee_cap.02,", "BE.fee_cap.02,", 1)
        lines = text.splitlines()
        lines[2] = lines[2].replace("verified_secondary", "certain")
        wizard = self.importer("\n".join(lines))
        self.assertFalse(wizard.has_changes)
        self.assertIn("Line 3, confidence", wizard.preview)
        with self.assertRaisesRegex(UserError, "Line 3, confidence"):
            wizard.action_import()
        self.assertEqual(self.rule("BE.fee_cap.01").version, 1)

    def test_an_unchanged_file_imports_nothing(self):
        wizard = self.importer(self.rules._export())
        self.assertFalse(wizard.has_changes)

    def test_a_spreadsheet_with_semicolons_is_read(self):
        text = self.file_of("BE.first_reminder_free.01").replace(",", ";")
        _rows, problems = self.rules._read_rules(text)
        self.assertFalse([one for one in problems if one[0] == 1])

    def test_the_file_given_back_is_the_file_to_import(self):
        wizard = self.root["recovery.rule.export"].with_user(self.manager).create({})
        wizard.action_export()
        text = base64.b64decode(wizard.file).decode()
        self.assertEqual(text, self.rules._export())

    def test_agents_import_nothing(self):
        agent = new_test_user(self.root, "an-agent", "debt_recovery.group_agent")
        text = self.file_of("BE.fee_cap.01", value="8")
        with self.assertRaises(AccessError):
            self.importer(text, agent)

    def test_a_manager_gives_his_company_a_rule_that_only_warns(self):
        rule = self.rule("US-NY-NYC.contact_window.01").with_user(self.manager)
        self.assertTrue(rule.may_restrict)
        own = self.rules.browse(rule.action_apply_in_company()["res_id"])
        self.assertEqual(
            (own.strength, own.state, own.company_id, rule.state),
            ("house", "on", self.manager.company_id, "warn"),
        )
        self.assertEqual(rule.action_apply_in_company()["res_id"], own.id)

    def test_nobody_gives_his_company_a_permission(self):
        rule = self.rule("BE.fixed_fee.01").with_user(self.manager)
        self.assertFalse(rule.may_restrict)
        with self.assertRaises(UserError):
            rule.action_apply_in_company()

    def test_two_dates_show_what_began_and_what_ended(self):
        page = self.root["recovery.rule.compare"].create(
            {
                "country": "US",
                "date_from": date(2026, 8, 31),
                "date_to": date(2026, 9, 1),
            }
        )
        found = page._differences()
        self.assertEqual(
            {rule.code for rule in found["added"]},
            {
                "US-NY-NYC.frequency_cap.01",
                "US-NY-NYC.consent_required.01",
                "US-NY-NYC.record_retention.01",
                "US-NY-NYC.language.01",
            },
        )
        self.assertFalse(found["ended"] + found["changed"])
        page.write(
            {"country": "FR", "date_from": "2026-06-30", "date_to": "2026-07-01"}
        )
        self.assertEqual(
            {rule.code for rule in page._differences()["ended"]},
            {"FR.reference_rate.01", "FR.reference_rate.02"},
        )

    def test_two_dates_show_old_and_new_figures_side_by_side(self):
        text = self.file_of("FR.fixed_fee.01", value="50", valid_from="2027-01-01")
        self.load(text)
        page = self.root["recovery.rule.compare"].create(
            {
                "country": "FR",
                "date_from": date(2026, 12, 31),
                "date_to": date(2027, 1, 1),
            }
        )
        ((before, after),) = page._differences()["changed"]
        self.assertEqual((before.version, after.version), (1, 2))
        old, new = page.result.index("40 EUR"), page.result.index("50 EUR")
        self.assertLess(old, new)

    def test_anybody_who_may_read_opens_the_comparison(self):
        auditor = new_test_user(
            self.root,
            "an-auditor",
            "debt_recovery.group_auditor",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        action = self.root.ref("debt_recovery.recovery_rule_compare_action")
        opened = action.with_user(auditor).run()
        page = self.root[opened["res_model"]].browse(opened["res_id"])
        self.assertEqual(page.country, "FR")
        self.assertIn("FR.reference_rate.01", page.with_user(auditor).result)

    def test_figures_are_those_of_the_law_to_the_digit(self):
        austria = self.rule("AT.interest_rate.01")
        self.assertEqual(austria.figures, "Owed: Austria: base rate + 9.2 points")
        self.root["res.lang"]._activate_lang("fr_FR")
        self.assertIn("9,2", austria.with_context(lang="fr_FR").figures)

    def test_every_rule_has_words_in_both_languages(self):
        self.root["res.lang"]._activate_lang("fr_FR")
        for rule in self.rules.search([]):
            self.assertTrue(rule.summary_fr, rule.code)
            self.assertTrue(rule.sentence, rule.code)
            french = rule.with_context(lang="fr_FR")
            self.assertEqual(french.summary, rule.summary_fr)
            self.assertTrue(rule.place, rule.code)

    def test_the_newest_version_of_everything_is_what_is_shown(self):
        self.load(self.file_of("BE.fee_cap.01", value="8"))
        shown = self.rules.search([("is_current", "=", True)])
        self.assertEqual(
            shown.filtered(lambda one: one.code == "BE.fee_cap.01").version, 2
        )
        in_force = self.rules.search([("is_in_force", "=", True)])
        self.assertEqual(in_force, in_force.filtered("is_in_force"))
        self.assertNotIn("GB.interest_rate.02", in_force.mapped("code"))
