from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime
from odoo.tools.mail import email_normalize

from ..channels.recovery_channel import PROMPT

# What people may answer in spite of: the customer is expected to hear from somebody.
ANSWERABLE = ("promise", "plan", "dispute", "complaint", "manual", "reply")


class RecoveryCase(models.Model):
    """Contacts made by persons: under the same lock as those of the machine, which
    warns them where it would stop a machine, and blocks only for a hold or an
    objection."""

    _inherit = "recovery.case"

    # Placed with an agency: those who place accounts say so.
    is_placed = fields.Boolean(compute="_compute_is_placed")

    def _compute_is_placed(self):
        self.is_placed = False

    def _warnings_by_hand(self, channel, address=""):
        """Return what stands against a contact by a person now, in sentences.

        :param channel: a code of ``CHANNELS``
        :param address: normalised address or number, where there is one
        :return: ``{"blocks": [...], "warns": [...]}``; a warning asks for a reason
        """
        self.ensure_one()
        return {
            "blocks": self._blocks_by_hand(channel, address),
            "warns": self._warns_by_hand(channel, address),
        }

    def _blocks_by_hand(self, channel, address):
        blocks = [
            self.env._("On hold: %(reason)s", reason=hold.reason)
            for hold in self._holds_now()
            if hold.scope == "customer" and hold.kind not in ANSWERABLE
        ]
        medium = self.env["recovery.channel"]._for(channel)._medium
        wrong = self.env["recovery.reach"]._is_invalid(medium, [address])
        if medium == "phone" and address in wrong:
            blocks.append(
                self.env._("%(phone)s is not called any more.", phone=address)
            )
        points = self._points_by_hand(channel, address)
        if points._consent(channel) == "opt_out":
            blocks.append(self.env._("The customer objected to this channel."))
        return blocks

    def _points_by_hand(self, channel, address):
        medium = self.env["recovery.channel"]._for(channel)._medium
        Reach = self.env["recovery.reach"].sudo()  # an objection holds everywhere
        return Reach.search(
            [
                "|",
                ("debtor_id", "=", self.partner_id.id),
                "&",
                ("medium", "=", medium or "debtor"),
                ("address", "=", address or "-"),
            ]
        )

    def _warns_by_hand(self, channel, address):
        company, now = self.company_id, fields.Datetime.now()
        today = company._recovery_today(now)
        warns = []
        points = self._points_by_hand(channel, address)
        last = self.env["recovery.outbox"]._last_contact_at(self.partner_id, points)
        if last and today < last + timedelta(days=company.recovery_gap_days):
            warns.append(
                self.env._(
                    "Contacted on %(date)s: less than %(days)s days ago.",
                    date=format_date(self.env, last),
                    days=company.recovery_gap_days,
                )
            )
        notice = self.env["recovery.notice"].new(
            {
                "company_id": company.id,
                "partner_id": self.partner_id.id,
                "channel": channel,
            }
        )
        hours = notice._next_hours(now, False) if channel in PROMPT else now
        if hours != now:
            moment = format_datetime(self.env, hours, dt_format="short")
            warns.append(
                self.env._(
                    "Outside the hours of contact: from %(moment)s.", moment=moment
                )
            )
        return warns

    def _is_ours(self, author, sender):
        """Tell whether somebody of our house wrote this e-mail."""
        address = email_normalize(sender or "") or "-"
        same = author.sudo().search([("email_normalized", "=", address)])
        return not all((author | same).sudo().user_ids.mapped("share"))

    def _contact_by_hand(
        self, channel, contact, address="", text="", outcome="", reason=""
    ):
        """Record a contact that a person makes now, under the lock of all channels.

        :param contact: the ``res.partner`` talked or written to
        :param outcome: what came of it, in words; for the history
        :param reason: why it is made although something stands against it
        :return: the ``recovery.notice`` (by hand, sent)
        :raises UserError: naming what blocks it, or asking for a reason
        """
        self.ensure_one()
        self.check_access("write")
        said = self._warnings_by_hand(channel, address)
        if said["blocks"]:
            raise UserError("\n".join(said["blocks"]))
        if said["warns"] and not (reason or "").strip():
            raise UserError(
                "\n".join([*said["warns"], self.env._("Write why it cannot wait.")])
            )
        reach = self._lock_by_hand(channel, contact, address)
        notice = self._notice_by_hand(channel, contact, address, text)
        notice.reach_ids = reach
        notice._decide("allow", "person", reason or "")
        self.env["recovery.event"]._log("called", self, outcome or text, notice)
        self.env["recovery.mark"]._add(self.company_id, self.partner_id, "sent")
        return notice

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
            [("case_id", "=", self.id), ("anchor", "=", "hand")],
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
                "anchor": "hand",
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
