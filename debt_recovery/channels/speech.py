from odoo import api, models

from ..tools import phones

VOICES = {"fr": "fr-FR", "en": "en-GB"}  # the languages of our own sentences
PATIENCE = 8  # seconds for a key


class RecoverySpeech(models.AbstractModel):
    """What is said on a call, as TwiML: what names a debt stands behind a key."""

    _name = "recovery.speech"
    _description = "What is said on a call"

    # --- the spoken message ----------------------------------------------------------

    @api.model
    def _opening(self, notice, answered_by=""):
        """Return the first words: to a person who calls and the keys, to a machine who
        calls and how to call back."""
        notice = notice.with_context(lang=notice.lang)
        page = self._page()
        spoken = notice.spoken or {}
        if answered_by.startswith(("machine", "fax")):
            self._say(page, notice, spoken.get("voicemail") or "")
            page.hangup()
            return str(page)
        for _time in range(2):
            keys = page.gather(
                num_digits=1,
                timeout=PATIENCE,
                action=f"/recovery/voice/{notice.uuid}/key",
                method="POST",
            )
            self._say(keys, notice, spoken.get("text") or "")
            self._say(keys, notice, self._keys(notice))
        self._say(page, notice, notice.env._("Goodbye."))
        page.hangup()
        return str(page)

    def _keys(self, notice):
        return notice.env._(
            "For more, and a link by text message or e-mail, press 1. To speak with "
            "somebody, press 2. To get no more calls like this one, press 9."
        )

    @api.model
    def _answer(self, notice, digit):
        """Return what follows a key; what it brings about is done apart."""
        notice = notice.with_context(lang=notice.lang)
        page = self._page()
        if digit == "1":
            self._say(page, notice, (notice.spoken or {}).get("voice_details") or "")
            self._say(page, notice, notice.env._("The link is on its way. Goodbye."))
        elif digit == "2":
            self._connect(page, notice)
        elif digit == "9":
            self._say(
                page,
                notice,
                notice.env._("Noted: you will get no more calls like this one."),
            )
        else:
            page.redirect(f"/recovery/voice/{notice.uuid}", method="POST")
            return str(page)
        page.hangup()
        return str(page)

    def _connect(self, page, notice):
        """Ring the responsible, else say that somebody calls back."""
        number = self._house_number(notice)
        if number:
            self._say(page, notice, notice.env._("Please hold the line."))
            page.dial(number, caller_id=self._caller(notice), timeout=25)
        self._say(
            page,
            notice,
            notice.env._("Nobody is free just now: we will call you back."),
        )

    def _house_number(self, notice):
        company = notice.company_id
        person = notice._sender().partner_id
        for number in (person.phone, company.recovery_phone, company.phone):
            found = phones.e164(number, company.country_id.code)
            if found:
                return found
        return ""

    # --- a call by a colleague -------------------------------------------------------

    @api.model
    def _ring(self, notice):
        """Return what the colleague hears: the customer is rung after a key, so that no
        answering machine of ours is ever put through."""
        page = self._page()
        keys = page.gather(
            num_digits=1,
            timeout=PATIENCE,
            action=f"/recovery/voice/{notice.uuid}/bridge",
            method="POST",
        )
        self._say(keys, notice, notice.env._("Press a key to call the customer."))
        page.hangup()
        return str(page)

    @api.model
    def _bridge(self, notice):
        """Return what puts the colleague through to the customer."""
        page = self._page()
        channel = self.env["recovery.channel"]._for("voice")
        page.dial(
            channel._to(notice),
            caller_id=self._caller(notice),
            timeout=30,
            answer_on_bridge=True,
            action=f"/recovery/voice/{notice.uuid}/bridged",
            method="POST",
        )
        return str(page)

    @api.model
    def _nothing(self):
        return str(self._page())

    # --- words -----------------------------------------------------------------------

    def _caller(self, notice):
        return notice.company_id.sudo().recovery_voice_from

    def _page(self):
        from twilio.twiml.voice_response import VoiceResponse

        return VoiceResponse()

    def _say(self, where, notice, text):
        if text:
            short = (notice.env.lang or "").split("_")[0]
            where.say(text, language=VOICES.get(short, VOICES["en"]))
