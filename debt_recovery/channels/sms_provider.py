"""The native provider of a company, listened to: what it answers is told apart, where
the native code says “server error” for everything."""

import requests

from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.iap.tools.iap_tools import InsufficientCreditError
from odoo.addons.sms_twilio.tools.sms_api import SmsApiTwilio

from ..exceptions import DeliveryFailure, PermanentFailure, TemporaryFailure

# How native providers call what went wrong, in the words of our vocabulary.
STATES = {
    "wrong_number_format": "bad_address",
    "sms_number_format": "bad_address",
    "sms_number_missing": "no_address",
    "insufficient_credit": "credit",
    "sms_credit": "credit",
    "unregistered": "account",
    "sms_acc": "account",
    "registration_needed": "account",
    "sms_registration_needed": "account",
    "country_not_supported": "account",
    "sms_country_not_supported": "account",
    "sms_blacklist": "opted_out",
    "sms_optout": "opted_out",
    "duplicate_message": "refused",
    "sms_duplicate": "refused",
    "incompatible_content": "refused",
}
SERVER = ("server_error", "sms_server")


class Told:
    """Any provider: keeps the results that the native code throws away."""

    results = ()

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        self.results = super()._send_sms_batch(
            messages, delivery_reports_url=delivery_reports_url
        )
        return self.results


class TwilioTold(Told):
    """Twilio: raises our failures in place of a state that means anything."""

    def _sms_twilio_send_request(self, session, to_number, body, uuid):
        line = Line(session)
        answer = super()._sms_twilio_send_request(line, to_number, body, uuid)
        twilio = self.env["recovery.twilio"]
        if line.error is not None:
            raise twilio._failure_of(line.error)
        if not answer.ok:
            raise twilio._failure_of_answer(answer)
        return answer


class Line:
    """Stands for the session of the native code; remembers how a call failed."""

    error = None

    def __init__(self, session):
        self.session = session

    def post(self, *arguments, **options):
        try:
            return self.session.post(*arguments, **options)
        except requests.RequestException as error:
            self.error = error
            raise


class RecoverySmsProvider(models.AbstractModel):
    _name = "recovery.sms.provider"
    _description = "Provider of texts"

    @api.model
    def _of(self, company):
        """Return the company's own provider, ready to send and to be asked."""
        company = company.sudo()
        native = company._get_sms_api_class()
        told = TwilioTold if self._is_twilio(company) else Told
        provider = type(told.__name__, (told, native), {})(company.env)
        provider._set_company(company)
        return provider

    @api.model
    def _is_twilio(self, company):
        return issubclass(company.sudo()._get_sms_api_class(), SmsApiTwilio)

    @api.model
    def _hand_over(self, provider, text):
        """Send one native text; return what the provider says of it.

        :param text: an ``sms.sms`` that the native queue does not look at
        :raises DeliveryFailure: as channels do
        """
        try:
            text._send_with_api(
                provider, unlink_failed=True, unlink_sent=True, raise_exception=True
            )
        except (DeliveryFailure, AccessError, InsufficientCreditError) as error:
            text.to_delete = True  # the native queue never looks at it
            raise self._failure(error) from error
        (result,) = provider.results
        if text.IAP_TO_SMS_STATE_SUCCESS.get(result["state"]) or text.state != "error":
            return result
        said = result.get("failure_reason") or result["state"]
        if result["state"] in SERVER:
            raise TemporaryFailure("server", said)
        raise PermanentFailure(STATES.get(result["state"], "refused"), said)

    def _failure(self, error):
        """Return the failure of ours that an error means; Odoo's own service hides a
        lost line behind a refused access."""
        if isinstance(error, DeliveryFailure):
            return error
        if isinstance(error, InsufficientCreditError):
            return PermanentFailure("credit", str(error))
        return self.env["recovery.twilio"]._failure_of(error.__context__ or error)
