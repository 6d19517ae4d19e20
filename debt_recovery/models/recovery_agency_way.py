from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mail

from ..exceptions import DeliveryFailure
from ..tools.agency_ways import host_key
from .recovery_agency_file import PURPOSES

WAYS = [
    ("download", "Download"),
    ("email", "E-mail"),
    ("sftp", "SFTP"),
    ("https", "HTTPS"),
]
INBOUND = ("status", "remittance", "request", "report")
MANAGERS = "debt_recovery.group_manager,base.group_system"
LOCAL = ("localhost", "127.0.0.1", "::1")


class RecoveryAgency(models.Model):
    """How files reach an agency and come back. Secrets are for managers and the jobs;
    they are in no log, no message and no copy of the database."""

    _inherit = "recovery.agency"

    transport_code = fields.Selection(
        WAYS, "Files travel by", required=True, default="download", tracking=True
    )
    way_host = fields.Char("Server")
    way_port = fields.Integer("Port", default=22)
    way_user = fields.Char("Login", groups=MANAGERS, copy=False)
    way_password = fields.Char("Password", groups=MANAGERS, copy=False)
    way_private_key = fields.Text(
        "Private key", groups=MANAGERS, copy=False, help="In OpenSSH or PEM form."
    )
    way_host_key = fields.Text(
        "Server's key",
        groups=MANAGERS,
        copy=False,
        help="As the agency gave it, in one line: ssh-ed25519 AAAA… A server that "
        "shows another key gets nothing.",
    )
    way_folder_out = fields.Char("Folder for our files", default="in")
    way_folder_in = fields.Char("Folder of its files", help="Empty: we fetch nothing.")
    way_folder_done = fields.Char(
        "Folder of fetched files",
        help="Its files are moved there when they are safe with us; empty: they stay.",
    )
    way_is_final = fields.Boolean(
        "Named when complete",
        help="The agency gives a file its name when it is complete. Else we take a "
        "file when its size stayed the same between two looks.",
    )
    way_url = fields.Char("Address")
    way_header = fields.Char("Name of the header", default="Authorization")
    way_secret = fields.Char("Secret", groups=MANAGERS, copy=False)
    way_keeps_key = fields.Boolean(
        "Takes a key once",
        help="The server takes a file with a known Idempotency-Key once only: a file "
        "whose fate is unknown may be sent again.",
    )
    way_email = fields.Char("E-mail for files")
    way_attaches = fields.Boolean(
        "File attached", help="Else the message has the way to it in the portal only."
    )
    way_note = fields.Char("Last look", readonly=True, copy=False)
    way_seen = fields.Json(readonly=True, copy=False, groups="base.group_system")
    inbox_ids = fields.One2many(
        "recovery.agency.inbox", "agency_id", "Names of its files", copy=True
    )

    @api.constrains("way_host_key", "way_url", "way_email")
    def _check_way(self):
        for one in self:
            if one.way_host_key:
                try:
                    host_key(one.way_host_key)
                except ValueError as error:
                    raise ValidationError(
                        self.env._(
                            "%(name)s: the server's key has the form "
                            "“ssh-ed25519 AAAA…”.",
                            name=one.name,
                        )
                    ) from error
            one._check_url()
            if one.way_email and not mail.email_normalize(one.way_email):
                raise ValidationError(
                    self.env._("%(name)s: write one e-mail address.", name=one.name)
                )

    def _check_url(self):
        """Refuse an address that is not encrypted, but on this machine itself."""
        address = urlsplit(self.way_url or "https://none")
        local = address.scheme == "http" and address.hostname in LOCAL
        if not address.hostname or not (address.scheme == "https" or local):
            raise ValidationError(
                self.env._("%(name)s: the address begins with https://", name=self.name)
            )

    def _way(self):
        """Return the way to this agency."""
        return self.env["recovery.agency.transport"]._for(self.transport_code)

    def _secrets(self):
        """Return what must stand in no text that a person or a log sees."""
        own = self.sudo()
        return (own.way_password, own.way_secret, own.way_private_key)

    def action_test_way(self):
        """Try the way to the agency, sending nothing."""
        self.ensure_one()
        if not self.env.user.has_group("debt_recovery.group_manager"):
            raise AccessError(self.env._("Managers test the connection."))
        self.check_access("write")
        own = self.sudo()
        company = own.company_id or self.env.company
        try:
            said = own._way()._test(own, company)
        except DeliveryFailure as failure:
            ways = dict(self._fields["transport_code"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s, %(way)s: %(said)s",
                    name=self.name,
                    way=ways[self.transport_code],
                    said=str(failure),
                )
            ) from failure
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": said},
        }

    def action_look_now(self):
        """Look for its files now, as the job does."""
        self.env["recovery.agency.file"]._come_back("cron_agency_poll")


class RecoveryAgencyInbox(models.Model):
    """What a file of an agency is, by its name; the first pattern that fits governs."""

    _name = "recovery.agency.inbox"
    _description = "Names of an agency's files"
    _order = "agency_id, sequence, id"
    _rec_name = "pattern"

    agency_id = fields.Many2one(
        "recovery.agency", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        "For",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    sequence = fields.Integer(default=10)
    pattern = fields.Char(
        "Name", required=True, help="* stands for anything: statut_*.csv"
    )
    purpose = fields.Selection(
        [pair for pair in PURPOSES if pair[0] in INBOUND],
        "What it is",
        required=True,
        default="status",
    )

    @api.depends("agency_id")
    def _compute_company_id(self):
        for one in self:
            one.company_id = (
                one.agency_id.company_id or one.company_id or self.env.company
            )


class RecoveryAgencyFile(models.Model):
    _inherit = "recovery.agency.file"

    transport_code = fields.Selection(WAYS, "Way", readonly=True)
