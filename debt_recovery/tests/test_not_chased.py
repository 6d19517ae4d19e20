from datetime import date

from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)


@tagged("post_install", "-at_install")
class TestNotChased(RecoveryCase):
    """What is taken out of what is chased, and what never is out of netting."""

    def test_exclusion_takes_the_debt_out_and_never_the_credit(self):
        kept = self.invoice(self.lecoq, 500, LATE)
        excluded = self.invoice(self.lecoq, 1000, date(2026, 2, 1))
        self.debt(excluded).no_followup = True
        credit = self.refund(self.lecoq, 200, LATE)
        self.debt(credit).no_followup = True
        (message,) = self.day(MONDAY)
        rows = self.exposure(self.lecoq, MONDAY)
        self.assertEqual(rows[self.debt(excluded).id]["spared"], "no_followup")
        self.assertEqual(rows[self.debt(excluded).id]["netted"], 0)
        self.assertEqual(rows[self.debt(kept).id]["chaseable"], 300)
        self.assertRecordValues(
            self.case(self.lecoq),
            [{"net_overdue": 300, "spared_amount": 1000, "oldest_due": LATE}],
        )
        self.assertIn("Total 300.00 €", message.text)
        self.assertNotIn(excluded.name, message.text)

    def test_blocking_an_invoice_stops_its_reminder_at_once(self):
        move = self.invoice(self.lecoq, 1000, LATE)
        self.cycle(MONDAY)
        move.action_toggle_block_payment()
        self.settle(MONDAY)
        case, notice = self.case(self.lecoq), self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.reason), ("cancelled", "spared"))
        self.assertRecordValues(
            case, [{"state": "open", "why": "spared", "spared_why": "blocked"}]
        )
        self.assertIn("payment blocked on the invoice", case.why_text)
        move.action_toggle_block_payment()
        self.settle(MONDAY)
        self.assertEqual(case.net_overdue, 1000)
        self.assertEqual(len(self.send()), 1)

    def test_blocked_between_planning_and_sending(self):
        move = self.invoice(self.lecoq, 1000, LATE)
        self.cycle(MONDAY)
        move.action_toggle_block_payment()
        self.assertEqual(self.send(), [])
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.reason), ("cancelled", "spared"))
        self.assertEqual(notice.reason_text, "blocked")

    def test_an_opening_balance_waits_until_it_is_included(self):
        opening = self.entry(self.lecoq, 1870, date(2025, 12, 31), self.account("758"))
        line = self.debt(opening)
        self.assertTrue(line.no_followup)
        self.assertEqual(self.day(MONDAY), [])
        case = self.case(self.lecoq)
        self.assertEqual((case.why, case.spared_why), ("spared", "no_followup"))
        self.assertEqual(case.spared_amount, 1870)
        line.no_followup = False
        self.assertEqual(self.settle(MONDAY), 1)
        self.assertEqual((case.net_overdue, case.stage_id.from_dpd), (1870, 61))
        (message,) = self.send()
        self.assertIn(opening.name, message.text)
        self.assertIn("Total 1,870.00 €", message.text)

    def test_an_entry_without_due_date_ages_from_its_own_date(self):
        entry = self.entry(
            self.lecoq, 90, False, self.account("758"), date=LATE, no_followup=False
        )
        self.assertFalse(self.debt(entry).date_maturity)
        self.cycle(MONDAY)
        self.assertEqual(self.case(self.lecoq).oldest_due, LATE)
        self.assertEqual(self.debt(entry).recovery_dpd, 10)

    def test_an_account_that_is_not_ours_is_never_looked_at(self):
        other = self.receivable.copy({"code": "411999"})
        self.invoice(self.lecoq, 1000, LATE)
        move = self.entry(
            self.lecoq, 400, LATE, self.account("758"), account=other, no_followup=False
        )
        followed = self.root["recovery.account"]
        followed._sync(self.company)
        rule = followed.search([("account_id", "=", other.id)])
        self.assertEqual(rule.treatment, "chase")
        rule.treatment = "report"
        rows = self.exposure(self.lecoq, MONDAY)
        self.assertEqual(rows[self.debt(move).id]["spared"], "report")
        rule.treatment = "ignore"
        self.assertNotIn(self.debt(move).id, self.exposure(self.lecoq, MONDAY))
        self.assertFalse(self.debt(move).recovery_stage_id)
        self.cycle(MONDAY)
        self.assertRecordValues(
            self.case(self.lecoq), [{"net_overdue": 1000, "spared_amount": 0}]
        )
