"""An agency that remits: files of neutral rows, and what the books say after them."""

import hashlib
import itertools
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from odoo import Command

from .agency_case import AgencyCase
from .losses import LossCase

WINTER = date(2026, 1, 10)
PAID = date(2026, 4, 14)
TOLD = date(2026, 4, 20)
CAME = date(2026, 4, 21)
SALTS = itertools.count(1)
CLEARING, FEES, INPUT_VAT = "467000", "622600", "445660"


class RemittanceCase(AgencyCase, LossCase):
    """Orvane holds a file of 6,000.00 with VAT on receipts: 18 %, 20 % VAT on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchase_tax = cls.tax("tva_acq_normale")
        cls.contract.tax_id = cls.purchase_tax
        cls.estran = cls.customer("Restaurant L'Estran")
        cls.sold = cls.sale(cls.estran, 5000, cls.services, WINTER, issued=WINTER)
        cls.file = cls.placed(cls.debt(cls.sold))
        cls.on(TOLD)

    def setUp(self):
        super().setUp()
        self.on(TOLD)

    @classmethod
    def on(cls, day):
        cls.clock.move_to(f"{day} 09:00:00")

    # --- files ------------------------------------------------------------------------

    def row(self, amount, placement=None, **values):
        return {
            "placement": (placement or self.file).reference,
            "paid_on": PAID,
            "amount": Decimal(str(amount)),
            **values,
        }

    def received(self, *rows, agency=None, company=None, salt=None):
        """A file of these rows as it was received; each row has its line. Files of the
        same rows differ, but where ``salt`` is the same."""
        for number, row in enumerate(rows, start=2):
            row.setdefault("line", number)
        body = repr((rows, salt or next(SALTS))).encode()
        agency = agency or self.agency
        return self.root["recovery.agency.file"].create(
            {
                "name": "releve.csv",
                "direction": "in",
                "purpose": "remittance",
                "agency_id": agency.id,
                "company_id": (company or self.company).id,
                "body": b"cmVsZXZl",
                "sha256": hashlib.sha256(body).hexdigest(),
            }
        )

    def problems(self, *rows, **values):
        """``[(line, column, value, reason)]`` of a file of these rows."""
        file = self.received(*rows, **values)
        found = self.root["recovery.agency.inbound.remittance"]._check(file, rows)
        return [(one.line, one.column, one.value, one.reason) for one in found]

    def checked(self, *rows, **values):
        """The remittances made of a file of these rows."""
        file = self.received(*rows, **values)
        return self.root["recovery.remittance"]._from_rows(file, list(rows))

    def remit(self, *rows, **values):
        """One remittance of a file of these rows, booked."""
        made = self.checked(*rows, **values)
        made._book()
        return made

    # --- bills and the bank -----------------------------------------------------------

    def bill(self, net=180, reference="F-2026-88", day=TOLD, post=True, **values):
        """The bill that the agency sends by itself."""
        line = {
            "name": "Honoraires",
            "price_unit": net,
            "account_id": self.account(FEES).id,
            "tax_ids": [Command.set(self.purchase_tax.ids)],
        }
        move = (
            self.root["account.move"]
            .with_company(self.company)
            .create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self.agency.partner_id.id,
                    "invoice_date": day,
                    "ref": reference,
                    "invoice_line_ids": [Command.create(line)],
                    **values,
                }
            )
        )
        if post:
            move.action_post()
        return move

    def bank_line(self, amount, text="VIR CABINET ORVANE", day=CAME, **values):
        return (
            self.root["account.bank.statement.line"]
            .with_company(self.company)
            .create(
                {
                    "journal_id": self.bank.id,
                    "date": day,
                    "payment_ref": text,
                    "amount": amount,
                    **values,
                }
            )
        )

    def match(self):
        return self.root["recovery.match"]._match_new(self.company, commit=False)

    # --- looking ----------------------------------------------------------------------

    def entry_of(self, move):
        """``[(account, debit, credit)]`` of an entry, in order of the accounts."""
        lines = [
            (self.code(line), round(line.debit, 2), round(line.credit, 2))
            for line in move.line_ids
        ]
        return sorted(lines)

    def code(self, line):
        return line.account_id.with_company(self.company).code

    def held(self):
        """What stands on the clearing account."""
        return self.balance(CLEARING)

    def owed(self, move):
        return sum(self.debt(move).mapped("amount_residual_currency"))

    def cash_basis(self, move=None):
        """``{day: VAT that became due}`` of the company's invoices."""
        moves = self.root["account.move"].search(
            [
                ("tax_cash_basis_origin_move_id", "=", (move or self.sold).id),
                ("state", "=", "posted"),
            ]
        )
        found = {}
        for one in moves:
            due = one.line_ids.filtered(lambda line: self.code(line) == "445710")
            found[one.date] = round(
                found.get(one.date, 0.0) - sum(due.mapped("balance")), 2
            )
        return {day: amount for day, amount in found.items() if amount}

    @contextmanager
    def unchanged(self):
        """Nothing is booked meanwhile."""
        self.env.flush_all()
        tables = ("account_move_line", "account_partial_reconcile")
        before = [self.table(name) for name in tables]
        yield
        self.env.flush_all()
        self.assertEqual([self.table(name) for name in tables], before)
