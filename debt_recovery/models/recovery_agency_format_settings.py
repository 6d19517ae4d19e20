from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.agency_derived import PERSONS
from ..tools.openpgp import BadKey, inspect
from .recovery_agency_layout import FORMATS


class RecoveryAgency(models.Model):
    """In which shape files go to an agency, and which it may send."""

    _inherit = "recovery.agency"

    format_code = fields.Selection(
        FORMATS,
        "Format without a layout",
        required=True,
        default="csv",
        help="Of files for which no layout is chosen: every field we know. A UBL "
        "Reminder hands over only; all other files are then text.",
    )
    own_layout_ids = fields.One2many(
        "recovery.agency.layout", "agency_id", "Its own layouts"
    )
    layout_ids = fields.Many2many(
        "recovery.agency.layout",
        "recovery_agency_layout_rel",
        "agency_id",
        "layout_id",
        "Ready-made layouts",
        domain="[('agency_id', '=', False)]",
        help="One for each kind of file; a layout of its own goes first.",
    )
    zip_package = fields.Boolean(
        "With documents, as a package",
        help="A zip with the data, the PDFs of the invoices, and a list of all files "
        "with their SHA-256 sums.",
    )
    pgp_key = fields.Text("OpenPGP key", help="Its public key, as it sent it.")
    pgp_when = fields.Selection(
        [
            ("never", "Never"),
            ("persons", "Files with natural persons"),
            ("always", "Always"),
        ],
        "Encrypt",
        required=True,
        default="persons",
        tracking=True,
        help="Once a key is set. A customer of unknown kind counts as a person.",
    )
    pgp_fingerprint = fields.Char(
        "Key's fingerprint",
        compute="_compute_pgp_fingerprint",
        store=True,
        tracking=True,
    )
    pgp_user = fields.Char("Key of", compute="_compute_pgp_fingerprint", store=True)
    pgp_expires = fields.Date(
        "Key ends", compute="_compute_pgp_fingerprint", store=True
    )

    @api.depends("pgp_key")
    def _compute_pgp_fingerprint(self):
        for one in self:
            key = None
            if one.pgp_key:
                try:
                    key = inspect(one.pgp_key)
                except BadKey:
                    key = None  # the constraint says why
            one.pgp_fingerprint = key and key.fingerprint
            one.pgp_user = key and key.user
            one.pgp_expires = key and key.expires

    @api.constrains("pgp_key")
    def _check_pgp_key(self):
        for one in self.filtered("pgp_key"):
            try:
                inspect(one.pgp_key)
            except BadKey as bad:
                raise ValidationError(one._key_sentence(bad)) from None

    @api.constrains("layout_ids")
    def _check_layouts(self):
        for one in self:
            purposes = one.layout_ids.mapped("purpose")
            if len(one.layout_ids.filtered("agency_id")):
                raise ValidationError(
                    self.env._(
                        "%(name)s: choose ready-made layouts here.", name=one.name
                    )
                )
            if len(purposes) != len(set(purposes)):
                raise ValidationError(
                    self.env._(
                        "%(name)s: two layouts for the same kind of file.",
                        name=one.name,
                    )
                )

    def _key_sentence(self, bad):
        """Return why a key cannot be used, in words."""
        said = {
            "missing_program": self.env._(
                "GnuPG is not installed on the server; files cannot be encrypted."
            ),
            "secret": self.env._(
                "This is a private key. Take it out at once, tell the agency that it "
                "sent it, and ask for its public key."
            ),
            "several": self.env._("There are several keys; give one."),
            "expired": self.env._("This key has expired; ask for the new one."),
            "revoked": self.env._("This key was revoked; ask for the new one."),
            "cannot_encrypt": self.env._("This key can sign, but not encrypt."),
            "failed": self.env._("GnuPG could not use this key."),
        }
        other = self.env._("This is no OpenPGP public key.")
        return self.env._(
            "%(name)s: %(reason)s",
            name=self.name,
            reason=said.get(bad.reason, other),
        )

    def _layout(self, purpose):
        """Return the layout of a kind of file: its own, else the ready-made one that
        was chosen, else none."""
        self.ensure_one()
        known = self.own_layout_ids.filtered("active").sorted("sequence")
        known |= self.layout_ids.filtered("active")
        return known.filtered(lambda one: one.purpose == purpose)[:1]

    def _format(self, purpose):
        """Return the model of the format of a kind of file; text, where the agency's
        own cannot carry it."""
        formats = self.env["recovery.agency.format"]
        chosen = formats._for(self._layout(purpose).format_code or self.format_code)
        if chosen._only and purpose not in chosen._only:
            return formats._for("csv")
        return chosen

    def _encrypts(self, kinds):
        """Tell whether a file about these kinds of customers leaves encrypted."""
        self.ensure_one()
        if not self.pgp_key or self.pgp_when == "never":
            return False
        return self.pgp_when == "always" or any(
            (one or "unknown") in PERSONS for one in kinds
        )


class RecoveryAgencyFile(models.Model):
    _inherit = "recovery.agency.file"

    format_code = fields.Selection(FORMATS, "Format", readonly=True)
