from odoo import api, models
from odoo.tools import SQL

from .recovery_hold import NOT_FOLLOWED


class RecoveryControl(models.AbstractModel):
    """Ties what is chased to the ledger: every euro between the two is named.

    The balance of the customer accounts on one side, the exposure on the other; what
    the exposure does not chase stands in a part with its reason. Company currency.
    """

    _name = "recovery.control"
    _description = "Control with the ledger"

    @api.model
    def _figures(self, company, as_of, exposure=None):
        """Return the control of ``company``, debts due before ``as_of`` being overdue.

        :param exposure: a SELECT with the rows of ``recovery.exposure._sql``, where
            they are at hand
        :return: ``{"total", "accounts": [(account, balance)], "others": the same of
            accounts that are not ours, "parts": [part], "not_followed", "suspended",
            "to_chase", "upcoming", "in_flight", "spare_credits", "unexplained",
            "ties"}``; a part is ``{"code", "key", "group", "amount", "count"}``, its
            group ``apart`` (never chased), ``suspended`` or ``ledger`` (not readable
            as the debt of a customer)
        """
        self.env["recovery.exposure"]._flush()
        self.env["account.account"].flush_model()
        accounts, parts = self._ledger(company)
        others = accounts.pop("ignore", [])
        exposure = exposure or self.env["recovery.exposure"]._sql(company, as_of)
        figures = self._exposed(company, as_of, parts, exposure)
        money = company.currency_id
        figures["accounts"] = accounts.get("followed", [])
        figures["others"] = others
        figures["total"] = money.round(sum(b for _a, b in figures["accounts"]))
        for group, name in (("apart", "not_followed"), ("suspended", "suspended")):
            figures[name] = money.round(_sum(parts, group))
        seen = sum(part["amount"] for part in parts) + sum(
            figures[name]
            for name in ("to_chase", "upcoming", "in_flight", "spare_credits")
        )
        figures["unexplained"] = money.round(figures["total"] - seen)
        figures["ties"] = money.is_zero(figures["unexplained"])
        figures["parts"] = parts
        return figures

    # --- the ledger's side -----------------------------------------------------------

    def _ledger(self, company):
        """Return the balances of the accounts, and what no exposure can hold."""
        listed = self.env["recovery.account"].sudo()
        treatments = {
            one.account_id.id: one.treatment
            for one in listed.search([("company_id", "=", company.id)])
        }
        rows = self.env.execute_query_dict(
            SQL(_LEDGER, company=company.id, accounts=list(treatments) or [0])
        )
        accounts, parts, strays = {}, [], []
        for row in rows:
            account = self.env["account.account"].sudo().browse(row["account_id"])
            ignored = treatments[account.id] == "ignore"
            balance = float(row["balance"])
            if not company.currency_id.is_zero(balance):
                side = accounts.setdefault("ignore" if ignored else "followed", [])
                side.append((account, balance))
            if ignored:
                continue
            for code in ("no_customer", "rounding"):
                _add(parts, code, account.id, "ledger", row[code], row[f"{code}_count"])
            gap = company.currency_id.round(balance - float(row["residual"]))
            if gap and not row["matchable"]:
                _add(parts, "unmatchable", account.id, "ledger", gap, row["count"])
            elif gap:
                strays.append(account.id)
        if strays:
            for row in self.env.execute_query_dict(
                SQL(_ELSEWHERE, company=company.id, accounts=strays)
            ):
                amount, number = row["amount"], row["count"]
                _add(parts, "elsewhere", row["account_id"], "ledger", amount, number)
        return accounts, parts

    # --- the exposure's side ---------------------------------------------------------

    def _exposed(self, company, as_of, parts, exposure):
        """Return the sums of the exposure; add to ``parts`` what is not chased."""
        rows = self.env.execute_query_dict(
            SQL(
                _EXPOSED,
                exposure=exposure,
                as_of=as_of,
                decimals=company.currency_id.decimal_places,
            )
        )
        sums = dict.fromkeys(("to_chase", "upcoming", "in_flight", "spare_credits"), 0)
        for row in rows:
            if row["spared"]:
                self._add_spared(parts, row)
                continue
            if row["is_credit"]:
                sums["spare_credits"] += row["residual"]
                continue
            sums["upcoming" if row["upcoming"] else "to_chase"] += row["chased"]
            if row["frozen"]:
                part = {**row, "spared": row["frozen_by"], "residual": row["frozen"]}
                self._add_spared(parts, part)
            covered = row["chased"] + row["netted"] + row["frozen"]
            sums["in_flight"] += row["residual"] - covered
            sums["spare_credits"] += row["netted"]  # what no debt took up is left
        money = company.currency_id
        return {name: money.round(float(amount)) for name, amount in sums.items()}

    def _add_spared(self, parts, row):
        code = row["spared"]
        keys = {"report": row["account_id"], "no_followup": row["journal_id"]}
        if code in keys:
            _add(parts, code, keys[code], "apart", row["residual"], row["count"])
        else:
            group = "apart" if code in NOT_FOLLOWED else "suspended"
            _add(parts, "hold", code, group, row["residual"], row["count"])


def _add(parts, code, key, group, amount, count):
    if amount:
        parts.append(
            {
                "code": code,
                "key": key,
                "group": group,
                "amount": float(amount),
                "count": count,
            }
        )


def _sum(parts, group):
    return sum(part["amount"] for part in parts if part["group"] == group)


_LEDGER = """
SELECT l.account_id, a.reconcile AS matchable, count(*) AS count,
       sum(l.balance) AS balance, sum(l.amount_residual) AS residual,
       sum(l.amount_residual) FILTER (WHERE l.partner_id IS NULL) AS no_customer,
       count(*) FILTER (WHERE l.partner_id IS NULL AND l.amount_residual <> 0)
           AS no_customer_count,
       sum(l.amount_residual) FILTER (
           WHERE l.partner_id IS NOT NULL AND l.amount_residual_currency = 0)
           AS rounding,
       count(*) FILTER (WHERE l.partner_id IS NOT NULL AND l.amount_residual <> 0
           AND l.amount_residual_currency = 0) AS rounding_count
  FROM account_move_line l
  JOIN account_account a ON a.id = l.account_id
 WHERE l.account_id = ANY(%(accounts)s) AND l.company_id = %(company)s
   AND l.parent_state = 'posted'
 GROUP BY l.account_id, a.reconcile
 ORDER BY l.account_id
"""

# a match with another company's item, or with an entry that is not posted
_ELSEWHERE = """
WITH matched AS (
    SELECT part.debit_move_id AS mine, part.credit_move_id AS other, part.amount
      FROM account_partial_reconcile part
    UNION ALL
    SELECT part.credit_move_id, part.debit_move_id, -part.amount
      FROM account_partial_reconcile part
)
SELECT l.account_id, sum(matched.amount) AS amount, count(*) AS count
  FROM account_move_line l
  JOIN matched ON matched.mine = l.id
  JOIN account_move_line o ON o.id = matched.other
 WHERE l.account_id = ANY(%(accounts)s) AND l.company_id = %(company)s
   AND l.parent_state = 'posted'
   AND (o.company_id <> l.company_id OR o.parent_state <> 'posted')
 GROUP BY l.account_id
"""

_EXPOSED = """
SELECT e.spared, e.frozen_by, e.residual < 0 AS is_credit,
       e.due >= %(as_of)s AS upcoming,
       CASE WHEN e.spared = 'report' THEN l.account_id END AS account_id,
       CASE WHEN e.spared = 'no_followup' THEN l.journal_id END AS journal_id,
       count(*) AS count, sum(e.residual_company) AS residual,
       sum(round(e.chaseable * e.residual_company / e.residual, %(decimals)s))
           AS chased,
       sum(round(e.netted * e.residual_company / e.residual, %(decimals)s)) AS netted,
       sum(round((e.disputed + e.arranged) * e.residual_company / e.residual,
                 %(decimals)s)) AS frozen
  FROM (%(exposure)s) AS e
  JOIN account_move_line l ON l.id = e.line_id
 GROUP BY 1, 2, 3, 4, 5, 6
 ORDER BY 1, 2, 5, 6
"""
