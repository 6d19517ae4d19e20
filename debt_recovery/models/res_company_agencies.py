from odoo import fields, models

from .res_company_losses import CHART_ACCOUNTS

CHART_ACCOUNTS["fr"].update(
    {
        "recovery_agency_clearing_id": "467",
        "recovery_agency_fee_id": "6226",
        "recovery_agency_income_id": "7631",
    }
)


class ResCompany(models.Model):
    """Where what agencies collect is booked."""

    _inherit = "res.company"

    recovery_agency_journal_id = fields.Many2one(
        "account.journal",
        "Journal of agencies",
        check_company=True,
        domain=[("type", "=", "general")],
    )
    recovery_agency_clearing_id = fields.Many2one(
        "account.account",
        "Money held by agencies",
        check_company=True,
        domain=[("reconcile", "=", True)],
        help="From the day the customer paid the agency until the bank line.",
    )
    recovery_agency_fee_id = fields.Many2one(
        "account.account", "Commissions of agencies", check_company=True
    )
    recovery_agency_income_id = fields.Many2one(
        "account.account",
        "Late interest and indemnities received",
        check_company=True,
        help="What an agency collects for us on top of the invoices.",
    )
    recovery_agency_alone = fields.Boolean(
        "Book remittances without asking",
        help="Those without a problem and without a difference.",
    )
    recovery_agency_tolerance = fields.Monetary(
        "A bill may differ by",
        currency_field="currency_id",
        default=0.05,
        help="From the commission worked out, to be taken for the bill of a "
        "remittance. In the remittance's currency.",
    )

    def _recovery_agency_clearing(self):
        """Return the account of what agencies hold for us.

        :raises UserError: when neither the settings nor the chart name one
        """
        return self._recovery_account_for("recovery_agency_clearing_id")

    def _recovery_agency_journal(self):
        """Return the journal of agencies, made on first use."""
        self.ensure_one()
        company = self.sudo()
        if not company.recovery_agency_journal_id:
            french = company.country_id.code == "FR"
            company.recovery_agency_journal_id = (
                self.env["account.journal"]
                .sudo()
                .with_company(company)
                .create(
                    {
                        "name": "Sociétés de recouvrement" if french else "Agencies",
                        "code": company._recovery_free_code("AGENC"),
                        "type": "general",
                        "company_id": company.id,
                        "show_on_dashboard": False,
                    }
                )
            )
        return company.recovery_agency_journal_id
