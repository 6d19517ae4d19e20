from markupsafe import Markup

from odoo import api, models
from odoo.tools import html2plaintext

from ..tools import epc_qr, letter_parts, rib, wording

RF = "RF"  # a structured reference of ISO 11649


class RecoveryNotice(models.Model):
    """What a letter says and how it looks; its pages are made by ``recovery.paper``."""

    _inherit = "recovery.notice"

    # --- words ---------------------------------------------------------------------

    def _letter_text(self, claim, contact, today):
        """Return ``(subject, body)`` with tables as they stand on paper.

        :raises WordingError: when a word has nothing to say, or a part that this kind
            of letter must have is not there
        """
        words = self._words(claim, contact, today)
        words["items"] = self._letter_items(claim.lines)
        if "transfer" in self._used_words():
            words["transfer"] = self._letter_pay(claim, words, contact)
        words["judgment"] = self._judgment_day()
        subject, body = self._fill(words)
        self._check_letter_parts(subject, body)
        return subject, body

    def _check_letter_parts(self, subject, body):
        template = self.template_id
        if not template.letter_kind:
            return
        company = self.company_id
        address = (company.name, company.street, company.zip, company.city)
        lacking = letter_parts.missing(
            template.letter_kind,
            wording.placeholders(self.edited_subject or template.subject)
            | wording.placeholders(self.edited_body or template.body),
            {
                "creditor": all(address),
                "register": company.company_registry or company.vat,
                "payment": company.recovery_bank_id,
                "mediator": self._mediator(),
            },
            f"{subject} {html2plaintext(body)}",
            self.env.context.get("lang") or self.env.lang or "en_US",
        )
        if lacking:
            raise wording.WordingError("parts", lacking)

    def _judgment_day(self):
        """Return the day on which insolvency proceedings were opened, in words; None
        where there are none."""
        if self.template_id.letter_kind != "insolvency":
            return None
        proceedings = (
            self.env["recovery.insolvency"]
            .sudo()
            .search(
                [("partner_id", "=", self.partner_id.id), ("state", "=", "open")],
                limit=1,
            )
        )
        return self._date(proceedings.judgment_date) if proceedings else None

    def _letter_items(self, lines):
        titles = {
            "overdue": self.env._("To pay now"),
            "upcoming": self.env._("To come"),
        }
        blocks = []
        for code, kinds in (
            ("overdue", ("overdue", "credit", "in_flight")),
            ("upcoming", ("upcoming",)),
        ):
            rows = [line for line in lines if line["kind"] in kinds]
            if rows:
                blocks.append(
                    {
                        "title": titles[code],
                        "rows": [self._letter_item(row) for row in rows],
                        "totals": self._block_totals(rows),
                    }
                )
        return self.env["ir.qweb"]._render(
            "debt_recovery.letter_items", {"blocks": blocks}
        )

    def _letter_item(self, row):
        shown = self._item(row)
        for name, key in (("date", "document_date"), ("due", "due")):
            shown[name] = shown[name] and self._short_date(row.get(key))
        return shown

    def _short_date(self, day):
        lang = self.env["res.lang"]._get_data(code=self.env.context.get("lang"))
        return day.strftime(lang.date_format or "%Y-%m-%d") if day else ""

    # --- ways to pay -----------------------------------------------------------------

    def _letter_pay(self, claim, words, contact):
        """Return the block of the ways to pay: transfer first, QR code, pay link."""
        bank = self.company_id.sudo().recovery_bank_id
        reference = self._transfer_words(claim, words)
        return self.env["ir.qweb"]._render(
            "debt_recovery.letter_pay",
            {
                "bank": bank
                and {
                    "holder": bank.acc_holder_name or bank.partner_id.name,
                    "number": bank.acc_number,
                    "bic": bank.bank_bic,
                },
                "reference": reference,
                "amounts": words["total"],
                "link": self._link_url("pay", contact).partition("://")[2],
                "qr": self._letter_qr(bank, claim, reference),
            },
        )

    def _transfer_words(self, claim, words):
        """Return what the transfer should say: the reference of the one invoice, or
        the numbers of all, as far as they fit whole, else the letter's own."""
        names = [line["name"] for line in claim.lines if line["kind"] == "overdue"]
        if len(names) == 1:
            return words["reference"]
        said = epc_qr.one_line(names)
        return said if said == " ".join(names) else self._letter_reference()

    def _letter_reference(self):
        return f"L{self._origin.id or 0:06d}"

    def _letter_qr(self, bank, claim, reference):
        """Return the EPC code as a drawing; "" unless IBAN and EUR."""
        if not bank or not rib.is_iban(bank.acc_number):
            return ""
        euros = sum(a for c, a in claim.totals.items() if c.name == "EUR")
        structured = reference if reference.startswith(RF) else ""
        text = epc_qr.payload(
            bank.acc_holder_name or bank.partner_id.name or "",
            bank.sanitized_acc_number or "",
            float(euros),
            bic=bank.bank_bic or "",
            reference=structured,
            text="" if structured else reference,
        )
        return Markup(epc_qr.drawing(text)) if text else ""  # noqa: S704 - drawn here

    # --- the sheet -------------------------------------------------------------------

    def _letter_sheet(self, contact, subject, body, today, reference=""):
        """Return the letter as it is printed, without the style of the paper."""
        company, debtor = self.company_id, self.partner_id
        return self.env["ir.qweb"]._render(
            "debt_recovery.letter_sheet",
            {
                "page": {
                    "company": company,
                    "sender_lines": self._sender_lines(),
                    "mode": self._letter_mode_words(),
                    "address": self._letter_lines(contact),
                    "reference": reference or self._letter_reference(),
                    "customer_ref": debtor.ref,
                    "place": company.city,
                    "date": self._date(today),
                    "subject": subject,
                    "body": body,
                    "mediator": self._mediator(),
                    "legal": " · ".join(
                        filter(
                            None,
                            (company.name, company.company_registry, company.vat),
                        )
                    ),
                }
            },
        )

    def _sender_lines(self):
        company = self.company_id
        place = " ".join(filter(None, (company.zip, company.city)))
        lines = (company.street, company.street2, place, company.phone, company.email)
        return [line for line in lines if line]

    def _letter_mode_words(self):
        return {
            "registered": self.env._("Registered letter with proof of delivery"),
            "electronic": self.env._("Electronic registered letter"),
        }.get(self.letter_mode, "")

    def _letter_lines(self, contact):
        """Return the lines of the window: names, then the address as its country writes
        it; ours is not named, another one in our language and in capitals."""
        company = self.company_id
        debtor = contact.commercial_partner_id
        names = list(dict.fromkeys(filter(None, (debtor.name, contact.name))))
        speaking = contact.with_context(lang=company.partner_id.lang)
        lines = speaking._display_address(without_company=True).splitlines()
        lines = [line.strip() for line in lines if line.strip()]
        country = speaking.country_id
        if lines and lines[-1] == country.name:
            abroad = country != company.country_id
            lines[-1:] = [country.name.upper()] if abroad else []
        return names + lines

    def _letter_address(self, contact):
        """Return the address in one line, as a history shows it."""
        return ", ".join(self._letter_lines(contact)[1:])

    # --- as a person sees it before it is printed ------------------------------

    def _compute_message(self):
        result = super()._compute_message()
        for notice in self.filtered(lambda one: one.channel == "letter"):
            if notice.message_html:
                notice.message_html = notice._on_paper(notice.message_html)
        return result

    @api.model
    def _on_paper(self, sheet):
        """Return a letter with its style, for the screen."""
        render = self.env["ir.qweb"]._render
        style = render("debt_recovery.letter_style")
        style += render("debt_recovery.letter_sheet_style")
        frame = '<div class="o_recovery_letter" style="max-width: 760px;">%s%s</div>'
        return Markup(frame) % (style, Markup(sheet))  # noqa: S704 - our own page
