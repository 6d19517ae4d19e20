"""Placed files and their cash, for the tests of the scoreboard."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.tools import SQL

from .agency_case import AgencyCase

LEDGER = (
    *("account_move", "account_move_line", "account_partial_reconcile"),
    *("recovery_placement", "recovery_placement_line", "recovery_remittance_line"),
)
JANUARY, FEBRUARY = date(2026, 1, 12), date(2026, 2, 9)


class ScoreCase(AgencyCase):
    """Files placed in January and February with two agencies, and their cash."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls.new_contract(cls.new_agency("Rival Recouvrement"))
        cls.through = cls.bank.copy({"name": "Agencies", "code": "AGCY"})
        ways = cls.bank.inbound_payment_method_line_ids[:1]
        cls.through.inbound_payment_method_line_ids.write(
            {"payment_account_id": ways.payment_account_id.id}
        )
        journals = patch.object(
            type(cls.root["recovery.agency.score"]),
            "_agency_journals",
            lambda *_args: cls.through,
        )
        cls.startClassPatcher(journals)

    def given(self, name, amount, placed_on, *, late=90, contract=None, **values):
        """An invoice placed on a day, ``late`` days after it was due."""
        move = self.invoice(
            self.customer(name), amount, placed_on - timedelta(days=late)
        )
        one = self.placed(self.debt(move), contract=contract)
        one.write({"placed_on": placed_on, "drawn_by_lot": True, **values})
        return one

    def cash(self, placement, amount, day, through=False):
        bank = {"bank": self.through} if through else {}
        line = placement.line_ids.line_id
        return self.pay(placement.partner_id, amount, day, line, **bank)

    def score(self, **wanted):
        """The one line of the scoreboard for these values."""
        self.know_the_ledger()
        board = self.env["recovery.agency.score"].with_company(self.company)
        domain = [("company_id", "=", self.company.id)]
        domain += [(name, "=", value) for name, value in wanted.items()]
        return board.search(domain)

    def know_the_ledger(self):
        """Count the ledger's rows as a database at work does: nobody but we see them,
        and a plan for empty tables pairs every item with every other."""
        self.env.flush_all()
        for table in LEDGER:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
