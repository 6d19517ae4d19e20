from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.recovery_template import PLAIN


class RecoveryEditWizard(models.TransientModel):
    """The text and the recipient of one reminder, for this time only."""

    _name = "recovery.edit.wizard"
    _description = "Edit one reminder"

    notice_id = fields.Many2one("recovery.notice", required=True, ondelete="cascade")
    channel = fields.Selection(related="notice_id.channel")
    template_id = fields.Many2one(
        "recovery.template",
        "Text of the library",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('channel', '=', channel), ('purpose', '=', purpose)]",
        help="Another tone or angle, for this reminder only.",
    )
    purpose = fields.Selection(related="notice_id.purpose")
    tone_why = fields.Char(related="notice_id.tone_why")
    partner_id = fields.Many2one(related="notice_id.partner_id")
    lang = fields.Char("Language", compute="_compute_text", store=True, precompute=True)
    to_id = fields.Many2one(
        "res.partner",
        "Send to",
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    subject = fields.Char(
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
    )
    body = fields.Html(
        "Text",
        sanitize=True,
        sanitize_style=True,
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
    )
    text = fields.Text(
        "Plain text",
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_plain = fields.Boolean(compute="_compute_is_plain")
    placeholder_help = fields.Html(related="notice_id.template_id.placeholder_help")

    @api.depends("notice_id")
    def _compute_template_id(self):
        for wizard in self:
            wizard.template_id = wizard.notice_id.template_id

    @api.depends("channel")
    def _compute_is_plain(self):
        for wizard in self:
            wizard.is_plain = wizard.channel in PLAIN

    @api.depends("notice_id", "template_id")
    def _compute_text(self):
        """Start from the text as it stands, in the language of the customer."""
        for wizard in self:
            notice = wizard.notice_id
            socket = self.env["recovery.channel"]._for(notice.channel)
            lang = notice._language(socket._address(notice))
            template = (wizard.template_id or notice.template_id).with_context(
                lang=lang
            )
            as_it_stands = template == notice.template_id
            wizard.lang = lang
            wizard.to_id = notice.to_id
            wizard.subject = as_it_stands and notice.edited_subject or template.subject
            wizard.body = as_it_stands and notice.edited_body or template.body
            wizard.text = as_it_stands and notice.edited_text or template.text

    def action_save(self):
        """Keep the text for this reminder, once its words are known ones."""
        self.ensure_one()
        self.notice_id.check_access("write")
        contact = self.to_id
        if contact and contact.commercial_partner_id != self.partner_id:
            raise UserError(
                self.env._(
                    "%(contact)s is no contact of %(customer)s.",
                    contact=contact.display_name,
                    customer=self.partner_id.display_name,
                )
            )
        if contact and self.channel == "email" and not contact.email_normalized:
            raise UserError(
                self.env._(
                    "%(contact)s has no valid e-mail.", contact=contact.display_name
                )
            )
        template = self.template_id or self.notice_id.template_id
        template = template.with_context(lang=self.lang)
        body, own = self.body, template.body
        if self.is_plain:
            body, own = self.text, template.text
        if (self.subject, body) == (template.subject, own):
            self.notice_id._edit(False, False, contact, template)
        else:
            audience = template._audience_of(self.partner_id)
            template._check_text(self.subject, body, self.lang, audience)
            self.notice_id._edit(self.subject, body, contact, template)
        return {"type": "ir.actions.act_window_close"}

    def action_reset(self):
        """Go back to the scenario's own text and the usual contact."""
        own = dict(self.notice_id.treatment_id._channels()).get(self.channel)
        self.notice_id._edit(False, False, self.env["res.partner"], own)
        return {"type": "ir.actions.act_window_close"}
