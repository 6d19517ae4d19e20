from odoo import api, models
from odoo.tools import format_date


class RecoverySettlementReport(models.AbstractModel):
    """The letter of a settlement offer, in the customer's language."""

    _name = "report.debt_recovery.report_settlement"
    _description = "Printed settlement offer"

    @api.model
    def _get_report_values(self, docids, data=None):
        offers = self.env["recovery.arrangement"].browse(docids)
        offers.check_access("read")
        return {"docs": offers, "pages": [self._page(offer) for offer in offers]}

    def _page(self, offer):
        lang = self.env.context.get("reader_lang") or offer.case_id.statement_lang
        speaking = offer.with_context(lang=lang)
        company = speaking.company_id
        name, line, address = company._recovery_contact(speaking.case_id._acting())
        return {
            "lang": lang,
            "company": company,
            "partner": speaking.partner_id,
            "date": self._day(speaking, company._recovery_today()),
            "last": self._day(speaking, offer.last_due),
            "owed": speaking._money(offer.owed_amount),
            "amount": speaking._money(offer.amount),
            "reference": offer.reference,
            "accepted": offer.offer_text if offer.offer_accepted_at else "",
            "proof": speaking._offer_proof(),
            "rows": [
                (item.name, speaking._money(item.amount)) for item in offer.item_ids
            ],
            "transfer": offer._is_open_offer() and company._recovery_transfer(),
            "sender": name,
            "contact": " – ".join(filter(None, (line, address))),
        }

    def _day(self, speaking, day):
        return format_date(speaking.env, day, date_format="long")
