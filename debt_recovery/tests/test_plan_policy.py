from datetime import date
from decimal import Decimal

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.instalments import MONTHLY, Terms, schedule
from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 5)


@tagged("post_install", "-at_install")
class TestPlanPolicy(RecoveryCase):
    """What a payment plan may be without asking, for whom, and said how."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mme_d = cls.customer(
            "Mme D.",
            "mme.d@mail.example",
            is_company=False,
            recovery_debtor_type="consumer",
        )
        cls.policies = cls.root["recovery.plan.policy"]
        cls.consumer = cls.root.ref("debt_recovery.plan_policy_consumer")
        cls.small = cls.root.ref("debt_recovery.plan_policy_business_small")
        cls.large = cls.root.ref("debt_recovery.plan_policy_business_large")

    def limits(self, partner, *moves):
        case = self.case(partner)
        lines = self.debt(self.root["account.move"].union(*moves))
        return case, case._plan_limits(lines)

    def owing(self, partner, amount, due=LATE, **values):
        move = self.invoice(partner, amount, due, **values)
        self.cycle(MONDAY)
        return self.limits(partner, move)

    def breaches(self, case, found, terms, frequency=MONTHLY):
        plan = schedule(found.amount, terms, found.currency.decimal_places)
        return [one.code for one in case._breaches(found, plan, frequency)]

    def test_a_consumer_pays_nothing_for_paying_in_parts(self):
        case, found = self.owing(self.mme_d, 1240)
        self.assertEqual(found.policy, self.consumer)
        self.assertEqual(found.amount, Decimal("1240.00"))
        self.assertIn("No fee and no interest.", found.words)
        self.assertIn("Last instalment by 03/02/2027.", found.words)
        self.assertEqual(self.breaches(case, found, Terms(MONDAY, 4)), [])
        more_first = Terms(MONDAY, 4, deposit=Decimal(400))
        self.assertEqual(self.breaches(case, found, more_first), ["first_high"])
        self.assertEqual(self.breaches(case, found, Terms(MONDAY, 14)), ["term"])

    def test_a_business_is_judged_by_its_balance(self):
        _case, found = self.owing(self.lecoq, 4800)
        self.assertEqual(found.policy, self.small)
        self.invoice(self.lecoq, 1920, LATE)
        moves = self.root["account.move"].search([("partner_id", "=", self.lecoq.id)])
        case, found = self.limits(self.lecoq, moves)
        self.assertEqual(found.policy, self.large)
        level = Terms(MONDAY, 6)
        self.assertEqual(self.breaches(case, found, level), ["first_low"])
        with_deposit = Terms(MONDAY, 5, deposit=Decimal(1344))
        self.assertEqual(self.breaches(case, found, with_deposit), [])

    def test_each_limit_that_is_exceeded_is_said(self):
        case, found = self.owing(self.lecoq, 1000)
        terms = Terms(date(2026, 4, 1), 10)
        plan = schedule(found.amount, terms)
        told = case._plan_breaches(found, plan, MONTHLY)
        self.assertEqual(
            [one.replace("\xa0", " ") for one in told],
            [
                "The last instalment is due on 01/01/2027; 07/02/2026 at the latest.",
                "An instalment is 100.00 €; 150.00 € at least.",
                "The first payment is in 30 days; within 15 days.",
            ],
        )

    def test_brackets_choose_a_policy_or_have_no_plans(self):
        stages = self.root["recovery.stage"].search(
            [("company_id", "=", self.company.id)]
        )
        first = stages.filtered(lambda stage: stage.from_dpd == 1)
        old = stages.filtered(lambda stage: stage.from_dpd >= 91)
        self.small.write({"excluded_stage_ids": old.ids})
        case, found = self.owing(self.lecoq, 1000, date(2025, 10, 1))
        told = case._plan_breaches(
            found, schedule(found.amount, Terms(MONDAY, 2)), MONTHLY
        )
        self.assertEqual(told, ("No plans for debts of the bracket “91–180 days”.",))
        self.small.stage_ids = first
        _case, found = self.limits(self.lecoq, case.oldest_line_id.move_id)
        self.assertFalse(found.policy)

    def test_where_no_policy_fits_every_plan_is_asked_for(self):
        mairie = self.customer("Mairie", recovery_debtor_type="public")
        case, found = self.owing(mairie, 7200)
        self.assertFalse(found.policy)
        told = case._plan_breaches(
            found, schedule(found.amount, Terms(MONDAY, 2)), MONTHLY
        )
        self.assertEqual(len(told), 1)

    def test_a_foreign_balance_is_held_against_the_range_at_the_days_rate(self):
        chf = self.setup_other_currency("CHF", rates=[("2016-01-01", 1.2)])
        case, found = self.owing(self.lecoq, 6000, currency_id=chf.id)
        self.assertEqual(found.policy, self.small)  # 5,000 € exactly
        self.assertEqual(found.limits.smallest, Decimal("180.0"))
        self.invoice(self.lecoq, 12, LATE, currency_id=chf.id)
        lines = self.debt(
            self.root["account.move"].search([("partner_id", "=", self.lecoq.id)])
        )
        self.assertEqual(case._plan_limits(lines).policy, self.large)

    def test_a_policy_of_another_company_does_not_apply(self):
        company = self.root["res.company"].create({"name": "Elsewhere"})
        self.consumer.company_id = company
        _case, found = self.owing(self.mme_d, 100)
        self.assertFalse(found.policy)

    def test_a_credit_lowers_what_the_plan_is_about(self):
        self.refund(self.mme_d, 240, LATE)
        _case, found = self.owing(self.mme_d, 1240)
        self.assertEqual(found.amount, Decimal("1000.00"))

    def test_only_managers_write_policies(self):
        agent = new_test_user(
            self.env,
            "plan-agent",
            "debt_recovery.group_agent",
            company_id=self.company.id,
        )
        self.assertTrue(self.small.with_user(agent).name)
        with self.assertRaises(AccessError):
            self.small.with_user(agent).max_months = 60

    def test_a_policy_that_cannot_be_is_refused(self):
        with self.assertRaises(ValidationError):
            self.small.write(
                {"allow_weekly": False, "allow_monthly": False, "allow_payday": False}
            )
        for values in ({"max_amount": 10, "min_amount": 20}, {"min_deposit": 101}):
            with self.subTest(values), mute_logger("odoo.sql_db"):
                with self.assertRaises(CheckViolation), self.cr.savepoint():
                    self.small.write(values)
                    self.root.flush_all()
                self.root.invalidate_all(flush=False)
