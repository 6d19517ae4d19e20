import secrets

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..tools.personal import fingerprint

SALT = "debt_recovery.erasure_salt"


class RecoveryReach(models.Model):
    """Erased addresses: kept as a salted fingerprint, so that an objection holds when
    the same address comes back, and nobody reads whose it was."""

    _inherit = "recovery.reach"

    is_erased = fields.Boolean(readonly=True, copy=False)

    _erased_idx = models.Index("(medium, address) WHERE is_erased")

    def _erase(self):
        """Replace these addresses; what was said about them stays."""
        salt = self._erasure_salt()
        for point in self.filtered(lambda one: one.medium != "debtor"):
            point.write(
                {
                    "address": fingerprint(salt, point.medium, point.address),
                    "is_erased": True,
                    "partner_ids": [(5,)],
                    "debtor_id": False,
                }
            )
        self.env.registry.clear_cache()

    @api.model
    def _erasure_salt(self):
        """Return the secret of this database, made when it is first needed."""
        settings = self.env["ir.config_parameter"].sudo()
        salt = settings.get_param(SALT)
        if not salt:
            salt = secrets.token_hex(32)
            settings.set_param(SALT, salt)
        return salt.encode()

    @api.model
    @tools.ormcache()
    def _any_erased(self):
        return bool(self.sudo().search_count([("is_erased", "=", True)], limit=1))

    @api.model
    def _revive(self, keys):
        """Recognise addresses that were erased and come back: with them, all that was
        said about them.

        :param keys: ``(medium, normalised address)`` pairs
        """
        if not self._any_erased():
            return
        salt = self._erasure_salt()
        marks = {
            (medium, fingerprint(salt, medium, address)): address
            for medium, address in keys
            if address and medium != "debtor"
        }
        if not marks:
            return
        found = self.env.execute_query(
            SQL(
                "SELECT id, medium, address FROM recovery_reach WHERE is_erased "
                "AND (medium, address) IN %s ORDER BY id",
                tuple(marks),
            )
        )
        for key, medium, mark in found:
            self._come_back_as(key, medium, marks[medium, mark])

    def _come_back_as(self, key, medium, address):
        old = self.sudo().browse(key)
        point = self.sudo().search(
            [("medium", "=", medium), ("address", "=", address)], limit=1
        )
        if point:
            old._merge_into(point)
        else:
            old.write({"address": address, "is_erased": False})
            old.flush_recordset()

    @api.model
    def _ensure_points(self, wanted):
        self._revive([(medium, address) for medium, address, _who in wanted])
        return super()._ensure_points(wanted)

    @api.model
    def _is_invalid(self, medium, addresses):
        addresses = list(addresses)
        self._revive([(medium, address) for address in addresses])
        return super()._is_invalid(medium, addresses)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._recovery_revive()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"email", "phone", "country_id"}:
            self._recovery_revive()
        return result

    def _recovery_revive(self):
        """An address that comes back brings the objection made there."""
        Reach = self.env["recovery.reach"].sudo()
        if not Reach._any_erased():
            return
        Reach._revive(
            [
                (medium, address)
                for one in self
                for medium, address in (
                    ("email", one.email_normalized),
                    ("phone", one.phone_sanitized),
                )
            ]
        )
