from odoo import api, fields, models

from ..tools import csv_safe


class RecoveryDossier(models.AbstractModel):
    """The dossier as a table for a spreadsheet or a program."""

    _inherit = "recovery.dossier"

    @api.model
    def _csv(self, case):
        """Return the bytes of the CSV of an account."""
        titles = self._parts()
        head = [
            self.env._("Part"),
            self.env._("UTC"),
            self.env._("When"),
            self.env._("Channel"),
            self.env._("What"),
            self.env._("Verdict or state"),
            self.env._("In words"),
            self.env._("Rule"),
            self.env._("Legal basis"),
            self.env._("Source"),
            self.env._("Figures looked at"),
            self.env._("Who"),
            self.env._("Fingerprint"),
        ]
        rows = [
            [titles[line.part], fields.Datetime.to_string(line.at), *line[2:]]
            for line in self._lines(case)
        ]
        return csv_safe.table(head, rows)

    @api.model
    def _file_name(self, case):
        token = self.env["recovery.personal"]._token(case.partner_id)
        today = case.company_id._recovery_today()
        return self.env._("Dossier %(who)s %(date)s", who=token, date=today)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def action_dossier(self):
        """Print what was decided about this customer, and why."""
        self.ensure_one()
        self.check_access("read")
        return self.env.ref("debt_recovery.action_report_dossier").report_action(self)

    def action_dossier_csv(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/debt_recovery/dossier/{self.id}",
            "target": "self",
        }


class RecoveryComplaint(models.Model):
    _inherit = "recovery.complaint"

    def action_dossier(self):
        return self.case_id.action_dossier()

    def action_dossier_csv(self):
        return self.case_id.action_dossier_csv()


class ReportDossier(models.AbstractModel):
    _name = "report.debt_recovery.report_dossier"
    _description = "Decision dossier on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        cases = self.env["recovery.case"].browse(docids)
        cases.check_access("read")
        dossier = self.env["recovery.dossier"]
        return {"docs": cases, "pages": [dossier._content(case) for case in cases]}
