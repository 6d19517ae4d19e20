from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.mail import email_normalize


class RecoveryReach(models.Model):
    """A contact point, common to all companies and to the channels that use it: the
    row that is locked and written before a contact. A debtor has one of its own
    (medium ``debtor``). SMS, WhatsApp and calls to one number share one row."""

    _name = "recovery.reach"
    _description = "Contact point"
    _order = "medium, address"
    _rec_name = "address"

    medium = fields.Selection(
        [
            ("debtor", "Customer"),
            ("email", "E-mail"),
            ("phone", "Phone"),
            ("post", "Postal address"),
        ],
        required=True,
    )
    address = fields.Char(
        required=True, help="Normalised address, or the customer's number."
    )
    debtor_id = fields.Many2one(
        "res.partner", "Customer", index=True, ondelete="cascade"
    )
    partner_ids = fields.Many2many("res.partner", string="Contacts")
    consent_ids = fields.One2many("recovery.consent", "reach_id", "Consents")
    seq = fields.Integer(
        "Reservations", default=0, readonly=True, help="Written at each reservation."
    )

    _medium_address_unique = models.UniqueIndex(
        "(medium, address)", "This contact point exists already."
    )

    @api.model
    def _normalise(self, medium, address):
        return email_normalize(address) if medium == "email" else address

    def write(self, vals):
        """People write what was said; the address and the rest are the machine's."""
        guarded = vals.keys() - {"consent_ids"}
        if guarded and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of “%(model)s” change through its buttons only.",
                    fields=", ".join(sorted(guarded)),
                    model=self._description,
                )
            )
        return super().write(vals)

    def _debtors(self):
        """Return the customers reached at these contact points, or who would be: a new
        one has reached nobody yet."""
        people = self.debtor_id | self.partner_ids
        for medium, name in (
            ("email", "email_normalized"),
            ("phone", "phone_sanitized"),
        ):
            points = self.filtered(lambda one, medium=medium: one.medium == medium)
            if points:
                people |= people.search([(name, "in", points.mapped("address"))])
        return people.commercial_partner_id

    # --- consent -------------------------------------------------------------------

    def _consent(self, channel, purpose="collection"):
        """Return ``opt_out``, ``opt_in`` or ``unknown`` for ``channel`` at these
        contact points together: one that objected is enough.

        Whoever asks may not see every contact that shares them: all of them count.

        :param purpose: ``collection`` or ``service``
        """
        said = {
            one.state
            for one in self.sudo().consent_ids
            if one.channel == channel and one.purpose in ("all", purpose)
        }
        return next((one for one in ("opt_out", "opt_in") if one in said), "unknown")

    # --- reserve -------------------------------------------------------------------

    @api.model
    def _ensure(self, debtor, addresses):
        """Return the contact points of a reservation: the debtor and its addresses.

        :param addresses: ``(medium, normalised address, partner)`` tuples
        """
        return self._ensure_points([("debtor", str(debtor.id), debtor), *addresses])

    @api.model
    def _ensure_points(self, wanted):
        """Return the contact points ``wanted``, made where they are new.

        :param wanted: ``(medium, normalised address, partner)`` tuples
        """
        keys = {(medium, address): partner for medium, address, partner in wanted}
        known = self._known(keys)
        if len(known) < len(keys):
            self._make({key: keys[key] for key in keys.keys() - known.keys()})
            known = self._known(keys)
        return self.browse(sorted(known.values()))

    def _known(self, keys):
        if not keys:  # all that was due was refused
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT medium, address, id FROM recovery_reach "
                "WHERE (medium, address) IN %s",
                tuple(keys),
            )
        )
        return {(medium, address): key for medium, address, key in rows}

    def _make(self, wanted):
        """Make these contact points, in one order for all workers.

        :param wanted: ``{(medium, normalised address): partner}``
        """
        uid = self.env.uid
        rows = [
            SQL(
                "(%s, %s, %s, 0, %s, now() AT TIME ZONE 'UTC', "
                "%s, now() AT TIME ZONE 'UTC')",
                *(medium, address, partner.id if medium == "debtor" else None),
                *(uid, uid),
            )
            for (medium, address), partner in sorted(
                wanted.items(), key=lambda one: one[0]
            )
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO recovery_reach (medium, address, debtor_id, "
                "seq, create_uid, create_date, write_uid, write_date) "
                "VALUES %s ON CONFLICT (medium, address) DO NOTHING",
                SQL(", ").join(rows),
            ),
            log_exceptions=False,  # another worker made it just now: expected
        )

    def _keep_partners(self, wanted):
        """Remember who is reached at these points, once they are locked.

        :param wanted: ``(medium, normalised address, partner)`` tuples
        """
        partners = {(medium, address): partner for medium, address, partner in wanted}
        pairs = [
            (point.id, partners[point.medium, point.address].id)
            for point in self
            if partners.get((point.medium, point.address))
        ]
        if not pairs:
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO recovery_reach_res_partner_rel "
                "(recovery_reach_id, res_partner_id) "
                "SELECT r.id, v.partner_id FROM (VALUES %s) v (reach_id, partner_id) "
                "JOIN recovery_reach r ON r.id = v.reach_id AND r.medium <> 'debtor' "
                "ON CONFLICT DO NOTHING",
                SQL(", ").join(SQL("(%s, %s)", *pair) for pair in pairs),
            ),
            log_exceptions=False,
        )
        if self.env.cr.rowcount:
            self.invalidate_recordset(["partner_ids"])

    def _lock_and_write(self, waits=False):
        """Lock these rows, in order, and count one more reservation on each.

        The write is what stops a worker with an older snapshot: under REPEATABLE READ
        a lock alone lets it through.

        :param waits: until no other worker holds any of them
        :return: those that no other worker holds
        """
        if not self:
            return self
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "WITH free AS (SELECT id FROM recovery_reach WHERE id IN %s "
                "ORDER BY id FOR UPDATE %s) "
                "UPDATE recovery_reach r SET seq = r.seq + 1 FROM free "
                "WHERE r.id = free.id RETURNING r.id",
                self._ids,
                SQL() if waits else SQL("SKIP LOCKED"),
            ),
            log_exceptions=False,  # written since our snapshot: expected
        )
        locked = self.browse(sorted(row[0] for row in self.env.cr.fetchall()))
        locked.invalidate_recordset(["seq"])
        return locked
