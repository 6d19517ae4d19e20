import logging

from odoo import api, models
from odoo.tools import plaintext2html

from ..tools.opt_out import OPT_IN, OPT_OUT, is_general, is_yes, read

_logger = logging.getLogger(__name__)


class RecoveryWebhookInbound(models.AbstractModel):
    """What a customer writes to one of our numbers: an objection ends the messages at
    once, anything else is a reply that a person reads."""

    _name = "recovery.webhook.inbound"
    _inherit = ["recovery.webhook.kind"]
    _description = "Incoming message"

    @api.model
    def _understand(self, webhook):
        company, payload = webhook.company_id, webhook.payload or {}
        channel, number = self._channel(payload), webhook.sender
        notice = self._last_notice(company, number)
        cases = notice.case_id or self._cases(company, number)
        text = payload.get("Body") or ""
        said = read(text)
        is_new = False
        if said in (OPT_OUT, OPT_IN):
            person = notice.recipient_id or self._person(cases, number)
            is_new = self._note(webhook, channel, said, text, person)
            if not is_yes(text):
                return is_new and said == OPT_OUT
        if not cases:
            self._nobodys(webhook, channel, text)
        for case in cases:
            case._replied(
                channel,
                text or self.env._("(no text)"),
                at=webhook.received_at,
                notice=notice if notice.case_id == case else None,
                contact=notice.recipient_id or self._person(case, number),
                sender=number,
            )

        return False

    def _note(self, webhook, channel, said, text, person):
        """Write an objection, or that it is taken back; said again it is nothing new.

        :return: True when it changed what is known
        """
        number = webhook.sender
        reach = self.env["recovery.reach"].sudo()
        known = reach.search([("medium", "=", "phone"), ("address", "=", number)])
        before = known._consent(channel)
        if before == said or (is_yes(text) and before != OPT_OUT):
            return False
        reach._note_consent(
            channel,
            number,
            said,
            "reply",
            text[:200],
            partner=person,
            at=webhook.received_at,
        )
        if said == OPT_OUT and person and is_general(text):
            reach._note_general_objection(
                person, "reply", text[:200], webhook.received_at
            )
        return True

    def _nobodys(self, webhook, channel, text):
        """Give what no account explains to who looks after the company's reminders."""
        company = webhook.company_id
        reader = (
            company._recovery_acting(company.recovery_user_id)
            or company._recovery_acting(company.recovery_manager_id)
            or self.env.ref("base.user_root")
        )
        words = self.with_context(lang=reader.lang or company.partner_id.lang).env
        company.sudo().partner_id.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=company._recovery_today(),
            summary=words._(
                "%(channel)s from %(number)s, a number on no customer’s card",
                channel=words["recovery.case"]._channel_name(channel),
                number=webhook.sender,
            ),
            note=plaintext2html(text or words._("(no text)")),
            user_id=reader.id,
        )

    @api.model
    def _afterwards(self, webhook):
        """Confirm a new objection, unless the provider has done so."""
        payload = webhook.payload or {}
        if payload.get("OptOutType") or not self.env["recovery.safety"]._may_send():
            return
        channel = self.env["recovery.channel"]._for(self._channel(payload))
        try:
            with self.env.cr.savepoint():
                channel._confirm_objection(webhook.company_id, webhook.sender)
        except Exception:  # a courtesy: the objection itself is written
            _logger.exception("An objection could not be confirmed")

    def _channel(self, payload):
        is_whatsapp = (payload.get("From") or "").startswith("whatsapp:")
        return "whatsapp" if is_whatsapp else "sms"

    def _last_notice(self, company, number):
        """Return the last reminder that left for ``number``."""
        return (
            self.env["recovery.notice"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("channel", "in", ("sms", "whatsapp", "voice")),
                    ("reach_ids.address", "=", number),
                    ("left_on", "!=", False),
                ],
                order="reserved_at desc, id desc",
                limit=1,
            )
        )

    def _cases(self, company, number):
        """Return the accounts of whoever has this number: the open ones, else all."""
        people = (
            self.env["res.partner"].sudo().search([("phone_sanitized", "=", number)])
        )
        cases = (
            self.env["recovery.case"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("partner_id", "in", people.commercial_partner_id.ids),
                ]
            )
        )
        return cases.filtered(lambda case: case.state == "open") or cases

    def _person(self, cases, number):
        family = self.env["res.partner"].sudo()
        return family.search(
            [
                ("commercial_partner_id", "in", cases.partner_id.ids),
                ("phone_sanitized", "=", number),
            ],
            order="id",
            limit=1,
        )
