from odoo import api, fields, models

from ..tools.twilio_errors import read

# What Twilio calls the states of a message, and the states of a delivery by Odoo.
STATUSES = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "processing": "accepted",
    "sent": "sent",
    "success": "sent",
    "delivered": "delivered",
    "read": "read",
}
LOST = ("failed", "undelivered", "canceled")
# Odoo's own service says why in words.
IAP_ERRORS = {
    "invalid_destination": "bad_address",
    "not_allowed": "landline",
    "rejected": "blocked",
    "expired": "unreachable",
    "not_delivered": "unreachable",
}


class RecoveryWebhookStatus(models.AbstractModel):
    """The status of a text or a WhatsApp message: told to the reminder that it is of,
    and to the native tracker, so that the thread shows it."""

    _name = "recovery.webhook.status"
    _inherit = ["recovery.webhook.kind"]
    _description = "Message status"

    @api.model
    def _notice(self, uuid):
        """Return the reminder that ``uuid`` names, that of an earlier attempt too."""
        if not uuid:
            return self.env["recovery.notice"]
        found = self.env["recovery.notice"].sudo().search([("uuid", "=", uuid)])
        if found:
            return found
        tracker = self.env["sms.tracker"].sudo().search([("sms_uuid", "=", uuid)])
        return tracker.recovery_notice_id

    @api.model
    def _understand(self, webhook):
        notice = self._notice(webhook.uuid)
        if not notice:
            return
        status, payload = webhook.status, webhook.payload or {}
        if status in STATUSES:
            notice._receive(
                STATUSES[status],
                webhook.received_at,
                provider_ref=self._reference(webhook),
            )
        elif status in LOST or webhook.provider == "iap":
            self._lost(notice, webhook, payload)
        self._tell_tracker(webhook, payload)

    def _reference(self, webhook):
        return webhook.external_id if webhook.provider == "twilio" else None

    def _lost(self, notice, webhook, payload):
        """It never arrived: whatever the reason, the next channel takes over."""
        code = payload.get("ErrorCode")
        failure_type = IAP_ERRORS.get(webhook.status) or read(code).failure_type
        text = " ".join(
            filter(None, (code, payload.get("ErrorMessage") or webhook.status))
        )
        if failure_type == "opted_out":
            self.env["recovery.twilio"]._note_carrier(notice, text)
        notice._receive(
            "bounced",
            webhook.received_at,
            text,
            failure_type,
            provider_ref=self._reference(webhook),
        )

    def _tell_tracker(self, webhook, payload):
        tracker = self.env["sms.tracker"].sudo()
        tracker = tracker.search([("sms_uuid", "=", webhook.uuid)])
        if not tracker or webhook.provider != "twilio":
            return
        if webhook.status in LOST:
            tracker._action_update_from_twilio_error(
                webhook.status, payload.get("ErrorCode"), payload.get("ErrorMessage")
            )
        elif webhook.status in ("sent", "delivered"):
            state = {"sent": "pending", "delivered": "sent"}[webhook.status]
            tracker._action_update_from_sms_state(state)


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    recovery_notice_id = fields.Many2one(
        "recovery.notice", "Reminder", index="btree_not_null", ondelete="set null"
    )
