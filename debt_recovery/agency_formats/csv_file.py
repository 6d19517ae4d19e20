from odoo import api, models

from ..tools import agency_csv


class RecoveryAgencyFormatCsv(models.AbstractModel):
    """Text files: a row a line, cells parted by a sign."""

    _name = "recovery.agency.format.csv"
    _inherit = "recovery.agency.format"
    _description = "Text file (CSV)"

    _ending = "csv"
    _reads = (".csv", ".txt")

    @api.model
    def _write(self, stream, rows, spec, heading):
        return agency_csv.write(stream, rows, spec)

    @api.model
    def _parse(self, body, spec):
        return agency_csv.read_bytes(body, spec)
