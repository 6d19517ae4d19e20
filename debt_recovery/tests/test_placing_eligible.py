from datetime import date, timedelta

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY
from .placing import LATE, PlacingCase


@tagged("post_install", "-at_install")
class TestPlacingEligible(PlacingCase):
    """What may be handed over, and the sentence where it may not."""

    def test_a_late_invoice_of_a_business_may_go(self):
        self.assertEqual(self.codes(self.owed()), [[]])

    def test_the_floor_is_the_customer_s_not_the_invoice_s(self):
        first = self.owed(60)
        self.assertEqual(self.codes(first), [["floor"]])
        self.assertIn("60.00", self.said(first))
        self.assertIn("100.00", self.said(first))
        self.assertEqual(self.codes(first | self.owed(60)), [[], []])

    def test_credits_are_taken_off_before_the_floor(self):
        line = self.owed(1000)
        self.refund(self.lecoq, 950, MONDAY)
        self.assertEqual(self.codes(line), [["floor"]])
        self.assertIn("50.00", self.said(line))

    def test_the_disputed_part_stays_and_the_rest_may_go(self):
        line = self.owed(1000)
        self.root["recovery.dispute"]._contest(line.move_id, 300.0, "price")
        self.assertEqual(self.codes(line), [[]])
        self.root["recovery.dispute"]._contest(line.move_id, 700.0, "quality")
        codes = self.codes(line)[0]
        self.assertIn("disputed", codes)
        self.assertIn("1,000.00", self.said(line))

    def test_what_is_promised_waits_for_its_day(self):
        line, other = self.owed(1000), self.owed(400)
        self.cycle(MONDAY)
        self.case(self.lecoq)._agree(
            "promise", line, [(MONDAY + timedelta(days=4), 1000)], "call"
        )
        codes = self.codes(line | other)
        self.assertIn("promise", codes[0])
        self.assertEqual(codes[1], [])

    def test_a_hold_stops_it_where_it_freezes_hand_overs(self):
        line = self.owed()
        hold = self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "manual",
                "reason": "asked by sales",
            }
        )
        self.assertEqual(self.codes(line), [[]])
        hold.freeze_placement = True
        self.assertEqual(self.codes(line), [["rule"]])
        hold.until_date = MONDAY + timedelta(days=10)
        self.assertIn("not before", self.said(line))

    def test_hardship_keeps_a_file_with_us(self):
        line = self.owed()
        self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "hardship",
                "reason": "told so",
            }
        )
        self.assertIn("rule", self.codes(line)[0])

    def test_a_public_body_is_never_handed_over(self):
        self.lecoq.recovery_debtor_type = "public"
        self.assertIn("public", self.codes(self.owed())[0])
        self.lecoq.country_id = self.root.ref("base.be")
        self.assertIn("public", self.codes(self.owed())[0])

    def test_a_consumer_is_told_first(self):
        marie = self.marie()
        line = self.owed(500, marie)
        self.assertEqual(self.codes(line), [["not_told"]])
        text = self.root.ref("debt_recovery.template_quiet").copy(
            {"tells_of_partner": True}
        )
        self.give(marie, line, MONDAY, code=False, template_id=text.id)
        self.assertEqual(self.codes(line), [[]])
        other = self.owed(500, self.marie())
        self.assertEqual(self.codes(other), [["not_told"]])
        self.company.recovery_placing_told = True
        self.assertEqual(self.codes(other), [[]])

    def test_an_old_debt_is_refused_once_barred_and_warned_of_before(self):
        barred = self.owed(500, due=date(2021, 2, 1))
        near = self.owed(500, due=date(2021, 4, 1))
        codes = self.codes(barred | near)
        self.assertIn("barred", codes[0])
        self.assertEqual(codes[1], [])
        look = self.files._placing_look(near, self.company, MONDAY)
        self.assertIn("soon", self.files._cautions(look)[near.id][0])

    def test_a_formal_notice_comes_first_and_its_time_runs(self):
        self.company.recovery_placing_needs_notice = True
        line = self.owed()
        self.assertEqual(self.codes(line), [["rule"]])
        self.assertIn("must be given first", self.said(line))
        self.give(self.lecoq, line, date(2026, 2, 25))
        self.assertIn("03/09/2026", self.said(line))
        self.assertEqual(self.codes(line, day=date(2026, 3, 8)), [["rule"]])
        self.assertEqual(self.codes(line, day=date(2026, 3, 9)), [[]])
        # it was about that debt, not about another one
        self.assertEqual(self.codes(self.owed(), day=date(2026, 3, 9)), [["rule"]])

    def test_a_belgian_consumer_has_fourteen_days(self):
        marie = self.marie(country_id=self.root.ref("base.be").id)
        self.company.recovery_placing_told = True
        line = self.owed(180, marie)
        self.assertEqual(self.codes(line), [["rule"]])
        self.give(marie, line, date(2026, 3, 3), code="be_first_reminder")
        self.assertEqual(self.codes(line, day=date(2026, 3, 17)), [["rule"]])
        said = self.said(line, day=date(2026, 3, 17))
        self.assertIn("03/18/2026", said)
        self.assertIn("Belgium", said)
        self.assertEqual(self.codes(line, day=date(2026, 3, 18)), [[]])

    def test_what_the_contract_takes(self):
        line, belgium = self.owed(), self.root.ref("base.be")
        for values, code in (
            ({"date_from": date(2026, 3, 3)}, "not_begun"),
            ({"date_from": False, "date_to": date(2026, 3, 1)}, "over"),
            ({"date_to": False, "takes_companies": False}, "no_companies"),
            ({"takes_companies": True, "age_from": 60}, "young"),
            ({"age_from": 0, "age_to": 30}, "old"),
            ({"age_to": 0, "amount_from": 2000}, "floor"),
            ({"amount_from": 0, "amount_to": 500}, "large"),
            ({"amount_to": 0, "max_amount": 900}, "no_room"),
            ({"max_amount": 0, "country_ids": [Command.set(belgium.ids)]}, "country"),
        ):
            self.contract.write(values)
            with self.subTest(code=code):
                self.assertEqual(self.codes(line), [[code]])

    def test_products_are_those_of_the_contract(self):
        wanted = self.root["product.category"].create({"name": "Machines"})
        below = self.root["product.category"].create(
            {"name": "Mixers", "parent_id": wanted.id}
        )
        mixer = self.root["product.product"].create(
            {"name": "Mixer", "categ_id": below.id}
        )
        line = self.owed()
        self.contract.category_ids = wanted
        self.assertEqual(self.codes(line), [["products"]])
        line.move_id.invoice_line_ids.product_id = mixer
        self.assertEqual(self.codes(line), [[]])

    def test_a_full_contract_takes_no_more(self):
        self.contract.max_count = 1
        self.placed(self.owed(300, self.customer("Other", "o@other.example")))
        self.assertEqual(self.codes(self.owed()), [["no_place"]])

    def test_a_file_asked_about_again_is_not_in_its_own_way(self):
        line = self.owed()
        self.contract.write({"max_amount": 1000, "max_count": 1})
        draft = self.placed(line, state="draft")
        self.assertEqual(self.codes(line), [["taken"]])
        self.assertIn(draft.reference, self.said(line))
        found = draft._eligible(line, self.contract, MONDAY)
        self.assertEqual(found[line.id], [])

    def test_without_any_address_nobody_can_collect(self):
        ghost = self.customer("Nowhere SARL", country_id=self.france.id)
        line = self.owed(500, ghost)
        self.assertEqual(self.codes(line), [["address"]])
        ghost.write({"street": "1 rue Nord", "city": "Angers"})
        self.assertEqual(self.codes(line), [[]])

    def test_what_is_paid_or_not_late_stays(self):
        paid, later = self.owed(), self.owed(500, due=MONDAY + timedelta(days=9))
        self.pay(self.lecoq, 1000, MONDAY, paid)
        codes = self.codes(paid | later)
        self.assertIn("settled", codes[0])
        self.assertEqual(codes[1], ["not_due"])

    def test_what_an_agency_has_alone_goes_to_no_other(self):
        self.contract.exclusive_days = 90
        line = self.owed(due=LATE)
        self.placed(line, state="recalled")
        other = self.new_contract(self.new_agency("Recouvra"))
        self.assertEqual(self.codes(line), [[]])
        self.assertEqual(self.codes(line, other), [["exclusive"]])
        after = MONDAY + timedelta(days=91)
        self.assertEqual(self.codes(line, other, day=after), [[]])

    def test_another_company_s_debts_are_not_of_this_contract(self):
        other = self._create_company(name="Belleroche Sud")
        self._open_company(other, "Belleroche Sud", "sud.example")
        line = self.debt(self.invoice(self.lecoq, 900, LATE, company=other))
        self.assertEqual(self.codes(line), [["company"]])

    def test_the_number_of_statements_does_not_grow_with_the_debts(self):
        def statements(number):
            lines = self.env["account.move.line"].union(
                *(
                    self.owed(200, self.customer(f"C{number}-{n}", "c@c.example"))
                    for n in range(number)
                )
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.files._eligible(lines, self.contract, MONDAY)
            return self.env.cr.sql_log_count - before

        statements(1)
        few = statements(2)
        self.assertLessEqual(statements(20), few + 5)
