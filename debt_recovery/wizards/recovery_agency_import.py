import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# The first that reads a file without a problem is what it is.
PURPOSES = [
    ("remittance", "Remittance"),
    ("report", "Closing report"),
    ("request", "Request"),
    ("status", "Status"),
]


class RecoveryAgencyImport(models.TransientModel):
    """Takes a file of an agency in: every problem is shown, nothing is done before it
    is booked."""

    _name = "recovery.agency.import"
    _description = "Import an agency's file"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    agency_id = fields.Many2one("recovery.agency", required=True)
    upload = fields.Binary("File")
    upload_name = fields.Char("Name of the file")
    purpose = fields.Selection(
        PURPOSES,
        "What it is",
        compute="_compute_purpose",
        store=True,
        readonly=False,
        help="Guessed from its columns; you may say otherwise.",
    )
    layout_note = fields.Char(
        compute="_compute_layout_note", export_string_translation=False
    )
    file_id = fields.Many2one("recovery.agency.file", "Taken in as", readonly=True)
    state = fields.Selection(related="file_id.state")
    problem_ids = fields.One2many(related="file_id.problem_ids")
    problem_count = fields.Integer(related="file_id.problem_count")
    forecast = fields.Text(related="file_id.forecast")
    is_known = fields.Boolean(readonly=True, export_string_translation=False)

    @api.depends("upload", "agency_id")
    def _compute_purpose(self):
        for one in self:
            if one.upload and one.agency_id:
                one.purpose = one._guessed()
            else:
                one.purpose = one.purpose

    @api.depends("upload", "agency_id", "purpose")
    def _compute_layout_note(self):
        """Say which ready-made layout fits a file that the agency has none for."""
        for one in self:
            lacks = one.agency_id and not one.agency_id.sudo()._layout(one.purpose)
            fitting = one.upload and lacks and one._ready_made(one.purpose)
            one.layout_note = fitting and self.env._(
                "The columns are those of “%(layout)s”. A manager chooses this layout "
                "on the agency, under “Layout and encryption”.",
                layout=fitting.name,
            )

    def _probe(self, purpose):
        return self.env["recovery.agency.file"].new(
            {
                "name": self.upload_name or "file",
                "agency_id": self.agency_id.id,
                "company_id": self.company_id.id,
                "purpose": purpose,
            }
        )

    def _ready_made(self, *purposes):
        """Return the ready-made layout whose columns the file has, or none."""
        body = base64.b64decode(self.upload)
        layouts = self.env["recovery.agency.layout"].sudo()
        for layout in layouts.search(
            [("agency_id", "=", False), ("purpose", "in", purposes)]
        ):
            form = self.env["recovery.agency.format"]._for(layout.format_code)
            probe = self._probe(layout.purpose)
            read, _failure = probe._guarded(form._read, body, layout, layout.purpose)
            if read and read[0] and all(one.line > 1 for one in read[1]):
                return layout
        return layouts.browse()

    def _guessed(self):
        """Return the purpose whose columns the file has; of several, the one with the
        fewest problems in its rows."""
        found, body = {}, base64.b64decode(self.upload)
        for code, _label in PURPOSES:
            probe = self._probe(code)
            read, failure = probe._guarded(probe._rows, body)
            if failure is None and (read[0] or read[1]):
                whole = sum(problem.line <= 1 for problem in read[1])
                found[code] = whole, len(read[1])
        best = min(found, key=found.get, default="status")
        if best in found and not found[best][0]:
            return best
        return self._ready_made(*dict(PURPOSES)).purpose or "status"

    def action_check(self):
        """Take the file in, look at it, and show what is wrong or what would happen."""
        self.ensure_one()
        if not self.upload:
            raise UserError(self.env._("Choose the file that the agency sent."))
        self._check_theirs()
        files = self.env["recovery.agency.file"].with_company(self.company_id)
        file = files._take_in(
            self.agency_id,
            self.company_id,
            self.upload_name or self.env._("File"),
            base64.b64decode(self.upload),
            self.purpose,
        ).sudo(self.env.su)
        self.file_id = file
        self.is_known = file.state != "received"
        file.action_check()
        return self._again()

    def _check_theirs(self):
        """Refuse a company or an agency that is not the user's."""
        self.agency_id.check_access("read")
        of_agency = self.agency_id.company_id or self.company_id
        if self.company_id not in self.env.companies or of_agency != self.company_id:
            raise AccessError(
                self.env._(
                    "%(agency)s does not work for %(company)s.",
                    agency=self.agency_id.name,
                    company=self.company_id.name,
                )
            )

    def action_check_again(self):
        """Look once more, after a word was added to the agency's table."""
        self.ensure_one()
        self.file_id.action_check()
        return self._again()

    def action_apply(self):
        """Book the file, and show it."""
        self.ensure_one()
        self.file_id.action_apply()
        if self.file_id.state != "booked":
            return self._again()
        made = self.env["recovery.remittance"].search(
            [("file_id", "=", self.file_id.id)]
        )
        if made:
            return made._action_made()
        return {
            "type": "ir.actions.act_window",
            "res_model": "recovery.agency.file",
            "res_id": self.file_id.id,
            "view_mode": "form",
        }

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import an agency's file"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
