from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RecoveryCase

FRIDAY = date(2026, 3, 13)
MONDAY = date(2026, 3, 16)


class PromiseCase(RecoveryCase):
    """Lecoq promises on Friday 6 March to pay on Friday 13; the ledger judges."""

    def setUp(self):
        super().setUp()
        self.first = self.invoice(self.lecoq, 2000, date(2026, 2, 3))
        self.second = self.invoice(self.lecoq, 1200, date(2026, 2, 13))
        self.third = self.invoice(self.lecoq, 500, date(2026, 2, 18))
        self.cycle(date(2026, 3, 6))
        self.account_of = self.case(self.lecoq)
        self.company.recovery_user_id = self.root.ref("base.user_admin")

    def promise(self, amount=3200, day=FRIDAY, lines=None, **vals):
        lines = lines or self.debt(self.first) | self.debt(self.second)
        return self.account_of._agree("promise", lines, [(day, amount)], "call", **vals)

    def look(self, day):
        """Judge what runs on ``day``; return what changed."""
        self.env.flush_all()
        return self.root["recovery.arrangement"]._evaluate_due(
            self.company, day, self.lecoq.ids
        )

    def events(self):
        return self.account_of.event_ids.mapped("kind")


@tagged("post_install", "-at_install")
class TestPromises(PromiseCase):
    """What keeps a promise, and what does not."""

    def test_money_of_the_friday_that_is_imported_on_monday_keeps_it(self):
        promise = self.promise()
        self.look(MONDAY)
        self.assertEqual(promise.state, "active")
        self.pay(
            *(self.lecoq, 3200, FRIDAY), self.debt(self.first) | self.debt(self.second)
        )
        self.look(MONDAY)
        self.assertEqual(promise.state, "kept")
        self.assertEqual((promise.received, promise.open_amount), (3200, 0))
        self.assertEqual(promise.instalment_ids.state, "received")
        self.assertIn("promise_kept", self.events())

    def test_money_that_nobody_matched_keeps_it_too(self):
        promise = self.promise()
        self.pay(self.lecoq, 3200, FRIDAY)
        self.look(MONDAY)
        self.assertEqual(promise.state, "kept")

    def test_money_that_is_matched_with_other_debts_kept_it_all_the_same(self):
        promise = self.promise(500, lines=self.debt(self.third))
        payment = self.pay(self.lecoq, 500, FRIDAY)
        self.look(MONDAY)
        self.assertEqual(promise.kept_by_ids, self.debt(payment.move_id))
        (self.debt(payment.move_id) | self.debt(self.first)).reconcile()
        self.look(date(2026, 3, 18))
        self.assertEqual(promise.state, "kept")
        payment.action_draft()
        self.look(date(2026, 3, 19))
        self.assertEqual(promise.state, "broken")

    def test_a_transfer_has_two_working_days_to_arrive(self):
        promise = self.promise()
        self.look(date(2026, 3, 17))
        self.assertEqual(promise.state, "active")
        self.assertEqual(promise.look_on, date(2026, 3, 18))
        self.look(date(2026, 3, 18))
        self.assertEqual(promise.state, "broken")
        self.assertIn("promise_broken", self.events())
        self.assertIn(
            "Promise not kept", self.account_of.activity_ids.mapped("summary")[0]
        )

    def test_a_part_of_it_keeps_a_part(self):
        promise = self.promise()
        self.pay(self.lecoq, 1000, FRIDAY, self.debt(self.first))
        self.look(date(2026, 3, 18))
        self.assertEqual(promise.state, "partly_kept")
        self.assertEqual((promise.received, promise.open_amount), (1000, 2200))

    def test_money_that_goes_back_breaks_it_again(self):
        promise = self.promise()
        payment = self.pay(
            *(self.lecoq, 3200, FRIDAY), self.debt(self.first) | self.debt(self.second)
        )
        self.look(MONDAY)
        self.assertEqual(promise.state, "kept")
        payment.action_draft()
        self.look(date(2026, 3, 17))
        self.assertEqual(promise.state, "active")
        self.look(date(2026, 3, 18))
        self.assertEqual(promise.state, "broken")

    def test_a_statement_read_late_keeps_what_was_broken(self):
        promise = self.promise()
        self.look(date(2026, 3, 18))
        self.assertEqual(promise.state, "broken")
        self.pay(
            *(self.lecoq, 3200, FRIDAY), self.debt(self.first) | self.debt(self.second)
        )
        self.look(date(2026, 3, 20))
        self.assertEqual(promise.state, "kept")

    def test_a_credit_note_lowers_what_is_promised(self):
        promise = self.promise()
        credit = self.refund(self.lecoq, 1200, date(2026, 3, 9))
        (self.debt(credit) | self.debt(self.second)).reconcile()
        self.look(MONDAY)
        self.assertEqual((promise.state, promise.open_amount), ("active", 2000))
        self.pay(self.lecoq, 2000, FRIDAY, self.debt(self.first))
        self.look(MONDAY)
        self.assertEqual(promise.state, "kept")

    def test_a_promise_on_debts_that_were_credited_ends(self):
        promise = self.promise(500, lines=self.debt(self.third))
        credit = self.refund(self.lecoq, 500, date(2026, 3, 9))
        (self.debt(credit) | self.debt(self.third)).reconcile()
        self.look(MONDAY)
        self.assertEqual((promise.state, promise.ended_why), ("cancelled", "gone"))
        self.assertNotIn("promise_broken", self.events())

    def test_one_transfer_keeps_the_earliest_promise_only(self):
        later = self.promise(2000, FRIDAY, self.debt(self.first))
        sooner = self.promise(500, date(2026, 3, 12), self.debt(self.third))
        self.pay(self.lecoq, 500, date(2026, 3, 12))
        self.look(date(2026, 3, 18))
        self.assertEqual((sooner.state, later.state), ("kept", "broken"))

    def test_a_payment_known_that_day_keeps_nothing(self):
        self.pay(self.lecoq, 500, date(2026, 3, 5))
        promise = self.promise(500, lines=self.debt(self.third))
        self.look(MONDAY)
        self.assertEqual((promise.state, promise.received), ("active", 0))

    def test_a_new_promise_replaces_the_one_before(self):
        before = self.promise()
        after = self.promise(1000, date(2026, 3, 20), self.debt(self.first))
        self.assertEqual((before.state, before.ended_why), ("cancelled", "replaced"))
        self.assertEqual(after.state, "active")

    def test_a_promise_is_not_for_more_than_is_to_pay(self):
        with self.assertRaises(UserError):
            self.promise(3200.01)
        with self.assertRaises(UserError):
            self.promise(day=date(2026, 3, 5))

    def test_what_is_promised_stands_on_the_oldest_debts(self):
        promise = self.promise(2500)
        amounts = {item.line_id.move_id: item.amount for item in promise.item_ids}
        self.assertEqual(amounts, {self.first: 2000, self.second: 500})

    def test_the_cycle_looks_when_the_time_is_over(self):
        promise = self.promise()
        self.settle(date(2026, 3, 6))
        self.cycle(date(2026, 3, 18), full=False)
        self.assertEqual(promise.state, "broken")

    def test_a_promise_kept_in_part_starts_the_step_of_broken_promises(self):
        policy = self.policy(
            {"days": 300, "is_entry": True},
            {
                "trigger": "event",
                "event": "promise_broken",
                "days": 0,
                "name": "Unkept",
            },
        )
        self.lecoq.with_company(self.company).recovery_policy_id = policy
        self.promise()
        self.pay(self.lecoq, 1000, FRIDAY, self.debt(self.first))
        self.cycle(date(2026, 3, 18))
        self.cycle(date(2026, 3, 18))
        self.assertIn("Unkept", self.steps(self.lecoq))

    def test_money_of_an_earlier_promise_is_not_taken_by_a_later_one(self):
        earlier = self.promise(500, lines=self.debt(self.third))
        later = self.promise(500, date(2026, 3, 18), lines=self.debt(self.second))
        self.pay(self.lecoq, 300, date(2026, 3, 12))
        for looked_at in (later, earlier, later):
            looked_at._evaluate(FRIDAY)
            self.assertEqual((earlier.received, later.received), (300, 0))
