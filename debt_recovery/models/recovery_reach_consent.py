from odoo import api, fields, models
from odoo.tools import SQL

from ..channels.recovery_channel import CHANNELS


class RecoveryReach(models.Model):
    """What somebody says of a contact point is written here, and is never forgotten:
    not by an import, not by a merge."""

    _inherit = "recovery.reach"

    consent_event_ids = fields.One2many(
        "recovery.consent.event", "reach_id", "History of consents", readonly=True
    )

    consent_text = fields.Char("Said", compute="_compute_consent_text")

    @api.depends("consent_ids.state", "consent_ids.channel")
    @api.depends_context("lang")
    def _compute_consent_text(self):
        """Say what was agreed or objected to, channel by channel."""
        consents = self.env["recovery.consent"]
        channels = dict(consents._fields["channel"]._description_selection(self.env))
        states = dict(consents._fields["state"]._description_selection(self.env))
        for reach in self:
            reach.consent_text = " · ".join(
                self.env._(
                    "%(channel)s: %(state)s",
                    channel=channels[one.channel],
                    state=states[one.state].lower(),
                )
                for one in reach.consent_ids
            )

    @api.model
    def _note_consent(
        self,
        channel,
        address,
        state,
        source,
        proof="",
        partner=None,
        at=None,
        purpose="all",
    ):
        """Write what somebody said about ``channel`` at ``address``, with its event.

        An agreement older than the objection that stands changes nothing.

        :param address: normalised; made a contact point when it is new
        :param state: ``opt_in`` or ``opt_out``
        :param at: naive UTC instant at which it was said; None: now
        :return: the ``recovery.consent``
        """
        medium = self.env["recovery.channel"]._for(channel)._medium
        key = [(medium, address, partner or self.env["res.partner"])]
        reach = self.sudo()._ensure_points(key)
        reach._keep_partners(key)
        return reach._write_consent(channel, state, source, proof, at, purpose)

    def _write_consent(self, channel, state, source, proof="", at=None, purpose="all"):
        """Write one consent at this contact point; see :meth:`_note_consent`."""
        at = at or fields.Datetime.now()
        vals = {"state": state, "source": source, "proof": proof, "happened_at": at}
        mine = self.consent_ids.filtered(lambda one: one.channel == channel)
        known = mine.filtered(lambda one: one.purpose == purpose)
        if state == "opt_in":
            standing = mine.filtered(lambda one: one.state == "opt_out")
            if any(one.happened_at > at for one in standing):
                return standing[:1]
            if purpose == "all":  # what is agreed to as a whole, is in every part
                (standing - known).write(vals)
        if known:
            known.write(vals)
            return known
        return known.create(
            {"reach_id": self.id, "channel": channel, "purpose": purpose, **vals}
        )

    @api.model
    def _note_general_objection(self, debtors, source, proof="", at=None):
        """Write that these customers want to hear no more, by whatever channel."""
        Reach = self.sudo()
        for debtor in debtors.commercial_partner_id:
            point = Reach._ensure(debtor, [])
            for channel, _label in CHANNELS:
                if channel != "task":
                    point._write_consent(channel, "opt_out", source, proof, at)

    def _carry_objections(self, medium, address, partner):
        """Have what was objected to at this contact point hold for ``address`` too;
        what was said of that one itself stays, where it was not said before."""
        key = [(medium, address, partner)]
        target = self._ensure_points(key)
        target._keep_partners(key)
        said = {(one.channel, one.purpose): one for one in target.consent_ids}
        for one in self.consent_ids.filtered(lambda one: one.state == "opt_out"):
            there = said.get((one.channel, one.purpose))
            is_older = there and there.happened_at < one.happened_at
            if not there or there.state == "opt_in" and is_older:
                proof = self.env._(
                    "In place of %(address)s, where: %(proof)s",
                    address=self.address,
                    proof=one.proof or "–",
                )
                target._write_consent(
                    one.channel,
                    "opt_out",
                    "moved",
                    proof,
                    one.happened_at,
                    one.purpose,
                )

    # --- merge ---------------------------------------------------------------------

    def _merge_into(self, target):
        """Fold these rows into ``target``: the strictest consent wins."""
        everyone = self | target
        said = everyone.consent_ids.grouped(lambda one: (one.channel, one.purpose))
        for rows in said.values():
            strict = rows.filtered(lambda one: one.state == "opt_out")[:1] or rows[:1]
            (rows - strict).unlink()
            strict.reach_id = target
        for notice in self.env["recovery.notice"].search(
            [("reach_ids", "in", (self - target).ids)]
        ):
            notice.reach_ids = (notice.reach_ids - self) | target
        target.write(
            {
                "seq": sum(everyone.mapped("seq")),
                "partner_ids": [(4, partner.id) for partner in everyone.partner_ids],
            }
        )
        gone = self - target
        if gone:
            self.env.cr.execute(
                SQL(
                    "UPDATE recovery_consent_event SET reach_id = %s "
                    "WHERE reach_id IN %s",
                    target.id,
                    gone._ids,
                )
            )
        everyone.invalidate_recordset(["consent_event_ids"])
        gone.unlink()
