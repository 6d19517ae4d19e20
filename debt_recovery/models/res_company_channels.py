from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mail import email_normalize

from ..tools import phones

RATES = (
    "recovery_email_per_minute",
    "recovery_sms_per_minute",
    "recovery_whatsapp_per_minute",
    "recovery_voice_per_minute",
    "recovery_letter_per_minute",
)
NUMBERS = ("recovery_test_phone", "recovery_whatsapp_from", "recovery_voice_from")


class ResCompany(models.Model):
    """What the channels need to know of a company; its Twilio account is Odoo's own
    (``sms_twilio``), seen by administrators only."""

    _inherit = "res.company"

    recovery_test_mode = fields.Boolean(
        "Test mode", help="Every message goes to the addresses below, to nobody else."
    )
    recovery_test_email = fields.Char("Test e-mail address")
    recovery_test_phone = fields.Char("Test phone number")
    recovery_whatsapp_active = fields.Boolean("WhatsApp in use")
    recovery_whatsapp_from = fields.Char("WhatsApp number")
    recovery_whatsapp_service = fields.Char(
        "Messaging service", help="SID of Twilio's messaging service; may stay empty."
    )
    recovery_voice_active = fields.Boolean("Spoken messages in use")
    recovery_voice_from = fields.Char("Calling number")
    recovery_email_per_minute = fields.Integer("E-mails a minute", default=0)
    recovery_sms_per_minute = fields.Integer("SMS a minute", default=60)
    recovery_whatsapp_per_minute = fields.Integer("WhatsApp a minute", default=60)
    recovery_voice_per_minute = fields.Integer("Calls a minute", default=10)
    recovery_letter_per_minute = fields.Integer("Letters a minute", default=0)

    @api.constrains("recovery_test_mode", "recovery_test_email", "recovery_test_phone")
    def _check_recovery_test_mode(self):
        for company in self.filtered("recovery_test_mode"):
            if not email_normalize(company.recovery_test_email or ""):
                raise ValidationError(
                    self.env._("Test mode needs an e-mail address of your own.")
                )

    @api.constrains(*NUMBERS)
    def _check_recovery_numbers(self):
        for company in self:
            for name in NUMBERS:
                number = company[name]
                if number and phones.e164(number) != number:
                    raise ValidationError(
                        self.env._(
                            "“%(number)s” is no phone number with its country code, "
                            "such as +33123456789.",
                            number=number,
                        )
                    )

    @api.constrains(*RATES)
    def _check_recovery_rates(self):
        for company in self:
            if min(company[name] for name in RATES) < 0:
                raise ValidationError(
                    self.env._("Delays and limits of reminders cannot be negative.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._recovery_spaceless(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._recovery_spaceless(vals))

    def _recovery_spaceless(self, vals):
        """Return ``vals`` with the phone numbers as providers want them."""
        country = self.env["res.country"].browse(vals.get("country_id"))
        code = (country or self[:1].country_id).code
        numbers = {
            name: phones.e164(vals[name], code) for name in NUMBERS if vals.get(name)
        }
        return {**vals, **{name: one for name, one in numbers.items() if one}}

    def _recovery_test_words(self):
        """Return the sentence that says where everything goes in test mode, or ""."""
        company = self.sudo()
        if not company.recovery_test_mode:
            return ""
        kept = [company.recovery_test_email, company.recovery_test_phone]
        return self.env._(
            "Test mode: every message goes to %(addresses)s and nothing to customers.",
            addresses=", ".join(filter(None, kept)) or "–",
        )
