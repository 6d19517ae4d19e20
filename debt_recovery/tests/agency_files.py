"""Files placed with an agency, for the tests about their formats and packages."""

import csv
import io
from datetime import timedelta

from odoo import Command

from .agency_case import AgencyCase
from .common import MONDAY

HEADING = {"number": "BT/2026/00001", "copy_of": "", "day": MONDAY}


class PlacedCase(AgencyCase):
    """Two invoices of Lecoq and one of Marie Dupont, placed with Cabinet Orvane."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.heading = {**HEADING, "creditor": cls.company}
        cls.company.write({"street": "3 quai Rambaud", "zip": "69002", "city": "Lyon"})
        cls.lecoq.write(
            {
                "ref": "00042",
                "street": "12 rue de l'Église",
                "zip": "01000",
                "city": "Bourg-en-Bresse",
                "country_id": cls.root.ref("base.fr").id,
                "phone": "04 74 00 00 00",
                "company_registry": "55210055400013",
            }
        )
        cls.root["res.partner"].create(
            {"name": "Comptable", "parent_id": cls.lecoq.id, "phone": "06 12 34 56 78"}
        )
        cls.marie = cls.customer("Marie Dupont", "marie@dupont.example")
        cls.marie.write(
            {
                "is_company": False,
                "recovery_debtor_type": "consumer",
                "country_id": cls.root.ref("base.fr").id,
                "street": "4 place du Marché",
                "zip": "01000",
                "city": "Bourg-en-Bresse",
                "phone": "+33 6 98 76 54 32",
            }
        )
        due = MONDAY - timedelta(days=90)
        first, second = (
            cls.invoice(cls.lecoq, 1000, due),
            cls.invoice(cls.lecoq, 60.5, due),
        )
        third = cls.invoice(cls.marie, 310, due)
        cls.pay(cls.lecoq, 200, MONDAY, cls.debt(first))
        cls.of_lecoq = cls.placed(*(cls.debt(first) | cls.debt(second)))
        cls.of_lecoq.line_ids[0].write(
            {"interest": 12.3, "interest_rate": 10.15, "costs": 40}
        )
        cls.of_marie = cls.placed(cls.debt(third))
        cls.both = cls.of_lecoq | cls.of_marie
        cls.csv = cls.root["recovery.agency.format"]._for("csv")
        cls.no_layout = cls.root["recovery.agency.layout"]

    @classmethod
    def layout(cls, *columns, **values):
        """A layout of the agency; columns are (heading, field) or dictionaries."""
        commands = []
        for number, column in enumerate(columns, start=1):
            if not isinstance(column, dict):
                column = {"heading": column[0], "field": column[1]}
            commands.append(Command.create({"sequence": number, **column}))
        return cls.root["recovery.agency.layout"].create(
            {
                "name": "Orvane",
                "agency_id": cls.agency.id,
                "column_ids": commands,
                **values,
            }
        )

    def table(self, placements, layout, heading=None):
        """Render text and read it as an agency's program does."""
        rows = self.csv._rows(placements, layout._spec().fields)
        name, body = self.csv._render(rows, layout, heading or self.heading)
        text = body.decode(layout.encoding or "utf-8-sig")
        return name, list(csv.DictReader(io.StringIO(text), delimiter=";"))
