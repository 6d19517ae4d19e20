import json
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.wording_lint import AMOUNTS, PAPERS
from .recovery_template import HTML_PLACEHOLDERS, PLACEHOLDERS


class RecoveryWhatsappText(models.Model):
    """What Twilio calls the approved form of a text, in one language: Meta lets nothing
    else open a conversation."""

    _name = "recovery.whatsapp.text"
    _description = "Approved WhatsApp text"
    _order = "template_id, lang"

    template_id = fields.Many2one(
        "recovery.template", "Text", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    lang = fields.Selection("_languages", "Language", required=True)
    content_sid = fields.Char(
        "Content SID",
        required=True,
        help="As Twilio's console shows it: HX and 32 characters.",
    )
    variables = fields.Char(
        help="Words in braces in the order of the variables {{1}}, {{2}}… of the "
        "approved text, separated by commas: customer, company, link."
    )

    _once = models.UniqueIndex(
        "(company_id, template_id, lang)",
        "This text has its approved form in this language already.",
    )

    @api.model
    def _languages(self):
        return self.env["res.lang"].get_installed()

    @api.constrains("content_sid", "variables")
    def _check_whatsapp_text(self):
        known = self._known_words()
        for text in self:
            if not re.fullmatch(r"HX[0-9a-fA-F]{32}", text.content_sid or ""):
                raise ValidationError(
                    self.env._(
                        "“%(sid)s” is no content SID: HX and 32 characters.",
                        sid=text.content_sid,
                    )
                )
            wrong = [name for name in text._names() if name not in known]
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(words)s cannot stand in a WhatsApp message. Known are "
                        "%(known)s.",
                        words=", ".join(wrong),
                        known=", ".join(known),
                    )
                )

    def _known_words(self):
        """Return the words that a message may hold whoever reads it over a shoulder."""
        kept = HTML_PLACEHOLDERS | AMOUNTS | PAPERS
        return [name for name in PLACEHOLDERS if name not in kept]

    def _names(self):
        """Return the words of the variables, in order, without their braces."""
        words = (self.variables or "").replace("{", "").replace("}", "").split(",")
        return [word.strip() for word in words if word.strip()]

    def _filled(self, words):
        """Return the variables as Twilio takes them, JSON: ``{"1": "…", …}``."""
        values = {
            str(place): str(words.get(name) or "–")
            for place, name in enumerate(self._names(), start=1)
        }
        return json.dumps(values, ensure_ascii=False) if values else ""


class RecoveryTemplate(models.Model):
    _inherit = "recovery.template"

    whatsapp_text_ids = fields.One2many(
        "recovery.whatsapp.text", "template_id", "Approved forms"
    )

    def _whatsapp_text(self, company, lang):
        """Return the approved form for ``company`` in ``lang``, or of that language in
        another country, or none."""
        mine = self.sudo().whatsapp_text_ids.filtered(
            lambda text: text.company_id == company
        )
        short = (lang or "").split("_")[0]
        exact = mine.filtered(lambda text: text.lang == lang)
        near = mine.filtered(lambda text: text.lang.split("_")[0] == short)
        return (exact or near)[:1]


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    content_sid = fields.Char("Approved form", readonly=True, copy=False)
    content_variables = fields.Char(readonly=True, copy=False)
