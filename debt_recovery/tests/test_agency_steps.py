from datetime import date, timedelta

from odoo.tests import tagged

from .common import MONDAY
from .placed_case import PlacingCase


@tagged("post_install", "-at_install")
class TestAgencySteps(PlacingCase):
    """Legal tracks light: which steps, by when, and where that is written."""

    def step(self, placement, code):
        step = self.root.ref(f"debt_recovery.step_{code}")
        return placement.milestone_ids.filtered(lambda one: one.step_id == step)

    def test_an_order_for_payment_is_served_within_three_months(self):
        one = self.handed_over(self.bakery)
        self.assertFalse(one.milestone_ids)
        one.track = "order"
        self.assertEqual(len(one.milestone_ids), 5)
        served = self.step(one, "order_served")
        self.assertFalse(served.deadline)
        self.step(one, "order_granted").done_on = date(2026, 4, 10)
        self.assertEqual(served.deadline, date(2026, 7, 10))
        self.assertEqual(served.confidence, "verified_secondary")
        served.done_on = date(2026, 5, 4)
        self.assertEqual(self.step(one, "order_opposition").deadline, date(2026, 6, 4))
        self.assertEqual(self.step(one, "order_enforceable").deadline, date(2026, 7, 4))

    def test_the_simplified_procedure_is_for_small_debts(self):
        bailiff = self.new_contract(self.new_agency("Étude Sarrazin", kind="bailiff"))
        small = self.handed_over(self.bakery, contract=bailiff, track="simplified")
        self.assertEqual(len(small.milestone_ids), 3)
        large = self.debt(self.invoice(self.talbot, 6000, date(2026, 1, 10)))
        large = self.handed_over(large, contract=bailiff, track="simplified")
        self.assertFalse(large.milestone_ids)

    def test_small_is_principal_and_interest_in_the_country_s_money(self):
        franc = self.setup_other_currency("CHF", rates=[("2016-01-01", 2.0)])
        bailiff = self.new_contract(self.new_agency("Étude Sarrazin", kind="bailiff"))
        terms = {"contract": bailiff, "track": "simplified"}
        for amount, interest, currency, steps in (
            (4900, 100, self.company.currency_id, 3),
            (4900, 101, self.company.currency_id, 0),
            (9800, 100, franc, 3),
        ):
            move = self.invoice(
                self.talbot, amount, date(2026, 1, 10), currency_id=currency.id
            )
            one = self.file(self.debt(move), state="draft", **terms)
            one.line_ids.interest = interest
            one._plan_steps()
            with self.subTest(amount=amount, interest=interest):
                self.assertEqual(len(one.milestone_ids), steps)

    def test_another_track_takes_the_steps_of_the_first_away(self):
        bailiff = self.new_contract(self.new_agency("Étude Sarrazin", kind="bailiff"))
        one = self.handed_over(self.bakery, contract=bailiff, track="simplified")
        self.step(one, "simplified_invited").done_on = MONDAY
        one.track = "order"
        codes = one.milestone_ids.step_id.mapped("track")
        self.assertEqual(sorted(codes), ["order"] * 5 + ["simplified"])

    def test_an_insurer_is_told_by_the_day_of_its_contract(self):
        insurer = self.new_agency("Crédit Sûr", kind="insurer")
        contract = self.new_contract(insurer, declare_days=90)
        one = self.handed_over(self.bakery, contract=contract)
        declared = self.step(one, "insurance_declared")
        due = self.bakery.date_maturity
        self.assertEqual(declared.deadline, due + timedelta(days=90))
        contract.declare_days = 120
        self.assertEqual(declared.deadline, due + timedelta(days=120))
        declared.extended_to = date(2026, 9, 1)
        self.assertEqual(declared.deadline, date(2026, 9, 1))

    def test_somebody_is_told_once_when_a_deadline_is_near(self):
        insurer = self.new_agency("Crédit Sûr", kind="insurer")
        contract = self.new_contract(insurer, declare_days=90)
        one = self.handed_over(self.bakery, contract=contract)
        steps = self.root["recovery.placement.milestone"]
        steps._remind(self.company)
        self.assertFalse(self.tasks(one))
        near = self.step(one, "insurance_declared").deadline - timedelta(days=5)
        self.clock.move_to(f"{near} 08:00:00")
        steps._remind(self.company)
        steps._remind(self.company)
        (task,) = self.tasks(one)
        self.assertIn("declared to the insurer", task)

    def test_every_step_says_where_it_is_written(self):
        for step in self.root["recovery.agency.step"].search([]):
            self.assertTrue(step.source, step.name)
            self.assertEqual(step.after_id.track or step.track, step.track)

    def test_steps_of_other_countries_stay_away(self):
        self.company.country_id = self.root.ref("base.be")
        one = self.handed_over(self.bakery, track="order")
        self.assertFalse(one.milestone_ids)
        self.assertEqual(one.placed_on, MONDAY)
