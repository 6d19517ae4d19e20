from odoo import api, models

from ..tools import ubl_reminder
from ..tools.agency_archive import Packer
from ..tools.agency_fields import Problem
from ..tools.agency_table import by_file


class RecoveryAgencyFormatUblReminder(models.AbstractModel):
    """UBL 2.1 reminders: one document a placed file, several of them in a zip.

    It says what a customer owes, and nothing of what happened: neither a recall nor a
    payment leaves as a reminder, and nothing comes back in this format.
    """

    _name = "recovery.agency.format.ubl_reminder"
    _inherit = "recovery.agency.format"
    _description = "UBL Reminder (XML)"

    _ending = "xml"
    _only = ("placement",)

    @api.model
    def _write(self, stream, rows, spec, heading):
        held, packer, count = None, None, 0
        for count, (number, found) in enumerate(by_file(rows), start=1):
            about = self._about(heading, number)
            body = ubl_reminder.render(found, about)
            if count == 1:
                held = (number, body)
                continue
            if count == 2:
                packer = Packer(stream)
                packer.add(f"{held[0]}.xml", held[1], "data")
            packer.add(f"{number}.xml", body, "data")
        if packer:
            packer.close({"number": heading["number"], "documents": count})
        elif held:
            stream.write(held[1])
        return count

    @api.model
    def _fields_of(self, spec):
        return ubl_reminder.FIELDS

    @api.model
    def _file_name(self, heading, tally):
        name = super()._file_name(heading, tally)
        return f"{name}.zip" if tally.files > 1 else name

    @api.model
    def _about(self, heading, number):
        return {
            "number": number or heading["number"],
            "day": heading["day"],
            "copy_of": heading.get("copy_of"),
            "note": heading["number"],
        }

    @api.model
    def _parse(self, body, spec):
        return [], [Problem(0, "", "", "not_this_format")]
