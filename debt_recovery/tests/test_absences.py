from datetime import date, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import MONDAY
from .test_portfolios import TeamCase


@tagged("post_install", "-at_install")
class TestAbsences(TeamCase):
    """While somebody is away, work and answers reach somebody who is there."""

    def away(self, user, substitute, first=0, last=6, **values):
        return self.root["recovery.absence"].create(
            {
                "user_id": user.id,
                "substitute_id": substitute.id,
                "from_date": MONDAY + timedelta(days=first),
                "until_date": MONDAY + timedelta(days=last),
                **values,
            }
        )

    def acting(self, user, day=0):
        return self.company._recovery_acting(user, MONDAY + timedelta(days=day))

    def test_the_substitute_acts_from_the_first_day_to_the_last(self):
        self.away(self.usual, self.anna, 1, 3)
        acting = [self.acting(self.usual, day) for day in range(5)]
        usual, anna = self.usual, self.anna
        self.assertEqual(acting, [usual, anna, anna, anna, usual])

    def test_a_substitute_who_is_away_too_is_replaced_in_turn(self):
        self.away(self.usual, self.anna)
        self.away(self.anna, self.bert, 2, 3)
        self.assertEqual(self.acting(self.usual, 1), self.anna)
        self.assertEqual(self.acting(self.usual, 2), self.bert)

    def test_a_ring_of_substitutes_is_refused_on_common_days_only(self):
        self.away(self.usual, self.anna, 0, 3)
        self.away(self.anna, self.bert, 2, 6)
        with self.assertRaises(ValidationError) as refused:
            self.away(self.bert, self.usual, 3, 9)
        self.assertIn("absent too", str(refused.exception))
        self.away(self.bert, self.usual, 4, 9)
        self.assertEqual(self.acting(self.anna, 4), self.usual)

    def test_two_absences_of_one_person_do_not_overlap(self):
        self.away(self.usual, self.anna, 0, 3)
        with self.assertRaises(ValidationError) as refused:
            self.away(self.usual, self.bert, 3, 5)
        self.assertIn("already absent", str(refused.exception))
        self.away(self.usual, self.bert, 4, 5)

    def test_an_absence_that_cannot_be_is_refused(self):
        reader = self.person("team_reader", "debt_recovery.group_auditor")
        stranger = self.person(
            "team_stranger", company_id=self.root.ref("base.main_company").id
        )
        for substitute, days in (
            (self.usual, (0, 3)),
            (self.anna, (3, 1)),
            (reader, (0, 3)),
        ):
            with self.assertRaises(ValidationError):
                self.away(self.usual, substitute, *days)
        with self.assertRaises(ValidationError):
            self.away(self.usual, stranger, company_id=self.company.id)

    def test_an_absence_of_one_company_counts_there_only(self):
        other = self.root.ref("base.main_company")
        self.anna.company_ids = [(4, other.id)]
        self.away(self.usual, self.anna, company_id=other.id)
        self.assertEqual(self.acting(self.usual), self.usual)

    def test_a_substitute_who_may_no_longer_work_there_does_not_act(self):
        self.away(self.usual, self.anna)
        self.assertEqual(self.acting(self.usual), self.anna)
        other = self.root.ref("base.main_company")
        self.anna.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertEqual(self.acting(self.usual), self.usual)

    def test_tasks_go_to_the_substitute(self):
        call = self.root.ref("debt_recovery.template_task_call")
        scenario = self.policy({"days": 3, "channel": "task", "template_id": call.id})
        self.lecoq.with_company(self.company).recovery_policy_id = scenario
        self.away(self.usual, self.anna)
        self.day(MONDAY)
        tasks = self.case(self.lecoq).activity_ids
        self.assertEqual(tasks.user_id, self.anna)
        self.assertEqual(self.case(self.lecoq).user_id, self.usual)

    def test_the_substitute_signs_and_gets_the_answer(self):
        self.usual.email = "usual@belleroche.example"
        self.anna.write({"email": "anna@belleroche.example", "name": "Anna Kern"})
        self.away(self.usual, self.anna)
        self.assertTrue(self.day(MONDAY))
        notice = self.notices(self.lecoq)[:1]
        self.assertIn("anna@belleroche.example", notice.body)
        self.assertNotIn("usual@belleroche.example", notice.body)
        case = self.case(self.lecoq)
        case.message_update({"subject": "Re", "body": "<p>Paid on Friday</p>"})
        self.assertEqual(case.activity_ids.user_id, self.anna)

    def test_my_customers_are_those_of_whom_i_replace_too(self):
        self.cycle(MONDAY)
        self.case(self.small).user_id = self.bert
        Cases = self.root["recovery.case"].with_user(self.anna)
        Cases = Cases.with_company(self.company).with_context(
            allowed_company_ids=self.company.ids
        )
        domain = [("is_mine", "=", True)]
        self.assertFalse(Cases.search(domain))
        self.away(self.usual, self.anna)
        mine = Cases.search(domain)
        self.assertEqual(mine.partner_id, self.lecoq | self.german | self.large)
        self.assertTrue(all(mine.mapped("is_mine")))
        self.assertFalse(self.case(self.small).with_env(Cases.env).is_mine)
        Notices = Cases.env["recovery.notice"]
        self.assertEqual(Notices.search([("case_id.is_mine", "=", True)]).case_id, mine)

    def test_my_tasks_are_those_of_whom_i_replace_too(self):
        self.cycle(MONDAY)
        case = self.case(self.lecoq)
        case.activity_schedule("mail.mail_activity_data_call", user_id=self.usual.id)
        theirs = self.env(user=self.anna)["recovery.case"].with_context(
            allowed_company_ids=self.company.ids
        )
        self.assertFalse(theirs.search([("is_my_task", "=", True)]))
        self.away(self.usual, self.anna)
        self.assertEqual(theirs.search([("is_my_task", "=", True)]).id, case.id)

    def test_an_agent_says_his_own_absence_and_nobody_elses(self):
        mine = self.env(user=self.anna)["recovery.absence"].with_context(
            allowed_company_ids=self.company.ids
        )
        values = {
            "substitute_id": self.bert.id,
            "from_date": MONDAY,
            "until_date": date(2026, 3, 6),
        }
        self.assertEqual(mine.create(values).user_id, self.anna)
        with self.assertRaises(AccessError):
            mine.create({**values, "user_id": self.usual.id})
        other = self.away(self.usual, self.bert)
        self.assertTrue(other.with_env(mine.env).is_today)
        with self.assertRaises(AccessError):
            other.with_env(mine.env).substitute_id = self.anna
