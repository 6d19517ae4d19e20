"""A reminder that would leave just before the customer pays waits for it, once."""

from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

RUN = date(2026, 3, 10)
SEEN = date(2026, 3, 12)


@tagged("post_install", "-at_install")
class TestPaymentRuns(RecoveryCase):
    """Lecoq pays on the 10th and the 25th; its first reminder is due on 9 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_gap_days = 0
        cls.lecoq.recovery_policy_id = cls.policy(
            {"days": 4, "is_entry": True},
            {"days": 45, "purpose": "statutory", "mode": "approve"},
        )

    def open_account(self, due=MONDAY + timedelta(days=3)):
        self.debt_of_lecoq = self.invoice(self.lecoq, 1000, due)
        self.cycle(MONDAY)
        return self.case(self.lecoq)

    def pay_each(self, *days, months=6):
        """Lecoq paid on these days of the last months; nothing of it is still open."""
        for back in range(1, months + 1):
            month = date(2026, 3, 1) - timedelta(days=30 * back)
            for day in days:
                move = self.invoice(self.lecoq, 50, month)
                self.pay(self.lecoq, 50, month.replace(day=day), lines=self.debt(move))

    def learn(self, day=MONDAY):
        self.env.flush_all()
        learner = self.root["recovery.payment.runs"].with_company(self.company)
        learner._learn_weekly(self.company, day, commit=False)

    def test_a_reminder_due_before_a_run_leaves_after_it(self):
        case = self.open_account()
        case.payment_run_text = "10, 25"
        for day in (6, 9, 10, 11):
            self.assertFalse(self.day(date(2026, 3, day)), day)
        self.assertEqual((case.why, case.next_contact_on), ("payment_run", SEEN))
        self.assertEqual(case.next_check_on, SEEN)
        self.assertIn("03/10/2026", case.with_context(lang="en_US").why_text)
        self.assertEqual(len(self.day(SEEN)), 1)

    def test_the_forecast_counts_with_the_run(self):
        case = self.open_account()
        case.payment_run_text = "10, 25"
        self.cycle(date(2026, 3, 6))
        self.assertEqual((case.why, case.next_contact_on), ("waiting", SEEN))

    def test_who_pays_on_its_run_is_not_reminded(self):
        self.open_account().payment_run_text = "10"
        self.cycle(date(2026, 3, 9))
        self.pay(self.lecoq, 1000, RUN, lines=self.debt(self.debt_of_lecoq))
        self.settle(date(2026, 3, 11))
        self.assertFalse(self.day(SEEN))
        self.assertFalse(self.notices(self.lecoq))

    def test_a_customer_without_run_days_is_not_waited_for(self):
        self.open_account()
        self.assertEqual(len(self.day(date(2026, 3, 9))), 1)

    def test_the_wait_can_be_switched_off(self):
        self.open_account().payment_run_text = "10, 25"
        self.company.recovery_run_wait_days = 0
        self.assertEqual(len(self.day(date(2026, 3, 9))), 1)

    def test_a_run_too_far_away_is_not_waited_for(self):
        self.open_account().payment_run_text = "25"
        self.assertEqual(len(self.day(date(2026, 3, 9))), 1)

    def test_a_customer_is_never_waited_for_twice(self):
        """Skipped before its run, proposed again a week later: it leaves at once."""
        self.open_account().payment_run_text = "10, 19"
        self.cycle(SEEN)
        self.notices(self.lecoq)._move_to("cancelled", reason="user")
        self.cycle(date(2026, 3, 19))
        self.assertEqual(self.notices(self.lecoq).state, "queued")

    def test_a_formal_notice_does_not_wait(self):
        case = self.open_account(date(2026, 1, 24))
        self.send(MONDAY)
        self.assertEqual(len(self.notices(self.lecoq)), 1)
        case.payment_run_text = "10"
        self.cycle(date(2026, 3, 10))
        self.assertEqual(len(self.notices(self.lecoq)), 2)

    def test_the_same_day_again_changes_nothing(self):
        self.open_account().payment_run_text = "10, 25"
        for day in (date(2026, 3, 9), SEEN):
            self.cycle(day)
            before = self.contents("recovery_run")
            self.cycle(day, full=True)
            self.assertEqual(self.contents("recovery_run"), before)

    def test_a_simulation_waits_as_the_cycle_does(self):
        self.open_account().payment_run_text = "10, 25"
        self.env.flush_all()
        cycle = self.root["recovery.cycle"].with_company(self.company)
        for day, number in ((date(2026, 3, 9), 0), (SEEN, 1)):
            found = {
                debtor: choices
                for debtor, _values, choices in cycle._simulate(self.company, day)
            }
            self.assertEqual(len(found[self.lecoq.id]), number)

    # --- learned and typed ---------------------------------------------------------

    def test_the_days_are_learned_from_payments(self):
        self.pay_each(10, 25)
        case = self.open_account()
        self.learn()
        self.assertEqual(case.payment_run_learned, "10, 25")
        self.assertFalse(self.day(date(2026, 3, 9)))
        self.assertEqual(len(self.day(SEEN)), 1)

    def test_payments_on_any_day_teach_nothing(self):
        for back in range(12):
            day = MONDAY - timedelta(days=17 * back + back * back % 7)
            self.pay(self.lecoq, 1, day)
        case = self.open_account(MONDAY - timedelta(days=1))
        self.learn()
        self.assertFalse(case.payment_run_learned)

    def test_learning_again_writes_nothing(self):
        self.pay_each(10, 25)
        self.open_account()
        learner = self.root["recovery.payment.runs"]
        self.assertEqual(learner._learn(self.company, MONDAY), 1)
        before = self.table("recovery_case")
        self.assertEqual(learner._learn(self.company, MONDAY), 0)
        self.assertEqual(self.table("recovery_case"), before)

    def test_days_no_longer_kept_are_forgotten(self):
        case = self.open_account()
        case.payment_run_learned = "10"
        self.learn()
        self.assertFalse(case.payment_run_learned)

    def test_a_company_learns_once_a_week(self):
        case = self.open_account()
        self.learn()
        self.assertEqual(self.company.recovery_runs_learned_on, MONDAY)
        self.pay_each(10, 25)
        self.learn(MONDAY + timedelta(days=6))
        self.assertFalse(case.payment_run_learned)
        self.learn(MONDAY + timedelta(days=7))
        self.assertEqual(case.payment_run_learned, "10, 25")

    def test_what_is_typed_goes_before_what_was_learned(self):
        case = self.open_account()
        case.payment_run_learned = "10, 25"
        case.payment_run_text = "aucun"
        self.assertEqual(len(self.day(date(2026, 3, 9))), 1)

    def test_a_word_that_names_no_day_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "bientôt"):
            self.open_account().payment_run_text = "10, bientôt"
