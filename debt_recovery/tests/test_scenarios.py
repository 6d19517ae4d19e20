from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

DUE = date(2026, 2, 20)


@tagged("post_install", "-at_install")
class TestScenarios(RecoveryCase):
    """Which scenario applies and why, and what starts its steps."""

    def follow(self, *steps, **values):
        scenario = self.policy(*steps, **values)
        self.lecoq.with_company(self.company).recovery_policy_id = scenario
        return scenario

    def days(self, start, number):
        """One cycle and one sending a day; return the days on which mail left."""
        found = []
        for offset in range(number):
            day = start + timedelta(days=offset)
            found += [day] * len(self.day(day))
        return found

    # --- precedence ------------------------------------------------------------------

    def test_invoice_then_customer_then_profile_then_company(self):
        move = self.invoice(self.lecoq, 1000, DUE)
        step = {"days": 4, "is_entry": True}
        on_invoice, on_customer, on_company = (
            self.policy(step, name=name) for name in ("Invoice", "Customer", "Company")
        )
        self.company.recovery_policy_id = on_company
        self.lecoq.with_company(self.company).recovery_policy_id = on_customer
        move.with_company(self.company).recovery_policy_id = on_invoice
        self.root["recovery.segment"].search([]).active = False
        profile = self.root["recovery.segment"].create(
            {
                "name": "All companies",
                "policy_id": self.policy(step, name="Profile").id,
                "for_company": True,
            }
        )
        self.cycle(MONDAY)
        case = self.case(self.lecoq)

        def chosen():
            self.settle(MONDAY)
            self.cycle(MONDAY)
            return case.policy_id.name, case.policy_why

        self.assertEqual(chosen(), ("Invoice", "invoice"))
        first = self.notices(self.lecoq)
        self.assertEqual(first.policy_id, on_invoice)
        move.recovery_policy_id = False
        self.assertEqual(chosen(), ("Customer", "partner"))
        self.assertEqual((first.state, first.reason), ("cancelled", "outdated"))
        self.lecoq.with_company(self.company).recovery_policy_id = False
        self.assertEqual(chosen(), ("Profile", "segment"))
        self.assertEqual(case.segment_id, profile)
        profile.for_company = False
        profile.for_public = True
        self.assertEqual(chosen(), ("Company", "company"))
        self.assertFalse(case.segment_id)
        self.assertEqual(
            self.notices(self.lecoq).filtered(lambda n: n.state == "queued").policy_id,
            on_company,
        )
        self.assertEqual(len(self.send()), 1)

    def test_the_customers_choice_is_one_per_company(self):
        other = self.root["res.company"].create({"name": "Other"})
        scenario = self.policy({"days": 4, "is_entry": True})
        self.lecoq.with_company(other).recovery_policy_id = scenario
        self.invoice(self.lecoq, 1000, DUE)
        self.cycle(MONDAY)
        self.assertNotEqual(self.case(self.lecoq).policy_id, scenario)

    # --- triggers --------------------------------------------------------------------

    def test_a_step_repeats_every_so_many_days_and_so_many_times(self):
        self.follow({"days": 4, "is_entry": True, "repeat_every": 7, "repeat_max": 2})
        self.invoice(self.lecoq, 1000, DUE)
        self.assertEqual(
            self.days(MONDAY, 40),
            [MONDAY, date(2026, 3, 9), date(2026, 3, 16)],
        )
        self.assertEqual(len(self.notices(self.lecoq)), 3)

    def test_days_from_entering_a_bracket(self):
        stage = self.root["recovery.stage"].search(
            [("company_id", "=", self.company.id), ("from_dpd", "=", 31)]
        )
        self.follow(
            {"days": 4, "is_entry": True},
            {"trigger": "stage", "stage_id": stage.id, "days": 2},
        )
        self.invoice(self.lecoq, 1000, DUE)
        # enters the bracket on Monday 23 March
        self.assertEqual(self.days(MONDAY, 40), [MONDAY, date(2026, 3, 25)])

    def test_days_from_the_last_step_that_left(self):
        self.follow({"days": 4, "is_entry": True}, {"trigger": "previous", "days": 10})
        self.invoice(self.lecoq, 1000, DUE)
        self.cycle(MONDAY)
        # the first one waits three days before it leaves
        self.assertEqual(len(self.send(date(2026, 3, 5))), 1)
        self.assertEqual(self.days(date(2026, 3, 6), 20), [date(2026, 3, 16)])

    def test_an_event_starts_a_step_as_days_do(self):
        self.follow(
            {"days": 4, "is_entry": True},
            {"trigger": "event", "event": "link_unpaid", "days": 3},
        )
        self.invoice(self.lecoq, 1000, DUE)
        self.assertEqual(len(self.day(MONDAY)), 1)
        case = self.case(self.lecoq)
        event = self.root["recovery.event"]._log("link_unpaid", case)
        self.root["recovery.mark"]._add(self.company, self.lecoq, "event")
        self.settle(MONDAY)
        self.assertEqual(self.days(date(2026, 3, 3), 14), [date(2026, 3, 6)])
        last = self.notices(self.lecoq)[-1]
        self.assertEqual((last.anchor, last.anchor_id), ("event", event.id))

    def test_conditions_are_typed_fields(self):
        stage = self.root["recovery.stage"].search(
            [("company_id", "=", self.company.id), ("from_dpd", "=", 31)]
        )
        self.follow(
            {"days": 1, "is_entry": True, "max_net": 500, "name": "Small"},
            {"days": 2, "is_entry": True, "min_net": 500.01, "name": "Large"},
            {
                "days": 3,
                "is_entry": True,
                "stage_ids": [Command.set(stage.ids)],
                "name": "Old",
            },
            {"days": 4, "is_entry": True, "min_late_count": 1, "name": "Habit"},
        )
        move = self.invoice(self.lecoq, 500, DUE)
        self.cycle(MONDAY)
        self.assertEqual(self.steps(self.lecoq, "queued"), ["Small"])
        self.invoice(self.lecoq, 200, DUE)
        self.settle(MONDAY)
        self.assertEqual(self.steps(self.lecoq, "queued"), ["Large"])
        late = self.invoice(self.lecoq, 80, date(2026, 1, 5))
        self.settle(MONDAY)
        self.assertEqual(self.steps(self.lecoq, "queued"), ["Old"])
        self.pay(self.lecoq, 80, MONDAY, self.debt(late))
        self.settle(MONDAY)
        self.assertEqual(self.steps(self.lecoq, "queued"), ["Habit"])
        self.assertTrue(move)

    # --- catching up -----------------------------------------------------------------

    def test_after_missed_days_the_highest_step_leaves_once(self):
        self.follow(
            {"days": 2, "is_entry": True}, {"days": 5}, {"days": 9}, {"days": 40}
        )
        self.invoice(self.lecoq, 1000, DUE)
        self.assertEqual(len(self.day(date(2026, 2, 23))), 1)
        # nothing runs for ten days
        self.assertEqual(len(self.day(date(2026, 3, 5))), 1)
        self.assertEqual(self.steps(self.lecoq), ["Step 1", "Step 3"])
        self.assertEqual(self.days(date(2026, 3, 6), 20), [])

    def test_a_required_step_is_never_skipped(self):
        self.follow(
            {"days": 2, "is_entry": True},
            {"days": 5, "is_required": True},
            {"days": 9},
        )
        self.invoice(self.lecoq, 1000, DUE)
        self.day(date(2026, 2, 23))
        self.day(date(2026, 3, 16))
        self.assertEqual(self.steps(self.lecoq), ["Step 1", "Step 2"])
        self.day(date(2026, 3, 20))
        self.assertEqual(self.steps(self.lecoq), ["Step 1", "Step 2", "Step 3"])

    def test_a_required_step_that_waits_holds_the_next_ones_back(self):
        scenario = self.follow(
            {"days": 2, "is_entry": True},
            {"days": 5, "is_required": True},
            {"days": 9},
        )
        scenario.treatment_ids[1].mode = "approve"
        self.invoice(self.lecoq, 1000, DUE)
        self.day(date(2026, 2, 23))
        self.assertEqual(self.days(date(2026, 3, 2), 20), [])
        self.assertEqual(self.steps(self.lecoq), ["Step 1", "Step 2"])
        self.assertEqual(self.steps(self.lecoq, "draft"), ["Step 2"])

    def test_a_step_not_sent_does_not_escalate(self):
        scenario = self.follow({"days": 2, "is_entry": True}, {"days": 9})
        scenario.treatment_ids.mode = "approve"
        self.invoice(self.lecoq, 1000, DUE)
        self.assertEqual(self.days(date(2026, 2, 23), 21), [])
        self.assertEqual(self.steps(self.lecoq), ["Step 1"])

    def test_a_higher_step_replaces_the_one_that_waits(self):
        scenario = self.follow({"days": 2, "is_entry": True}, {"days": 5}, {"days": 11})
        scenario.treatment_ids[1].mode = "approve"
        self.invoice(self.lecoq, 1000, DUE)
        self.day(date(2026, 2, 23))
        self.cycle(MONDAY)
        self.assertEqual(self.steps(self.lecoq, "draft"), ["Step 2"])
        self.day(date(2026, 3, 3))
        second = self.notices(self.lecoq)[1]
        self.assertEqual((second.state, second.reason), ("cancelled", "superseded"))
        self.assertEqual(self.steps(self.lecoq, "sent"), ["Step 1", "Step 3"])

    # --- settings that cannot be -----------------------------------------------------

    def test_bad_settings_are_refused_by_name(self):
        text = self.root.ref("debt_recovery.template_business_reminder_1").id
        for message, step in (
            ("“Step 1” of “Test”: choose the bracket", {"trigger": "stage"}),
            ("choose the event", {"trigger": "event"}),
            ("only days from the due", {"trigger": "previous", "days": -1}),
            (
                "never be the first",
                {"purpose": "statutory", "is_entry": True, "mode": "approve"},
            ),
            ("never leaves by itself", {"purpose": "statutory", "days": 1}),
            ("cannot be negative", {"repeat_every": -1, "is_entry": True, "days": 1}),
            ("written for another channel", {"channel": "task", "template_id": text}),
            ("“Test” has no first step", {"days": 5}),
        ):
            with (
                self.subTest(message),
                self.assertRaisesRegex(ValidationError, message),
                self.cr.savepoint(),
            ):
                self.policy(step)
        with self.assertRaisesRegex(ValidationError, "grace and floor"):
            self.policy({"days": 4, "is_entry": True}, grace_days=-1)
        with self.assertRaisesRegex(ValidationError, "text of the thank-you"):
            self.policy({"days": 4, "is_entry": True}, thank_you=True)
        with self.assertRaisesRegex(ValidationError, "cannot be negative"):
            self.company.recovery_gap_days = -1
