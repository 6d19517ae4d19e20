import random
from collections import defaultdict
from datetime import date, timedelta

from odoo.tests import tagged

from ..tools.agency_score import AGES, AMOUNTS, band
from .agency_score_case import FEBRUARY, JANUARY, ScoreCase
from .common import MONDAY

MEASURES = (
    *("files", "amount", "recovered", "agency_cash", "direct_cash", "commission"),
    *("net", "complaints", "returned", "chosen", "paid_files", "paid_days"),
)


@tagged("post_install", "-at_install")
class TestAgencyScore(ScoreCase):
    """The scoreboard says what the ledger says, by month placed and by band."""

    def test_a_file_is_judged_by_the_cash_since_it_was_placed(self):
        one = self.given("Garage A", 1000, JANUARY)
        self.cash(one, 100, JANUARY - timedelta(days=1))
        self.cash(one, 250, JANUARY + timedelta(days=10), through=True)
        self.cash(one, 50, JANUARY + timedelta(days=4))
        score = self.score(agency_id=self.agency.id)
        self.assertEqual(score.vintage, date(2026, 1, 1))
        self.assertEqual(score.amount, 1000)
        self.assertEqual(score.agency_cash, 250)
        self.assertEqual(score.direct_cash, 50)
        self.assertEqual(score.rate, 30)
        self.assertEqual(score.first_days, 4)
        self.assertEqual(score.age_band, "1")
        self.assertEqual(score.amount_band, "1")
        self.assertFalse(score.note)

    def test_what_comes_after_it_left_is_nobody_s_merit(self):
        gone = self.given("Garage A", 1000, JANUARY)
        gone._move_to("returned", ended_on=JANUARY + timedelta(days=20))
        self.cash(gone, 300, JANUARY + timedelta(days=30))
        score = self.score(agency_id=self.agency.id)
        self.assertEqual((score.recovered, score.returned), (0, 1))
        self.assertEqual(score.returned_rate, 100)

    def test_a_file_given_on_is_the_next_agency_s(self):
        first = self.given("Garage A", 1000, JANUARY)
        first._move_to("recalled", ended_on=FEBRUARY)
        line = first.line_ids.line_id
        self.env.flush_all()
        second = self.placed(line, contract=self.rival)
        second.write({"placed_on": FEBRUARY, "drawn_by_lot": True})
        self.cash(first, 200, JANUARY + timedelta(days=3), through=True)
        self.cash(first, 300, FEBRUARY + timedelta(days=3), through=True)
        self.assertEqual(self.score(agency_id=self.agency.id).recovered, 200)
        self.assertEqual(self.score(agency_id=self.rival.agency_id.id).recovered, 300)

    def test_files_that_were_chosen_carry_a_note(self):
        self.given("Garage A", 1000, JANUARY)
        self.given("Garage B", 1000, JANUARY, drawn_by_lot=False)
        score = self.score(agency_id=self.agency.id)
        self.assertEqual((score.files, score.chosen), (2, 1))
        self.assertIn("1 of 2 not drawn by lot", score.note)

    def test_a_complaint_about_the_agency_is_counted_against_it(self):
        one = self.given("Garage A", 1000, JANUARY)
        complaints = self.root["recovery.complaint"].with_company(self.company)
        for kind in ("agency", "wording"):
            complaints.create(
                {
                    "company_id": self.company.id,
                    "partner_id": one.partner_id.id,
                    "kind": kind,
                    "received_on": MONDAY,
                    "text": "They rang on a Sunday.",
                }
            )
        told = complaints.search([("partner_id", "=", one.partner_id.id)])
        self.assertEqual(told.mapped("placement_id"), one)
        self.assertEqual(told.mapped("agency_id"), self.agency)
        self.assertEqual(self.score(agency_id=self.agency.id).complaints, 1)

    def test_a_complaint_found_to_be_the_agency_s_is_counted_too(self):
        one = self.given("Garage A", 1000, JANUARY)
        told = self.root["recovery.complaint"].create(
            {
                "company_id": self.company.id,
                "partner_id": one.partner_id.id,
                "kind": "wording",
                "received_on": MONDAY,
                "text": "Rude.",
            }
        )
        self.assertFalse(told.placement_id)
        told.cause = "agency"
        self.assertEqual(told.placement_id, one)

    def test_a_line_opens_the_files_that_it_counts(self):
        files = self.root["recovery.placement"]
        small = self.given("Garage A", 500, JANUARY)
        large = self.given("Garage B", 501, JANUARY)
        old = self.given("Garage C", 500, JANUARY, late=121)
        self.given("Garage D", 500, FEBRUARY)
        board = self.score(agency_id=self.agency.id, vintage=date(2026, 1, 1))
        opened = [files.search(row.action_open_files()["domain"]) for row in board]
        self.assertEqual([len(some) for some in opened], board.mapped("files"))
        self.assertCountEqual(opened, [small, large, old])

    def test_shares_of_groups_are_weighed(self):
        self.cash(self.given("Garage A", 100, JANUARY), 100, FEBRUARY)
        self.given("Garage B", 900, FEBRUARY)
        board = self.env["recovery.agency.score"].with_company(self.company)
        self.know_the_ledger()
        ((_agency, rate, days),) = board._read_group(
            [("agency_id", "=", self.agency.id)],
            ["agency_id"],
            ["rate:avg", "first_days:avg"],
        )
        self.assertAlmostEqual(rate, 10)
        self.assertEqual(days, 28)

    def test_a_foreign_currency_counts_at_the_rate_it_is_booked_at(self):
        franc = self.root.ref("base.CHF")
        franc.active = True
        self.root["res.currency.rate"].create(
            {
                "currency_id": franc.id,
                "name": "2025-01-01",
                "rate": 2.0,
                "company_id": self.company.id,
            }
        )
        move = self.invoice(
            self.customer("Alpenhof"),
            1000,
            JANUARY - timedelta(days=90),
            currency_id=franc.id,
        )
        one = self.placed(self.debt(move))
        one.placed_on = JANUARY
        self.assertEqual(one.amount, 1000)
        self.assertEqual(self.score(agency_id=self.agency.id).amount, 500)

    # --- against another way to count ------------------------------------

    def test_numbers_are_those_of_an_independent_count(self):
        draw = random.Random(8)
        for number in range(40):
            contract = draw.choice((self.contract, self.rival))
            one = self.given(
                f"Client {number}",
                draw.choice((90, 480, 500, 501, 3000, 20000)),
                draw.choice((JANUARY, JANUARY + timedelta(days=9), FEBRUARY)),
                late=draw.choice((5, 60, 61, 200, 500)),
                contract=contract,
                drawn_by_lot=draw.random() < 0.7,
            )
            if draw.random() < 0.3:
                ended = one.placed_on + timedelta(days=draw.randrange(40))
                one._move_to(draw.choice(("recalled", "returned")), ended_on=ended)
            for _payment in range(draw.randrange(4)):
                day = one.placed_on + timedelta(days=draw.randrange(-5, 45))
                amount = round(draw.uniform(1, one.amount / 5), 2)
                self.cash(one, amount, day, through=draw.random() < 0.5)
        found = {
            self.key(line): {name: line[name] for name in MEASURES}
            for line in self.score()
        }
        expected = self.counted()
        self.assertEqual(set(found), set(expected))
        self.assertGreater(len(found), 8)
        for key, measures in expected.items():
            for name in MEASURES:
                with self.subTest(key=key, measure=name):
                    self.assertAlmostEqual(
                        found[key][name] or 0, measures.get(name, 0), 2
                    )

    def key(self, line):
        return (
            line.contract_id.id,
            line.vintage,
            int(line.age_band),
            int(line.amount_band),
        )

    def counted(self):
        """The same numbers, from the reconciliations one by one."""
        board = defaultdict(lambda: defaultdict(float))
        for one in self.root["recovery.placement"].search(
            [("company_id", "=", self.company.id), ("placed_on", "!=", False)]
        ):
            days = (one.placed_on - min(one.line_ids.mapped("due"))).days
            key = (
                one.contract_id.id,
                one.placed_on.replace(day=1),
                band(days, AGES),
                band(one.amount, AMOUNTS),
            )
            row = board[key]
            row["files"] += 1
            row["amount"] += one.amount
            row["returned"] += one.state == "returned"
            row["chosen"] += not one.drawn_by_lot
            self.count_cash(one, row)
        return board

    def count_cash(self, one, row):
        first = None
        for part in one.line_ids.line_id.matched_credit_ids:
            credit = part.credit_move_id
            through = credit.journal_id == self.through
            late = one.ended_on and credit.date > one.ended_on and not through
            if credit.date < one.placed_on or late:
                continue
            row["agency_cash" if through else "direct_cash"] += part.amount
            row["recovered"] += part.amount
            row["net"] += part.amount
            first = min(first or credit.date, credit.date)
        if first:
            row["paid_files"] += 1
            row["paid_days"] += (first - one.placed_on).days
