from odoo import api, models
from odoo.tools import SQL

from ..tools.debtor_type import Contact, propose
from ..tools.segments import COMPANY


class RecoveryDebtors(models.AbstractModel):
    """Every customer with an open item, read at once: what it owes, what is unmatched,
    who it is and whether it can be reached. One statement over the ledger."""

    _name = "recovery.debtors"
    _description = "Customers with open items"

    @api.model
    def _rows(self, company, as_of, exposure=None):
        """Return one dictionary per customer of ``company``, the largest first.

        :param exposure: a SELECT with the rows of ``recovery.exposure._sql``, where
            they are at hand
        :return: ``{"debtor_id", "at_stake": to chase now or soon, "owed": debts that
            are not excluded, "credit": credits to match (positive), "credit_count",
            "kind", "has_email", "has_address", …}``; amounts in company currency
        """
        self.env["recovery.exposure"]._flush()
        return self.env.execute_query_dict(
            SQL(
                _DEBTORS,
                exposure=exposure or self.env["recovery.exposure"]._sql(company, as_of),
                decimals=company.currency_id.decimal_places,
            )
        )

    @api.model
    def _at_stake_sql(self, company, as_of):
        """Return a SELECT of ``debtor_id, amount``: what is to chase, now or soon."""
        exposure = self.env["recovery.exposure"]
        exposure._flush()
        return SQL(
            _AT_STAKE,
            exposure=exposure._sql(company, as_of),
            decimals=company.currency_id.decimal_places,
        )

    @api.model
    def _to_match(self, rows):
        """Keep the customers that have both open debts and open credits."""
        return [row for row in rows if row["owed"] and row["credit_count"]]

    @api.model
    def _unreachable(self, rows):
        """Keep the customers with money at stake to whom no e-mail can go."""
        return [row for row in rows if row["at_stake"] > 0 and not row["has_email"]]

    @api.model
    def _unknown(self, rows):
        """Keep the customers whose type a person should say.

        A company's card without a type counts as a company and stays out, unless
        something on it speaks for a public body.
        """
        return [
            row
            for row in rows
            if not row["kind"]
            and row["has_debt"]
            and (not row["is_company"] or self._proposal(row).kind != COMPANY)
        ]

    @api.model
    def _proposal(self, row):
        """Return what the card of a row speaks for; see ``tools/debtor_type``."""
        return propose(_contact(row))


def _contact(row):
    return Contact(
        name=row["name"] or "",
        is_company=bool(row["is_company"]),
        vat=row["vat"] or "",
        registry=row["company_registry"] or "",
        country=row["country"] or "",
        email=row["email"] or "",
    )


_AT_STAKE = """
SELECT e.debtor_id,
       sum(round(e.chaseable * e.residual_company / e.residual, %(decimals)s)) AS amount
  FROM (%(exposure)s) AS e
 GROUP BY e.debtor_id
"""

_DEBTORS = """
WITH owing AS (
    SELECT e.debtor_id,
           sum(round(e.chaseable * e.residual_company / e.residual, %(decimals)s))
               AS at_stake,
           sum(e.residual_company) FILTER (WHERE e.residual > 0 AND e.spared IS NULL)
               AS owed,
           bool_or(e.residual > 0) AS has_debt,
           -sum(e.residual_company) FILTER (WHERE e.residual < 0) AS credit,
           count(*) FILTER (WHERE e.residual < 0) AS credit_count
      FROM (%(exposure)s) AS e
     GROUP BY e.debtor_id
),
mailed AS (  -- as the channel chooses: the card, an invoice or a reminders contact
    SELECT DISTINCT commercial_partner_id AS debtor_id
      FROM res_partner
     WHERE email_normalized <> '' AND active
       AND (id = commercial_partner_id OR type IN ('collections', 'invoice'))
)
SELECT owing.*, p.name, p.is_company, p.vat, p.company_registry,
       p.email_normalized AS email, country.code AS country,
       p.recovery_debtor_type AS kind, mailed.debtor_id IS NOT NULL AS has_email,
       COALESCE(p.street, '') <> '' AND COALESCE(p.city, '') <> '' AS has_address
  FROM owing
  JOIN res_partner p ON p.id = owing.debtor_id
  LEFT JOIN res_country country ON country.id = p.country_id
  LEFT JOIN mailed ON mailed.debtor_id = owing.debtor_id
 ORDER BY owing.at_stake DESC, owing.debtor_id
"""
