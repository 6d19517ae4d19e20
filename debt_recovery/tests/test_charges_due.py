from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from .common import RecoveryCase


class ChargesCase(RecoveryCase):
    """Customers of all kinds, and what their late debts bear."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france = cls.root.ref("base.fr")
        cls.estran = cls.payer("Restaurant L’Estran", "company")

    @classmethod
    def payer(cls, name, kind, country="base.fr", **values):
        return cls.customer(
            name,
            f"{name.split()[0].lower()}@example.com",
            recovery_debtor_type=kind,
            country_id=cls.root.ref(country).id,
            **values,
        )

    def dues(self, move, day, **values):
        """What an invoice bears on ``day``: {kind: amount}."""
        lines = self.debt(move)
        found = self.root["recovery.charge"]._due(lines, day, **values)
        return {
            due.kind: due.amount for line in lines for due in found.get(line.id, ())
        }

    def refusals(self, move, day):
        lines = self.debt(move)
        found = self.root["recovery.charge"]._look(lines, day)
        return {
            due.kind: due.permission.reason
            for dues in found.values()
            for due in dues
            if not due.permission.allowed
        }


@tagged("post_install", "-at_install")
class TestChargesDue(ChargesCase):
    def test_a_late_invoice_between_professionals_bears_interest_and_forty_euros(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        self.assertEqual(
            self.dues(move, date(2026, 3, 16)),
            {"interest": Decimal("129.82"), "fixed_fee": Decimal(40)},
        )
        self.assertEqual(self.dues(move, date(2026, 1, 10)), {})

    def test_a_public_body_bears_eight_points_and_both_survive_in_figures(self):
        town = self.payer("Mairie de Saint-Aubin", "public")
        move = self.invoice(town, 7200, date(2026, 2, 12))
        self.assertEqual(
            self.dues(move, date(2026, 3, 24)),
            {"interest": Decimal("80.09"), "fixed_fee": Decimal(40)},
        )
        self.pay(town, 7200, date(2026, 4, 2), self.debt(move))
        for day in (date(2026, 4, 2), date(2026, 5, 20)):
            self.assertEqual(
                self.dues(move, day),
                {"interest": Decimal("98.11"), "fixed_fee": Decimal(40)},
            )

    def test_a_judgment_cuts_the_interest_and_leaves_no_fixed_sum(self):
        brehat = self.payer("Constructions Bréhat", "company")
        first = self.invoice(brehat, 25650, date(2026, 1, 20))
        second = self.invoice(brehat, 5400, date(2026, 3, 10))
        day, judgment = date(2026, 3, 20), date(2026, 3, 16)
        self.assertEqual(
            self.dues(first, day, until=judgment), {"interest": Decimal("469.61")}
        )
        self.assertEqual(
            self.dues(second, day, until=judgment), {"interest": Decimal("10.79")}
        )

    def test_consumers_and_unknown_customers_bear_nothing(self):
        for kind in ("consumer", False):
            move = self.invoice(
                self.payer(f"Customer {kind}", kind), 1240, date(2026, 1, 5)
            )
            with self.subTest(kind=kind):
                self.assertEqual(self.dues(move, date(2026, 3, 16)), {})
                self.assertEqual(
                    self.refusals(move, date(2026, 3, 16)),
                    {"interest": "notice_missing", "fixed_fee": "no_basis"},
                )

    def test_a_consumer_bears_the_legal_rate_from_the_formal_notice_on(self):
        marie = self.payer("Marie", "consumer", is_company=False)
        move = self.invoice(marie, 1240, date(2026, 1, 5))
        presented = ((None, date(2026, 3, 2), "registered"),)
        given = {marie.id: {"formal_notice": presented}}
        with patch.object(
            type(self.root["recovery.notice"]), "_given", lambda *args: given
        ):
            self.assertEqual(  # 2.62 % for fourteen days, and no fixed sum
                self.dues(move, date(2026, 3, 16)), {"interest": Decimal("1.25")}
            )

    def test_no_rule_no_charge(self):
        alpenhof = self.payer("Alpenhof AG", "company", "base.ch")
        move = self.invoice(alpenhof, 3180, date(2026, 1, 20))
        self.assertEqual(self.dues(move, date(2026, 3, 16)), {})
        self.assertEqual(
            self.refusals(move, date(2026, 3, 16)),
            {"interest": "no_basis", "fixed_fee": "no_basis"},
        )

    def test_what_was_paid_lowers_the_base_from_the_day_after(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        self.pay(self.estran, 5000, date(2026, 1, 20), self.debt(move))
        # 10 days of 6,000 and 55 of 1,000 at 12.15 %
        self.assertEqual(
            self.dues(move, date(2026, 3, 16))["interest"],
            Decimal("19.97") + Decimal("18.31"),
        )

    def test_money_that_waits_to_be_matched_counts_as_paid(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        self.pay(self.estran, 6000, date(2026, 1, 20))
        self.assertEqual(
            self.dues(move, date(2026, 3, 16))["interest"], Decimal("19.97")
        )

    def test_what_was_credited_never_bore_anything(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        note = self.refund(self.estran, 6000, date(2026, 2, 20))
        (self.debt(move) | self.debt(note)).reconcile()
        self.assertEqual(self.dues(move, date(2026, 3, 16)), {})

    def test_a_payment_that_came_back_never_was(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        payment = self.pay(self.estran, 6000, date(2026, 1, 20), self.debt(move))
        self.debt(payment.move_id).remove_move_reconcile()
        payment.action_draft()
        self.assertEqual(
            self.dues(move, date(2026, 3, 16))["interest"], Decimal("129.82")
        )

    def test_the_contract_rate_comes_before_the_law_and_not_below_its_floor(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        self.company.recovery_penalty_rate = 15
        self.assertEqual(
            self.dues(move, date(2026, 3, 16))["interest"], Decimal("160.27")
        )
        self.estran.with_company(self.company).recovery_penalty_rate = 5
        self.assertEqual(  # three times 2.62 %
            self.dues(move, date(2026, 3, 16))["interest"], Decimal("83.98")
        )

    def test_a_rate_that_nobody_checked_charges_nothing(self):
        move = self.invoice(self.estran, 6000, date(2026, 6, 30))
        self.assertNotIn("interest", self.dues(move, date(2026, 8, 1)))
        [due] = [
            one
            for one in self.root["recovery.charge"]._look(
                self.debt(move), date(2026, 8, 1)
            )[self.debt(move).id]
            if one.kind == "interest"
        ]
        self.assertEqual(due.interest.missing[0][2], "ECB_MRO")

    def test_the_fixed_sum_is_asked_once_an_invoice(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 0}),
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 10}),
                ],
            }
        )
        move = self.invoice(
            self.estran,
            6000,
            date(2026, 1, 10),
            issued=date(2026, 1, 1),
            invoice_payment_term_id=term.id,
        )
        lines = self.debt(move)
        self.assertEqual(len(lines), 2)
        found = self.root["recovery.charge"]._due(lines, date(2026, 3, 16))
        fixed = [d for dues in found.values() for d in dues if d.kind == "fixed_fee"]
        self.assertEqual([one.line_id for one in fixed], [lines[0].id])

    def test_other_countries_and_currencies_have_their_own(self):
        belgian = self.payer("Liège SRL", "company", "base.be")
        move = self.invoice(belgian, 6000, date(2026, 1, 10))
        # the Union's floor: the ECB's rate and 8 points
        self.assertEqual(
            self.dues(move, date(2026, 3, 16)),
            {"interest": Decimal("108.45"), "fixed_fee": Decimal(40)},
        )
        german = self.payer("Köln GmbH", "company", "base.de")
        move = self.invoice(german, 6000, date(2026, 1, 10))
        # its base rate is not known here
        self.assertEqual(self.dues(move, date(2026, 3, 16)), {"fixed_fee": Decimal(40)})

    def test_without_tax_where_the_company_says_so(self):
        tax = self.company_data["default_tax_sale"]
        move = self.invoice(
            self.estran,
            0,
            date(2026, 1, 10),
            invoice_line_ids=[
                (0, 0, {"name": "Work", "price_unit": 5000, "tax_ids": tax.ids})
            ],
        )
        self.assertEqual(move.amount_total, 6000)
        self.assertEqual(
            self.dues(move, date(2026, 3, 16))["interest"], Decimal("129.82")
        )
        self.company.recovery_interest_base = "untaxed"
        self.assertEqual(
            self.dues(move, date(2026, 3, 16))["interest"], Decimal("108.18")
        )

    def test_days_on_hold_bear_no_interest(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        self.root["recovery.hold"].create(
            {
                "partner_id": self.estran.id,
                "company_id": self.company.id,
                "kind": "hardship",
                "from_date": date(2026, 1, 21),
                "until_date": date(2026, 1, 30),
                "reason": "Fire",
            }
        )
        self.assertEqual(
            self.dues(move, date(2026, 3, 16))["interest"], Decimal("109.85")
        )

    def test_two_companies_have_two_rates(self):
        other = self._open_company(
            self._create_company(name="Belleroche Bis"), "Belleroche Bis", "bis.example"
        )
        other.recovery_penalty_rate = 15
        bank = self.root["account.journal"].search(
            [("company_id", "=", other.id), ("type", "=", "bank")], limit=1
        )
        self.assertTrue(bank)
        mine = self.invoice(self.estran, 6000, date(2026, 1, 10))
        theirs = self.invoice(self.estran, 6000, date(2026, 1, 10), company=other)
        found = self.root["recovery.charge"]._due(
            self.debt(mine) | self.debt(theirs), date(2026, 3, 16)
        )
        self.assertEqual(
            [found[self.debt(one).id][0].amount for one in (mine, theirs)],
            [Decimal("129.82"), Decimal("160.27")],
        )

    def test_paying_in_time_avoids_what_is_said(self):
        charges = self.root["recovery.charge"].with_context(lang="en_US")
        soon = self.invoice(self.estran, 6000, date(2026, 4, 10))
        late = self.invoice(self.estran, 6000, date(2026, 1, 10))
        lines = self.debt(soon) | self.debt(late)
        found = charges._avoided(lines, date(2026, 3, 16))
        self.assertEqual(
            [
                (found[line.id].pay_by, found[line.id].amounts)
                for line in (self.debt(soon), self.debt(late))
            ],
            [  # thirty days at 12.15 %, and the fixed sum where it is not due yet
                (date(2026, 4, 10), {"EUR": Decimal("99.92")}),
                (date(2026, 3, 16), {"EUR": Decimal("59.92")}),
            ],
        )
        today, later = charges._avoided_words(lines, date(2026, 3, 16))
        self.assertIn("59.92", today)
        self.assertIn("99.92", later)
