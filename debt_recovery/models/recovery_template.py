from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..channels.recovery_channel import CHANNELS
from ..tools import wording
from .recovery_treatment import TONES

# Every word that a text may use; what each says stands in `_placeholder_help`.
PLACEHOLDERS = (
    "customer",
    "company",
    "invoice",
    "invoice_date",
    "due_date",
    "days_late",
    "total",
    "upcoming",
    "count",
    "deadline",
    "discount",
    "sender",
    "contact",
    "reference",
    "items",
    "transfer",
)
HTML_PLACEHOLDERS = frozenset({"items", "transfer", "discount"})


class RecoveryTemplate(models.Model):
    """Wording of a contact, translatable, versioned; no code, only known words."""

    _name = "recovery.template"
    _description = "Message text"
    _order = "channel, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: for every company.",
    )
    channel = fields.Selection(CHANNELS, required=True, default="email")
    tone = fields.Selection(TONES, required=True, default="neutral")
    purpose = fields.Selection(
        [
            ("collection", "Collection"),
            ("statutory", "Statutory notice"),
            ("service", "Service (thanks, receipts)"),
        ],
        required=True,
        default="collection",
    )
    subject = fields.Char(required=True, translate=True)
    body = fields.Html(
        translate=True,
        sanitize=True,
        sanitize_style=True,
        help="{items} is the table of what is owed; it is always there in an e-mail.",
    )
    attach_invoices = fields.Boolean("Attach the invoices (PDF)")
    deadline_days = fields.Integer("Days to answer", default=8)
    version = fields.Integer(default=1, readonly=True, copy=False)
    placeholder_help = fields.Html(compute="_compute_placeholder_help")

    @api.depends_context("lang")
    def _compute_placeholder_help(self):
        rows = Markup("").join(
            Markup("<tr><td><code>{%s}</code></td><td>%s</td></tr>") % (name, text)
            for name, text in self._placeholder_help().items()
        )
        table = Markup("<table class='table table-sm'>%s</table>") % rows
        for template in self:
            template.placeholder_help = table

    def _placeholder_help(self):
        return {
            "customer": self.env._("name of the person or company written to"),
            "company": self.env._("our name"),
            "invoice": self.env._("number of the oldest invoice"),
            "invoice_date": self.env._("its date"),
            "due_date": self.env._("its due date"),
            "days_late": self.env._("days since then"),
            "total": self.env._("what is to pay now, one amount per currency"),
            "upcoming": self.env._("what falls due soon"),
            "count": self.env._("number of open invoices in the message"),
            "deadline": self.env._("day until which an answer is expected"),
            "discount": self.env._("early-payment discount still open, or nothing"),
            "sender": self.env._("name of the responsible"),
            "contact": self.env._("direct line and address of the responsible"),
            "reference": self.env._("reference to put on the transfer"),
            "items": self.env._("table of the open items (always in an e-mail)"),
            "transfer": self.env._("account to pay to, if the company names one"),
        }

    @api.constrains("subject", "body", "channel", "purpose")
    def _check_wording(self):
        for template in self:
            languages = [code for code, _name in self.env["res.lang"].get_installed()]
            for lang in languages:
                template.with_context(lang=lang)._check_wording_in_language(lang)

    def _check_wording_in_language(self, lang):
        self._check_text(self.subject, self.body, lang)

    def _check_text(self, subject, body, lang):
        """Check a text written in place of this one, or this one itself.

        :raises ValidationError: saying which word is wrong or missing
        """
        try:
            wording.check(subject or "", set(PLACEHOLDERS) - HTML_PLACEHOLDERS)
            wording.check(body or "", PLACEHOLDERS)
            used = wording.placeholders(body or "")
            claims = self.channel == "email" and self.purpose != "service"
            missing = claims and "items" not in used
        except wording.WordingError as error:
            raise ValidationError(self._explain(error, lang)) from error
        if missing:
            raise ValidationError(
                self.env._(
                    "Text “%(name)s” (%(lang)s): the table {items} is missing.",
                    name=self.name,
                    lang=lang,
                )
            )
        if "\n" in (subject or ""):
            raise ValidationError(
                self.env._(
                    "Text “%(name)s” (%(lang)s): the subject must stand on one line.",
                    name=self.name,
                    lang=lang,
                )
            )

    def _explain(self, error, lang):
        names = ", ".join("{%s}" % name for name in error.names)
        if error.code == "unknown":
            return self.env._(
                "Text “%(name)s” (%(lang)s): %(words)s is not a known word. Known are "
                "%(known)s.",
                name=self.name,
                lang=lang,
                words=names,
                known=", ".join("{%s}" % word for word in PLACEHOLDERS),
            )
        if error.code == "missing":
            return self.env._(
                "Text “%(name)s” (%(lang)s): nothing to write for %(words)s.",
                name=self.name,
                lang=lang,
                words=names,
            )
        return self.env._(
            "Text “%(name)s” (%(lang)s): a brace is open or empty near “%(words)s”.",
            name=self.name,
            lang=lang,
            words=names or "{",
        )

    def write(self, vals):
        if {"subject", "body"} & vals.keys():
            for template in self:
                super(RecoveryTemplate, template).write(
                    {**vals, "version": template.version + 1}
                )
            return True
        return super().write(vals)

    def _fill(self, values, subject=None, body=None):
        """Return ``(subject, body)`` of this text, or of another one in its place,
        filled with ``values``.

        :raises wording.WordingError: when a word has nothing to say
        """
        subject = wording.fill(subject or self.subject, values)
        body = wording.fill(body or self.body, values, convert=escape)
        return subject, Markup(body)  # noqa: S704 - each value is escaped above
