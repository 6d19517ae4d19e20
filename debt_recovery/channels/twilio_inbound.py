import logging

from odoo import api, models

from ..tools.opt_out import OPT_IN, OPT_OUT, read

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
        if said in (OPT_OUT, OPT_IN):
            self.env["recovery.reach"]._note_consent(
                channel,
                number,
                said,
                "reply",
                text[:200],
                partner=notice.recipient_id or self._person(cases, number),
                at=webhook.received_at,
            )
            return
        for case in cases:
            case._replied(
                channel,
                text or self.env._("(no text)"),
                at=webhook.received_at,
                notice=notice if notice.case_id == case else None,
                contact=notice.recipient_id or self._person(case, number),
                sender=number,
            )

    @api.model
    def _afterwards(self, webhook):
        """Confirm an objection, once, unless the provider has done so."""
        payload = webhook.payload or {}
        if read(payload.get("Body") or "") != OPT_OUT or payload.get("OptOutType"):
            return
        channel = self.env["recovery.channel"]._for(self._channel(payload))
        try:
            channel._confirm_objection(webhook.company_id, webhook.sender)
        except Exception:  # a courtesy: the objection itself is written
            _logger.exception("An objection could not be confirmed")
            self.env.cr.rollback()

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
