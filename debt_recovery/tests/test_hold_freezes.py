from datetime import date, timedelta

from odoo.tests import tagged

from ..tools.holds import free_periods
from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)


class HoldCase(RecoveryCase):
    def setUp(self):
        super().setUp()
        self.clock.move_to("2026-03-02 08:00:00")

    def hold(self, partner=None, **values):
        holds = self.root["recovery.hold"].with_company(self.company)
        return holds.create(
            {
                "partner_id": (partner or self.lecoq).id,
                "company_id": self.company.id,
                "from_date": MONDAY,
                "reason": "told so",
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestHoldFreezes(HoldCase):
    """What a hold stops, and what the rules and the charges learn of it."""

    def test_each_kind_stops_what_its_table_says(self):
        for kind, stopped in (
            ("manual", "contact"),
            ("dispute", "contact interest fee threat placement"),
            ("promise", "contact fee threat placement"),
            ("lawyer", "contact threat"),
        ):
            with self.subTest(kind):
                hold = self.hold(kind=kind)
                (told,) = hold._rule_holds(self.lecoq, MONDAY)[self.lecoq.id]
                self.assertEqual(told.freezes, set(stopped.split()))
                hold.action_lift()

    def test_what_a_person_says_goes_before_the_kind(self):
        hold = self.hold(kind="dispute", freeze_interest=False, freeze_contact=False)
        self.assertFalse(hold.freeze_interest)
        self.assertTrue(hold.freeze_fee)
        self.invoice(self.lecoq, 1000, LATE)
        self.cycle(MONDAY)
        self.assertEqual(self.case(self.lecoq).net_overdue, 1000)

    def test_the_rules_learn_of_holds_and_disputes_in_two_queries(self):
        invoice = self.invoice(self.lecoq, 1000, LATE)
        others = [self.customer(f"Customer {number}") for number in range(20)]
        for other in others:
            self.hold(other)
        until = date(2026, 3, 9)
        self.hold(kind="dispute", line_ids=[(6, 0, self.debt(invoice).ids)])
        self.hold(kind="plan", from_date=date(2026, 4, 1))
        self.hold(until_date=until, company_id=False)
        self.hold(from_date=date(2026, 2, 1), until_date=date(2026, 2, 3))
        self.hold(freeze_contact=False)
        everyone = self.lecoq.union(*others)
        holds = self.root["recovery.hold"].with_company(self.company)
        self.env.flush_all()
        with self.assertQueryCount(2):
            found = holds._rule_holds(everyone, MONDAY)
        mine = {hold.kind: hold for hold in found[self.lecoq.id]}
        self.assertEqual(set(mine), {"dispute", "manual", "plan"})
        self.assertEqual(mine["dispute"].debts, set(self.debt(invoice).ids))
        self.assertEqual(mine["manual"].until, until)
        self.assertIsNone(mine["manual"].debts)
        self.assertEqual(mine["plan"].since, date(2026, 4, 1))
        self.assertEqual(len(found), 21)

    def test_the_days_of_a_hold_are_never_charged_afterwards(self):
        hold = self.hold(kind="dispute", from_date=date(2026, 3, 5))
        self.hold(from_date=date(2026, 3, 1))  # stops contact only
        self.clock.move_to("2026-03-20 08:00:00")
        hold.action_lift()
        holds = self.root["recovery.hold"].with_company(self.company)
        periods = holds._frozen_periods(self.lecoq, "interest")[self.lecoq.id]
        self.assertEqual(periods, ((None, date(2026, 3, 5), date(2026, 3, 19)),))
        free = free_periods(
            [(first, last) for _debts, first, last in periods],
            MONDAY,
            date(2026, 3, 31),
        )
        self.assertEqual(
            free, [(MONDAY, date(2026, 3, 4)), (date(2026, 3, 20), date(2026, 3, 31))]
        )

    def test_a_long_hold_ends_with_one_contact_and_no_burst(self):
        policy = self.policy(
            {"days": 1, "is_entry": True}, {"days": 8}, {"days": 15}, {"days": 30}
        )
        self.lecoq.with_company(self.company).recovery_policy_id = policy
        self.invoice(self.lecoq, 1000, LATE)
        start = MONDAY
        self.hold(from_date=start, until_date=start + timedelta(days=59))
        left = []
        for number in range(0, 90):
            day = start + timedelta(days=number)
            left += [day for _message in self.day(day)]
        self.assertGreaterEqual(left[0], start + timedelta(days=60))
        gaps = [after - before for before, after in zip(left, left[1:], strict=False)]
        self.assertTrue(all(gap >= timedelta(days=3) for gap in gaps), left)
