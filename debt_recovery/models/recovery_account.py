from odoo import api, fields, models

# What French practice keeps apart: retentions and bills wait for their maturity,
# doubtful debts stay followed though the invoice reads "paid".
CHART_TREATMENTS = {
    "fr": (
        ("4117", "maturity"),
        ("413", "maturity"),
        ("416", "doubtful"),
        ("445", "ignore"),  # a VAT credit is receivable in the chart, from the State
    ),
}


class RecoveryAccount(models.Model):
    """Which receivable accounts hold debts to chase: decided, never guessed."""

    _name = "recovery.account"
    _inherit = ["recovery.setting.mixin"]
    _description = "Followed account"
    _order = "company_id, account_id"
    _rec_name = "account_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    account_id = fields.Many2one(
        "account.account", required=True, index=True, ondelete="cascade"
    )
    treatment = fields.Selection(
        [
            ("chase", "Chase"),
            ("maturity", "Report only until maturity, then chase"),
            ("doubtful", "Doubtful debt: chase, age from the original due date"),
            ("report", "Report only"),
            ("ignore", "Not ours"),
        ],
        required=True,
        default="chase",
        help="Credits of a followed account always reduce what is chased.",
    )

    _company_account_unique = models.UniqueIndex(
        "(company_id, account_id)", "This account is already listed for the company."
    )

    @api.model
    def _sync(self, companies):
        """List the receivable accounts that are not listed yet, with their default."""
        for company in companies:
            chart = (company.chart_template or "")[:2]
            special = CHART_TREATMENTS.get(chart, ())
            listed = self.sudo().search([("company_id", "=", company.id)]).account_id
            Account = self.env["account.account"].sudo().with_company(company)
            receivable = Account.search(
                [
                    ("account_type", "=", "asset_receivable"),
                    ("company_ids", "parent_of", company.ids),
                ]
            )
            doubtful = Account.search(
                [("code", "=like", "416%"), ("company_ids", "parent_of", company.ids)]
            )
            if not any(treatment == "doubtful" for _code, treatment in special):
                doubtful = doubtful.browse()
            self.sudo().create(
                [
                    {
                        "company_id": company.id,
                        "account_id": account.id,
                        "treatment": self._default_treatment(account.code, special),
                    }
                    for account in (receivable | doubtful) - listed
                ]
            )

    @api.model
    def _default_treatment(self, code, special):
        return next(
            (how for prefix, how in special if (code or "").startswith(prefix)), "chase"
        )

    @api.model
    def _followed(self, company):
        """Return the accounts of ``company`` that hold debts, chased or not."""
        return self.sudo().search(
            [("company_id", "=", company.id), ("treatment", "!=", "ignore")]
        )
