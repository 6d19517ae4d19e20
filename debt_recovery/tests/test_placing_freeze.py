from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.rules.model import ALLOW
from .common import MONDAY
from .placed_case import PlacingCase


@tagged("post_install", "-at_install")
class TestPlacingFreeze(PlacingCase):
    """While the agency has a debt, nobody of ours chases it."""

    def test_a_placed_debt_is_spared_and_the_others_are_not(self):
        other = self.debt(self.invoice(self.lecoq, 300, MONDAY - timedelta(days=9)))
        self.handed_over(self.bakery)
        rows = self.exposure(self.lecoq, MONDAY)
        self.assertEqual(rows[self.bakery.id]["spared"], "placed")
        self.assertEqual(rows[self.bakery.id]["chaseable"], 0)
        self.assertFalse(rows[other.id]["spared"])
        self.assertEqual(rows[other.id]["chaseable"], 300)

    def test_credits_cover_what_we_chase_not_what_is_placed(self):
        other = self.debt(self.invoice(self.lecoq, 300, MONDAY - timedelta(days=9)))
        self.handed_over(self.bakery)
        self.refund(self.lecoq, 100, MONDAY)
        rows = self.exposure(self.lecoq, MONDAY)
        self.assertEqual(rows[self.bakery.id]["netted"], 0)
        self.assertEqual(rows[other.id]["chaseable"], 200)

    def test_both_shapes_of_the_exposure_know_it(self):
        self.handed_over(self.bakery)
        exposure = self.root["recovery.exposure"]
        exposure._flush()
        for debtors in (self.lecoq.ids, None):
            sql = exposure._sql(self.company, MONDAY, debtors)
            self.env.cr.execute(sql)
            names = [column.name for column in self.env.cr.description]
            found = [dict(zip(names, row, strict=True)) for row in self.cr.fetchall()]
            spared = {row["line_id"]: row["spared"] for row in found}
            self.assertEqual(spared[self.bakery.id], "placed")

    def test_the_waiting_reminder_falls_and_none_follows(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.assertEqual(notice.state, "queued")
        self.handed_over(self.bakery)
        self.settle()
        self.assertEqual((notice.state, notice.reason), ("cancelled", "placed"))
        days = [MONDAY + timedelta(days=number) for number in range(1, 60, 7)]
        for day in days:
            self.day(day)
        self.assertEqual(self.notices(self.lecoq).mapped("state"), ["cancelled"])

    def test_a_reminder_about_to_leave_is_withheld_at_the_last_moment(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.handed_over(self.bakery)
        self.send(MONDAY)
        self.assertEqual((notice.state, notice.reason), ("cancelled", "placed"))

    def test_after_the_recall_we_chase_again(self):
        self.cycle(MONDAY)
        one = self.handed_over(self.bakery)
        self.settle()
        one._recall("asked")
        self.settle()
        self.assertEqual(self.case(self.lecoq).net_overdue, 1000)

    # --- persons ----------------------------------------------------------------

    def said(self, is_answer=False):
        case = self.case(self.lecoq)
        judged = type("Judged", (), {})()
        judged.request = type("Request", (), {"is_answer": is_answer, "channel": "x"})
        judged.decision = type("Decision", (), {"outcome": ALLOW, "warnings": ()})
        judged.at = None
        with patch.object(self.registry["recovery.case"], "_wrong_by_hand", _nothing):
            return case._said_by_hand(judged, "voice", "+33102030405")

    def test_who_calls_is_sent_to_the_agency(self):
        self.cycle(MONDAY)
        self.handed_over(self.bakery)
        said = self.said()
        self.assertIn("Cabinet Orvane", said["blocks"][0])
        self.assertFalse(self.said(is_answer=True)["blocks"], "he may be answered")

    def test_who_has_other_debts_may_be_called_with_a_warning(self):
        self.invoice(self.lecoq, 300, MONDAY - timedelta(days=9))
        self.cycle(MONDAY)
        self.handed_over(self.bakery)
        said = self.said()
        self.assertFalse(said["blocks"])
        self.assertIn("Cabinet Orvane", said["warns"][0])

    def test_nothing_is_agreed_on_a_placed_debt(self):
        self.cycle(MONDAY)
        case = self.case(self.lecoq)
        self.handed_over(self.bakery)
        terms = [(MONDAY + timedelta(days=5), 1000)]
        with self.assertRaisesRegex(UserError, "Cabinet Orvane"):
            case._agree("promise", self.bakery, terms)

    def test_accounts_with_an_agency_are_told_in_one_query(self):
        self.cycle(MONDAY)
        self.handed_over(self.bakery)
        cases = self.case(self.lecoq) | self.case(self.talbot)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(cases.mapped("is_placed"), [True, False])
        self.assertIn("Cabinet Orvane", cases[0].placed_words)

    def test_no_automatic_payment_is_drawn_for_it(self):
        debit = self.root["recovery.debit"].new({"partner_id": self.lecoq.id})
        with patch.object(
            self.registry["recovery.debit"], "_lines", lambda one: self.bakery
        ):
            self.assertFalse(debit._is_away())
            self.handed_over(self.bakery)
            self.assertTrue(debit._is_away())

    # --- the customer's page ----------------------------------------------------

    def link(self):
        self.cycle(MONDAY)
        return self.root["recovery.link"].new(
            {
                "company_id": self.company.id,
                "partner_id": self.lecoq.id,
                "case_id": self.case(self.lecoq).id,
            }
        )

    def test_the_page_names_our_partner(self):
        link = self.link()
        self.assertEqual(link._partners(), [])
        one = self.handed_over(self.bakery)
        one.agency_id.partner_id.phone = "+33 1 02 03 04 05"
        (partner,) = link._partners()
        self.assertEqual(partner["name"], "Cabinet Orvane")
        self.assertEqual(partner["email"], "dossiers@orvane.example")
        self.assertEqual(partner["references"], one.reference)
        self.assertEqual(partner["names"], self.bakery.move_id.name)

    def test_the_page_offers_no_promise_and_no_plan_but_payment(self):
        link = self.link()
        statement = self.root["recovery.statement"]
        case = self.case(self.lecoq)
        self.handed_over(self.bakery)
        content = statement._sums(self.company, self.lecoq)
        self.assertEqual(link._promisable(content), [])
        self.assertFalse(case._plannable_alone(case._exposure()))
        self.assertEqual([one.line for one in case._payables()], [self.bakery])


def _nothing(self, channel, address):
    return []
