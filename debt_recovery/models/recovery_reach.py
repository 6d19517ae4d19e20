from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.mail import email_normalize


class RecoveryReach(models.Model):
    """A contact point, common to all companies: consent, and the row that is locked
    and written before a contact. A debtor has one of its own (channel ``debtor``)."""

    _name = "recovery.reach"
    _description = "Contact point"
    _order = "channel, address"
    _rec_name = "address"

    channel = fields.Selection(
        [("debtor", "Customer"), ("email", "E-mail"), ("sms", "Phone")], required=True
    )
    address = fields.Char(
        required=True, help="Normalised address, or the customer's number."
    )
    debtor_id = fields.Many2one(
        "res.partner", "Customer", index=True, ondelete="cascade"
    )
    partner_ids = fields.Many2many("res.partner", string="Contacts")
    consent = fields.Selection(
        [("unknown", "Not asked"), ("opt_in", "Agreed"), ("opt_out", "Objected")],
        required=True,
        default="unknown",
    )
    consent_date = fields.Date()
    consent_proof = fields.Char(help="Where and how it was given or withdrawn.")
    seq = fields.Integer(
        "Reservations", default=0, readonly=True, help="Written at each reservation."
    )

    _channel_address_unique = models.UniqueIndex(
        "(channel, address)", "This contact point exists already."
    )

    @api.model
    def _normalise(self, channel, address):
        return email_normalize(address) if channel == "email" else address

    @api.model
    def _ensure(self, debtor, addresses):
        """Return the contact points of a reservation: the debtor and its addresses.

        :param addresses: ``(channel, normalised address, partner)`` tuples
        """
        wanted = [("debtor", str(debtor.id), debtor)] + list(addresses)
        for channel, address, partner in wanted:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO recovery_reach (channel, address, debtor_id, consent, "
                    "seq, create_uid, create_date, write_uid, write_date) "
                    "VALUES (%s, %s, %s, 'unknown', 0, %s, now() AT TIME ZONE 'UTC', "
                    "%s, now() AT TIME ZONE 'UTC') "
                    "ON CONFLICT (channel, address) DO NOTHING RETURNING id",
                    channel,
                    address,
                    debtor.id if channel == "debtor" else None,
                    self.env.uid,
                    self.env.uid,
                ),
                log_exceptions=False,  # another worker made it just now: expected
            )
            created = self.env.cr.fetchone()
            if created and channel != "debtor":
                self.browse(created[0]).partner_ids = partner
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM recovery_reach WHERE (channel, address) IN %s "
                "ORDER BY id",
                tuple((channel, address) for channel, address, _partner in wanted),
            )
        )
        return self.browse([row[0] for row in rows])

    def _lock_and_write(self):
        """Lock these rows, in order, and count one more reservation on each.

        The write is what stops a worker with an older snapshot: under REPEATABLE READ
        a lock alone lets it through.

        :return: False when another worker holds one of them
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM recovery_reach WHERE id IN %s ORDER BY id "
                "FOR UPDATE SKIP LOCKED",
                self._ids,
            ),
            log_exceptions=False,  # written since our snapshot: expected
        )
        if self.env.cr.rowcount < len(self):
            return False
        self.env.cr.execute(
            SQL("UPDATE recovery_reach SET seq = seq + 1 WHERE id IN %s", self._ids)
        )
        self.invalidate_recordset(["seq"])
        return True

    def _merge_into(self, target):
        """Fold these rows into ``target``: the strictest consent wins."""
        everyone = self | target
        strict = next(
            (
                reach
                for state in ("opt_out", "opt_in", "unknown")
                for reach in everyone
                if reach.consent == state
            ),
            target,
        )
        target.write(
            {
                "consent": strict.consent,
                "consent_date": strict.consent_date,
                "consent_proof": strict.consent_proof,
                "seq": sum(everyone.mapped("seq")),
                "partner_ids": [(4, partner.id) for partner in everyone.partner_ids],
            }
        )
        (self - target).unlink()
