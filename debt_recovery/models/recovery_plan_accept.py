from odoo import models
from odoo.tools import SQL

NAME = 100  # characters of a name that are kept


class RecoveryArrangement(models.Model):
    """A customer accepts what is proposed to him, and proves it."""

    _inherit = "recovery.arrangement"

    def _to_accept(self):
        """Return the version that the customer may accept in writing now: one that is
        proposed, or one in force that was only agreed on the phone."""
        self.ensure_one()
        plan = self.sudo()
        today = plan.company_id._recovery_today()
        if plan.state == "offered" and plan.offered_until >= today:
            return plan.proposed_id
        if plan.state == "active":
            if plan.proposed_id:
                return plan.proposed_id
            if not plan.version_id._was_written():
                return plan.version_id
        return plan.version_ids.browse()

    def _accept(self, fingerprint, name, source, ip=""):
        """Accept the words that were read: who, when, from where and which words are
        kept.

        :param fingerprint: of the words on the page that the customer saw
        :param name: as typed
        :param source: ``link``, ``portal`` or ``mail``
        :return: ``accepted``, ``changed`` (these are not the words any more), ``name``
            (nobody's name was typed), ``over`` (there is nothing to accept)
        """
        self.ensure_one()
        self._alone()
        version = self._to_accept()
        if not version:
            return "over"
        if version.text_hash != fingerprint:
            return "changed"
        name = " ".join((name or "").split())[:NAME]
        if not name:
            return "name"
        plan = self.sudo()
        plan._start(source, version.sudo(), name, ip)
        plan._acknowledge(version.sudo())
        return "accepted"

    def _alone(self):
        """Let one at a time accept or change it: who comes second is tried again, and
        sees what the first one did."""
        self.env.cr.execute(
            SQL(
                "UPDATE recovery_arrangement SET write_date = write_date WHERE id = %s",
                self.id,
            )
        )

    def _acknowledge(self, version):
        """The debt was acknowledged in writing: where the law says so, the limitation
        period starts anew. Part payments count by themselves."""
        self.env["recovery.limitation.event"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "kind": "acknowledgement",
                "event_date": self.company_id._recovery_today(),
                "line_ids": [(6, 0, self.item_ids.line_id.ids)],
                "note": self.env._(
                    "Payment agreement %(reference)s, version %(number)s, accepted by "
                    "%(name)s",
                    reference=self.reference,
                    number=version.number,
                    name=version.accepted_by,
                ),
            }
        )
