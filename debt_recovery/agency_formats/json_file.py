from odoo import api, models

from ..tools import agency_json


class RecoveryAgencyFormatJson(models.AbstractModel):
    """JSON: our own, with its published schema, or shaped by the paths of a layout."""

    _name = "recovery.agency.format.json"
    _inherit = "recovery.agency.format"
    _description = "JSON"

    _ending = "json"
    _reads = (".json",)

    @api.model
    def _write(self, stream, rows, spec, heading):
        about = {"number": heading["number"]}
        if heading.get("copy_of"):
            about["copy_of"] = heading["copy_of"]
        if heading.get("day"):
            about["day"] = heading["day"].isoformat()
        if heading.get("creditor"):
            about["creditor"] = heading["creditor"].name
        return agency_json.write(stream, rows, spec, about)

    @api.model
    def _parse(self, body, spec):
        return agency_json.read_bytes(body, spec)
