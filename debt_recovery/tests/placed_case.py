"""Files that are handed over in tests: what other parts answer is fixed here."""

import base64
import hashlib
from unittest.mock import patch

from .agency_case import AgencyCase
from .common import MONDAY

DAY = MONDAY


class PlacingCase(AgencyCase):
    """Two customers with late invoices, each with an approved file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bakery = cls.debt(cls.invoice(cls.lecoq, 1000, _late(40)))
        cls.talbot = cls.customer("Menuiserie Talbot", "atelier@talbot.example")
        cls.joinery = cls.debt(cls.invoice(cls.talbot, 600, _late(60)))

    def setUp(self):
        super().setUp()
        self.clock.move_to("2026-03-02 08:00:00")
        self.fix("recovery.placement", "_eligible", _all_may)
        for model, name, answer in (
            ("recovery.agency", "_package", _package),
            ("recovery.agency.file", "_make", _make),
            ("res.company", "_recovery_agency_journal", _journal),
        ):
            if not hasattr(self.registry[model], name):
                self.fix(model, name, answer)

    def fix(self, model, name, answer):
        """Let a method of a model answer this, as long as a test lasts."""
        double = patch.object(self.registry[model], name, answer, create=True)
        self.startPatcher(double)

    def file(self, *lines, state="approved", **values):
        return self.placed(*lines, state=state, **values)

    def handed_over(self, *lines, **values):
        """A file that was really placed, on Monday."""
        one = self.file(*lines, **values)
        one._place()
        return one

    def told(self, placement, purpose):
        """The files of a purpose that speak of a placement, oldest first."""
        return placement.file_ids.filtered(lambda f: f.purpose == purpose).sorted("id")

    def tasks(self, placement):
        return placement.activity_ids.mapped("summary")

    def spared(self, partner, day=DAY):
        return {key: row["spared"] for key, row in self.exposure(partner, day).items()}


def _late(days):
    return DAY.fromordinal(DAY.toordinal() - days)


def _all_may(self, lines, contract, day):
    return {line.id: [] for line in lines}


def _package(self, placements, heading, documents=None, purpose="placement"):
    text = repr((placements.ids, heading, documents, purpose))
    info = {"rows": len(placements.line_ids), "totals": {}, "format": "csv"}
    mark = "-copy" if heading["copy_of"] else ""
    number = heading["number"].replace("/", "-")
    return f"{purpose}-{number}{mark}.csv", text.encode(), info


def _make(self, agency, company, purpose, name, body, files, info, copy_of=None):
    made = self.create(
        {
            "name": name,
            "direction": "out",
            "purpose": purpose,
            "agency_id": agency.id,
            "company_id": company.id,
            "body": base64.b64encode(body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "placement_ids": [(6, 0, files.ids)],
            "copy_of_id": copy_of.id if copy_of else False,
        }
    )
    made._move_to("made")
    return made


def _journal(self):
    return self.env["account.journal"]
