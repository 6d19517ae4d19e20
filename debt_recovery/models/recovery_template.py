from markupsafe import Markup, escape

from odoo import api, fields, models

from ..channels.recovery_channel import CHANNELS
from ..tools import wording
from .recovery_treatment import TONES

# What speaks of charges: three paragraphs, empty where none is allowed, and figures.
CHARGE_PARAGRAPHS = ("charges_law", "charges_today", "charges_claimed")
CHARGES = (
    *CHARGE_PARAGRAPHS,
    *("penalties", "penalty_days", "rate", "indemnity", "total_with_charges"),
)
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
    "link",
    "preferences",
    "offers",
    "peers",
    "schedule",
    "judgment",
    "registration",
    "product",
    "costs",
    "creditor",
    "office",
    "account",
    "itemization",
    "validation_end",
    "debt_advice",
    *("instalment", "instalment_date", "plan_left", "plan_limit"),
    *("charge_date", "means", "refusal", "answer"),
    *CHARGES,
)
TABLES = frozenset(
    {"items", "transfer", "discount", "schedule", "itemization", *CHARGE_PARAGRAPHS}
)
HTML_PLACEHOLDERS = TABLES | {"link", "preferences", "offers"}  # buttons, in an e-mail
# Channels whose texts are words without any form: a short message, what is spoken.
PLAIN = ("sms", "whatsapp", "voice")
SPOKEN = ("text", "voice_details", "voicemail")
WORDED = ("subject", "body", *SPOKEN)  # what a customer reads or hears


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
    subject = fields.Char(translate=True)
    body = fields.Html(
        translate=True,
        sanitize=True,
        sanitize_style=True,
        help="{items} is the table of what is owed; it is always there in an e-mail.",
    )
    text = fields.Text(
        "Plain text",
        translate=True,
        help="Of a short message, or what is said on the phone before a key is "
        "pressed: whoever holds the phone may read or hear it.",
    )
    voice_details = fields.Text(
        "After a key",
        translate=True,
        help="What is said once the person has pressed the key.",
    )
    voicemail = fields.Text(
        "On an answering machine",
        translate=True,
        help="Anybody may listen: who calls and how to call back, nothing else.",
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
            "link": self.env._("the customer's own page, by a signed link"),
            "preferences": self.env._("where the customer says how to be contacted"),
            "peers": self.env._(
                "how many comparable customers paid soon, counted in your books"
            ),
            "schedule": self.env._("table of the instalments of an agreed plan"),
            "answer": self.env._("what we answer to something that was asked for"),
            "judgment": self.env._("day on which insolvency proceedings were opened"),
            "debt_advice": self.env._(
                "free help with debts in a consumer's country, or nothing"
            ),
        }

    def write(self, vals):
        if vals.keys() & set(WORDED):
            for template in self:
                super(RecoveryTemplate, template).write(
                    {**vals, "version": template.version + 1}
                )
            return True
        return super().write(vals)

    def _is_plain(self):
        """Tell whether this text has no form: an SMS, a spoken message."""
        return self.channel in PLAIN

    def _said(self):
        """Return what this text says, not filled: the subject, the text, the rest."""
        if not self._is_plain():
            return [self.subject, self.body]
        spoken = SPOKEN if self.channel == "voice" else SPOKEN[:1]
        return [self.subject, *(self[name] for name in spoken)]

    def _fill(self, values, subject=None, body=None):
        """Return ``(subject, body)`` of this text, or of another one in its place,
        filled with ``values``; the body of a plain channel is plain text, and its
        subject names the text in our own lists only.

        :raises wording.WordingError: when a word has nothing to say
        """
        if self._is_plain():
            title = wording.fill(subject or self.subject or "", values) or self.name
            return title, wording.fill(body or self.text, values)
        subject = wording.fill(subject or self.subject, values)
        body = wording.fill(body or self.body, values, convert=escape)
        return subject, Markup(body)  # noqa: S704 - each value is escaped above

    def _fill_spoken(self, values):
        """Return what a call says, as ``{"text", "voice_details", "voicemail"}``.

        :raises wording.WordingError: when a word has nothing to say
        """
        return {name: wording.fill(self[name], values) for name in SPOKEN}
