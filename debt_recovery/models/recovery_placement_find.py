from odoo import api, models

from ..tools.agency_fields import Problem
from .recovery_placement import AWAY

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
        mine = [
            ("agency_id", "=", agency.id),
            ("company_id", "=", company.id),
            ("state", "in", KNOWN),
        ]
        for column, field in (
            ("placement", "reference"),
            ("agency_reference", "agency_reference"),
            ("document", "line_ids.name"),
        ):
            value = row.get(column)
            if value:
                found = self.sudo().search([*mine, (field, "=", value)], order="id")
                return self._only(found, row, column, value)
        return self.browse(), _problem(row, "placement", "", "no_file_named")

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


def _problem(row, column, value, reason):
    return Problem(row.get("line") or 0, column, str(value), reason)
