from odoo import api, models

from ..tools.agency_status import NO_EXIT, key_of


class RecoveryAgencyInboundReport(models.AbstractModel):
    """Closing reports: why the agency gives a file back, with its certificate."""

    _name = "recovery.agency.inbound.report"
    _inherit = "recovery.agency.inbound.status"
    _description = "Closing reports of an agency"

    _word = "exit_reason"
    _day = "exit_on"

    @api.model
    def _check(self, file, rows):
        words = file.agency_id._statuses()
        labels = self._labels("meaning")
        problems = super()._check(file, rows)
        for row in rows:
            status = words.get(key_of(row.get("exit_reason")))
            if status and status.meaning in NO_EXIT:
                meaning = labels[status.meaning]
                problems.append(
                    self._problem(file, row, "exit_reason", "no_exit", meaning=meaning)
                )
        return problems

    def _effect(self, status):
        return "close"
