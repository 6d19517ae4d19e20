from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY
from .placed_case import PlacingCase

TUESDAY = date(2026, 3, 3)


@tagged("post_install", "-at_install")
class TestPlacingRecall(PlacingCase):
    """A placed file follows the ledger within seconds."""

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)
        self.one = self.handed_over(self.bakery)
        self.settle()
        self.clock.move_to("2026-03-03 08:00:00")

    # --- money ------------------------------------------------------------------

    def test_paid_to_us_settles_it_and_tells_the_agency_the_same_minute(self):
        self.pay(self.lecoq, 1000, TUESDAY, self.bakery)
        self.settle(TUESDAY)
        self.assertEqual((self.one.state, self.one.ended_why), ("settled", "paid"))
        self.assertEqual(self.one.ended_on, TUESDAY)
        self.assertEqual(len(self.told(self.one, "payment")), 1)
        self.assertEqual(len(self.told(self.one, "recall")), 1)
        self.assertEqual(self.case(self.lecoq).state, "closed")

    def test_a_part_payment_is_told_once_and_the_file_stays(self):
        self.pay(self.lecoq, 400, TUESDAY, self.bakery)
        self.settle(TUESDAY)
        self.settle(TUESDAY)
        self.cycle(TUESDAY, full=True)
        self.assertEqual(self.one.state, "placed")
        self.assertEqual(self.one.change_ids.mapped("kind"), ["payment"])
        self.assertEqual(self.one.change_ids.amount, 400)
        self.assertEqual(self.one.change_ids.file_id, self.told(self.one, "payment"))
        self.assertEqual(self.one.expires_on, TUESDAY + timedelta(days=180))

    def test_a_credit_note_is_an_amendment(self):
        refund = self.refund(self.lecoq, 150, TUESDAY)
        (self.debt(refund) | self.bakery).reconcile()
        self.settle(TUESDAY)
        self.assertEqual(self.one.state, "placed")
        self.assertEqual(self.one.change_ids.mapped("kind"), ["credit"])
        self.assertEqual(len(self.told(self.one, "amendment")), 1)
        self.assertFalse(self.told(self.one, "payment"))

    def test_a_credit_note_over_all_of_it_cancels_the_debt(self):
        refund = self.refund(self.lecoq, 1000, TUESDAY)
        (self.debt(refund) | self.bakery).reconcile()
        self.settle(TUESDAY)
        self.assertEqual((self.one.state, self.one.ended_why), ("settled", "cancelled"))
        self.assertEqual(len(self.told(self.one, "recall")), 1)

    def test_what_the_agency_brought_is_not_told_to_it(self):
        self.fix("res.company", "_recovery_agency_journal", lambda one: self.bank)
        self.pay(self.lecoq, 1000, TUESDAY, self.bakery)
        self.settle(TUESDAY)
        self.assertEqual(self.one.state, "settled")
        self.assertFalse(self.one.change_ids)
        self.assertFalse(self.told(self.one, "recall") | self.told(self.one, "payment"))

    def test_money_that_goes_back_reopens_the_file(self):
        self.pay(self.lecoq, 1000, TUESDAY, self.bakery)
        self.settle(TUESDAY)
        self.bakery.remove_move_reconcile()
        self.settle(TUESDAY)
        self.assertEqual(self.one.state, "placed")
        self.assertFalse(self.one.ended_why)
        self.assertEqual(
            sorted(self.one.change_ids.mapped("kind")), ["payment", "returned"]
        )
        self.assertEqual(self.spared(self.lecoq, TUESDAY)[self.bakery.id], "placed")
        self.settle(TUESDAY)
        self.cycle(TUESDAY, full=True)
        self.assertEqual(len(self.one.change_ids), 2)

    def test_after_the_contract_s_time_a_person_decides(self):
        self.pay(self.lecoq, 1000, TUESDAY, self.bakery)
        self.settle(TUESDAY)
        self.one.sudo().expires_on = MONDAY
        self.bakery.remove_move_reconcile()
        self.settle(TUESDAY)
        self.settle(TUESDAY)
        self.assertEqual(self.one.state, "settled")
        self.assertEqual(len(self.one.activity_ids), 1)

    # --- what takes it back -----------------------------------------------------

    def test_a_dispute_takes_it_back_at_once(self):
        self.case(self.lecoq)._dispute(self.bakery, 200.0)
        self.settle(TUESDAY)
        self.assertEqual((self.one.state, self.one.ended_why), ("recalled", "disputed"))
        self.assertEqual(len(self.told(self.one, "recall")), 1)

    def test_holds_take_it_back_by_what_they_freeze(self):
        holds = self.root["recovery.hold"].with_company(self.company)
        values = {"partner_id": self.lecoq.id, "company_id": self.company.id}
        values |= {"from_date": TUESDAY, "reason": "told so"}
        holds.create({**values, "kind": "manual"})
        self.settle(TUESDAY)
        self.assertEqual(self.one.state, "placed", "it stops contact only")
        holds.create({**values, "kind": "insolvency"})
        self.settle(TUESDAY)
        self.assertEqual(
            (self.one.state, self.one.ended_why), ("recalled", "insolvent")
        )

    def test_a_hold_that_freezes_placing_takes_it_back(self):
        holds = self.root["recovery.hold"].with_company(self.company)
        holds.create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "hardship",
                "from_date": TUESDAY,
                "reason": "told so",
            }
        )
        self.settle(TUESDAY)
        self.assertEqual((self.one.state, self.one.ended_why), ("recalled", "hold"))

    def test_a_file_without_payment_is_back_in_time(self):
        last = MONDAY + timedelta(days=180)
        self.clock.move_to(f"{last} 08:00:00")
        placements = self.root["recovery.placement"]
        placements._follow_due(self.company, last)
        self.assertEqual(self.one.state, "placed")
        placements._follow_due(self.company, last + timedelta(days=1))
        self.assertEqual((self.one.state, self.one.ended_why), ("recalled", "expired"))

    def test_a_file_that_cannot_be_written_stops_no_recall(self):
        wrong = UserError(self.env._("There is no layout."))

        def fails(*args, **kwargs):
            raise wrong

        with patch.object(self.registry["recovery.placement"], "_write_file", fails):
            self.one._recall("asked")
        self.assertEqual(self.one.state, "recalled")
        (task,) = self.tasks(self.one)
        self.assertIn("tell Cabinet Orvane", task)

    def test_one_that_cannot_be_followed_stops_nobody_else(self):
        two = self.handed_over(self.joinery)
        self.pay(self.lecoq, 1000, TUESDAY, self.bakery)
        self.pay(self.talbot, 600, TUESDAY, self.joinery)
        kind = self.registry["recovery.placement"]
        real = kind._take_receipts

        def fails(placement, known):
            if placement == self.one:
                raise ValueError("broken")
            return real(placement, known)

        with (
            patch.object(kind, "_take_receipts", fails),
            self.assertLogs("odoo.addons.debt_recovery", "ERROR"),
        ):
            self.settle(TUESDAY)
        self.assertEqual((self.one.state, two.state), ("placed", "settled"))
        self.assertTrue(any("could not be compared" in t for t in self.tasks(self.one)))

    # --- other changes ----------------------------------------------------------

    def test_a_corrected_address_is_told(self):
        self.lecoq.write({"street": "12 rue des Fours", "city": "Lille"})
        (change,) = self.one.change_ids
        self.assertEqual(change.kind, "address")
        self.assertIn("rue des Fours", change.text)
        self.lecoq.write({"comment": "nothing for the agency"})
        self.assertEqual(len(self.one.change_ids), 1)

    def test_a_change_of_what_is_not_away_is_told_to_nobody(self):
        self.one._recall("asked")
        self.assertFalse(self.one._amend("other", "too late"))
