from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, formatLang, plaintext2html

from ..tools import debt_advice, sms_text
from ..tools.wording import WordingError
from .recovery_notice_link import LINKS
from .recovery_template import WORDED

ICONS = {
    "text": "fa-volume-up",
    "voice_details": "fa-hand-pointer-o",
    "voicemail": "fa-inbox",
}


class RecoveryTemplate(models.Model):
    """The text as a customer would read or hear it: with invented figures, or with
    those of an account, in any language, and what there is to say of it."""

    _inherit = "recovery.template"

    preview_subject = fields.Char(compute="_compute_preview")
    preview_html = fields.Html("Preview", compute="_compute_preview", sanitize=False)

    @api.depends(*WORDED, "channel")
    @api.depends_context("lang", "company")
    def _compute_preview(self):
        for template in self:
            subject, body = template._filled_with_samples()
            template.preview_subject = subject
            template.preview_html = body

    def _shown_with_samples(self):
        try:
            return self._shown_parts(self._sample_words(), self.env["recovery.notice"])
        except WordingError as error:
            problem = self._explain(error, self.env.lang)
            return {"subject": problem, "parts": [], "body": ""}

    def _filled_with_samples(self):
        """Return ``(subject, body)`` with sample words; nothing while it is faulty."""
        try:
            subject, body = self._fill(self._sample_words())
        except WordingError as error:
            return self._explain(error, self.env.lang), False
        if self.channel != "email":
            return subject, plaintext2html(body) if self._is_plain() else body
        return subject, self._in_layout(body)

    def _in_layout(self, body, notice=None):
        """Return the body of an e-mail in its frame, as it leaves."""
        company = notice and notice.company_id or self.company_id or self.env.company
        return self.env["ir.qweb"]._render(
            "debt_recovery.mail_layout",
            {
                "body": body,
                "notice": notice or self.env["recovery.notice"],
                "company": company,
                "mediator": notice._mediator() if notice else False,
            },
        )

    # --- on an account, in a language ----------------------------------------------

    @api.model
    @api.readonly
    def preview_text(self, template_id, values, case_id=False, lang=False):
        """Return a text as it is being written, filled, with the remarks on it.

        :param values: of the form: ``channel``, ``purpose``, ``audience``, the texts
            and the days; none of it is saved
        :param lang: in which it is shown; another one than the reader's shows what is
            saved in that language
        :return: ``{"subject", "parts": [{"label", "text"}], "body", "to", "note",
            "bad", "remarks", "langs"}``; ``parts`` for a plain channel
        """
        self.check_access("read")
        lang = lang or self.env.lang
        saved = self.browse(template_id or []).exists().with_context(lang=lang)
        if lang != self.env.lang and saved:
            values = {**values, **{name: saved[name] for name in WORDED}}
        text = self.with_context(lang=lang).new(values, origin=saved or None)
        case = self.env["recovery.case"].browse(case_id or []).exists()
        case.check_access("read")
        shown = text._shown_to(case.with_context(lang=lang))
        audience = self._audience_of(case.partner_id) if case else None
        body = text.text if text._is_plain() else text.body
        remarks = text._remarks(lang, text.subject, body, audience)
        return {
            **shown,
            "remarks": self._remark_rows(remarks),
            "langs": self.env["res.lang"].get_installed(),
        }

    def _shown_to(self, case):
        """Return the filled text, with the figures of ``case`` where it owes."""
        notice, words, note = self.env["recovery.notice"], self._sample_words(), ""
        if case:
            notice = self._trial_notice(case)
            claim = notice._claim(case.company_id._recovery_today())
            note = self.env._("With invented figures: nothing to claim here today.")
            if not claim.reason:
                today = case.company_id._recovery_today()
                words, note = notice._words(claim, case.partner_id, today), ""
        try:
            return {**self._shown_parts(words, notice), "note": note, "bad": False}
        except WordingError as error:
            problem = self._explain(error, self.env.lang)
            return {
                "subject": "",
                "parts": [],
                "body": "",
                "note": problem,
                "bad": True,
            }

    def _shown_parts(self, words, notice):
        subject, body = self._fill(words)
        if self.channel == "voice":
            opening = self.env._("When somebody answers")
            labels = self.fields_get(["voice_details", "voicemail"], ["string"])
            said = {
                name: text for name, text in self._fill_spoken(words).items() if text
            }
            parts = [
                {
                    "label": labels[name]["string"] if name in labels else opening,
                    "icon": ICONS[name],
                    "text": text,
                }
                for name, text in said.items()
            ]
            return {"subject": "", "parts": parts, "body": ""}
        if self._is_plain():
            parts = [{"label": "", "text": body}]
            return {"subject": "", "parts": parts, "body": "", "size": self._size(body)}
        if self.channel == "email":
            body = self._in_layout(body, notice)
        return {"subject": subject, "parts": [], "body": Markup(body)}  # noqa: S704

    def _size(self, body):
        """Say how many messages an SMS is billed as; nothing elsewhere."""
        if self.channel != "sms":
            return ""
        length = sms_text.measure(sms_text.tidy(body))
        return self.env._(
            "%(characters)s characters: billed as %(number)s SMS",
            characters=length.places,
            number=length.segments,
        )

    def _trial_notice(self, case):
        """Return a reminder in memory that says this text to ``case`` now."""
        days = self.from_dpd if self.to_dpd <= 0 else max(1, self.from_dpd)
        step = {"trigger": "due", "days": days}
        return self.env["recovery.notice"].new(
            {
                "case_id": case.id,
                "company_id": case.company_id.id,
                "partner_id": case.partner_id.id,
                "treatment_id": self.env["recovery.treatment"].new(step),
                "template_id": self,
                "channel": self.channel,
                "purpose": "collection",
                "anchor": "trial",
            }
        )

    # --- sample words ----------------------------------------------------------------

    def _sample_words(self):
        """Return a word for each placeholder, as a customer would see it."""
        company = self.company_id or self.env.company
        today = company._recovery_today()
        due = today - timedelta(days=16)
        currency = company.currency_id

        def day(date):
            return format_date(self.env, date, date_format="long")

        def money(amount):
            return formatLang(self.env, amount, currency_obj=currency)

        table = self._sample_table(company, due)
        sender = self.env.user
        phone = company.phone or "01 23 45 67 89"
        mail = company.email or sender.email or ""
        return {
            "customer": "Boulangeries Lecoq",
            "company": company.name,
            "invoice": "FA/2026/0177",
            "invoice_date": day(due - timedelta(days=30)),
            "due_date": day(due),
            "days_late": "16",
            "total": money(1100.0),
            "upcoming": money(1100.0),
            "count": "1",
            "deadline": day(today + timedelta(days=self.deadline_days)),
            "discount": "",
            "sender": company.recovery_sender_name or sender.name,
            "phone": phone,
            "email": mail,
            "contact": " – ".join(filter(None, (phone, mail))),
            "reference": "FA/2026/0177",
            "answer": self.env._("Six payments are the most that we can agree to."),
            **self._sample_links(company),
            "peers": self.env["recovery.notice"]._peers_words(86, "business"),
            **self._sample_statutory(company, money, day),
            **table,
        }

    def _sample_links(self, company):
        """Return the placeholders that are links: as long as real ones, they open
        nothing."""
        notice = self.env["recovery.notice"].new(
            {"company_id": company.id, "channel": self.channel}
        )
        return {
            word: notice._link_word(purpose, self.env["res.partner"])
            for word, purpose in LINKS.items()
        }

    def _sample_table(self, company, due):
        """Return the two placeholders that are tables: an invoice less a credit."""
        currency = company.currency_id
        notice = self.env["recovery.notice"].new({"company_id": company.id})
        rows = [
            {
                "kind": "overdue",
                "name": "FA/2026/0177",
                "document_date": due - timedelta(days=30),
                "due": due,
                "currency_id": currency.id,
                "amount": 1250.0,
            },
            {
                "kind": "credit",
                "name": "AV/2026/0021",
                "document_date": due - timedelta(days=5),
                "currency_id": currency.id,
                "amount": -150.0,
            },
        ]
        return {
            "items": notice._items_table(rows),
            "schedule": "",
            "debt_advice": self.env._(
                "Free and confidential help with your budget: %(services)s.",
                services=debt_advice.words(company.country_id.code or "FR"),
            ),
            "judgment": format_date(self.env, due, date_format="long"),
            "transfer": notice.company_id._recovery_transfer(),
        }
