from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_matching_lines import MatchingCase

WEDNESDAY = date(2026, 3, 4)
FED = (date(2026, 2, 20), date(2026, 2, 23), date(2026, 2, 24))


@tagged("post_install", "-at_install")
class TestBankFresh(MatchingCase):
    """Without statements for days, who paid would be reminded: late messages wait."""

    def fed(self, *days):
        for day in days or FED:
            self.received(1, "INTERETS", date=day)

    def late(self):
        self.invoice(self.talbot, 3600, date(2026, 2, 20))
        self.cycle(WEDNESDAY)
        return self.notices(self.talbot)

    def test_a_late_reminder_waits_and_says_for_which_bank(self):
        self.fed()
        notice = self.late()
        self.assertEqual(self.send(WEDNESDAY), [])
        self.assertEqual((notice.state, notice.reason), ("queued", "bank"))
        self.assertIn(self.bank.name, notice.reason_text)
        self.assertIn("02/24/2026", notice.reason_text)

    def test_it_leaves_by_itself_once_a_statement_comes(self):
        self.fed()
        notice = self.late()
        self.send(WEDNESDAY)
        self.fed(date(2026, 3, 3))
        self.assertFalse(notice.send_after)
        self.assertEqual(len(self.send(WEDNESDAY)), 1)

    def test_a_person_lets_it_leave_and_says_why(self):
        self.fed()
        self.late()
        self.send(WEDNESDAY)
        page = self.root["recovery.match"].with_company(self.company)
        self.assertTrue(page.load()["stale"])
        with self.assertRaises(UserError):
            page.go_on("  ")
        page.go_on("Relevé lu à l'écran")
        self.assertIn("Relevé lu", self.bank.message_ids[0].body)
        self.assertEqual(len(self.send(WEDNESDAY)), 1)

    def test_a_message_before_the_due_date_leaves(self):
        self.fed()
        step = self.policy({"trigger": "due", "days": -3})
        self.talbot.with_company(self.company).recovery_policy_id = step
        self.invoice(self.talbot, 3600, date(2026, 3, 7))
        self.cycle(WEDNESDAY)
        self.assertEqual(len(self.send(WEDNESDAY)), 1)

    def test_a_journal_kept_by_hand_makes_nobody_wait(self):
        self.fed(date(2026, 2, 23))
        self.late()
        self.assertEqual(len(self.send(WEDNESDAY)), 1)

    def test_a_journal_may_be_left_out(self):
        self.fed()
        self.bank.recovery_watch = "never"
        self.late()
        self.assertEqual(len(self.send(WEDNESDAY)), 1)

    def test_a_journal_always_watched_waits_for_its_first_statement(self):
        self.bank.recovery_watch = "always"
        self.late()
        self.assertEqual(self.send(WEDNESDAY), [])

    def test_a_fresh_statement_makes_nobody_wait(self):
        self.fed(*FED, date(2026, 2, 26))
        self.late()
        self.assertEqual(len(self.send(WEDNESDAY)), 1)

    def test_zero_days_switch_it_off(self):
        self.fed()
        self.company.recovery_bank_days = 0
        self.late()
        self.assertEqual(len(self.send(WEDNESDAY)), 1)
