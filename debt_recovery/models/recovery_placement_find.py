from collections import defaultdict

from odoo import api, models

from ..tools.agency_fields import Problem
from .recovery_placement import AWAY

FIELDS = {  # by what a row may name a file, in this order
    "placement": "reference",
    "agency_reference": "agency_reference",
    "document": "line_ids.name",
}
KNOWN = ("placed", "recalled", "returned", "settled")  # an agency had or has it


class RecoveryPlacement(models.Model):
    """Which file a row of an agency speaks of: its own and of one company, or none."""

    _inherit = "recovery.placement"

    @api.model
    def _find(self, agency, company, row):
        """Return the placed file that a row names.

        By our reference, else its own, else the invoice; a file of another agency or
        company is as unknown as one that never was.

        :param row: of ``tools.agency_fields.IN``, with ``line``
        :return: ``(placement or empty, Problem or None)``
        """
        return self._find_all(agency, company, [row])[0]

    @api.model
    def _find_all(self, agency, company, rows):
        """Return what ``_find`` does of each row, in a search a kind of name."""
        mine = [
            ("agency_id", "=", agency.id),
            ("company_id", "=", company.id),
            ("state", "in", KNOWN),
        ]
        named = [_name_in(row) for row in rows]
        found = defaultdict(self.sudo().browse)
        for column, field in FIELDS.items():
            values = {value for used, value in named if used == column}
            if values:
                domain = [*mine, (field, "in", list(values))]
                for one in self.sudo().search(domain, order="id"):
                    for value in values.intersection(one.mapped(field)):
                        found[column, value] |= one
        pairs = [
            self._only(found[name], row, *name)
            if name[0]
            else (self.browse(), _problem(row, "placement", "", "no_file_named"))
            for row, name in zip(rows, named, strict=True)
        ]
        ids = [one.id for one, _bad in pairs if one]  # read together
        return [(one.with_prefetch(ids), bad) for one, bad in pairs]

    @api.model
    def _only(self, found, row, column, value):
        """Return the one that is meant: of several that held an invoice, the one that
        the agency has now."""
        away = found.filtered(lambda one: one.state in AWAY)
        found = away or found
        if not found:
            return self.browse(), _problem(row, column, value, "unknown_reference")
        if len(found) > 1:
            return self.browse(), _problem(row, column, value, "several_files")
        return found, None


def _name_in(row):
    """Return ``(column, value)`` by which a row names a file."""
    return next(((one, row[one]) for one in FIELDS if row.get(one)), (None, None))


def _problem(row, column, value, reason):
    return Problem(row.get("line") or 0, column, str(value), reason)
