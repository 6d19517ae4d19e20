import logging

import requests
from urllib3.exceptions import NewConnectionError

from odoo import api, models
from odoo.exceptions import UserError

from ..exceptions import PermanentFailure, TemporaryFailure, UncertainOutcome
from ..tools.twilio_errors import PERMANENT, TEMPORARY, read

# The SDK tells its logger whom it writes to, and what: that is nothing for a log.
QUIET = logging.getLogger(f"{__name__}.sdk")
QUIET.setLevel(logging.WARNING)

PATIENCE = 10  # seconds for an answer
API = "https://api.twilio.com/2010-04-01/Accounts"


class RecoveryTwilio(models.AbstractModel):
    """A company's Twilio account, as the native SMS settings hold it: who signs in,
    what a failure means, whose callback it is."""

    _name = "recovery.twilio"
    _description = "Twilio account"

    @api.model
    def _credentials(self, company):
        """Return ``(account SID, token)``, each "" where it is not set."""
        company = company.sudo()  # administrators' fields; never shown nor logged
        return company.sms_twilio_account_sid or "", company.sms_twilio_auth_token or ""

    @api.model
    def _client(self, company):
        """Return the SDK's client of the company's account; it never tries twice."""
        from twilio.http.http_client import TwilioHttpClient  # slow to import
        from twilio.rest import Client

        sid, token = self._credentials(company)
        http = TwilioHttpClient(timeout=PATIENCE, max_retries=0, logger=QUIET)
        return Client(sid, token, http_client=http)

    @api.model
    def _problem(self, company):
        """Return "" or the sentence why the company's account cannot be used."""
        if not all(self._credentials(company)):
            return self.env._("Twilio’s account SID and token are missing.")
        return ""

    @api.model
    def _check(self, company):
        """Sign in; return a sentence for the settings.

        :raises UserError: saying what is wrong and where
        """
        problem = self._problem(company)
        if problem:
            raise UserError(problem)
        sid, token = self._credentials(company)
        try:
            answer = requests.get(
                f"{API}/{sid}.json", auth=(sid, token), timeout=PATIENCE
            )
        except requests.RequestException as error:
            raise UserError(
                self.env._("Twilio does not answer: %(error)s", error=_plain(error))
            ) from error
        page = _page(answer)
        if not answer.ok:
            raise UserError(
                self.env._(
                    "Twilio refuses the account SID or the token: %(error)s",
                    error=page.get("message") or answer.status_code,
                )
            )
        if page.get("status") != "active":
            raise UserError(
                self.env._("Twilio’s account is %(state)s.", state=page.get("status"))
            )
        return self.env._("Signed in to Twilio: %(name)s", name=page["friendly_name"])

    # --- failures ------------------------------------------------------------------

    @api.model
    def _failure(self, code=None, status=None, text="", retry_after=None):
        """Return the exception that an answer means.

        :param code: Twilio's code; ``status``: the HTTP status
        :param retry_after: seconds, as the answer's header says
        """
        meaning = read(code, status)
        said = " ".join(str(part) for part in (code, text) if part)
        if meaning.outcome == TEMPORARY:
            return TemporaryFailure(
                meaning.failure_type, said, retry_after=_seconds(retry_after)
            )
        if meaning.outcome == PERMANENT:
            return PermanentFailure(meaning.failure_type, said)
        return UncertainOutcome("unknown", said)

    @api.model
    def _failure_of(self, error):
        """Return the exception of ours that one of the SDK or of ``requests`` means.

        Whatever is no answer to a request that was sent is uncertain.
        """
        from twilio.base.exceptions import TwilioRestException

        if isinstance(error, TwilioRestException):
            return self._failure(error.code, error.status, error.msg)
        if getattr(error, "response", None) is not None:
            return self._failure_of_answer(error.response)
        if _never_sent(error):
            return TemporaryFailure("server", _plain(error))
        if isinstance(error, requests.exceptions.RequestException):
            return UncertainOutcome("unknown", _plain(error))
        return UncertainOutcome("unknown", repr(error))

    @api.model
    def _failure_of_answer(self, answer):
        """Return the exception that a refusal, read by ``requests``, means."""
        page = _page(answer)
        return self._failure(
            page.get("code"),
            answer.status_code,
            page.get("message") or answer.reason,
            answer.headers.get("Retry-After"),
        )

    @api.model
    def _is_expected(self, error):
        """Tell whether an error is the provider's or the network's, none of ours."""
        from twilio.base.exceptions import TwilioException

        return isinstance(error, (TwilioException, requests.RequestException))

    # --- callbacks -----------------------------------------------------------------

    @api.model
    def _signed(self, company, path, form, signature):
        """Tell whether Twilio signed ``form`` for ``path`` with the company's token.

        The address is the company's public one: what a proxy makes of it is not what
        Twilio called.
        """
        from twilio.request_validator import RequestValidator

        token = self._credentials(company)[1]
        if not token or not signature:
            return False
        url = f"{company.get_base_url()}{path}"
        return RequestValidator(token).validate(url, form, signature)

    @api.model
    def _company_of(self, account_sid, number):
        """Return the company that owns an account; where several share it, the one
        that owns ``number``, else the first."""
        if not account_sid:
            return self.env["res.company"]
        companies = (
            self.env["res.company"]
            .sudo()
            .search([("sms_twilio_account_sid", "=", account_sid)], order="id")
        )
        return (
            next((one for one in companies if self._owns(one, number)), None)
            or companies[:1]
        )

    @api.model
    def _company_of_text(self, uuid):
        """Return the company that sent the text ``uuid``, also when the native row is
        gone; none when nobody knows."""
        text = self.env["sms.sms"].sudo().search([("uuid", "=", uuid)])
        tracker = self.env["sms.tracker"].sudo().search([("sms_uuid", "=", uuid)])
        return (
            (text.record_company_id if text else self.env["res.company"])
            or tracker.recovery_notice_id.company_id
            or tracker.mail_notification_id.mail_message_id.record_company_id
        )

    @api.model
    def _note_carrier(self, notice, text):
        """The carrier says that this customer objected: so be it, in our books too."""
        if notice.is_test:
            return
        self.env["recovery.reach"]._note_consent(
            notice.channel,
            notice.address,
            "opt_out",
            "carrier",
            text,
            partner=notice.recipient_id,
        )

    @api.model
    def _owns(self, company, number):
        number = (number or "").removeprefix("whatsapp:")
        own = company.sudo()
        return bool(number) and number in (
            *own.sms_twilio_number_ids.mapped("number"),
            own.recovery_whatsapp_from,
            own.recovery_voice_from,
        )


def _page(answer):
    try:
        page = answer.json()
    except ValueError:
        page = {}
    return page if isinstance(page, dict) else {}


def _plain(error):
    """Return the kind of a network error: its text may hold the address called."""
    return type(error).__name__


def _never_sent(error):
    """Tell whether no line was had at all: nothing can have been taken then."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(
        error, (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError)
    ) or isinstance(cause, NewConnectionError)


def _seconds(text):
    return int(text) if str(text or "").isdigit() else 0
