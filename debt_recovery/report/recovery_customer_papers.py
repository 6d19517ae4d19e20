from odoo import api, models


class RecoveryClearanceReport(models.AbstractModel):
    """The clearance letter, in its reader's language."""

    _name = "report.debt_recovery.report_clearance"
    _description = "Printed clearance letter"

    @api.model
    def _get_report_values(self, docids, data=None):
        cases = self.env["recovery.case"].browse(docids)
        return {"docs": cases, "pages": [case._clearance() for case in cases]}


class RecoveryReceiptReport(models.AbstractModel):
    """The receipt of a payment, in its reader's language."""

    _name = "report.debt_recovery.report_receipt"
    _description = "Printed receipt of a payment"

    @api.model
    def _get_report_values(self, docids, data=None):
        lines = self.env["account.move.line"].browse(docids)
        lines.check_access("read")
        return {"docs": lines, "pages": [self._page(line) for line in lines]}

    def _page(self, line):
        company, debtor = line.company_id, line.partner_id.commercial_partner_id
        statement = self.env["recovery.statement"]._speaking(company, debtor)
        receipts = self.env["recovery.receipt"].sudo()
        payment = receipts._payments(company, debtor, line.id)[0]
        return {
            "record": line,
            "lang": statement.env.context["lang"],
            "company": company.sudo(),
            "partner": debtor.sudo(),
            "reference": line.move_id.name,
            "date": statement._day(company._recovery_today(), long=True),
            **self._words(statement, payment),
            "rows": [
                {
                    "name": move.name,
                    "date": statement._day(move.invoice_date or move.date),
                    "amount": statement._money(amount, currency),
                }
                for move, amount, currency in payment["settled"]
            ],
            **statement._contact(company, debtor),
        }

    def _words(self, statement, payment):
        """Return what the receipt says in sentences."""
        currency = payment["currency"]
        lead = statement.env._(
            "We received %(amount)s on %(day)s. Thank you.",
            amount=statement._money(payment["amount"], currency),
            day=statement._day(payment["day"], long=True),
        )
        left = statement.env._(
            "Kept on your account for your next invoices: %(amount)s.",
            amount=statement._money(payment["left"], currency),
        )
        return {"lead": lead, "left": payment["left"] and left}
