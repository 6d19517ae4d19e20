from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import MONDAY
from .placing import PlacingCase


@tagged("post_install", "-at_install")
class TestAgencyContract(PlacingCase):
    """The terms of a contract: whose they are, and which line of the scale governs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.franc = cls.setup_other_currency("CHF", rates=[("2016-01-01", 10.0)])
        cls.scaled = cls.new_contract(
            cls.agency,
            commission_ids=[
                Command.create({"percent": 10, "flat": 5, "amount_from": 1000}),
                Command.create({"percent": 25, "flat": 5}),
            ],
        )

    def governing(self, amount, **values):
        placed = self.placed(self.owed(amount, **values), contract=self.scaled)
        scale = self.scaled._scale_of(placed)
        return scale.percent, scale.flat

    def test_the_scale_reads_amounts_in_the_company_s_currency(self):
        self.assertEqual(self.governing(600), (25, 5))
        self.assertEqual(self.governing(1000), (10, 5))
        # 6,000 francs are 600 euros; five euros are fifty francs
        self.assertEqual(self.governing(6000, currency_id=self.franc.id), (25, 50))
        self.assertEqual(self.governing(10000, currency_id=self.franc.id), (10, 50))

    def test_the_advice_takes_the_line_that_the_remittance_takes(self):
        advisor = self.root["recovery.placing.advice"]
        due = MONDAY.replace(month=1)
        for amount, currency in ((6000, self.franc), (600, self.company.currency_id)):
            found = advisor._advise(self.company, amount, currency, due, self.scaled)
            self.assertEqual(found.commission, found.gross * 25 / 100 + 5)

    def test_an_agency_of_another_company_is_refused(self):
        other = self._create_company(name="Belleroche Sud")
        self._open_company(other, "Belleroche Sud", "sud.example")
        theirs = self.new_agency("Sud Recouvrement", company_id=other.id)
        with self.assertRaises(UserError):
            self.new_contract(theirs)
        self.assertTrue(self.new_contract(self.new_agency("All", company_id=False)))

    def test_a_scale_that_cannot_be_is_refused(self):
        for values in (
            {"percent": 101},
            {"percent": -1},
            {"percent": 10, "flat": -5},
            {"percent": 10, "age_from": 90, "age_to": 30},
            {"percent": 10, "amount_from": 900, "amount_to": 100},
        ):
            with self.subTest(**values), self.assertRaises(ValidationError):
                self.contract.commission_ids = [Command.create(values)]
