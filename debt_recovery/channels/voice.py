from odoo import api, models
from odoo.exceptions import UserError

from ..exceptions import DeliveryFailure
from ..tools import sms_text
from .twilio_ask import RECENT

RING = 25  # seconds before nobody answers
MACHINE = "DetectMessageEnd"  # an answering machine has said its own words first
EVENTS = ["initiated", "ringing", "answered", "completed"]


class RecoveryChannelVoice(models.AbstractModel):
    """A message that is spoken: who calls, and keys for the rest. Nothing of a debt is
    said before a key is pressed, nothing to an answering machine, and no call is
    recorded. What is said is asked for when somebody answers: see ``speech``."""

    _name = "recovery.channel.voice"
    _inherit = "recovery.channel"
    _description = "Spoken message"
    _medium = "phone"

    @api.model
    def _addresses(self, notices):
        return {key: pairs[:1] for key, pairs in notices._phone_pairs().items()}

    @api.model
    def _problem(self, company):
        if not company.sudo().recovery_voice_active:
            return self.env._("Spoken messages are switched off for this company.")
        return self._line_problem(company)

    @api.model
    def _line_problem(self, company):
        """Return why no call can be placed at all, "" when one can."""
        if not company.sudo().recovery_voice_from:
            return self.env._("Voice: no number to call from.")
        return self.env["recovery.twilio"]._problem(company)

    @api.model
    def _compose(self, notice, claim, recipients, today):
        person, number = recipients[0]
        words = notice._words(claim, person, today)
        title, text = notice._fill(words)
        spoken = {**notice.template_id._fill_spoken(words), "text": text}
        return {
            "recipient_id": person.id,
            "address": number,
            "subject": title,
            "body": sms_text.as_html("\n".join(filter(None, spoken.values()))),
            "spoken": spoken,
        }

    @api.model
    def _send(self, notice, session):
        call = self._call(notice, self._to(notice), "", machine_detection=MACHINE)
        notice.sudo().provider_ref = call.sid

    def _call(self, notice, number, step, **more):
        """Ring ``number``; what is said when it answers stands at our own address."""
        company = notice.company_id.sudo()
        base = company.get_base_url()
        return self.env["recovery.twilio"]._ask(
            company,
            lambda client: client.calls.create(
                to=number,
                from_=company.recovery_voice_from,
                url=f"{base}/recovery/voice/{notice.uuid}{step}",
                status_callback=f"{base}/recovery/twilio/call/{notice.uuid}",
                status_callback_event=EVENTS,
                timeout=RING,
                **more,
            ),
        )

    @api.model
    def _keep(self, notices):
        notices._keep_words()

    @api.model
    def _look_up(self, notice):
        to = self._to(notice)
        return self.env["recovery.twilio"]._find(
            notice, lambda client: client.calls.list(to=to, limit=RECENT)
        )

    @api.model
    def _test(self, company):
        """Sign in, and see whether the calling number is the account's own."""
        said = self.env["recovery.twilio"]._check(company)
        number = company.sudo().recovery_voice_from
        if not number:
            raise UserError(self.env._("Voice: no number to call from."))
        try:
            owned = self.env["recovery.twilio"]._ask(
                company,
                lambda client: client.incoming_phone_numbers.list(phone_number=number),
            )
        except DeliveryFailure as failure:
            raise UserError(
                self.env._("Twilio does not list its numbers: %(why)s", why=failure)
            ) from failure
        if number not in [one.phone_number for one in owned]:
            return self.env._(
                "%(said)s It does not own %(number)s: calls leave only if that number "
                "is verified there.",
                said=said,
                number=number,
            )
        return self.env._("%(said)s It owns %(number)s.", said=said, number=number)
