from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MONDAY
from .placing import LATE, QueueCase


@tagged("post_install", "-at_install")
class TestPlacingKept(QueueCase):
    """What sleeps is decided on, and what is kept stays kept until something begins."""

    def sign(self, code, day=MONDAY):
        signs = self.advisor._signs(self.company, day)
        return next((there, text) for one, there, text in signs if one == code)

    def test_what_the_agency_does_not_have_is_still_decided_on(self):
        rest = self.owed(900)
        case = self.account_at_the_end()
        self.placed(self.line)
        self.cycle(MONDAY + timedelta(days=2))
        self.assertEqual(case.net_overdue, 900)
        self.assertEqual(self.queue(), case)
        self.placed(rest)
        self.cycle(MONDAY + timedelta(days=3))
        self.assertFalse(self.queue())

    def test_an_agent_keeps_accounts_of_its_own_company_only(self):
        case = self.account_at_the_end()
        other = self._create_company(name="Belleroche Sud")
        self._open_company(other, "Belleroche Sud", "sud.example")
        stranger = self.person("south")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        stranger = case.with_user(stranger).with_context(allowed_company_ids=other.ids)
        with self.assertRaises(AccessError):
            stranger.action_keep_quietly()
        self.assertFalse(case.quiet_since)
        auditor = self.person("auditor", "group_auditor")
        with self.assertRaises(AccessError):
            case.with_user(auditor).action_keep_quietly()
        case.with_user(self.person("paul")).action_keep_quietly()
        self.assertTrue(case.quiet_since)

    def test_what_was_in_dispute_before_does_not_end_it(self):
        contested, later = self.owed(800), self.owed(700)
        case = self.account_at_the_end()
        self.root["recovery.dispute"]._contest(contested.move_id, 800.0, "quality")
        self.cycle(MONDAY + timedelta(days=2))
        case._keep_quietly()
        self.assertEqual(case.quiet_apart_ids, contested)
        self.cycle(MONDAY + timedelta(days=3))
        self.assertTrue(case.quiet_since)
        self.assertFalse(self.queue())
        self.root["recovery.dispute"]._contest(later.move_id, 700.0, "price")
        self.cycle(MONDAY + timedelta(days=4))
        self.assertFalse(case.quiet_since)
        self.assertFalse(case.quiet_apart_ids)

    def test_another_scenario_chosen_by_hand_ends_it_and_is_kept(self):
        case = self.account_at_the_end()
        partner = self.lecoq.with_company(self.company)
        case._keep_quietly()
        again = self.policy({"days": 5, "is_entry": True})
        partner.recovery_policy_id = again
        self.cycle(MONDAY + timedelta(days=2))
        self.assertFalse(case.quiet_since)
        self.assertEqual(partner.recovery_policy_id, again)

    # --- the signs ---------------------------------------------------------------

    def test_failed_payments_are_counted_once_and_their_rise_is_a_sign(self):
        case = self.account_at_the_end()
        border = MONDAY - timedelta(days=90)
        log = self.root["recovery.event"]._log
        for _number in range(2):
            log("payment_returned", case, at=f"{border} 10:00:00")
        there, text = self.sign("failures")
        self.assertFalse(there)
        self.assertIn("0 in 90 days, 2 in those before", text)
        for _number in range(3):
            log("payment_returned", case, at=f"{MONDAY} 10:00:00")
        there, text = self.sign("failures")
        self.assertTrue(there)
        self.assertIn("3 in 90 days, 2 in those before", text)

    def test_accounts_that_nobody_touches_are_a_sign(self):
        self.account_at_the_end()
        self.assertFalse(self.sign("untouched")[0])
        self.clock.move_to("2026-06-01 08:00:00")
        self.assertTrue(self.sign("untouched", date(2026, 6, 1))[0])

    def test_customers_whom_nothing_reaches_are_a_sign(self):
        self.account_at_the_end()
        self.assertFalse(self.sign("channels")[0])
        ghost = self.customer("Nowhere SARL", country_id=self.france.id)
        self.owed(500, ghost)
        self.cycle(MONDAY + timedelta(days=1))
        there, text = self.sign("channels")
        self.assertTrue(there)
        self.assertIn("1 of 2", text)

    def test_who_buys_and_only_hears_of_money_is_a_sign(self):
        self.account_at_the_end()
        self.assertFalse(self.sign("relations")[0])
        for number in range(2):
            day = MONDAY - timedelta(days=10 * number + 10)
            self.give(self.lecoq, self.line, day, code=False, rank=number + 1)
        self.assertTrue(self.sign("relations")[0])

    # --- the advice --------------------------------------------------------------

    def test_the_advice_of_a_page_does_not_ask_once_an_account(self):
        def statements(number):
            cases = self.root["recovery.case"].browse()
            for one in range(number):
                partner = self.customer(f"C{number}-{one}", "c@c.example")
                cases += cases.create(
                    {"partner_id": partner.id, "company_id": self.company.id}
                )
            for one, case in enumerate(cases, 1):
                case.sudo().write({"net_overdue": 100 * one, "oldest_due": LATE})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(cases.mapped("advice_text")))
            return self.env.cr.sql_log_count - before

        statements(1)
        few = statements(2)
        self.assertLessEqual(statements(12), few + 2)
