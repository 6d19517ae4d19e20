from datetime import date

from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

TUESDAY = date(2026, 3, 3)


@tagged("post_install", "-at_install")
class TestNetting(RecoveryCase):
    """Two invoices, a credit note and a transfer that nobody matched: 5,120.00."""

    def setUp(self):
        super().setUp()
        self.older = self.invoice(self.lecoq, 4800, date(2026, 1, 31))
        self.newer = self.invoice(self.lecoq, 1920, date(2026, 2, 15))

    def credit_all(self):
        self.refund(self.lecoq, 600, date(2026, 2, 18))
        self.pay(self.lecoq, 1000, date(2026, 2, 20))

    def test_credits_cover_the_oldest_debt_first_in_one_message(self):
        self.credit_all()
        rows = self.exposure(self.lecoq, TUESDAY)
        older, newer = rows[self.debt(self.older).id], rows[self.debt(self.newer).id]
        self.assertEqual((older["netted"], older["chaseable"]), (1600, 3200))
        self.assertEqual((newer["netted"], newer["chaseable"]), (0, 1920))

        (message,) = self.day(TUESDAY)
        case = self.case(self.lecoq)
        self.assertRecordValues(
            case, [{"gross_overdue": 6720, "credit_amount": 1600, "net_overdue": 5120}]
        )
        self.assertEqual(self.steps(self.lecoq), ["Statement of account"])
        for text in ("4,800.00 €", "1,920.00 €", "-600.00 €", "-1,000.00 €"):
            self.assertIn(text, message.text)
        self.assertIn("Total 5,120.00 €", message.text)
        self.assertEqual(self.notices(self.lecoq).amount, 5120)

    def test_credits_that_cover_everything_mean_no_contact(self):
        self.credit_all()
        self.cycle(TUESDAY)
        notice = self.notices(self.lecoq)
        self.assertEqual(notice.state, "queued")
        self.pay(self.lecoq, 5120, TUESDAY)
        self.settle(TUESDAY)
        self.assertEqual((notice.state, notice.reason), ("cancelled", "settled"))
        self.assertEqual(self.case(self.lecoq).state, "closed")
        self.assertEqual(self.send(TUESDAY), [])

    def test_a_credit_moves_the_stage_before_it_is_chosen(self):
        self.cycle(TUESDAY)
        case = self.case(self.lecoq)
        self.assertEqual(case.stage_id.from_dpd, 31)
        self.refund(self.lecoq, 4800, TUESDAY)
        self.settle(TUESDAY)
        self.assertEqual(case.stage_id.from_dpd, 1)
        self.assertEqual(case.oldest_due, date(2026, 2, 15))
        self.assertEqual(case.net_overdue, 1920)

    def test_a_matched_part_payment_leaves_the_rest(self):
        self.pay(self.lecoq, 4000, date(2026, 2, 20), self.debt(self.older))
        (message,) = self.day(TUESDAY)
        self.assertIn("Total 2,720.00 €", message.text)
        self.assertIn("800.00 €", message.text)
        self.assertNotIn("4,800.00", message.text)

    def test_a_credit_note_of_the_invoice_itself_takes_it_away(self):
        self.cycle(TUESDAY)
        self.older._reverse_moves(
            [{"invoice_date": TUESDAY, "date": TUESDAY}], cancel=True
        )
        self.settle(TUESDAY)
        self.assertEqual(self.case(self.lecoq).net_overdue, 1920)
        first = self.notices(self.lecoq)[0]
        self.assertEqual((first.state, first.reason), ("cancelled", "outdated"))

    def test_a_payment_between_planning_and_sending_stops_the_message(self):
        self.cycle(TUESDAY)
        notice = self.notices(self.lecoq)
        self.pay(
            self.lecoq, 6720, TUESDAY, self.debt(self.older) | self.debt(self.newer)
        )
        self.assertEqual(self.send(TUESDAY), [])
        self.assertEqual((notice.state, notice.reason), ("cancelled", "settled"))
        decision = self.root["recovery.decision"].search(
            [("notice_id", "=", notice.id)]
        )
        self.assertEqual((decision.verdict, decision.reason), ("refuse", "settled"))
        self.assertFalse(notice.message_id)

    def test_a_part_payment_before_sending_changes_what_is_said(self):
        self.cycle(TUESDAY)
        self.pay(self.lecoq, 720, TUESDAY, self.debt(self.older))
        (message,) = self.send(TUESDAY)
        self.assertIn("Total 6,000.00 €", message.text)
        self.assertEqual(self.notices(self.lecoq).amount, 6000)

    def test_drafts_and_cancelled_moves_count_for_nothing(self):
        self.credit_all()
        self.cycle(MONDAY)
        case = self.case(self.lecoq)
        self.older.button_draft()
        self.settle(MONDAY)
        self.assertEqual(case.net_overdue, 320)
        self.newer.button_draft()
        self.newer.button_cancel()
        self.settle(MONDAY)
        self.assertEqual(case.state, "closed")
        self.older.action_post()
        self.settle(MONDAY)
        self.assertEqual((case.state, case.net_overdue), ("open", 3200))
