from odoo import api, fields, models

from ..channels.recovery_channel import CHANNELS

STATUSES = [code for code, _label in CHANNELS if code != "task"]


class RecoveryCompanyChannels(models.TransientModel):
    """The channels of a company, one block each: what is missing, the sender, on or
    off, limits, and a button that tries the provider. Accounts and passwords are not
    here: administrators enter them where Odoo keeps them."""

    _name = "recovery.company.channels"
    _inherit = "recovery.company.wizard"
    _description = "Channels"

    _settings = (
        "recovery_test_mode",
        "recovery_test_email",
        "recovery_test_phone",
        "recovery_email_per_minute",
        "recovery_sms_active",
        "recovery_sms_can_receive",
        "recovery_sms_per_minute",
        "recovery_whatsapp_active",
        "recovery_whatsapp_from",
        "recovery_whatsapp_service",
        "recovery_whatsapp_per_minute",
        "recovery_voice_active",
        "recovery_voice_from",
        "recovery_voice_per_minute",
    )

    recovery_test_mode = fields.Boolean("Test mode")
    recovery_test_email = fields.Char("Test e-mail address")
    recovery_test_phone = fields.Char("Test phone number")
    recovery_email_per_minute = fields.Integer("E-mails a minute at most")
    recovery_sms_active = fields.Boolean("SMS in use")
    recovery_sms_can_receive = fields.Boolean("Our sender can receive texts")
    recovery_sms_per_minute = fields.Integer("SMS a minute at most")
    recovery_whatsapp_active = fields.Boolean("WhatsApp in use")
    recovery_whatsapp_from = fields.Char("WhatsApp number")
    recovery_whatsapp_service = fields.Char("Messaging service")
    recovery_whatsapp_per_minute = fields.Integer("WhatsApp a minute at most")
    recovery_voice_active = fields.Boolean("Spoken messages in use")
    recovery_voice_from = fields.Char("Calling number")
    recovery_voice_per_minute = fields.Integer("Calls a minute at most")
    email_from = fields.Char("Sender", compute="_compute_senders")
    sms_from = fields.Char("SMS sender", compute="_compute_senders")
    twilio_account = fields.Char(
        "Twilio account", compute="_compute_senders", groups="base.group_system"
    )
    email_status = fields.Char(compute="_compute_statuses")
    sms_status = fields.Char(compute="_compute_statuses")
    whatsapp_status = fields.Char(compute="_compute_statuses")
    voice_status = fields.Char(compute="_compute_statuses")
    letter_status = fields.Char(compute="_compute_statuses")

    @api.depends("company_id")
    def _compute_statuses(self):
        """Say what is missing; empty: the channel can be used."""
        for wizard in self:
            for code in STATUSES:
                wizard[f"{code}_status"] = self._status(code, wizard.company_id)

    def _status(self, code, company):
        if f"recovery.channel.{code}" not in self.env:
            return self.env._("This channel is not installed.")
        return self.env["recovery.channel"].sudo()._for(code)._problem(company)

    @api.depends("company_id")
    def _compute_senders(self):
        for wizard in self:
            company = wizard.company_id.sudo()
            wizard.email_from = company.recovery_email or company.email
            provider = dict(
                company._fields["sms_provider"]._description_selection(self.env)
            )
            numbers = company.sms_twilio_number_ids.mapped("number")
            wizard.sms_from = ", ".join(numbers) or provider.get(company.sms_provider)
            sid = company.sms_twilio_account_sid or ""
            wizard.twilio_account = f"{sid[:4]}…{sid[-4:]}" if sid else ""

    # --- buttons -----------------------------------------------------------------

    def action_test_email(self):
        return self._save_and_test("email")

    def action_test_sms(self):
        return self._save_and_test("sms")

    def action_test_whatsapp(self):
        return self._save_and_test("whatsapp")

    def action_test_voice(self):
        return self._save_and_test("voice")

    def action_test_letter(self):
        return self._save_and_test("letter")

    def _save_and_test(self, code):
        """Save what is written here, then try the provider; say what it says.

        :raises UserError: saying what is wrong and where
        """
        self.action_save()
        channel = self.env["recovery.channel"].sudo()._for(code)
        said = channel._test(self.company_id.sudo())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": said, "type": "success"},
        }

    def action_send_me(self):
        """Send the first reminder to the user's own address."""
        self.action_save()
        return self.env["recovery.start"].run("send_test")

    def action_twilio_account(self):
        """Open Odoo's own form of the Twilio account, for administrators."""
        self._check_manager()
        return self.company_id._action_open_sms_twilio_account_manage()
