from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

MINUTES = 30  # an agent who leaves the desk without a word frees the customer


class RecoveryCallSeat(models.Model):
    """Which agent has which customer in hand: one agent a customer, one customer an
    agent, for all companies. It ends with the call's outcome, or by itself."""

    _name = "recovery.call.seat"
    _description = "Customer in hand"

    debtor_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Agent", index=True, ondelete="cascade")
    until = fields.Datetime()

    _debtor_unique = models.UniqueIndex(
        "(debtor_id)", "Somebody has this customer in hand."
    )

    @api.model
    def _take(self, debtor_ids, user, at):
        """Give ``user`` the first of these customers that nobody has in hand.

        The row is locked *and written*, as before any contact: whom another session
        is taking at this moment is skipped, and what it took since our snapshot makes
        ours fail and be tried again. Whom the user had before is given back.

        :param debtor_ids: commercial partners, the one wanted most first
        :return: the id of the customer taken, or None
        """
        self._free(user)
        if not debtor_ids:
            return None
        self._ensure(debtor_ids)
        rows = self.env.execute_query(
            SQL(
                """SELECT id, debtor_id FROM recovery_call_seat
                    WHERE id = (
                          SELECT s.id FROM recovery_call_seat s
                            JOIN unnest(%(debtors)s) WITH ORDINALITY AS wanted (id, nr)
                              ON wanted.id = s.debtor_id
                           WHERE s.user_id IS NULL OR s.until <= %(at)s
                           ORDER BY wanted.nr LIMIT 1 FOR UPDATE OF s SKIP LOCKED)""",
                debtors=list(debtor_ids),
                at=at,
            )
        )
        if not rows:
            return None
        seat = self.sudo().browse(rows[0][0])
        seat.write({"user_id": user.id, "until": at + timedelta(minutes=MINUTES)})
        seat.flush_recordset()
        return rows[0][1]

    def _ensure(self, debtor_ids):
        """Make the rows that are missing, before any of them is locked."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO recovery_call_seat (debtor_id)
                   SELECT wanted FROM unnest(%s) AS wanted
                    WHERE NOT EXISTS (SELECT 1 FROM recovery_call_seat s
                                       WHERE s.debtor_id = wanted)
                    ORDER BY wanted
                   ON CONFLICT (debtor_id) DO NOTHING""",
                sorted(set(debtor_ids)),
            )
        )

    @api.model
    def _free(self, user):
        """Give back what ``user`` has in hand."""
        seats = self.sudo().search([("user_id", "=", user.id)])
        seats.write({"user_id": False, "until": False})
        seats.flush_recordset()

    @api.model
    def _holders(self, debtor_ids, at):
        """Return ``{customer: user}`` of those that somebody has in hand."""
        seats = self.sudo().search(
            [
                ("debtor_id", "in", list(debtor_ids)),
                ("user_id", "!=", False),
                ("until", ">", at),
            ]
        )
        return {seat.debtor_id.id: seat.user_id for seat in seats}
