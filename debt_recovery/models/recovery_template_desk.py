from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..tools.wording import WordingError


class RecoveryTemplate(models.Model):
    """The text as a customer would read it, with invented figures."""

    _inherit = "recovery.template"

    preview_subject = fields.Char(compute="_compute_preview")
    preview_html = fields.Html("Preview", compute="_compute_preview", sanitize=False)

    @api.depends("subject", "body", "channel")
    @api.depends_context("lang", "company")
    def _compute_preview(self):
        for template in self:
            subject, body = template._filled_with_samples()
            template.preview_subject = subject
            template.preview_html = body

    def _filled_with_samples(self):
        """Return ``(subject, body)`` with sample words; nothing while it is faulty."""
        try:
            subject, body = self._fill(self._sample_words())
        except WordingError as error:
            return self._explain(error, self.env.lang), False
        if self.channel != "email":
            return subject, body
        company = self.company_id or self.env.company
        layout = self.env["ir.qweb"]._render(
            "debt_recovery.mail_layout",
            {
                "body": body,
                "notice": self.env["recovery.notice"],
                "company": company,
                "mediator": False,
            },
        )
        return subject, layout

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
            **table,
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
            "transfer": notice.company_id._recovery_transfer(),
        }
