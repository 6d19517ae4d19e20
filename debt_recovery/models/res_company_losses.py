from odoo import fields, models
from odoo.exceptions import UserError

# What the French chart calls these accounts; other charts are asked.
CHART_ACCOUNTS = {
    "fr": {
        "recovery_loss_account_id": "6541",
        "recovery_loss_earlier_account_id": "6544",
        "recovery_doubtful_account_id": "416",
        "recovery_impairment_account_id": "491",
        "recovery_impairment_charge_account_id": "68174",
        "recovery_impairment_release_account_id": "78174",
        "recovery_regained_account_id": "7583",
    },
}


class ResCompany(models.Model):
    """Where losses are booked, and who may approve how much."""

    _inherit = "res.company"

    recovery_loss_journal_id = fields.Many2one(
        "account.journal",
        "Journal of losses",
        check_company=True,
        domain=[("type", "=", "general")],
    )
    recovery_loss_account_id = fields.Many2one(
        "account.account", "Losses on this year's invoices", check_company=True
    )
    recovery_loss_earlier_account_id = fields.Many2one(
        "account.account", "Losses on invoices of earlier years", check_company=True
    )
    recovery_doubtful_account_id = fields.Many2one(
        "account.account", "Doubtful customers", check_company=True
    )
    recovery_impairment_account_id = fields.Many2one(
        "account.account", "Impairment of receivables", check_company=True
    )
    recovery_impairment_charge_account_id = fields.Many2one(
        "account.account", "Charge for impairment", check_company=True
    )
    recovery_impairment_release_account_id = fields.Many2one(
        "account.account", "Release of impairment", check_company=True
    )
    recovery_regained_account_id = fields.Many2one(
        "account.account", "Later receipts on lost debts", check_company=True
    )
    recovery_loss_agent_limit = fields.Monetary(
        "An agent approves losses up to", currency_field="currency_id", default=0
    )
    recovery_loss_manager_limit = fields.Monetary(
        "A manager approves losses up to",
        currency_field="currency_id",
        default=1000,
        help="Above it takes two persons, a manager among them.",
    )
    recovery_loss_floor = fields.Monetary(
        "Small balances up to",
        currency_field="currency_id",
        default=5,
        help="Open items below are proposed together to be written off. In other "
        "currencies at the rate of their entry.",
    )

    recovery_provision_insolvency_rate = fields.Float(
        "Impairment of insolvent customers (%)", default=100.0
    )
    recovery_provision_releases = fields.Boolean(
        "Release impairments on payment",
        default=True,
        help="What is impaired of a debt is released as it is paid. Else the next "
        "closing does.",
    )

    def _recovery_account_for(self, name):
        """Return the account of a use: the company's choice, else the chart's.

        :param name: one of the account fields above
        :raises UserError: when neither names one
        """
        self.ensure_one()
        company = self.sudo()
        if company[name]:
            return company[name]
        code = CHART_ACCOUNTS.get((company.chart_template or "")[:2], {}).get(name)
        accounts = self.env["account.account"].sudo().with_company(company)
        found = code and accounts.search(
            [("code", "=like", f"{code}%"), ("company_ids", "parent_of", company.ids)],
            order="code",
            limit=1,
        )
        if not found:
            raise UserError(
                self.env._(
                    "Choose the account “%(account)s” of %(company)s in the settings, "
                    "under Losses.",
                    account=self._fields[name]._description_string(self.env),
                    company=company.name,
                )
            )
        return found

    def _recovery_losses_journal(self):
        """Return the journal of losses, made on first use."""
        self.ensure_one()
        company = self.sudo()
        if not company.recovery_loss_journal_id:
            french = company.country_id.code == "FR"
            company.recovery_loss_journal_id = (
                self.env["account.journal"]
                .sudo()
                .with_company(company)
                .create(
                    {
                        "name": "Créances irrécouvrables"
                        if french
                        else "Irrecoverable debts",
                        "code": company._recovery_free_code("IRREC"),
                        "type": "general",
                        "company_id": company.id,
                        "show_on_dashboard": False,
                    }
                )
            )
        return company.recovery_loss_journal_id

    def _recovery_free_code(self, wish):
        """Return a code that no journal of the company has, of five signs."""
        taken = (
            self.env["account.journal"]
            .sudo()
            .with_context(active_test=False)
            .search([("company_id", "=", self.id)])
            .mapped("code")
        )
        codes = [wish, *(f"{wish[:4]}{number}" for number in range(2, 10))]
        return next(code for code in codes if code not in taken)

    def _recovery_may(self, role):
        """Tell whether the user, or a job, may do what an agent or a manager does."""
        return self.env.su or self.env.user.has_group(f"debt_recovery.group_{role}")

    def _recovery_is_alone(self):
        """Tell whether one person alone holds the right to work here."""
        group = self.env.ref("debt_recovery.group_agent").sudo()
        people = group.all_user_ids.filtered(
            lambda user: (
                not user.share
                and user.active
                and user.id != self.env.ref("base.user_root").id
                and self in user.company_ids
            )
        )
        return len(people) < 2
