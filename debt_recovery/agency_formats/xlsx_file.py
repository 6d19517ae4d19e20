from odoo import api, models

from ..tools import agency_xlsx


class RecoveryAgencyFormatXlsx(models.AbstractModel):
    """Workbooks: one sheet, days are days and amounts numbers."""

    _name = "recovery.agency.format.xlsx"
    _inherit = "recovery.agency.format"
    _description = "Spreadsheet (XLSX)"

    _ending = "xlsx"
    _reads = (".xlsx",)

    @api.model
    def _write(self, stream, rows, spec, heading):
        return agency_xlsx.write(stream, rows, spec)

    @api.model
    def _parse(self, body, spec):
        return agency_xlsx.read_bytes(body, spec)
