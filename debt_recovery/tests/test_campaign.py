from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .test_call_outcomes import FRIDAY, CallCase


@tagged("post_install", "-at_install")
class TestCampaign(CallCase):
    """A list that some agents call one after the other, nobody twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_agent = new_test_user(
            cls.root,
            "second",
            groups="base.group_user,debt_recovery.group_agent",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        for name, amount in (("Talbot", 700), ("Clairval", 300)):
            partner = cls.customer(name, phone="+33241000020")
            cls.invoice(partner, amount, FRIDAY - timedelta(days=20))
        cls.campaign = cls.root["recovery.campaign"].create(
            {
                "name": "More than two weeks late",
                "company_id": cls.company.id,
                "user_ids": [(6, 0, (cls.agent | cls.second_agent).ids)],
            }
        )

    def setUp(self):
        super().setUp()
        self.on(FRIDAY)

    def desk(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.root["recovery.call.desk"].with_user(user or self.agent)

    def next(self, user=None):
        """The name of the customer that comes next, or None."""
        case_id = self.desk(user).next(self.campaign.id)
        return self.root["recovery.case"].browse(case_id).partner_id.name or None

    def test_each_agent_gets_another_customer_the_best_first(self):
        self.assertEqual(self.next(), "Boulangeries Lecoq")
        self.assertEqual(self.next(self.second_agent), "Talbot")
        self.assertEqual(self.next(), "Boulangeries Lecoq", "given back, then taken")
        seats = self.root["recovery.call.seat"].search([("user_id", "!=", False)])
        self.assertEqual(len(seats), 2, "never more calls than agents")

    def test_saving_brings_the_next_one_and_nobody_comes_twice(self):
        self.next()
        called = []
        case = self.case(self.lecoq)
        while case:
            called.append(case.partner_id.name)
            answer = self.desk().record(
                case.id, "no_answer", {"reason": "agreed"}, self.campaign.id
            )
            case = self.root["recovery.case"].browse(answer["next"] or [])
        self.assertEqual(called, ["Boulangeries Lecoq", "Talbot", "Clairval"])
        self.assertIsNone(self.next())

    def test_an_outcome_is_kept_when_the_campaign_ended_meanwhile(self):
        self.next()
        self.on(FRIDAY, 20)
        case = self.case(self.lecoq)
        given = {"reason": "agreed"}
        said = self.desk().record(case.id, "no_answer", given, self.campaign.id)
        self.assertIsNone(said["next"])
        self.assertIn("called", case.event_ids.mapped("kind"))
        with self.assertRaises(UserError):
            self.next()

    def test_who_was_called_rests_then_comes_again(self):
        self.call("no_answer")
        self.assertEqual(self.next(), "Talbot")
        self.on(FRIDAY + timedelta(days=4 + 3))
        self.assertEqual(self.next(), "Boulangeries Lecoq")

    def test_a_callback_of_later_or_of_another_is_not_called(self):
        self.call("callback", at="2026-03-06 15:00:00")
        self.assertEqual(self.next(self.second_agent), "Talbot")
        self.clock.move_to("2026-03-06 15:00:00")
        self.assertEqual(self.next(), "Boulangeries Lecoq", "due, and his own")

    def test_it_calls_in_its_hours_on_working_days(self):
        for moment in (
            "2026-03-06 07:00:00",
            "2026-03-06 19:00:00",
            "2026-03-07 10:00:00",
        ):
            with self.subTest(moment=moment):
                self.clock.move_to(moment)
                with self.assertRaisesRegex(UserError, "hours"):
                    self.next()

    def test_only_its_agents_and_their_substitutes_call(self):
        third = new_test_user(
            self.root,
            "third",
            groups="base.group_user,debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(UserError):
            self.next(third)
        self.root["recovery.absence"].create(
            {
                "user_id": self.second_agent.id,
                "substitute_id": third.id,
                "from_date": FRIDAY,
                "until_date": FRIDAY,
            }
        )
        self.assertEqual(self.next(third), "Boulangeries Lecoq")

    def test_it_asks_for_its_skill_and_for_those_of_the_accounts(self):
        skill = self.root["recovery.skill"].create({"name": "German"})
        skill.user_ids = self.second_agent
        self.campaign.skill_id = skill
        with self.assertRaises(UserError):
            self.next()
        self.campaign.skill_id = False
        late = self.root.ref("debt_recovery.skill_late")
        late.write({"late_days": 30, "user_ids": [(6, 0, self.second_agent.ids)]})
        self.assertEqual(self.next(), "Talbot", "Lecoq is 34 days late")
        self.desk().leave()
        self.assertEqual(self.next(self.second_agent), "Boulangeries Lecoq")

    def test_its_list_is_what_its_conditions_say(self):
        self.campaign.min_net = 500
        self.assertEqual(self.campaign.case_count, 2)
        self.campaign.stage_ids = self.case(self.lecoq).stage_id
        self.assertEqual(self.campaign.case_count, 1)
        script = self.root.ref("debt_recovery.script_business_firm")
        self.campaign.script_id = script
        page = self.desk().account(self.case(self.lecoq).id, self.campaign.id)
        self.assertEqual(page["script"]["name"], script.name)

    def test_hours_and_agents_that_cannot_be_are_refused(self):
        with self.assertRaises(ValidationError):
            self.campaign.hour_to = 8
        stranger = new_test_user(self.root, "nobody", groups="base.group_user")
        with self.assertRaises(ValidationError):
            self.campaign.user_ids = stranger

    def test_one_customer_of_two_companies_is_in_one_hand(self):
        """The seat is the customer's, whatever the company."""
        self.next()
        seats = self.root["recovery.call.seat"]
        taken = seats._take([self.lecoq.id], self.second_agent, self.desk()._now())
        self.assertIsNone(taken)
