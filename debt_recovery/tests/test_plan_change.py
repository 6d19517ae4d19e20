from datetime import date
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..tools.instalments import Terms
from .plan_case import WEDNESDAY, PlanCase


@tagged("post_install", "-at_install")
class TestPlanChange(PlanCase):
    """A running plan changes: versions are kept, and what is worse is asked."""

    def setUp(self):
        super().setUp()
        self.mme, self.lines = self.owing(self.mme_d, 1240)
        self.plan = self.agree(self.mme, self.lines)
        self.pay(self.mme_d, 310, WEDNESDAY, self.lines)
        self.settle(WEDNESDAY)

    def amounts(self):
        return [row[1] for row in self.rows(self.plan)]

    def test_an_instalment_is_postponed(self):
        form = Form(
            self.env["recovery.plan.change"].with_context(
                default_arrangement_id=self.plan.id
            )
        )
        form.new_day = date(2026, 4, 20)
        form.why = "Paid later in April"
        form.save().action_change()
        self.assertEqual(
            self.rows(self.plan),
            [("04/03", 310), ("20/04", 310), ("04/05", 310), ("04/06", 310)],
        )
        version = self.plan.version_id
        self.assertEqual((version.number, version.why), (2, "Paid later in April"))
        self.assertIn("7 April 2026", version.before)
        self.assertIn("20 April 2026", version.after)
        self.assertEqual(
            self.plan.version_ids.mapped("state"), ["in_force", "replaced"]
        )
        self.assertEqual(self.plan.received, 310)

    def test_the_rest_is_spread_anew_and_sums_to_the_balance(self):
        future = self.plan._respread(Terms(date(2026, 4, 7), 7))
        self.plan._change(future, "Lost a job")
        self.assertEqual(sum(map(Decimal, map(str, self.amounts()))), 1240)
        self.assertEqual(self.amounts(), [310, *[132.85] * 6, 132.9])
        self.assertEqual(self.plan.state, "active")
        self.assertEqual(self.plan.open_amount, self.lines.amount_residual)

    def test_a_part_that_was_paid_stays(self):
        self.pay(self.mme_d, 100, WEDNESDAY, self.lines)
        self.settle(WEDNESDAY)
        future = self.plan._respread(Terms(date(2026, 5, 4), 2))
        self.plan._change(future, "Later", agreed_with="Mme D.")
        self.assertEqual(
            self.rows(self.plan),
            [("04/03", 310), ("07/04", 100), ("04/05", 415), ("04/06", 415)],
        )

    def test_lower_first_and_higher_later_is_asked_for(self):
        terms = Terms(date(2026, 4, 7), 4, low=Decimal(100), low_count=2)
        self.plan._change(self.plan._respread(terms), "Season starts in June")
        self.assertEqual(self.amounts(), [310] * 4)  # until it is accepted
        self.assertEqual(self.plan.proposed_id.number, 2)
        waiting = self.plan.agreement_notice_ids.filtered(
            lambda one: one.anchor == "agreement_change"
        )
        self.assertEqual(waiting.state, "queued")
        answer = self.plan._accept(self.plan.proposed_id.text_hash, "Anne D.", "link")
        self.assertEqual(answer, "accepted")
        self.assertEqual(self.amounts(), [310, 100, 100, 365, 365])

    def test_agreed_on_the_phone_it_holds_at_once(self):
        future = self.plan._respread(Terms(date(2026, 4, 7), 2))
        self.plan._change(future, "Has money now", agreed_with="Mme D.")
        self.assertEqual(self.amounts(), [310, 465, 465])
        self.assertEqual(self.plan.version_id.accepted_source, "call")

    def test_fewer_instalments_leave_the_others_cancelled(self):
        future = self.plan._respread(Terms(date(2026, 4, 7), 1))
        self.plan._change(future, "All at once", agreed_with="Mme D.")
        self.assertEqual(self.amounts(), [310, 930])
        states = self.plan.instalment_ids.mapped("state")
        self.assertEqual(states.count("cancelled"), 2)

    def test_what_does_not_sum_or_is_past_is_refused(self):
        future = self.plan._respread(Terms(date(2026, 4, 7), 3))
        with self.assertRaisesRegex(UserError, "still to be paid"):
            self.plan._change(future[:2], "Less")
        past = [one._replace(due=date(2026, 3, 3)) for one in future]
        with self.assertRaisesRegex(UserError, "today or later"):
            self.plan._change(tuple(past), "Before")
        with self.assertRaisesRegex(UserError, "why"):
            self.plan._change(future, " ")

    def test_beyond_the_policy_a_manager_changes_it(self):
        agent = new_test_user(
            self.env,
            "plan-change",
            "debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        future = self.plan._respread(Terms(date(2026, 4, 7), 20))
        with self.assertRaisesRegex(UserError, "Beyond the policy"):
            self.plan.with_user(agent)._change(future, "Needs time")
        self.plan._change(future, "Needs time")
        self.assertEqual(len(self.plan._plan_parts()), 21)
        self.assertIn("latest", self.plan.outside_text)
