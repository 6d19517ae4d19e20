from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize

from ..tools.rules.model import ALLOW
from .recovery_notice_rules import BY_HAND


class RecoveryCase(models.Model):
    """Contacts made by persons: under the same lock and the same rules as those of the
    machine; only law and holds block a person."""

    _inherit = "recovery.case"

    def _warnings_by_hand(self, channel, address="", is_answer=False):
        """Return what stands against a contact by a person now, in sentences.

        Law and holds block, what the house set for itself only warns.

        :param channel: a code of ``CHANNELS``
        :param address: normalised address or number, where there is one
        :param is_answer: it answers what the customer asked: nothing stops it
        :return: ``{"blocks": [...], "warns": [...]}``; a warning asks for a reason
        """
        self.ensure_one()
        return self._said_by_hand(
            self._judged_by_hand(channel, address, is_answer), channel, address
        )

    def _said_by_hand(self, judged, channel, address):
        words, decision = self.env["recovery.rule.words"], judged.decision
        blocks = self._wrong_by_hand(channel, address)
        if decision.outcome != ALLOW:
            blocks.append(words._sentence(judged.request.channel, decision, judged.at))
        asked = [one for one in decision.warnings if one.rule.state == "on"]
        said = {one.reason: words._verdict_words(one) for one in reversed(asked)}
        if "opted_out" in said:
            blocks.append(said.pop("opted_out"))
        return {"blocks": blocks, "warns": list(said.values())[::-1]}

    def _wrong_by_hand(self, channel, address):
        """Return why this number is not called any more, whatever the rules say."""
        medium = self.env["recovery.channel"]._for(channel)._medium
        wrong = self.env["recovery.reach"]._is_invalid(medium, [address])
        if medium != "phone" or address not in wrong:
            return []
        return [self.env._("%(phone)s is not called any more.", phone=address)]

    def _is_ours(self, author, sender):
        """Tell whether somebody of our house wrote this e-mail."""
        address = email_normalize(sender or "") or "-"
        same = author.sudo().search([("email_normalized", "=", address)])
        return not all((author | same).sudo().user_ids.mapped("share"))

    def _contact_by_hand(
        self,
        channel,
        contact,
        address="",
        text="",
        outcome="",
        reason="",
        is_answer=False,
        came_to="",
    ):
        """Record a contact that a person makes now, under the lock of all channels.

        :param contact: the ``res.partner`` talked or written to
        :param outcome: what came of it, in words; for the history
        :param reason: why it is made although something stands against it
        :param is_answer: it answers what the customer asked: no rule stops or counts it
        :param came_to: attempt | contact | conversation; "" while nobody knows
        :return: the ``recovery.notice`` (by hand, sent)
        :raises UserError: naming what blocks it, or asking for a reason
        """
        self.ensure_one()
        self.check_access("write")
        reach = self._lock_by_hand(channel, contact, address)
        judged = self._judged_by_hand(channel, address, is_answer)
        self._check_by_hand(self._said_by_hand(judged, channel, address), reason)
        notice = self._notice_by_hand(channel, contact, address, text)
        notice.write({"is_answer": is_answer, "came_to": came_to or False})
        notice.reach_ids = reach
        notice._log_by_hand(judged, reason)
        self.env["recovery.event"]._log("called", self, outcome or text, notice)
        self.env["recovery.mark"]._add(self.company_id, self.partner_id, "sent")
        return notice

    def _check_by_hand(self, said, reason):
        if said["blocks"]:
            raise UserError("\n".join(said["blocks"]))
        if said["warns"] and not (reason or "").strip():
            raise UserError(
                "\n".join([*said["warns"], self.env._("Write why it cannot wait.")])
            )

    def _lock_by_hand(self, channel, contact, address):
        medium = self.env["recovery.channel"]._for(channel)._medium
        points = [(medium, address, contact)] if medium and address else []
        reach = self.env["recovery.reach"].sudo()._ensure(self.partner_id, points)
        if reach._lock_and_write() != reach:
            raise UserError(
                self.env._(
                    "%(name)s is being contacted just now: look again in a minute.",
                    name=self.partner_id.display_name,
                )
            )
        reach._keep_partners(points)
        return reach

    def _notice_by_hand(self, channel, contact, address, text):
        now = fields.Datetime.now()
        today = self.company_id._recovery_today(now)
        Notice = self.env["recovery.notice"].sudo()
        before = Notice.search(
            [("case_id", "=", self.id), ("anchor", "=", BY_HAND)],
            order="anchor_id desc",
            limit=1,
        )
        return Notice.create(
            {
                "case_id": self.id,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "channel": channel,
                "mode": "manual",
                "state": "sent",
                "anchor": BY_HAND,
                "anchor_id": before.anchor_id + 1,
                "planned_on": today,
                "left_on": today,
                "reserved_at": now,
                "sent_at": now,
                "recipient_id": contact.id,
                "address": address,
                "subject": text,
                "lang": contact.lang,
            }
        )
