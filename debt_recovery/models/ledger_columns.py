"""Bracket, days late, account and net due on native models: joined, not stored."""

from odoo import api, fields, models
from odoo.tools import SQL

from .recovery_exposure_sql import TAKEN_OVER

OPEN_DEBT = SQL(
    "l.parent_state = 'posted' AND l.reconciled IS NOT TRUE AND l.amount_residual > 0"
)


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "recovery.columns.mixin"]

    recovery_customer_net = fields.Monetary(
        "Customer to chase",
        related="recovery_case_id.net_overdue",
        currency_field="company_currency_id",
        related_sudo=True,
        groups="debt_recovery.group_auditor",
        help="Net overdue of the whole customer; sorts and filters lists.",
    )

    def _recovery_is_debt(self, alias):
        return SQL(
            "%s = 'posted' AND %s IS NOT TRUE AND %s > 0 AND %s = ANY(%s)",
            SQL.identifier(alias, "parent_state"),
            SQL.identifier(alias, "reconciled"),
            SQL.identifier(alias, "amount_residual"),
            SQL.identifier(alias, "account_id"),
            self._recovery_account_ids(),
        )

    def _recovery_account_ids(self):
        return (
            self.env["recovery.account"]
            .sudo()
            .search([("treatment", "!=", "ignore")])
            .account_id.ids
        )

    def _recovery_dpd_sql(self, alias, query):
        return SQL(
            "CASE WHEN %s THEN %s - %s END",
            self._recovery_is_debt(alias),
            self._recovery_today_sql(SQL.identifier(alias, "company_id")),
            self._recovery_due_sql(alias),
        )

    def _recovery_due_sql(self, alias):
        """Return since when a line is due; a doubtful one as what it took over."""
        doubtful = (
            self.env["recovery.account"].sudo().search([("treatment", "=", "doubtful")])
        )
        own = SQL(
            "COALESCE(%s, %s)",
            SQL.identifier(alias, "date_maturity"),
            SQL.identifier(alias, "date"),
        )
        return SQL(
            f"""CASE WHEN %(account)s = ANY(%(doubtful)s) THEN COALESCE((
                SELECT min(COALESCE(debt.date_maturity, debt.date))
                  FROM (SELECT %(move)s AS move_id, %(partner)s AS partner_id) AS l,
                       {TAKEN_OVER}
                   AND moved.account_id = ANY(%(followed)s)), %(own)s)
                ELSE %(own)s END""",
            account=SQL.identifier(alias, "account_id"),
            doubtful=doubtful.account_id.ids,
            move=SQL.identifier(alias, "move_id"),
            partner=SQL.identifier(alias, "partner_id"),
            followed=self._recovery_account_ids(),
            own=own,
        )

    def _recovery_case_sql(self, alias, query):
        partner = query.make_alias(alias, "recovery_debtor")
        query.add_join(
            "LEFT JOIN",
            partner,
            "res_partner",
            SQL(
                "%s = %s AND %s",
                SQL.identifier(partner, "id"),
                SQL.identifier(alias, "partner_id"),
                self._recovery_is_debt(alias),
            ),
        )
        return _join_case(
            query,
            alias,
            SQL.identifier(alias, "company_id"),
            SQL.identifier(partner, "commercial_partner_id"),
        )


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "recovery.columns.mixin"]

    recovery_customer_net = fields.Monetary(
        "Customer to chase",
        related="recovery_case_id.net_overdue",
        currency_field="company_currency_id",
        related_sudo=True,
        groups="debt_recovery.group_auditor",
        help="Net overdue of the whole customer; sorts and filters lists.",
    )

    def _recovery_first_line(self, alias, query):
        """Join the move's earliest open debt; return its alias."""
        line = query.make_alias(alias, "recovery_line")
        followed = self.env["account.move.line"]._recovery_account_ids()
        query.add_join(
            "LEFT JOIN",
            line,
            SQL(
                "LATERAL (SELECT COALESCE(l.date_maturity, l.date) AS due "
                "FROM account_move_line l "
                "WHERE l.move_id = %s AND l.account_id = ANY(%s) AND %s "
                "ORDER BY due LIMIT 1)",
                SQL.identifier(alias, "id"),
                followed,
                OPEN_DEBT,
            ),
            SQL("TRUE"),
        )
        return line

    def _recovery_dpd_sql(self, alias, query):
        line = self._recovery_first_line(alias, query)
        return SQL(
            "%s - %s",
            self._recovery_today_sql(SQL.identifier(alias, "company_id")),
            SQL.identifier(line, "due"),
        )

    def _recovery_case_sql(self, alias, query):
        line = self._recovery_first_line(alias, query)
        return _join_case(
            query,
            alias,
            SQL.identifier(alias, "company_id"),
            SQL.identifier(alias, "commercial_partner_id"),
            SQL("%s IS NOT NULL", SQL.identifier(line, "due")),
        )


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "recovery.columns.mixin"]

    recovery_net_due = fields.Monetary(
        "Net overdue",
        related="recovery_case_id.net_overdue",
        currency_field="currency_id",
        related_sudo=True,
        groups="debt_recovery.group_auditor",
    )

    @api.depends_context("company")
    def _compute_recovery_columns(self):
        return super()._compute_recovery_columns()

    def _recovery_case_sql(self, alias, query):
        return _join_case(
            query,
            alias,
            SQL("%s", self.env.company.id),
            SQL.identifier(alias, "commercial_partner_id"),
        )

    def _recovery_open_case(self, alias, query):
        self._recovery_case_sql(alias, query)
        return query.make_alias(alias, "recovery_case")

    def _recovery_stage_sql(self, alias, query):
        return SQL.identifier(self._recovery_open_case(alias, query), "stage_id")

    def _recovery_dpd_sql(self, alias, query):
        case = self._recovery_open_case(alias, query)
        return SQL(
            "%s::date - COALESCE(%s, %s)",
            self.env.company._recovery_today(),
            SQL.identifier(case, "oldest_due"),
            SQL.identifier(case, "next_due"),
        )


def _join_case(query, alias, company, debtor, also=None):
    """Join the open account of ``debtor`` in ``company``; return its id."""
    case = query.make_alias(alias, "recovery_case")
    query.add_join(
        "LEFT JOIN",
        case,
        "recovery_case",
        SQL(
            "%s = %s AND %s = %s AND %s = 'open'%s",
            SQL.identifier(case, "company_id"),
            company,
            SQL.identifier(case, "partner_id"),
            debtor,
            SQL.identifier(case, "state"),
            SQL(" AND %s", also) if also is not None else SQL(""),
        ),
    )
    return SQL.identifier(case, "id")
