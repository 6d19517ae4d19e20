from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..tools.aged import BUCKETS
from .recovery_exposure_sql import ORIGIN


class Accounts(NamedTuple):
    """The accounts of an aged balance, as ``account.account`` ids.

    ``receivable``: whose balances the control adds up; ``aged``: those with customers'
    debts; ``doubtful``: aged from the original due date; ``plain``: without matching.
    """

    receivable: list
    aged: list
    doubtful: list
    plain: list


class RecoveryAged(models.AbstractModel):
    """What customers owed at a date, from the ledger as it stands now.

    Posted items dated until then, with what was matched later undone. Lines of a
    cleared account cost nothing: the reading starts from today's residual and adds
    back the matchings after the date.
    """

    _name = "recovery.aged"
    _description = "Aged balance, read from the ledger"

    @api.model
    def _flush(self):
        """Write pending changes of all that the aged balance reads."""
        for name in (
            "account.move",
            "account.move.line",
            "account.partial.reconcile",
            "recovery.account",
            "res.partner",
        ):
            self.env[name].flush_model()

    @api.model
    def _accounts(self, company):
        """Return the :class:`Accounts` of a company.

        Receivable accounts that nobody has listed yet are aged; those said not to be
        ours are not, and the control names them.
        """
        listed = self.env["recovery.account"].sudo().with_context(active_test=False)
        listed = listed.search([("company_id", "=", company.id)])
        foreign = listed.filtered(lambda one: one.treatment == "ignore").account_id
        followed = (listed.account_id) - foreign
        receivable = (
            self.env["account.account"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("account_type", "=", "asset_receivable"),
                    ("company_ids", "parent_of", company.ids),
                ]
            )
        )
        doubtful = listed.filtered(lambda one: one.treatment == "doubtful").account_id
        aged = (receivable - foreign) | followed
        return Accounts(
            (receivable | followed).ids,
            aged.ids,
            doubtful.ids,
            aged.filtered(lambda account: not account.reconcile).ids,
        )

    @api.model
    def _sql(self, company, as_of, debtor_ids=None):
        """Return the open items at a date as a SELECT.

        :param company: one ``res.company``
        :param as_of: the date; what was matched after it is open
        :param debtor_ids: commercial partner ids (0: lines without customer), or None
        :return: rows ``line_id, move_id, account_id, debtor_id, currency_id, due,
            residual, residual_company, no_followup, origin_id``: ``residual`` in the
            line's currency; ``origin_id`` is the invoice that a doubtful line took over
        """
        accounts = self._accounts(company)
        family = self.env["res.company"].sudo().with_context(active_test=False)
        journals = self.env["account.journal"].sudo().with_context(active_test=False)
        scope = self._scope(debtor_ids)
        where = SQL(
            "l.account_id = ANY(%s) AND l.company_id = %s AND l.parent_state = 'posted'"
            " AND l.date <= %s %s",
            accounts.aged,
            company.id,
            as_of,
            scope,
        )
        return SQL(
            _ITEMS,
            accounts=accounts.aged,
            as_of=as_of,
            where=where,
            companies=family.search([("id", "child_of", company.root_id.id)]).ids,
            journals=journals.search([("company_id", "=", company.id)]).ids,
            residual=_residual("amount_residual_currency", "amount_currency", accounts),
            residual_company=_residual("amount_residual", "balance", accounts),
            origin=SQL(
                ORIGIN,
                accounts=accounts.aged,
                doubtful=accounts.doubtful,
                company=company.id,
                scope=scope,
            ),
        )

    def _scope(self, debtor_ids):
        if debtor_ids is None:
            return SQL("")
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        found = contacts._search([("commercial_partner_id", "in", list(debtor_ids))])
        ids = [row[0] for row in self.env.execute_query(found.select())]
        nobody = SQL("OR l.partner_id IS NULL" if 0 in debtor_ids else "")
        return SQL("AND (l.partner_id = ANY(%s) %s)", ids, nobody)

    @api.model
    def _column(self, as_of):
        """Return the name of a late item's column as an SQL text.

        :param as_of: the date; the row has a column ``due``
        """
        edges = [
            SQL("WHEN %s::date - due <= %s THEN %s", as_of, bucket.last, bucket.name)
            for bucket in BUCKETS
            if bucket.last is not None
        ]
        return SQL("CASE %s ELSE %s END", SQL(" ").join(edges), BUCKETS[-1].name)

    @api.model
    def _columns(self, as_of, amount, prefix=""):
        """Return the sums of ``amount`` (an SQL text) by column, then their total.

        :param as_of: the date, or an SQL text; the row has a column ``due``
        """
        sums = []
        for name, first, last in BUCKETS:
            late = SQL("%s::date - due", as_of)
            bounds = [SQL("%s <= %s", late, last)] if last is not None else []
            bounds += [SQL("%s >= %s", late, first)] if first is not None else []
            sums.append(
                SQL(
                    "COALESCE(sum(%s) FILTER (WHERE %s), 0) AS %s",
                    amount,
                    SQL(" AND ").join(bounds),
                    SQL.identifier(prefix + name),
                )
            )
        total = SQL.identifier(f"{prefix}total")
        return SQL(", ").join([*sums, SQL("sum(%s) AS %s", amount, total)])

    @api.model
    def _rows(self, company, as_of, debtor_ids=None):
        """Return one dictionary per debtor and currency.

        :return: ``debtor_id`` (None: no customer), ``currency_id``, the columns of
            ``tools.aged`` and ``total`` in the company's currency, the same with the
            prefix ``currency_`` in the row's own, ``items`` and ``oldest_due``
        """
        self._flush()
        return self.env.execute_query_dict(
            SQL(
                """SELECT debtor_id, currency_id, %s, %s, count(*) AS items,
                          min(due) FILTER (WHERE residual > 0) AS oldest_due
                     FROM (%s) AS item GROUP BY 1, 2 ORDER BY 1, 2""",
                self._columns(as_of, SQL("residual_company")),
                self._columns(as_of, SQL("residual"), "currency_"),
                self._sql(company, as_of, debtor_ids),
            )
        )

    @api.model
    def _balances(self, company, as_of):
        """Return ``{account id: balance}`` of the receivable accounts at a date.

        Read from the balances alone: it is what the aged balance is held against.
        """
        self._flush()
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT account_id, sum(balance) FROM account_move_line
                        WHERE account_id = ANY(%s) AND company_id = %s
                          AND parent_state = 'posted' AND date <= %s
                        GROUP BY 1 HAVING sum(balance) <> 0""",
                    self._accounts(company).receivable,
                    company.id,
                    as_of,
                )
            )
        )


def _residual(column, whole, accounts):
    """An account without matching carries no residual: its whole amounts are open."""
    if not accounts.plain:
        return SQL.identifier("l", column)
    return SQL(
        "CASE WHEN l.account_id = ANY(%s) THEN %s ELSE %s END",
        accounts.plain,
        SQL.identifier("l", whole),
        SQL.identifier("l", column),
    )


_ITEMS = """
WITH unposted AS (  -- a draft keeps its matchings: they settle nothing
    SELECT l.id FROM account_move m JOIN account_move_line l ON l.move_id = m.id
     WHERE m.journal_id = ANY(%(journals)s) AND m.state IN ('draft', 'cancel')
       AND l.account_id = ANY(%(accounts)s)
),
undone AS (
    SELECT line_id, sum(amount) AS amount, sum(amount_currency) AS amount_currency
      FROM (SELECT debit_move_id AS line_id, amount,
                   debit_amount_currency AS amount_currency
              FROM account_partial_reconcile
             WHERE max_date > %(as_of)s AND company_id = ANY(%(companies)s)
            UNION ALL
            SELECT credit_move_id, -amount, -credit_amount_currency
              FROM account_partial_reconcile
             WHERE max_date > %(as_of)s AND company_id = ANY(%(companies)s)
            UNION ALL
            SELECT credit_move_id, -amount, -credit_amount_currency
              FROM unposted
              JOIN account_partial_reconcile ON debit_move_id = unposted.id
             WHERE max_date <= %(as_of)s
            UNION ALL
            SELECT debit_move_id, amount, debit_amount_currency
              FROM unposted
              JOIN account_partial_reconcile ON credit_move_id = unposted.id
             WHERE max_date <= %(as_of)s) AS part
     GROUP BY 1
),
origin AS (%(origin)s),
item AS (
    SELECT l.id, l.move_id, l.account_id, l.partner_id, l.currency_id, l.no_followup,
           COALESCE(l.date_maturity, l.date) AS due,
           %(residual)s + COALESCE(undone.amount_currency, 0) AS residual,
           %(residual_company)s + COALESCE(undone.amount, 0) AS residual_company
      FROM account_move_line l LEFT JOIN undone ON undone.line_id = l.id
     WHERE %(where)s AND l.reconciled IS NOT TRUE
    UNION ALL
    SELECT l.id, l.move_id, l.account_id, l.partner_id, l.currency_id, l.no_followup,
           COALESCE(l.date_maturity, l.date),
           %(residual)s + undone.amount_currency,
           %(residual_company)s + undone.amount
      FROM undone JOIN account_move_line l ON l.id = undone.line_id
     WHERE %(where)s AND l.reconciled
)
SELECT item.id AS line_id, item.move_id, item.account_id,
       p.commercial_partner_id AS debtor_id, item.currency_id,
       COALESCE(origin.due, item.due) AS due, item.residual, item.residual_company,
       item.no_followup, COALESCE(origin.move_id, item.move_id) AS origin_id
  FROM item
  LEFT JOIN res_partner p ON p.id = item.partner_id
  LEFT JOIN origin ON origin.line_id = item.id
 WHERE item.residual <> 0 OR item.residual_company <> 0
"""
