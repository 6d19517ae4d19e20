from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

LATE, TUESDAY = date(2026, 2, 20), date(2026, 3, 3)


@tagged("post_install", "-at_install")
class TestHolds(RecoveryCase):
    """Why a customer or a debt is left alone, until when, and what comes after."""

    def setUp(self):
        super().setUp()
        self.older = self.invoice(self.lecoq, 1000, LATE)
        self.newer = self.invoice(self.lecoq, 600, date(2026, 2, 22))
        self.cycle(MONDAY)
        self.account_ = self.case(self.lecoq)

    def hold(self, **values):
        return self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "from_date": MONDAY,
                "reason": "told so",
                **values,
            }
        )

    def test_a_customer_on_hold_is_not_contacted_and_keeps_its_age(self):
        self.hold()
        self.settle(MONDAY)
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.reason), ("cancelled", "spared"))
        self.assertRecordValues(
            self.account_,
            [
                {
                    "state": "open",
                    "why": "spared",
                    "spared_why": "manual",
                    "spared_amount": 1600,
                    "net_overdue": 0,
                }
            ],
        )
        self.assertEqual(self.account_.stage_id.from_dpd, 1)
        self.assertEqual(self.debt(self.older).recovery_dpd, 10)

    def test_a_hold_until_a_date_ends_by_itself(self):
        self.hold(kind="open_until", until_date=date(2026, 3, 10))
        self.settle(MONDAY)
        self.assertEqual(self.account_.next_check_on, date(2026, 3, 11))
        for day in range(3, 11):
            self.assertEqual(self.day(date(2026, 3, day)), [])
        (message,) = self.day(date(2026, 3, 11))
        self.assertIn("Total 1,600.00 €", message.text)

    def test_a_hold_that_starts_later_is_seen_on_its_day(self):
        self.send()
        self.hold(from_date=date(2026, 3, 9))
        self.settle(MONDAY)
        self.assertEqual(self.account_.net_overdue, 1600)
        self.cycle(date(2026, 3, 8))
        self.assertEqual(self.account_.net_overdue, 1600)
        self.cycle(date(2026, 3, 9))
        self.assertRecordValues(
            self.account_, [{"net_overdue": 0, "spared_why": "manual"}]
        )

    def test_a_factored_debt_is_left_out_and_the_other_claimed(self):
        self.hold(kind="factored", line_ids=[(6, 0, self.debt(self.older).ids)])
        self.settle(MONDAY)
        first = self.notices(self.lecoq)[0]
        self.assertEqual((first.state, first.reason), ("cancelled", "outdated"))
        (message,) = self.send()
        self.assertIn("Total 600.00 €", message.text)
        self.assertNotIn(self.older.name, message.text)
        rows = self.exposure(self.lecoq, MONDAY)
        self.assertEqual(rows[self.debt(self.older).id]["spared"], "factored")

    def test_a_credit_is_not_wasted_on_a_debt_on_hold(self):
        self.hold(line_ids=[(6, 0, self.debt(self.older).ids)], kind="retained")
        self.refund(self.lecoq, 600, MONDAY)
        self.settle(MONDAY)
        self.assertEqual(self.account_.net_overdue, 0)
        self.assertEqual(self.send(), [])

    def test_a_hold_lifted_starts_the_reminders_again(self):
        hold = self.hold(from_date=date(2026, 3, 1))
        self.settle(MONDAY)
        hold.action_lift()
        self.assertEqual(hold.until_date, date(2026, 3, 1))
        self.assertFalse(hold.is_active)
        self.settle(MONDAY)
        self.assertEqual(self.account_.net_overdue, 1600)
        self.assertEqual(len(self.send()), 1)

    def test_a_hold_lifted_on_its_first_day_stays_in_the_history(self):
        hold = self.hold()
        hold.action_lift()
        self.settle(MONDAY)
        self.assertTrue(hold.exists())
        self.assertEqual(self.account_.net_overdue, 1600)

    def test_a_hold_placed_between_planning_and_sending(self):
        self.hold(kind="lawyer")
        self.assertEqual(self.send(), [])
        notice = self.notices(self.lecoq)
        self.assertEqual(
            (notice.state, notice.reason, notice.reason_text),
            ("cancelled", "spared", "lawyer"),
        )

    def test_a_hold_of_another_company_does_not_count_here(self):
        other = self.root["res.company"].create({"name": "Other"})
        self.hold(company_id=other.id)
        self.settle(MONDAY)
        self.assertEqual(self.account_.net_overdue, 1600)
        self.hold(company_id=False)
        self.settle(MONDAY)
        self.assertEqual(self.account_.net_overdue, 0)

    def test_what_cannot_be_is_refused_by_name(self):
        stranger = self.customer("Talbot")
        child = self.root["res.partner"].create(
            {"name": "Shop", "parent_id": self.lecoq.id}
        )
        for message, values in (
            ("ends on 2026-03-01, before it starts", {"until_date": "2026-03-01"}),
            ("until which date", {"kind": "open_until"}),
            ("Choose the debts", {"scope": "lines"}),
        ):
            with (
                self.subTest(message),
                self.assertRaisesRegex(ValidationError, message),
                self.cr.savepoint(),
            ):
                self.hold(**values)
        hold = self.hold(line_ids=[(6, 0, self.debt(self.older).ids)])
        self.assertEqual(hold.scope, "lines")
        with self.assertRaisesRegex(ValidationError, "another customer than Talbot"):
            hold.partner_id = stranger
        with self.assertRaisesRegex(ValidationError, "not on one of its contacts"):
            self.hold(partner_id=child.id)
