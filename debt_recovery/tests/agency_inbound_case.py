"""Files that an agency sends, for the tests of what comes back."""

import csv
import io
from datetime import timedelta

from .agency_case import AgencyCase
from .common import MONDAY

LATE = MONDAY - timedelta(days=90)


def csv_of(rows, columns=None, delimiter=";"):
    """The bytes of a table as a format without a layout reads it: neutral fields as
    headings, ISO dates, decimal points."""
    columns = columns or list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _text(value) for name, value in row.items()})
    return text.getvalue().encode()


def _text(value):
    return "" if value is None else str(value)


class InboundCase(AgencyCase):
    """Cabinet Orvane has three files and sends tables about them."""

    context = {}  # in which files are taken in

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_user_id = cls.env.user
        cls.files = [cls.new_file(f"Garage {name}") for name in ("A", "B", "C")]
        cls.first, cls.second, cls.third = cls.files

    @classmethod
    def new_file(cls, name, amount=1000, contract=None, company=None, **values):
        """A customer with one invoice, placed; returns the placed file."""
        customer = cls.customer(name)
        extra = {"company": company} if company else {}
        move = cls.invoice(customer, amount, LATE, **extra)
        return cls.placed(cls.debt(move), contract=contract, **values)

    @classmethod
    def take(cls, rows, purpose="status", name="orvane.csv", agency=None, company=None):
        """Take a file in: rows as dictionaries, or bytes."""
        body = rows if isinstance(rows, bytes) else csv_of(rows)
        company = company or cls.company
        files = cls.root["recovery.agency.file"].with_company(company)
        files = files.with_context(**cls.context)
        return files._take_in(agency or cls.agency, company, name, body, purpose)

    def sent(self, rows, purpose="status", **values):
        """Take in and check: the file, checked or refused."""
        file = self.take(rows, purpose, **values)
        file._check()
        return file

    def booked(self, rows, purpose="status", **values):
        """Take in, check and book; the file must have no problem."""
        file = self.sent(rows, purpose, **values)
        self.assertEqual(self.problems(file), [])
        file._apply()
        self.assertEqual(self.problems(file), [])
        self.assertEqual(file.state, "booked")
        return file

    def problems(self, file):
        """What a person reads: (line, column, value, reason)."""
        return [
            (one.line, one.column, one.value, one.reason) for one in file.problem_ids
        ]

    def refused(self, rows, purpose="status", **values):
        """Take in and check a file that must be refused; its problems."""
        file = self.sent(rows, purpose, **values)
        self.assertEqual(file.state, "refused")
        return self.problems(file)

    def told(self, placement):
        """The history of the customer, as far as agencies told it."""
        return (
            self.root["recovery.event"]
            .search(
                [
                    ("kind", "=", "agency_told"),
                    ("partner_id", "=", placement.partner_id.id),
                ],
                order="id",
            )
            .mapped("text")
        )

    def row(self, placement, status="Contacté", **values):
        return {"placement": placement.reference, "status": status, **values}
