from odoo import api, fields, models
from odoo.exceptions import UserError


class RecoveryEditWizard(models.TransientModel):
    """The text and the recipient of one reminder, for this time only."""

    _name = "recovery.edit.wizard"
    _description = "Edit one reminder"

    notice_id = fields.Many2one("recovery.notice", required=True, ondelete="cascade")
    channel = fields.Selection(related="notice_id.channel")
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
        required=True,
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
    placeholder_help = fields.Html(related="notice_id.template_id.placeholder_help")

    @api.depends("notice_id")
    def _compute_text(self):
        """Start from the text as it stands, in the language of the customer."""
        for wizard in self:
            notice = wizard.notice_id
            socket = self.env["recovery.channel"]._for(notice.channel)
            lang = notice._language(socket._address(notice))
            template = notice.template_id.with_context(lang=lang)
            wizard.lang = lang
            wizard.to_id = notice.to_id
            wizard.subject = notice.edited_subject or template.subject
            wizard.body = notice.edited_body or template.body

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
        template = self.notice_id.template_id.with_context(lang=self.lang)
        if (self.subject, self.body) == (template.subject, template.body):
            self.notice_id._edit(False, False, contact)
        else:
            template._check_text(self.subject, self.body, self.lang)
            self.notice_id._edit(self.subject, self.body, contact)
        return {"type": "ir.actions.act_window_close"}

    def action_reset(self):
        """Go back to the scenario's own text and the usual contact."""
        self.notice_id._edit(False, False, self.env["res.partner"])
        return {"type": "ir.actions.act_window_close"}
