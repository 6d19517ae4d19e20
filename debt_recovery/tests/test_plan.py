from datetime import date
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..tools.instalments import MONTHLY, Terms
from .plan_case import LATE, WEDNESDAY, PlanCase

FOUR = [("04/03", 310.0), ("07/04", 310.0), ("04/05", 310.0), ("04/06", 310.0)]


@tagged("post_install", "-at_install")
class TestPlan(PlanCase):
    """A plan is previewed, offered or agreed, and kept or not by the ledger."""

    def agent(self, name="agent", group="group_agent"):
        return new_test_user(
            self.env,
            f"plan-{name}",
            f"debt_recovery.{group}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    # --- the preview -----------------------------------------------------------------

    def test_four_times_310_with_the_first_by_card_at_once(self):
        case, lines = self.owing(self.mme_d, 1240)
        with self.wizard(case) as form:
            self.assertEqual(form.line_ids.ids, lines.ids)
            self.assertEqual(form.amount, 1240)
            form.at_once = True
            form.count = 4
            self.assertFalse(form.outside_text)
            self.assertIn("No fee and no interest.", form.limits_text)
            form.agreed_with = "Mme D."
            form.told_rights = True
        wizard = form.record
        rows = [(f"{one.due_date:%d/%m}", one.amount) for one in wizard.row_ids]
        self.assertEqual(rows, FOUR)
        self.assertIn("instead of", wizard.row_ids[1].day_text)
        wizard.action_agree()
        (plan,) = case.env["recovery.arrangement"].search([("case_id", "=", case.id)])
        self.assertEqual((plan.kind, plan.state), ("plan", "active"))
        self.assertEqual(self.rows(plan), FOUR)
        self.assertEqual(plan.instalment_ids[1].wished_on, date(2026, 4, 4))
        self.assertEqual(plan.fee_treatment, "waived")

    def test_amounts_typed_by_hand_must_sum_to_the_balance(self):
        case, _lines = self.owing(self.mme_d, 1000)
        with self.wizard(case) as form:
            form.count = 3
            form.agreed_with = "Mme D."
            form.told_rights = True
            with form.row_ids.edit(0) as row:
                row.amount = 400
            self.assertFalse(form.is_even)
            self.assertIn("66.67", form.sum_text)
        with self.assertRaisesRegex(UserError, "too much"):
            form.record.action_agree()
        with self.wizard(case) as form:
            form.count = 3
            with form.row_ids.edit(0) as row:
                row.amount = 300
            with form.row_ids.edit(2) as row:
                row.amount = 366.67
            self.assertTrue(form.is_even)
        form.record.action_offer()
        plan = case.env["recovery.arrangement"].search([("case_id", "=", case.id)])
        self.assertEqual([row[1] for row in self.rows(plan)], [300, 333.33, 366.67])

    def test_two_currencies_are_refused(self):
        chf = self.setup_other_currency("CHF", rates=[("2016-01-01", 1.2)])
        self.invoice(self.lecoq, 1000, LATE, currency_id=chf.id)
        case, _lines = self.owing(self.lecoq, 1000)
        both = self.debt(
            self.root["account.move"].search([("partner_id", "=", self.lecoq.id)])
        )
        with self.wizard(case) as form:
            self.assertEqual(len(form.line_ids), 1)
            for line in both.filtered(lambda one: one.id not in form.line_ids.ids):
                form.line_ids.add(line)
            self.assertIn("one currency", form.problem)
        with self.assertRaisesRegex(UserError, "one currency"):
            form.record.action_offer()

    def test_consumers_are_told_of_free_help_before_they_agree(self):
        case, lines = self.owing(self.mme_d, 1240)
        with self.wizard(case) as form:
            form.agreed_with = "Mme D."
        with self.assertRaisesRegex(UserError, "free debt advice"):
            form.record.action_agree()
        self.company.recovery_mediator = False
        with self.assertRaisesRegex(UserError, "mediator"):
            self.make(case, lines)

    # --- what it is about ------------------------------------------------------------

    def test_three_invoices_and_a_credit_note(self):
        self.refund(self.lecoq, 600, LATE)
        case, lines = self.owing(self.lecoq, 1000, 1500.5, 800)
        plan = self.agree(case, lines, 3)
        self.assertEqual(plan.amount, 2700.5)
        self.assertEqual(sum(plan.item_ids.mapped("amount")), 2700.5)
        self.assertEqual([row[1] for row in self.rows(plan)], [900.16, 900.16, 900.18])

    def test_a_later_credit_note_and_a_returned_payment_move_what_is_left(self):
        case, lines = self.owing(self.mme_d, 1240)
        plan = self.agree(case, lines)
        payment = self.pay(self.mme_d, 310, WEDNESDAY, lines)
        self.settle(WEDNESDAY)
        self.assertEqual(plan.received, 310)
        self.assertEqual(plan.open_amount, lines.amount_residual)
        credit = self.refund(self.mme_d, 100, WEDNESDAY)
        (self.debt(credit) | lines).reconcile()
        self.settle(WEDNESDAY)
        self.assertEqual(plan.open_amount, 830)
        self.assertEqual(plan.open_amount, lines.amount_residual)
        left = sum(one.amount - one.received for one in plan.instalment_ids)
        self.assertAlmostEqual(left, 830, 2)
        self.debt(payment.move_id).remove_move_reconcile()
        payment.action_draft()
        self.settle(WEDNESDAY)
        self.assertEqual(plan.open_amount, 1140)
        self.assertEqual(plan.open_amount, lines.amount_residual)

    def test_paid_early_in_full_it_is_kept(self):
        case, lines = self.owing(self.mme_d, 1240)
        plan = self.agree(case, lines)
        self.pay(self.mme_d, 1240, WEDNESDAY, lines)
        self.settle(WEDNESDAY)
        self.assertEqual(plan.state, "kept")
        self.assertEqual(set(plan.instalment_ids.mapped("state")), {"received"})

    def test_a_new_invoice_stays_outside(self):
        case, lines = self.owing(self.lecoq, 1000)
        plan = self.agree(case, lines, 3)
        self.invoice(self.lecoq, 500, date(2026, 3, 20), issued=date(2026, 3, 5))
        self.assertEqual(plan.item_ids.line_id, lines)
        self.assertTrue(plan.new_invoice_breaks)

    def test_a_debt_stands_in_one_plan(self):
        case, lines = self.owing(self.mme_d, 1240)
        self.agree(case, lines)
        with self.assertRaises(UserError):
            self.make(case, lines)

    def test_two_companies_keep_theirs(self):
        other = self._create_company(name="Belleroche Belgium SRL")
        self._open_company(other, "Belleroche Belgium SRL", "belgium.example")
        other.recovery_mediator = "Mediation"
        case, lines = self.owing(self.mme_d, 1240)
        plan = self.agree(case, lines)
        stranger = self.agent("stranger")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        plans = self.env["recovery.arrangement"].with_user(stranger)
        self.assertNotIn(plan.id, plans.search([]).ids)
        versions = self.env["recovery.plan.version"].with_user(stranger)
        self.assertFalse(versions.search([]))
        self.assertEqual(plan.company_id, self.company)
        self.assertEqual(plan.version_id.company_id, self.company)

    def test_it_gives_up_charges_as_its_policy_said_that_day(self):
        case, lines = self.owing(self.lecoq, 1000)
        plan = self.agree(case, lines, 3)
        given_up = self.root["recovery.arrangement"]._given_up
        self.assertEqual(given_up(lines)[lines.id], {"interest", "fixed_fee"})
        policy = self.root.ref("debt_recovery.plan_policy_business_small")
        policy.write({"fee_treatment": "waived", "interest_treatment": "kept"})
        self.assertEqual(plan._charge_treatment("fixed_fee"), "while_healthy")
        plan._end("cancelled", WEDNESDAY)
        self.agree(case, lines, 3)
        self.assertEqual(given_up(lines)[lines.id], {"fixed_fee"})

    # --- beyond the policy -----------------------------------------------------------

    def test_beyond_its_policy_it_waits_for_a_manager(self):
        agent, colleague = self.agent(), self.agent("colleague")
        manager = self.agent("manager", "group_manager")
        case, lines = self.owing(self.lecoq, 1000)
        plan = self.make(case, lines, 10, user=agent)
        plan._go("active", agreed_with="M. Lecoq")
        self.assertEqual(plan.state, "to_approve")
        self.assertIn("latest", plan.outside_text)
        with self.assertRaises(UserError):
            plan.with_user(agent)._approve_plan("They asked nicely")
        with self.assertRaises(AccessError):
            plan.with_user(colleague)._approve_plan("They asked nicely")
        with self.assertRaisesRegex(UserError, "why"):
            plan.with_user(manager)._approve_plan("  ")
        plan.with_user(manager)._approve_plan("A customer since 1998")
        self.assertEqual(plan.state, "active")
        self.assertEqual(plan.approved_by_id, manager)
        self.assertEqual(plan.approval_reason, "A customer since 1998")
        self.assertFalse(plan.approved_alone)

    def test_alone_in_the_company_one_approves_with_a_reason(self):
        others = self.env.ref("debt_recovery.group_agent").all_user_ids - self.env.user
        others.filtered(
            lambda user: user.id != self.env.ref("base.user_root").id
        ).write({"active": False})
        case, lines = self.owing(self.lecoq, 1000)
        plan = self.make(case, lines, 10, user=self.env.user)
        plan._go("offered")
        plan.with_user(self.env.user)._approve_plan("Spring is coming")
        self.assertEqual(plan.state, "offered")
        self.assertTrue(plan.approved_alone)

    def test_a_refused_plan_frees_its_debts(self):
        manager = self.agent("manager", "group_manager")
        case, lines = self.owing(self.lecoq, 1000)
        plan = self.make(case, lines, 10, user=self.agent())
        plan._go("offered")
        wizard = (
            self.env["recovery.plan.approve"]
            .with_user(manager)
            .create({"arrangement_id": plan.id, "reason": "Too long"})
        )
        wizard.action_refuse()
        self.assertEqual(plan.state, "cancelled")
        self.make(case, lines, 3)

    def test_a_third_plan_in_a_year_is_not_for_an_agent(self):
        agent = self.agent()
        manager = self.agent("manager", "group_manager")
        case, lines = self.owing(self.lecoq, 300, 400, 500)
        for line in lines[:2]:
            self.agree(case, line, 2, user=agent)
        with self.assertRaisesRegex(UserError, "twelve months"):
            self.make(case, lines[2], 2, user=agent)
        plan = self.make(case, lines[2], 2, user=manager)
        self.assertIn("Plan number 3", plan.outside_text)

    def test_a_policy_that_nobody_may_exceed_is_not(self):
        policy = self.root.ref("debt_recovery.plan_policy_business_small")
        policy.exceed_by = "nobody"
        case, lines = self.owing(self.lecoq, 1000)
        with self.assertRaisesRegex(UserError, "latest"):
            self.make(case, lines, 10)

    def test_other_decimals_sum_to_the_last_one(self):
        yen = self.setup_other_currency("JPY", rates=[("2016-01-01", 160)])
        case, lines = self.owing(self.lecoq, 100001, currency_id=yen.id)
        found = case._plan_limits(lines)
        plan = self.terms(case, lines, Terms(WEDNESDAY, 3))
        self.assertEqual([one.amount for one in plan], [33333, 33333, 33335])
        self.assertEqual(found.amount, Decimal(100001))
        self.assertFalse(case._plan_breaches(found, plan, MONTHLY))
