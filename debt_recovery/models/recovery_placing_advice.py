from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.placing_advice import (
    AGENCY,
    AGES,
    AMOUNTS,
    HORIZON,
    OWN,
    Past,
    advise,
    band,
    rate,
)
from ..tools.remittance import Scale
from .recovery_placement_words import rate_words

YEARS = 3


class RecoveryPlacingRate(models.Model):
    """What comes in of debts of an age and an amount where nobody knows better.

    Prudent figures of the product, not of the company: the advice says so.
    """

    _name = "recovery.placing.rate"
    _description = "Expected recovery"
    _order = "age_from, amount_from, id"
    _rec_name = "age_from"

    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Empty: for every company."
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", export_string_translation=False
    )
    age_from = fields.Integer("Days late from", required=True)
    amount_from = fields.Monetary("Amount from")
    ours = fields.Float("By ourselves (%)", digits=(5, 1), required=True)
    agency = fields.Float("By an agency (%)", digits=(5, 1), required=True)

    _band_once = models.UniqueIndex(
        "(COALESCE(company_id, 0), age_from, amount_from)",
        "There is a figure for this age and amount already.",
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for one in self:
            one.currency_id = (one.company_id or self.env.company).currency_id

    @api.model
    def _figures(self, company):
        """Return the rows of a company: its own, else the shipped ones."""
        rows = self.sudo().search([("company_id", "in", (False, company.id))])
        return rows.filtered("company_id") or rows

    def _of_band(self, age, amount):
        """Return the row of these for an age and an amount; empty: there is none."""
        some = self.filtered(
            lambda one: one.age_from <= age and one.amount_from <= amount
        )
        return some.sorted(lambda one: (one.age_from, one.amount_from))[-1:]


class RecoveryPlacingAdvice(models.AbstractModel):
    """Give it to an agency, or keep it: what each is expected to bring."""

    _name = "recovery.placing.advice"
    _description = "Advice on hand-overs"

    @api.model
    def _advise(
        self, company, amount, currency, due, contract, stage="amicable", pasts=None
    ):
        """Return the ``tools.placing_advice.Advice`` on a file; its amounts are in the
        company's currency.

        :param amount: in ``currency``; ``due``: of its oldest debt
        :param contract: one contract; empty: nothing is deducted
        :param pasts: of ``_both_pasts``, where they were read already
        """
        day = company._recovery_today()
        ours = currency._convert(amount, company.currency_id, company, day)
        age = max(0, (day - due).days)
        where = band(AGES, age), band(AMOUNTS, ours)
        pasts = pasts or self._both_pasts(company, contract)
        ours_then, theirs_then, table = pasts
        table = table._of_band(age, ours)
        past, theirs = (one.get(where, Past()) for one in (ours_then, theirs_then))
        line = contract.sudo()._governing(stage, age, ours) or Scale()
        return advise(
            _decimal(ours),
            rate(past, table.ours),
            rate(theirs, table.agency),
            line.percent,
            line.flat,
            _decimal(contract.file_fee),
        )

    # --- the past ------------------------------------------------------------------

    @api.model
    def _both_pasts(self, company, contract):
        """Return what was received by the company itself and by a contract's agency,
        and the table of figures: read once for all that is asked about them."""
        day = company._recovery_today()
        table = self.env["recovery.placing.rate"]._figures(company)
        return self._past(company, day), self._past_of(contract, day), table

    @api.model
    def _past(self, company, day):
        """Return ``{(age, amount): Past}`` of what this company brought in itself: of
        the debts that came to an age, what came in within the horizon from there."""
        since = day - relativedelta(years=YEARS)
        return self._pasts(company, SQL("l.date >= %s", since), SQL("NULL::date"), day)

    @api.model
    def _past_of(self, contract, day):
        """Return ``{(age, amount): Past}`` of what was placed under a contract, from
        the hand-over; contracts of one agency count together."""
        if not contract:
            return {}
        agency, company = contract.agency_id, contract.company_id
        since = day - relativedelta(years=YEARS)
        scope = SQL("away.agency_id = %s AND l.date >= %s", agency.id, since)
        return self._pasts(company, scope, SQL("away.placed_on"), day)

    @api.model
    def _pasts(self, company, scope, start, day):
        """Return ``{(age, amount): Past}`` in company currency.

        :param scope: which debts ``l``, of which file ``away``
        :param start: day from which the money counts; NULL: each age that was reached,
            but of debts that no agency had
        """
        since = day - relativedelta(years=YEARS)
        self.env["recovery.receipt"]._flush()
        self.env["recovery.placement.line"].flush_model()
        self.env["recovery.placement"].flush_model()
        accounts = self.env["recovery.account"].sudo()._followed(company).account_id
        receipts = self.env["recovery.receipt"].sudo()
        rows = self.env.execute_query(
            SQL(
                _PAST,
                receipts=receipts._sql(company, SQL("paid.date >= %s", since)),
                company=company.id,
                accounts=accounts.ids or [0],
                scope=scope,
                start=start,
                ages=SQL(", ").join(SQL("(%s)", one) for one in AGES),
                amounts=list(AMOUNTS),
                horizon=HORIZON,
                day=day,
            )
        )
        return {
            (age, AMOUNTS[step - 1]): Past(count, _decimal(opened), _decimal(received))
            for age, step, count, opened, received in rows
        }

    # --- in words ------------------------------------------------------------------

    @api.model
    def _words(self, advice, company):
        """Say an advice with its figures, and where they are from."""
        money = company.currency_id.format
        best = {
            True: self.env._("hand over"),
            False: self.env._("keep"),
        }[advice.best == AGENCY]
        return self.env._(
            "%(best)s – agency %(net)s net (%(gross)s at %(theirs)s, less commission "
            "%(commission)s), kept %(kept)s (at %(ours)s), in %(days)s days",
            best=best,
            net=money(float(advice.net)),
            gross=money(float(advice.gross)),
            commission=money(float(advice.commission)),
            kept=money(float(advice.kept)),
            theirs=self._rate_words(advice.agency),
            ours=self._rate_words(advice.ours),
            days=HORIZON,
        )

    @api.model
    def _short_words(self, advice, company):
        """Say an advice in one line of a list: what is better, and by how much."""
        money = company.currency_id.format
        net, kept = money(float(advice.net)), money(float(advice.kept))
        if advice.best == AGENCY:
            return self.env._(
                "Hand over: %(net)s net, %(kept)s kept", net=net, kept=kept
            )
        return self.env._(
            "Keep: %(kept)s, %(net)s net by an agency", net=net, kept=kept
        )

    @api.model
    def _rate_words(self, found):
        percent = rate_words(self.env, found.percent or 0)
        if found.source == OWN:
            return self.env._(
                "%(percent)s %%, seen in the past on debts like it: %(count)s",
                percent=percent,
                count=found.count,
            )
        return self.env._(
            "%(percent)s %%, from the default table: too few debts like it in the "
            "past (%(count)s)",
            percent=percent,
            count=found.count,
        )


def _decimal(amount):
    return Decimal(str(amount or 0))


# Debts when they came to an age, or were handed over: open then, received after.
_PAST = """
WITH receipt AS (
    SELECT line_id, day, nature, amount_company FROM (%(receipts)s) AS every
),
debt AS (
    SELECT l.id, l.balance, COALESCE(l.date_maturity, l.date) AS due,
           %(start)s AS placed_on, away.id AS away_id
      FROM account_move_line l
      LEFT JOIN LATERAL (
           SELECT placed.id, placed.agency_id, placed.placed_on
             FROM recovery_placement_line line
             JOIN recovery_placement placed ON placed.id = line.placement_id
            WHERE line.line_id = l.id AND placed.placed_on IS NOT NULL
            ORDER BY placed.placed_on LIMIT 1) away ON TRUE
     WHERE l.company_id = %(company)s AND l.account_id = ANY(%(accounts)s)
       AND l.parent_state = 'posted' AND l.balance > 0 AND %(scope)s
),
moment AS (
    SELECT debt.id, debt.balance, band.age,
           COALESCE(debt.placed_on, debt.due + band.age) AS since
      FROM debt JOIN (VALUES %(ages)s) AS band (age)
        ON CASE WHEN debt.placed_on IS NULL THEN debt.away_id IS NULL
                ELSE debt.placed_on - debt.due >= band.age END
),
latest AS (  -- of a file that was handed over, the band of that day alone
    SELECT DISTINCT ON (id, since) * FROM moment ORDER BY id, since, age DESC
),
told AS (
    SELECT latest.id, latest.age,
           latest.balance - COALESCE(sum(receipt.amount_company) FILTER (
               WHERE receipt.day < latest.since), 0) AS opened,
           COALESCE(sum(receipt.amount_company) FILTER (
               WHERE receipt.nature = 'cash' AND receipt.day >= latest.since
                 AND receipt.day < latest.since + %(horizon)s), 0) AS received
      FROM latest LEFT JOIN receipt ON receipt.line_id = latest.id
     WHERE latest.since + %(horizon)s <= %(day)s
     GROUP BY latest.id, latest.age, latest.since, latest.balance
)
SELECT age, width_bucket(opened, %(amounts)s::numeric[]) AS step,
       count(*), sum(opened), sum(received)
  FROM told WHERE opened > 0
 GROUP BY age, step
"""
