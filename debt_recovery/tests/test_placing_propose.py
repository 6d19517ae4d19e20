from collections import Counter
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.debt_recovery.tools.agency_share import Ticket, draw, seed_of

from .common import MONDAY
from .placing import LATE, PlacingCase


@tagged("post_install", "-at_install")
class TestPlacingPropose(PlacingCase):
    """Draft files: who, with whom, for how much."""

    def test_a_draft_for_each_customer_and_currency(self):
        franc = self.root.ref("base.CHF")
        franc.active = True
        other = self.customer("Autre SARL", "a@autre.example")
        lines = (
            self.owed(300)
            | self.owed(200)
            | self.owed(500, currency_id=franc.id)
            | self.owed(400, other)
        )
        made = self.files._propose(lines, self.contract)
        self.assertEqual(made.mapped("state"), ["draft"] * 3)
        self.assertEqual(
            sorted(
                (one.partner_id.name, one.currency_id.name, one.principal)
                for one in made
            ),
            [
                ("Autre SARL", "EUR", 400.0),
                ("Boulangeries Lecoq", "CHF", 500.0),
                ("Boulangeries Lecoq", "EUR", 500.0),
            ],
        )
        self.assertEqual(len(set(made.mapped("reference"))), 3)
        self.assertEqual(set(made.mapped("oldest_due")), {LATE})

    def test_principal_is_undisputed_and_net_of_credits(self):
        line = self.owed(1000)
        self.root["recovery.dispute"]._contest(line.move_id, 300.0, "price")
        self.refund(self.lecoq, 100, MONDAY)
        made = self.files._propose(line, self.contract)
        self.assertEqual(made.line_ids.principal, 600.0)

    def test_a_business_bears_interest_and_the_fixed_sum(self):
        line = self.owed(6000)
        made = self.files._propose(line, self.contract)
        placed = made.line_ids
        dues = self.root["recovery.charge"]._due(line, MONDAY)[line.id]
        expected = {due.kind: float(due.amount) for due in dues}
        self.assertEqual(placed.interest, expected["interest"])
        self.assertGreater(placed.interest, 0)
        self.assertEqual(placed.interest_from, LATE + timedelta(days=1))
        self.assertGreater(placed.interest_rate, 0)
        self.assertEqual(placed.costs, 40.0)
        self.assertEqual(made.amount, 6000 + placed.interest + 40)

    def test_a_consumer_bears_neither_without_a_formal_notice(self):
        self.company.recovery_placing_told = True
        made = self.files._propose(self.owed(500, self.marie()), self.contract)
        self.assertEqual((made.interest, made.costs, made.amount), (0.0, 0.0, 500.0))

    def test_what_may_not_go_is_left_out_of_the_file(self):
        young = self.owed(500, due=MONDAY + timedelta(days=3))
        old = self.owed(700)
        made = self.files._propose(young | old, self.contract)
        self.assertEqual(made.line_ids.line_id, old)
        self.assertFalse(self.files._propose(young, self.contract))

    def test_a_debt_is_never_in_two_files(self):
        line = self.owed(700)
        self.assertTrue(self.files._propose(line, self.contract))
        self.assertFalse(self.files._propose(line, self.contract))

    def test_an_auditor_asks_for_nothing(self):
        auditor = self.person("auditor", "group_auditor")
        with self.assertRaises(AccessError):
            self.files.with_user(auditor)._propose(self.owed(), self.contract)

    def test_a_contract_of_another_company_is_refused(self):
        other = self._create_company(name="Belleroche Sud")
        self._open_company(other, "Belleroche Sud", "sud.example")
        line = self.debt(self.invoice(self.lecoq, 900, LATE, company=other))
        with self.assertRaisesRegex(UserError, "Belleroche Sud"):
            self.files._propose(line, self.contract)

    # --- which contract ----------------------------------------------------------

    def test_the_band_decides_before_the_lot(self):
        small = self.new_contract(self.new_agency("Petits"), amount_to=500)
        self.contract.amount_from = 500.01
        other = self.customer("Autre SARL", "a@autre.example")
        made = self.files._propose(self.owed(300) | self.owed(900, other))
        by_name = {one.partner_id: one.contract_id for one in made}
        self.assertEqual(by_name, {self.lecoq: small, other: self.contract})
        self.assertFalse(any(made.mapped("drawn_by_lot")))

    def test_within_a_band_the_lot_decides_and_can_be_drawn_again(self):
        self.contract.share = 60
        rival = self.new_contract(self.new_agency("Recouvra"), share=40)
        lines = self.env["account.move.line"].union(
            *(
                self.owed(200, self.customer(f"C{number}", "c@c.example"))
                for number in range(30)
            )
        )
        made = self.files._propose(lines)
        self.assertEqual(len(made), 30)
        self.assertTrue(all(made.mapped("drawn_by_lot")))
        self.assertEqual(
            set(Counter(made.mapped("contract_id"))), {self.contract, rival}
        )
        tickets = [Ticket(self.contract.id, 60.0), Ticket(rival.id, 40.0)]
        for one in made:
            seed = seed_of(
                self.company.id,
                one.partner_id.id,
                one.currency_id.id,
                one.line_ids.line_id.ids,
            )
            again = draw(seed, tickets)
            self.assertEqual(again.key, one.contract_id.id)
            self.assertIn(f"{again.number:.6f}", one.drawn_note)

    def test_who_gave_it_back_does_not_get_it_again_while_another_takes_it(self):
        rival = self.new_contract(self.new_agency("Recouvra"))
        for number in range(6):
            line = self.owed(300, self.customer(f"C{number}", "c@c.example"))
            self.placed(line, state="returned")
            made = self.files._propose(line)
            self.assertEqual(made.contract_id, rival)
        rival.active = False
        line = self.owed(300)
        self.placed(line, state="returned")
        self.assertEqual(self.files._propose(line).contract_id, self.contract)

    def test_a_full_contract_leaves_the_rest_to_the_next(self):
        self.contract.max_amount = 500
        rival = self.new_contract(self.new_agency("Recouvra"))
        rival.share = 0
        lines = self.env["account.move.line"].union(
            *(
                self.owed(300, self.customer(f"C{number}", "c@c.example"))
                for number in range(3)
            )
        )
        made = self.files._propose(lines)
        count = Counter(made.mapped("contract_id"))
        self.assertEqual(made.mapped("contract_id.id").count(self.contract.id), 1)
        self.assertEqual(sum(1 for one in made if one.contract_id == rival), 2)
        self.assertEqual(len(count), 2)

    def test_bailiffs_and_lawyers_are_chosen_by_a_person(self):
        self.contract.active = False
        bailiff = self.new_contract(
            self.new_agency("Maître Rode", kind="bailiff"), scope="court"
        )
        line = self.owed(900)
        self.assertFalse(self.files._propose(line))
        self.lecoq.write({"street": "1 rue Nord", "city": "Angers"})
        made = self.files._propose(line, bailiff, "court")
        self.assertEqual((made.stage, made.contract_id), ("court", bailiff))

    def test_each_debt_is_told_where_it_goes_or_why_it_stays(self):
        goes, stays = self.owed(700), self.owed(500, due=MONDAY + timedelta(days=3))
        told = {one.line: one for one in self.files._explain(goes | stays)}
        self.assertEqual(told[goes].contract, self.contract)
        self.assertEqual((told[goes].amount, told[goes].why), (700.0, ""))
        self.assertFalse(told[stays].contract)
        self.assertIn("not late", told[stays].why)
        self.contract.active = False
        [none] = self.files._explain(goes)
        self.assertIn("no contract", none.why)

    def test_the_day_of_the_file_is_the_day_of_its_interest(self):
        line = self.owed(6000)
        first = self.files._propose(line, self.contract).interest
        self.files.search([])._refuse("another day")
        self.clock.move_to("2026-03-30 08:00:00")
        again = self.files._propose(line, self.contract)
        self.assertGreater(again.interest, first)
        self.assertEqual(again.oldest_due, date(2026, 1, 10))
