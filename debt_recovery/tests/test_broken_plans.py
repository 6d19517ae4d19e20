from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.recovery_arrangement_judge import RecoveryArrangement
from .plans import PlanCase

JUDGE = "odoo.addons.debt_recovery.models.recovery_arrangement_judge"


@tagged("post_install", "-at_install")
class TestBrokenPlans(PlanCase):
    """A plan breaks: the reminders go on, at the step that its policy names."""

    def setUp(self):
        super().setUp()
        self.step = self.root.ref("debt_recovery.step_business_reminder_1")

    def break_it(self):
        plan = self.agree()
        self.through(date(2026, 3, 3), date(2026, 3, 24))
        self.assertEqual(plan.state, "active")
        return plan

    def steps_after(self):
        return [
            notice.treatment_id
            for notice in self.notices(self.lecoq)
            if notice.treatment_id and notice.planned_on >= date(2026, 3, 25)
        ]

    def test_the_step_of_return_comes_first(self):
        self.terms.return_step_id = self.step
        plan = self.break_it()
        self.cycle(date(2026, 3, 25))
        self.assertEqual((plan.state, plan.return_step_id), ("broken", self.step))
        self.assertEqual(self.steps_after(), [self.step])
        self.cycle(date(2026, 3, 26))
        self.assertEqual(self.steps_after(), [self.step])  # it waits to leave
        self.assertEqual(len(self.send(date(2026, 3, 26))), 1)

    def test_after_it_the_scenario_goes_on(self):
        self.terms.return_step_id = self.step
        self.break_it()
        self.through(date(2026, 3, 25), date(2026, 4, 10))
        after = self.steps_after()
        self.assertEqual(after[0], self.step)
        self.assertGreater(len(after), 1)

    def test_without_one_the_reminders_go_on_where_they_were(self):
        plan = self.break_it()
        self.cycle(date(2026, 3, 25))
        self.assertFalse(plan.return_step_id)
        self.assertTrue(self.steps_after())
        self.assertNotIn(self.step, self.steps_after())

    def test_the_reason_is_told(self):
        self.terms.return_step_id = self.step
        self.break_it()
        self.cycle(date(2026, 3, 25))
        notice = self.notices(self.lecoq)[-1]
        self.assertEqual(notice.why_text, "A payment plan broke")

    def test_a_step_of_a_scenario_may_start_on_the_event(self):
        self.root.ref("debt_recovery.policy_business").write(
            {
                "treatment_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Plan broken",
                            "sequence": 200,
                            "trigger": "event",
                            "event": "plan_broken",
                            "days": 0,
                            "template_id": self.root.ref(
                                "debt_recovery.template_business_reminder_2"
                            ).id,
                            "mode": "automatic",
                        },
                    )
                ]
            }
        )
        self.break_it()
        self.cycle(date(2026, 3, 25))
        self.assertIn("Plan broken", [one.name for one in self.steps_after()])


@tagged("post_install", "-at_install")
class TestInvoicesOutside(PlanCase):
    """Invoices made after the agreement stay outside of it."""

    def late_outside(self, **values):
        plan = self.agree(days=(date(2026, 6, 1),), amount=1240, **values)
        self.outside = self.invoice(
            self.lecoq, 100, date(2026, 4, 1), issued=date(2026, 3, 3)
        )
        return plan

    def test_being_late_on_one_breaks_nothing_by_itself(self):
        plan = self.late_outside()
        self.cycle(date(2026, 4, 20))
        self.assertEqual(plan.state, "active")
        self.assertEqual(plan.open_amount, 1240)

    def test_it_breaks_the_plan_where_the_policy_says_so(self):
        plan = self.late_outside(new_invoice_breaks=True)
        self.cycle(date(2026, 4, 7))  # Easter Monday: two working days of grace
        self.assertEqual(plan.state, "active")
        self.cycle(date(2026, 4, 9))
        self.assertEqual(plan.state, "broken")
        self.pay(self.lecoq, 100, date(2026, 4, 9), self.debt(self.outside))
        self.settle()
        self.assertEqual(plan.state, "active")

    def doubtful(self, line, day):
        """Move a debt to the doubtful customers by an entry that settles it."""
        account = self.account("416")
        account.reconcile = True
        entry = self.entry(
            *(self.lecoq, line.amount_residual, day, self.receivable),
            account=account,
        )
        moved = entry.line_ids.filtered("credit")
        moved.partner_id = self.lecoq
        (moved | line).reconcile()

    def test_its_own_debt_moved_to_doubtful_customers_does_not_break_it(self):
        plan = self.late_outside(new_invoice_breaks=True)
        self.doubtful(self.debt(self.first), date(2026, 3, 10))
        self.cycle(date(2026, 3, 30))
        self.assertEqual((plan.state, plan.open_amount), ("active", 1240))

    def test_an_older_invoice_outside_of_it_may_move_too(self):
        older = self.invoice(self.lecoq, 70, date(2026, 2, 1))
        plan = self.agree(
            days=(date(2026, 6, 1),), amount=1240, new_invoice_breaks=True
        )
        self.doubtful(self.debt(older), date(2026, 3, 10))
        self.cycle(date(2026, 3, 30))
        self.assertEqual(plan.state, "active")

    def test_an_entry_without_a_due_date_is_due_on_its_day(self):
        plan = self.late_outside(new_invoice_breaks=True)
        entry = self.entry(
            *(self.lecoq, 50, False, self.account("706")),
            date=date(2026, 3, 20),
            no_followup=False,
        )
        self.assertFalse(self.debt(entry).date_maturity)
        self.cycle(date(2026, 3, 25))  # three working days of grace
        self.assertEqual(plan.state, "active")
        self.cycle(date(2026, 3, 26))
        self.assertEqual(plan.state, "broken")

    def test_what_is_not_chased_breaks_nothing(self):
        plan = self.late_outside(new_invoice_breaks=True)
        dispute = self.case(self.lecoq)._dispute(self.debt(self.outside), 100, "price")
        self.cycle(date(2026, 4, 9))
        self.assertEqual(plan.state, "active")
        dispute._withdraw()
        money = self.pay(self.lecoq, 100, date(2026, 4, 9))
        self.cycle(date(2026, 4, 10))
        self.assertEqual(plan.state, "active", "the bank has it, nobody matched it")
        money.action_cancel()
        self.settle()
        self.assertEqual(plan.state, "broken")

    def test_cents_within_its_tolerance_do_not_break_it(self):
        self.terms.tolerance_amount = 2
        plan = self.late_outside(new_invoice_breaks=True)
        self.pay(self.lecoq, 98.5, date(2026, 4, 2), self.debt(self.outside))
        self.cycle(date(2026, 4, 20))
        self.assertEqual(plan.state, "active")


@tagged("post_install", "-at_install")
class TestOneThatCannotBeJudged(PlanCase):
    """A plan that cannot be judged is told to a person and stops nobody."""

    def test_the_plans_of_other_customers_and_the_reminders_go_on(self):
        plan = self.agree()
        other = self.customer("Garage Morel", "compta@morel.example")
        late = self.debt(self.invoice(other, 500, date(2026, 2, 5)))
        self.cycle(date(2026, 3, 2))
        promise = self.case(other)._agree(
            "promise", late, [(date(2026, 3, 9), 500)], "call"
        )
        take = RecoveryArrangement._take

        def fail(one, judgement, today):
            if one == plan:
                raise TypeError("no day")
            return take(one, judgement, today)

        with patch.object(RecoveryArrangement, "_take", fail), mute_logger(JUDGE):
            self.cycle(date(2026, 3, 20), full=True)
            run = self.cycle(date(2026, 3, 23), full=True)
        self.assertEqual((plan.state, promise.state), ("active", "broken"))
        self.assertFalse(run.problem)
        self.assertTrue(self.notices(other))
        (activity,) = plan.activity_ids
        self.assertIn("could not be compared", activity.summary)
        self.assertIn("no day", activity.note)


@tagged("post_install", "-at_install")
class TestReturnedDebit(PlanCase):
    """Paid by a direct debit that comes back two months after the plan was kept."""

    def test_the_plan_runs_again_then_breaks_at_the_old_age(self):
        plan = self.agree()
        lines = self.debt(self.first) | self.debt(self.second)
        payment = self.pay(self.lecoq, 1240, date(2026, 3, 3), lines)
        self.cycle(date(2026, 3, 4))
        self.assertEqual(plan.state, "kept")
        self.assertEqual(self.case(self.lecoq).state, "closed")

        self.clock.move_to("2026-04-13 08:00:00")
        payment.action_cancel()
        self.settle()
        self.assertEqual((plan.state, plan.received), ("active", 0))
        self.assertEqual(plan.instalment_ids.mapped("state")[:2], ["due", "due"])
        rows = self.exposure(self.lecoq, date(2026, 4, 13))
        self.assertEqual(sum(row["arranged"] for row in rows.values()), 1240)
        self.assertEqual(
            sorted(row["due"] for row in rows.values()),
            [date(2026, 2, 5), date(2026, 2, 20)],
        )

        self.through(date(2026, 4, 14), date(2026, 5, 7))
        self.assertEqual(plan.state, "broken")
        case = self.case(self.lecoq)
        self.assertEqual((case.state, case.net_overdue), ("open", 1240))
        self.assertEqual(case.oldest_due, date(2026, 2, 5))


@tagged("post_install", "-at_install")
class TestAutomaticPaymentWizard(PlanCase):
    """An agent writes down what the customer agreed to on the phone."""

    def test_an_agent_chooses_among_the_cards_of_the_customer(self):
        plan = self.agree()
        mine = self.token()
        self.token(partner=self.customer("Garage Morel", "compta@morel.example"))
        agent = self.env.user
        action = plan.with_user(agent).action_authorise()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(len(wizard.choice_ids), 1)
        wizard.write({"choice_id": wizard.choice_ids.id, "proof": "Mrs Dubois"})
        self.assertIn(plan.reference, wizard.text)
        wizard.action_agree()
        mandate = plan.mandate_id
        self.assertEqual(mandate.sudo().token_id, mine)
        self.assertEqual((mandate.source, mandate.proof), ("call", "Mrs Dubois"))
        plan.with_user(agent).action_revoke_mandate()
        self.assertEqual(mandate.state, "revoked")
