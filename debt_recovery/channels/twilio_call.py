from odoo import api, models

from ..tools.twilio_errors import read

STATUSES = {
    "queued": "accepted",
    "initiated": "accepted",
    "ringing": "sent",
    "in-progress": "sent",
    "completed": "delivered",
}
UNREACHED = ("busy", "no-answer", "failed", "canceled")
KEY, BRIDGED = "key-", "bridged-"


class RecoveryWebhookCall(models.AbstractModel):
    """What became of a call: its status, the keys that were pressed, and for a call by
    a colleague whether the customer answered."""

    _name = "recovery.webhook.call"
    _inherit = ["recovery.webhook.kind"]
    _description = "Call status"

    @api.model
    def _understand(self, webhook):
        notice = self.env["recovery.webhook.status"]._notice(webhook.uuid)
        if not notice:
            return
        status, payload = webhook.status, webhook.payload or {}
        if status.startswith(KEY):
            notice._key_pressed(status.removeprefix(KEY), webhook.received_at)
        elif notice._is_by_hand():
            self._colleague(notice, webhook)
        elif status in STATUSES:
            machine = str(payload.get("AnsweredBy") or "").startswith("machine")
            notice._receive(
                STATUSES[status],
                webhook.received_at,
                self.env._("answering machine") if machine else "",
                provider_ref=webhook.external_id,
            )
        elif status in UNREACHED:
            code = payload.get("ErrorCode")
            notice._receive(
                "bounced",
                webhook.received_at,
                " ".join(filter(None, (code, status))),
                read(code).failure_type if code else "unreachable",
                provider_ref=webhook.external_id,
            )

    def _colleague(self, notice, webhook):
        """The first leg rings our own phone: only the second reaches the customer."""
        event = self.env["recovery.event"]
        status, at = webhook.status, webhook.received_at
        if status == f"{BRIDGED}completed":
            seconds = (webhook.payload or {}).get("DialCallDuration") or "0"
            text = self.env._("%(seconds)s seconds", seconds=seconds)
            notice._receive("delivered", at, text, provider_ref=webhook.external_id)
        elif status.startswith(BRIDGED):
            said = status.removeprefix(BRIDGED)
            event._log("refused", notice.case_id, said, notice, at)
        elif status in UNREACHED:
            said = self.env._("Our own phone did not answer.")
            event._log("refused", notice.case_id, said, notice, at)
