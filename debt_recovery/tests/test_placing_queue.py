from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import MONDAY
from .placing import LATE, QueueCase


@tagged("post_install", "-at_install")
class TestPlacingQueue(QueueCase):
    """The end of the scenario, the advice, the wizard, and what is kept quietly."""

    def test_an_account_comes_here_when_its_scenario_has_ended(self):
        self.cycle(MONDAY)
        self.assertFalse(self.queue())  # its reminder has not left
        case = self.account_at_the_end()
        self.assertEqual(case.why, "no_step")
        self.assertEqual(self.queue(), case)
        self.assertTrue(case.is_to_decide)

    def test_it_leaves_the_queue_once_somebody_decided(self):
        case = self.account_at_the_end()
        file = self.files._propose(self.line, self.contract)
        self.assertFalse(self.queue())
        file._refuse("Not yet.")
        self.assertEqual(self.queue(), case)
        self.root["recovery.write.off"]._request({self.line: 6000}, "cost_above_debt")
        self.assertFalse(self.queue())

    def test_a_task_to_decide_brings_it_here(self):
        task = self.root.ref("debt_recovery.template_task_business_decision")
        self.lecoq.with_company(self.company).recovery_policy_id = self.policy(
            {"days": 5, "is_entry": True},
            {
                "days": 20,
                "channel": "task",
                "template_id": task.id,
                "four_eyes": True,
                "mode": "approve",
            },
            {"days": 300},
        )
        self.day(MONDAY)
        self.cycle(MONDAY + timedelta(days=1))
        case = self.case(self.lecoq)
        self.assertEqual(case.why, "waiting")
        self.assertEqual(self.queue(), case)

    # --- the five ways on --------------------------------------------------------

    def test_each_button_leads_to_its_page(self):
        case = self.account_at_the_end()
        for name, model in (
            ("action_hand_over", "recovery.placement.wizard"),
            ("action_go_to_court", "recovery.placement.wizard"),
            ("action_decide_loss", "recovery.write.off.wizard"),
            ("action_go_to_plan", "recovery.plan.wizard"),
        ):
            with self.subTest(button=name):
                action = getattr(case, name)()
                self.assertEqual(action["res_model"], model)

    def wizard(self, records, **values):
        """The page as it opens on some records, and what is changed on it."""
        page = Form(
            self.root["recovery.placement.wizard"]
            .with_company(self.company)
            .with_context(active_model=records._name, active_ids=records.ids)
        )
        for name, value in values.items():
            setattr(page, name, value)
        return page.save()

    def test_the_wizard_shows_what_goes_and_what_stays_and_makes_drafts(self):
        case = self.account_at_the_end()
        small = self.owed(500, due=MONDAY + timedelta(days=9))
        page = self.wizard(case)
        rows = {row.line_id: row for row in page.row_ids}
        self.assertEqual(rows[self.line].amount, 6000.0)
        self.assertEqual(rows[self.line].contract_id, self.contract)
        self.assertFalse(rows[small].contract_id)
        self.assertIn("not late", rows[small].why)
        self.assertIn("default table", page.advice)
        file = self.files.browse(page.action_propose()["res_id"])
        self.assertEqual(file.line_ids.line_id, self.line)
        self.assertEqual(file.state, "draft")

    def test_from_invoices_and_with_another_contract(self):
        rival = self.new_contract(self.new_agency("Recouvra"), age_from=400)
        page = self.wizard(self.line.move_id, contract_id=rival)
        self.assertTrue(page.is_empty)
        self.assertIn("from 400", page.row_ids.why)
        with self.assertRaisesRegex(UserError, "see the reasons"):
            page.action_propose()
        page.contract_id = self.contract
        self.assertFalse(page.is_empty)
        self.assertEqual(page.action_propose()["res_model"], "recovery.placement")

    # --- the advice --------------------------------------------------------------

    def test_without_a_past_the_table_is_taken_and_named(self):
        euro = self.company.currency_id
        found = self.advisor._advise(self.company, 1000, euro, LATE, self.contract)
        self.assertEqual((found.ours.source, found.agency.source), ("table", "table"))
        words = self.advisor._words(found, self.company)
        self.assertIn("default table", words)
        table = self.root["recovery.placing.rate"]._figures(self.company)
        table = table._of_band(51, 1000)
        self.assertEqual(float(found.kept), 10 * table.ours)
        self.assertEqual(float(found.gross), 10 * table.agency)
        self.assertAlmostEqual(float(found.net), 10 * table.agency * 0.82)

    def test_a_long_past_speaks_for_itself(self):
        """Of 24 debts that came to 30 days, a quarter of the money came in later."""
        due = date(2025, 1, 10)
        for number in range(24):
            partner = self.customer(f"P{number}", "p@p.example")
            line = self.owed(400, partner, due=due)
            self.pay(partner, 100, due + timedelta(days=70), line)
        past = self.advisor._past(self.company, MONDAY)
        band = past[30, 250]
        self.assertEqual((band.count, band.opened, band.received), (24, 9600, 2400))
        # what came in before the age was reached is neither open nor received then
        late = past[90, 250]
        self.assertEqual((late.count, late.opened, late.received), (24, 7200, 0))
        euro = self.company.currency_id
        recent = MONDAY - timedelta(days=40)
        found = self.advisor._advise(self.company, 400, euro, recent, self.contract)
        self.assertEqual((found.ours.source, found.ours.percent), ("own", 25))
        self.assertEqual(found.kept, 100)
        self.assertIn("debts like it: 24", self.advisor._words(found, self.company))

    def test_the_past_of_an_agency_is_what_it_was_given(self):
        for number in range(3):
            partner = self.customer(f"P{number}", "p@p.example")
            line = self.owed(400, partner, due=date(2025, 1, 10))
            file = self.placed(line)
            file.write({"placed_on": date(2025, 4, 1)})
            self.pay(partner, 200, date(2025, 5, 2), line)
        past = self.advisor._past_of(self.contract, MONDAY)
        self.assertEqual(list(past), [(60, 250)])
        band = past[60, 250]
        self.assertEqual((band.count, band.opened, band.received), (3, 1200, 600))
        # the agency's receipts are not ours
        self.assertNotIn((30, 250), self.advisor._past(self.company, MONDAY))

    def test_five_signs_are_named(self):
        self.account_at_the_end()
        signs = self.advisor._signs(self.company, MONDAY)
        self.assertEqual(
            [code for code, _there, _text in signs],
            ["losses", "failures", "untouched", "channels", "relations"],
        )
        self.assertFalse(dict((code, there) for code, there, _t in signs)["losses"])
        lost = self.root["recovery.write.off"]
        small = self.owed(900)
        asked = lost._request({small: 900}, "cost_above_debt")
        asked._approve("Nobody is left.")
        asked._book(MONDAY)
        code, there, text = self.advisor._signs(self.company, MONDAY)[0]
        self.assertTrue(there)
        self.assertIn("900.00", text)

    # --- kept quietly ------------------------------------------------------------

    def test_one_message_a_quarter_and_no_more(self):
        case = self.account_at_the_end()
        case.action_keep_quietly()
        self.assertFalse(self.queue())
        day = MONDAY + timedelta(days=2)
        while day < MONDAY + timedelta(days=300):
            self.day(day)
            day += timedelta(days=14)
        left = [
            one.left_on
            for one in self.notices(self.lecoq)
            if one.treatment_id == self.root.ref("debt_recovery.step_quiet")
        ]
        self.assertEqual(len(left), 3)
        gaps = [(b - a).days for a, b in zip([MONDAY, *left], left, strict=False)]
        self.assertTrue(all(gap >= 91 for gap in gaps), gaps)

    def test_it_ends_when_anything_else_starts(self):
        case = self.account_at_the_end()
        partner = self.lecoq.with_company(self.company)
        case._keep_quietly()
        self.assertEqual(
            partner.recovery_policy_id, self.root.ref("debt_recovery.policy_quiet")
        )
        self.files._propose(self.line, self.contract)
        self.assertEqual(partner.recovery_policy_id, self.scenario)
        self.assertFalse(case.quiet_since)

    def test_a_dispute_or_a_newer_late_invoice_ends_it_too(self):
        case = self.account_at_the_end()
        partner = self.lecoq.with_company(self.company)
        case._keep_quietly()
        self.cycle(MONDAY + timedelta(days=2))
        self.assertTrue(case.quiet_since)
        self.owed(800, due=MONDAY + timedelta(days=20))
        self.cycle(MONDAY + timedelta(days=10))
        self.assertTrue(case.quiet_since)
        self.cycle(MONDAY + timedelta(days=22))
        self.assertFalse(case.quiet_since)
        self.assertEqual(partner.recovery_policy_id, self.scenario)
        case._keep_quietly()
        self.root["recovery.dispute"]._contest(self.line.move_id, 100.0, "price")
        self.cycle(MONDAY + timedelta(days=23))
        self.assertFalse(case.quiet_since)
