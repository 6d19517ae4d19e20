from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

from ..tools.wording import WordingError
from .recovery_notice_claim import Claim


class RecoveryInsolvencyClaim(models.Model):
    """The claim as the officer receives it: the library's letter, filled."""

    _inherit = "recovery.insolvency.claim"

    def action_print(self):
        """Make the document anew and open it; nothing is sent."""
        self.ensure_one()
        self.check_access("write")
        self._make_document()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.document_id.id}?download=true",
            "target": "new",
        }

    def _make_document(self):
        """Keep the PDF with the claim; one that was filed is not made again."""
        self.ensure_one()
        if self.state != "to_file":
            return
        papers = self.env["recovery.paper"].sudo()
        raw, _pages = papers._print({self.id: self._sheet()})[self.id]
        name = self.env._("Claim – %(name)s.pdf", name=self.partner_id.display_name)
        values = {"name": name, "raw": raw, "mimetype": "application/pdf"}
        if self.document_id:
            self.document_id.sudo().write(values)
        else:
            values.update(res_model=self._name, res_id=self.id)
            self.sudo().document_id = self.env["ir.attachment"].sudo().create(values)
        self.sudo().document_amount = self.amount_total

    def _sheet(self):
        """Return the letter as HTML, in the officer's language.

        :raises UserError: when something that a claim must have is not there
        """
        officer = self.insolvency_id.officer_id
        if not officer:
            raise UserError(self.env._("Say who the claim is sent to: the officer."))
        lang = officer.lang or self.company_id.partner_id.lang
        claim = self.sudo().with_context(lang=lang).with_company(self.company_id)
        notice = claim._notice()
        try:
            subject, body = claim._text(notice, officer)
        except WordingError as error:
            raise UserError(notice.template_id._explain(error, lang)) from error
        today = self.company_id._recovery_today()
        theirs = claim.insolvency_id.reference
        reference = " – ".join(filter(None, (f"D{self.id:06d}", theirs)))
        return notice._letter_sheet(officer, subject, body, today, reference)

    def _notice(self):
        case = self.env["recovery.case"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        )
        return self.env["recovery.notice"].new(
            {
                "case_id": case.id,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "channel": "letter",
                "template_id": self.env.ref(
                    "debt_recovery.template_letter_insolvency"
                ).id,
            }
        )

    def _text(self, notice, officer):
        currency = self.currency_id
        total = currency.round(self.amount_total)
        claim = Claim(amount=total, totals={currency: total})
        words = notice._words(claim, officer, self.company_id._recovery_today())
        words["customer"] = self.partner_id.display_name
        words["judgment"] = notice._date(self.insolvency_id.judgment_date)
        words["items"] = self._tables(notice)
        subject, body = notice._fill(words)
        notice._check_letter_parts(subject, body)
        return subject, body + self._apart(notice)

    def _tables(self, notice):
        titles = {
            True: self.env._("Due at the judgment"),
            False: self.env._("Not due yet at the judgment"),
        }
        blocks, items = [], self._items()
        for is_due, title in titles.items():
            rows = [item for item in items if item["is_due"] == is_due]
            if rows:
                total = sum(item["claimed"] for item in rows)
                blocks.append(
                    {
                        "title": title,
                        "rows": [self._row(notice, item) for item in rows],
                        "totals": [notice._money(total, self.currency_id)],
                    }
                )
        charges = self._charge_block(notice)
        return self.env["ir.qweb"]._render(
            "debt_recovery.letter_items",
            {"blocks": [*blocks, charges] if charges else blocks},
        )

    def _row(self, notice, item):
        line = self.env["account.move.line"].browse(item["line_id"])
        is_credit = item["residual"] < 0
        return {
            "name": line.move_id.name or line.name,
            "date": notice._short_date(line.move_id.invoice_date or line.date),
            "due": "" if is_credit else notice._short_date(item["due"]),
            "amount": notice._money(item["claimed"], self.currency_id),
        }

    def _apart(self, notice):
        """Return what is stated apart: charges, and goods that stay ours."""
        said = self._charges_apart()
        if self.has_retention:
            said.append(
                self.env._(
                    "Retention of title: the goods delivered stay ours until they are "
                    "paid (%(goods)s). They are claimed back by a separate request.",
                    goods=self.retention_note
                    or self.env._("those of the invoices above"),
                )
            )
        return Markup("").join(Markup("<p>%s</p>") % text for text in said)
