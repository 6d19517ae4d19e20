from odoo import api, fields, models

from ..tools import phones


class ResCompany(models.Model):
    """Text messages of a company: whether they are used, and can be answered."""

    _inherit = "res.company"

    recovery_sms_active = fields.Boolean(
        "Text messages in use",
        compute="_compute_recovery_sms_active",
        store=True,
        readonly=False,
        help="Proposed where Twilio has a number to send from; Odoo's own service asks "
        "for an account first.",
    )
    recovery_sms_can_receive = fields.Boolean(
        "Our sender can receive texts",
        compute="_compute_recovery_sms_can_receive",
        store=True,
        readonly=False,
        help="A name or a short number cannot, nor can Odoo's own service: the text "
        "then carries the link to the preferences in place of STOP.",
    )

    @api.depends("sms_provider", "sms_twilio_number_ids")
    def _compute_recovery_sms_active(self):
        for company in self:
            senders = company.sudo().sms_twilio_number_ids
            company.recovery_sms_active = bool(
                company.sms_provider == "twilio" and senders
            )

    @api.depends("sms_provider", "sms_twilio_number_ids.number")
    def _compute_recovery_sms_can_receive(self):
        """Propose: a full number can, a name or a short one cannot."""
        for company in self:
            senders = company.sudo().sms_twilio_number_ids.mapped("number")
            company.recovery_sms_can_receive = (
                company.sms_provider == "twilio"
                and bool(senders)
                and all(phones.e164(sender) for sender in senders)
            )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_sms_active = fields.Boolean(
        related="company_id.recovery_sms_active", readonly=False
    )
    recovery_sms_can_receive = fields.Boolean(
        related="company_id.recovery_sms_can_receive", readonly=False
    )
    recovery_inbound_url = fields.Char(compute="_compute_recovery_inbound_url")

    @api.depends("company_id")
    def _compute_recovery_inbound_url(self):
        for settings in self:
            base = settings.company_id.get_base_url()
            settings.recovery_inbound_url = f"{base}/recovery/twilio/inbound"

    def action_recovery_test_sms(self):
        """Sign in to the provider of text messages, and say what it answers."""
        self.check_access("write")
        said = self.env["recovery.channel"]._for("sms")._test(self.company_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": said, "type": "success"},
        }
