from datetime import date, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .common import MONDAY, RecoveryCase


class TeamCase(RecoveryCase):
    """Three agents, the company's usual one among them, and four late customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("de_DE")
        cls.usual, cls.anna, cls.bert = (
            cls.person(login) for login in ("team_usual", "team_anna", "team_bert")
        )
        cls.company.recovery_user_id = cls.usual
        cls.german = cls.customer("Alpenhof AG", "a@x.example", lang="de_DE")
        cls.small = cls.customer("Garage Moreau", "m@x.example")
        cls.large = cls.customer("Constructions Bréhat", "b@x.example")
        for partner, amount in (
            (cls.lecoq, 1200),
            (cls.german, 900),
            (cls.small, 80),
            (cls.large, 9000),
        ):
            cls.invoice(partner, amount, MONDAY - timedelta(days=20))

    @classmethod
    def person(cls, login, group="debt_recovery.group_agent", **values):
        """A user of this company; ``group``: what he may do."""
        values = {"company_id": cls.company.id, **values}
        values.setdefault("company_ids", [(6, 0, [values["company_id"]])])
        return new_test_user(
            cls.root, login, groups=f"base.group_user,{group}", **values
        )

    @classmethod
    def rule(cls, *people, **values):
        users = [(6, 0, [user.id for user in people])]
        values = {"name": "Rule", "company_id": cls.company.id, **values}
        return cls.root["recovery.portfolio"].create({"user_ids": users, **values})

    def assign(self):
        self.env.flush_all()
        moved = self.root["recovery.portfolio"]._assign(self.company)
        self.env.invalidate_all()
        return moved

    def follows(self, partner):
        return self.case(partner).user_id


@tagged("post_install", "-at_install")
class TestPortfolios(TeamCase):
    """Accounts go to whom a rule says, and stay where a person put them."""

    def test_the_first_rule_that_matches_decides_and_the_rest_goes_as_usual(self):
        german = self.root["res.lang"]._lang_get("de_DE")
        self.rule(self.anna, lang_ids=[(6, 0, german.ids)], sequence=1)
        self.rule(self.bert, min_net=500, sequence=2)
        self.cycle(MONDAY)
        self.assertEqual(self.follows(self.german), self.anna)
        self.assertEqual(self.follows(self.large), self.bert)
        self.assertEqual(self.follows(self.lecoq), self.bert)
        self.assertEqual(self.follows(self.small), self.usual)
        self.assertFalse(self.case(self.small).portfolio_id)

    def test_amounts_profiles_scenarios_and_countries_are_conditions(self):
        self.cycle(MONDAY)
        case = self.case(self.large)
        belgium = self.root.ref("base.be")
        self.small.country_id = belgium
        other = self.policy({"days": 3, "is_entry": True})
        for conditions, wanted in (
            ({"min_net": 100, "max_net": 1000}, self.german),
            ({"country_ids": [(6, 0, belgium.ids)]}, self.small),
            ({"policy_ids": [(6, 0, other.ids)]}, None),
        ):
            rule = self.rule(self.anna, **conditions)
            self.assign()
            mine = self.root["recovery.case"].search([("user_id", "=", self.anna.id)])
            self.assertEqual(mine.partner_id, wanted or mine.partner_id.browse())
            rule.unlink()
        self.assertTrue(case.policy_id)

    def test_without_a_rule_nothing_moves(self):
        self.cycle(MONDAY)
        before = self.table("recovery_case")
        self.company.recovery_user_id = self.anna
        self.assertEqual(self.assign(), 0)
        self.assertEqual(self.table("recovery_case"), before)

    def test_the_same_day_again_writes_nothing(self):
        self.rule(self.anna, self.bert)
        self.cycle(MONDAY)
        before = self.table("recovery_case")
        self.cycle(MONDAY)
        self.assertEqual(self.assign(), 0)
        self.assertEqual(self.table("recovery_case"), before)

    def test_a_responsible_chosen_by_hand_stays_until_it_is_cleared(self):
        rule = self.rule(self.anna)
        self.cycle(MONDAY)
        case = self.case(self.lecoq)
        self.assertEqual(case.portfolio_id, rule)
        case.with_user(self.usual).user_id = self.bert
        self.assertRecordValues(case, [{"user_by_hand": True, "portfolio_id": False}])
        self.cycle(date(2026, 3, 3), full=True)
        self.assertEqual(case.user_id, self.bert)
        case.with_user(self.usual).user_id = False
        self.cycle(date(2026, 3, 4), full=True)
        self.assertRecordValues(
            case, [{"user_id": self.anna.id, "portfolio_id": rule.id}]
        )

    def test_a_team_shares_evenly_and_each_keeps_what_he_has(self):
        self.cycle(MONDAY)
        self.case(self.lecoq).user_id = self.anna
        self.case(self.large).user_id = self.anna
        self.rule(self.anna, self.bert)
        self.assign()
        # two by hand: the other two go to who has fewer
        self.assertEqual(self.follows(self.german), self.bert)
        self.assertEqual(self.follows(self.small), self.bert)
        self.case(self.lecoq).user_id = False
        self.assign()
        self.assertEqual(self.follows(self.lecoq), self.anna)
        self.assertEqual(self.follows(self.german), self.bert)

    def test_who_left_the_house_gets_nothing(self):
        self.rule(self.anna, sequence=1)
        self.rule(self.bert, sequence=2)
        self.anna.active = False
        self.cycle(MONDAY)
        self.assertEqual(self.follows(self.lecoq), self.bert)

    def test_who_moved_to_another_company_gets_nothing(self):
        self.rule(self.anna, sequence=1)
        self.rule(self.bert, sequence=2)
        other = self.root.ref("base.main_company")
        self.anna.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.cycle(MONDAY)
        self.assertEqual(self.follows(self.lecoq), self.bert)

    def test_a_rule_names_people_of_the_company_who_may_work(self):
        reader = self.person("team_reader", "debt_recovery.group_auditor")
        stranger = self.person(
            "team_stranger", company_id=self.root.ref("base.main_company").id
        )
        for user in (reader, stranger):
            with self.assertRaises(ValidationError):
                self.rule(user)
        with self.assertRaises(ValidationError):
            self.rule(self.anna, min_net=500, max_net=100)

    def test_the_preview_says_what_moves_and_moves_nothing(self):
        self.cycle(MONDAY)
        self.rule(self.anna, min_net=500)
        self.case(self.large).user_id = self.bert
        self.person("team_chief", "debt_recovery.group_manager")
        chief = self.root["res.users"].search([("login", "=", "team_chief")])
        Rules = self.root["recovery.portfolio"].with_user(chief)
        action = Rules.with_company(self.company).action_apply()
        wizard = self.root["recovery.portfolio.apply"].browse(action["res_id"])
        wizard = wizard.with_user(chief).with_company(self.company)
        self.assertRecordValues(
            wizard.line_ids,
            [
                {
                    "from_id": self.usual.id,
                    "to_id": self.anna.id,
                    "accounts": 2,
                    "amount": 2100,
                }
            ],
        )
        self.assertEqual(wizard.by_hand_count, 1)
        self.assertEqual(self.follows(self.lecoq), self.usual)
        wizard.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(self.follows(self.lecoq), self.anna)
        self.assertEqual(self.follows(self.large), self.bert)
        with self.assertRaises(AccessError):
            self.root["recovery.portfolio"].with_user(self.anna).action_apply()

    def test_the_button_of_the_list_needs_no_rule_selected(self):
        action = call_kw(self.root["recovery.portfolio"], "action_apply", [[]], {})
        self.assertEqual(action["res_model"], "recovery.portfolio.apply")
