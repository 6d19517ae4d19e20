from odoo.http import request, route

from odoo.addons.sms.controllers.main import SmsController
from odoo.addons.sms_twilio.controllers.controllers import SmsTwilioController

from .twilio import company_of, is_signed, notice_of, take


class RecoverySmsTwilioController(SmsTwilioController):
    """Receipts of texts that left through the native Twilio provider: ours are kept and
    understood with all others; those of other texts, late ones too, are verified with
    the token of the company that sent them."""

    @route()
    def update_sms_status(self, uuid, SmsStatus=None, **form):
        company = company_of(uuid)
        if company:
            return take("status", company, "SmsSid", "SmsStatus", uuid)
        return super().update_sms_status(uuid, SmsStatus=SmsStatus, **form)

    def _validate_twilio_signature(self, request, uuid):
        company = request.env["recovery.twilio"]._company_of_text(uuid)
        return bool(company) and is_signed(company)


class RecoverySmsController(SmsController):
    """Receipts of texts that left through Odoo's own service: nobody signs them, so
    they are believed of nothing else."""

    @route()
    def update_sms_status(self, message_statuses):
        answer = super().update_sms_status(message_statuses)
        webhooks = request.env["recovery.webhook"].sudo()
        for told in message_statuses:
            for uuid in told["uuids"]:
                if left_by_odoo(notice := notice_of(uuid)):
                    webhooks._store(
                        *("status", notice.company_id, uuid, told["sms_status"], told),
                        provider="iap",
                        uuid=uuid,
                    )
        return answer


def left_by_odoo(notice):
    """Tell whether ``notice`` is a text that Odoo's own service has."""
    provider = request.env["recovery.sms.provider"]
    return notice.channel == "sms" and not provider._is_twilio(notice.company_id)
