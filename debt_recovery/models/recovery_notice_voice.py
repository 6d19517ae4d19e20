from odoo import fields, models

from .recovery_notice_claim import Claim

ASKED = "asked"  # anchor of what a customer asked for


class RecoveryNotice(models.Model):
    """What a spoken message said, and what the keys that are pressed bring about."""

    _inherit = "recovery.notice"

    spoken = fields.Json(readonly=True, copy=False)

    def _key_pressed(self, digit, at):
        """Do what key ``digit`` stands for; told twice it changes nothing."""
        self.ensure_one()
        case, person = self.case_id, self.recipient_id
        if digit == "9" and self.is_test:
            pass  # whoever tested it pressed the key, not the customer
        elif digit == "9":
            self.env["recovery.reach"]._note_consent(
                "voice",
                self.address,
                "opt_out",
                "call",
                self.env._("Key 9 on a spoken message"),
                partner=person,
                at=at,
            )
        elif digit == "2":
            asked = self.env._("Asked to speak with somebody (key 2).")
            case._replied("voice", asked, at=at, notice=self, contact=person)
        elif digit == "1":
            self._answer_with_link(at)
        else:
            return
        self._receive("answered", at, self.env._("Key %(key)s", key=digit))

    def _answer_with_link(self, at):
        """Have the link that was asked for sent, once a call: by a person where no
        channel takes it."""
        known = self.search_count(
            [("anchor", "=", ASKED), ("anchor_id", "=", self.id)], limit=1
        )
        if known or self._send_asked_link():
            return
        asked = self.env._(
            "Asked for a link (key 1), which neither a text message nor an e-mail may "
            "carry: send it another way."
        )
        self.case_id._replied(
            "voice", asked, at=at, notice=self, contact=self.recipient_id
        )

    def _send_asked_link(self):
        """Queue the link that the person called asked for: by text message where that
        reaches her, else by e-mail; return what is queued."""
        for channel in ("sms", "email"):
            socket = self.env["recovery.channel"]._for(channel)
            values = self._asked(channel)
            notice = self.new(values)
            pairs = self._pairs_of(socket, notice)
            if not pairs or socket._problem(self.company_id):
                continue
            if not socket._refusal(notice, pairs):
                sent = self.create(values)
                sent._wake()
                return sent
        return self.browse()

    def _pairs_of(self, socket, notice):
        """Return who gets a message that is in memory only."""
        [pairs] = socket._addresses(notice).values()
        return pairs

    def _asked(self, channel):
        """Return the values of the message that answers what was asked."""
        text = self.env.ref(f"debt_recovery.template_asked_{channel}")
        return {
            "case_id": self.case_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "to_id": self.recipient_id.id,
            "channel": channel,
            "template_id": text.id,
            "purpose": "service",
            "mode": "automatic",
            "state": "queued",
            "anchor": ASKED,
            "anchor_id": self.id,
            "planned_on": self.company_id._recovery_today(),
        }

    def _claim(self, today, rows=None):
        """What a customer asked for leaves whatever he owes by now."""
        if self.anchor == ASKED:
            return Claim()
        return super()._claim(today, rows)
