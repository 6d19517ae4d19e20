from odoo import models

from ..tools import epc_qr, rib

RF = "RF"  # begins a structured reference (ISO 11649)


class RecoveryLink(models.Model):
    """Paying outside: by transfer, with what banks want and a code for their apps; by
    cheque. The account is the one of the settings; a change is never announced."""

    _inherit = "recovery.link"

    def _account(self, at=None):
        return {**super()._account(at), "cheque": self._cheque_words()}

    def _transfer_of(self, checkout):
        """Return how to transfer what was chosen, or nothing."""
        found = self._transfer([])
        if not found:
            return False
        names = checkout.line_ids.mapped("name")
        moves = checkout._lines().move_id
        said = epc_qr.one_line(names)
        if len(moves) == 1:
            said = moves.payment_reference or moves.name or said
        elif said != " ".join(names):
            said = checkout.reference
        digits = checkout.currency_id.decimal_places
        return {
            **found,
            "reference": said,
            "amounts": [
                {
                    "amount": checkout._money(checkout.amount),
                    "plain": f"{checkout.amount:.{digits}f}",
                }
            ],
            "qr": self._epc_path(found, checkout, said),
        }

    def _epc_path(self, transfer, checkout, said):
        """Return where the code is drawn, below the page's address; "" where the
        customer's country does not use it."""
        text = self._epc_text(transfer, checkout.currency_id, checkout.amount, said)
        kept = checkout.ids  # not the sample of a preview
        return f"/checkout/{checkout.reference}/code" if text and kept else ""

    def _epc_text(self, transfer, currency, amount, said):
        company, debtor = self.company_id, self.partner_id
        country = debtor.country_id or company.country_id
        bank = company.recovery_bank_id
        if (
            country not in company.recovery_epc_country_ids
            or currency.name != "EUR"
            or not rib.is_iban(bank.acc_number)
        ):
            return ""
        structured = said.startswith(RF)
        return epc_qr.payload(
            transfer["holder"] or "",
            transfer["plain"] or "",
            amount,
            bic=transfer["bic"],
            reference=said if structured else "",
            text="" if structured else said,
        )

    def _epc_drawing(self, checkout):
        """Return the code of an online payment as SVG, or ""."""
        transfer = self._transfer_of(checkout)
        if not transfer or not transfer["qr"]:
            return ""
        text = self._epc_text(
            *(transfer, checkout.currency_id, checkout.amount, transfer["reference"])
        )
        return epc_qr.drawing(text)

    def _cheque_words(self):
        """Return how to pay by cheque, or "" where none is accepted."""
        company = self.company_id
        if not company.recovery_cheque:
            return ""
        if company.recovery_cheque_words:
            return company.recovery_cheque_words
        place = " ".join(filter(None, (company.zip, company.city)))
        return self.env._(
            "Made out to %(name)s, sent to: %(address)s.",
            name=company.name,
            address=", ".join(filter(None, (company.name, company.street, place))),
        )

    def _rib_file(self):
        """Return ``(name, bytes)``: our bank account as a PDF, or None."""
        if not self.company_id.recovery_bank_id:
            return None
        report = self.env.ref("debt_recovery.action_report_rib").sudo()
        raw, _kind = report._render_qweb_pdf(
            report.report_name, self.company_id.recovery_bank_id.ids
        )
        return f"RIB - {self.company_id.name}.pdf".replace("/", "-"), raw
