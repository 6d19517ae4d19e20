from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

# The house's own figures, until the company's are known: no rule sets them.
DEFAULTS = ((90, 25.0), (180, 50.0), (365, 100.0))
# What makes observed losses worth a rate: debts that came so far, years looked at.
ENOUGH, YEARS = 30, 3


class RecoveryProvisionRate(models.Model):
    """Which share of a debt is impaired from which age."""

    _name = "recovery.provision.rate"
    _description = "Rate of impairment"
    _order = "company_id, from_days"
    _rec_name = "from_days"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    from_days = fields.Integer("From days past due", required=True)
    rate = fields.Float("Rate (%)", digits=(16, 2), required=True)
    observed = fields.Float("Observed (%)", digits=(16, 2), compute="_compute_observed")
    observed_words = fields.Char("From your ledger", compute="_compute_observed")

    _days_once = models.UniqueIndex(
        "(company_id, from_days)", "There is a rate from this age already."
    )

    @api.depends("from_days", "company_id")
    def _compute_observed(self):
        for one in self:
            reached, number, lost = one._seen()
            one.observed = 100 * lost / reached if number >= ENOUGH else 0
            money = one.company_id.currency_id
            one.observed_words = (
                self.env._(
                    "Of %(reached)s that came to %(days)s days in %(years)s years, "
                    "%(lost)s were lost: %(rate)s %%.",
                    reached=money.format(reached),
                    days=one.from_days,
                    years=YEARS,
                    lost=money.format(lost),
                    rate=f"{one.observed:.1f}",
                )
                if number >= ENOUGH
                else self.env._(
                    "Debts that came so far in %(years)s years: %(number)s, too few to "
                    "tell.",
                    number=number,
                    years=YEARS,
                )
            )

    def _seen(self):
        """Return ``(amount that came to this age, number of debts, lost of it)`` of
        debts due within the last years, in company currency."""
        company = self.company_id
        today = company._recovery_today()
        self.env["recovery.exposure"]._flush()
        self.env["recovery.write.off.item"].flush_model()
        accounts = self.env["recovery.account"]._followed(company).account_id
        [(reached, number, lost)] = self.env.execute_query(
            SQL(
                _SEEN,
                company=company.id,
                accounts=accounts.ids or [0],
                since=today - relativedelta(years=YEARS),
                until=today - relativedelta(days=self.from_days),
                days=self.from_days,
            )
        )
        return float(reached or 0), number, float(lost or 0)

    @api.model
    def _of(self, company):
        """Return the rates of a company, those of the house on first use."""
        found = self.sudo().search([("company_id", "=", company.id)])
        if not found:
            found = self.sudo().create(
                [
                    {"company_id": company.id, "from_days": days, "rate": rate}
                    for days, rate in DEFAULTS
                ]
            )
            for one in found:
                one.rate = one.observed or one.rate
        return found

    def _rate_of(self, days, insolvent):
        """Return ``(rate, why in words)`` of a debt so many days past due."""
        company = self.company_id[:1]
        insolvency = company.recovery_provision_insolvency_rate
        reached = self.filtered(lambda one: one.from_days <= days)
        best = reached.sorted("from_days")[-1:]
        if insolvent and insolvency >= best.rate:
            return insolvency, self.env._("Insolvency proceedings")
        if not best:
            return 0.0, ""
        return best.rate, self.env._("From %(days)s days", days=best.from_days)


_SEEN = """
WITH debt AS (
    SELECT l.id, l.balance, COALESCE(l.date_maturity, l.date) AS due
      FROM account_move_line l
     WHERE l.company_id = %(company)s AND l.account_id = ANY(%(accounts)s)
       AND l.parent_state = 'posted' AND l.balance > 0
       AND COALESCE(l.date_maturity, l.date) BETWEEN %(since)s AND %(until)s
       AND NOT EXISTS (
           SELECT FROM recovery_doubtful_line_rel shown WHERE shown.line_id = l.id)
),
old AS (  -- what was still owed at that age
    SELECT debt.id, debt.balance - COALESCE(sum(part.amount), 0) AS owed
      FROM debt
      LEFT JOIN account_partial_reconcile part ON part.debit_move_id = debt.id
       AND part.max_date <= debt.due + %(days)s
     GROUP BY debt.id, debt.balance
    HAVING debt.balance - COALESCE(sum(part.amount), 0) > 0
),
lost AS (
    SELECT part.debit_move_id AS id, sum(part.amount) AS amount
      FROM account_partial_reconcile part
      JOIN recovery_write_off_item item ON item.credit_line_id = part.credit_move_id
     GROUP BY part.debit_move_id
)
SELECT sum(old.owed), count(*),
       sum(LEAST(old.owed, lost.amount)) FILTER (WHERE lost.id IS NOT NULL)
  FROM old LEFT JOIN lost ON lost.id = old.id
"""
