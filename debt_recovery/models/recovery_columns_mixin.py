from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_ANY = ("any", "any!", "not any", "not any!")


class RecoveryColumnsMixin(models.AbstractModel):
    """Shared by invoices, journal items and partners."""

    _name = "recovery.columns.mixin"
    _description = "Recovery columns"

    recovery_case_id = fields.Many2one(
        "recovery.case",
        "Customer account",
        compute="_compute_recovery_columns",
        search="_search_recovery_case",
        compute_sudo=True,
        groups="debt_recovery.group_auditor",
    )
    recovery_stage_id = fields.Many2one(
        "recovery.stage",
        "Bracket",
        compute="_compute_recovery_columns",
        search="_search_recovery_stage",
        compute_sudo=True,
        groups="debt_recovery.group_auditor",
    )
    recovery_dpd = fields.Integer(
        "Days late",
        compute="_compute_recovery_columns",
        search="_search_recovery_dpd",
        compute_sudo=True,
        groups="debt_recovery.group_auditor",
        aggregator="max",
    )

    _recovery_columns = {
        "recovery_case_id": "_recovery_case_sql",
        "recovery_stage_id": "_recovery_stage_sql",
        "recovery_dpd": "_recovery_dpd_sql",
    }

    def _compute_recovery_columns(self):
        self.env.flush_all()
        stored = self._origin.filtered("id")
        query = self.with_context(active_test=False)._search(
            [("id", "in", stored.ids)], bypass_access=True
        )
        columns = [
            self._field_to_sql(self._table, name, query)
            for name in self._recovery_columns
        ]
        rows = {
            row[0]: row[1:]
            for row in self.env.execute_query(
                query.select(SQL.identifier(self._table, "id"), *columns)
            )
        }
        for record in self:
            values = rows.get(record._origin.id, (None, None, None))
            for name, value in zip(self._recovery_columns, values, strict=True):
                record[name] = value or False

    def _recovery_today_sql(self, company):
        """Return today where ``company`` (a column) is; at midnight they differ."""
        here = self.env.company._recovery_today()
        others = {
            one.id: today
            for one in self.env.companies
            if (today := one._recovery_today()) != here
        }
        if not others:
            return SQL("%s::date", here)
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s::date", *one) for one in others.items()
        )
        return SQL("CASE %s %s ELSE %s::date END", company, cases, here)

    def _field_to_sql(self, alias, field_expr, query=None):
        method = self._recovery_columns.get(field_expr)
        if method and query is not None:
            self._check_field_access(self._fields[field_expr], "read")
            return getattr(self, method)(alias, query)
        return super()._field_to_sql(alias, field_expr, query)

    def _recovery_stage_sql(self, alias, query):
        """Join the bracket of the record's company that holds its days late."""
        days = self._recovery_dpd_sql(alias, query)
        stage = query.make_alias(alias, "recovery_stage")
        query.add_join(
            "LEFT JOIN",
            stage,
            "recovery_stage",
            SQL(
                "%s = %s AND %s BETWEEN %s AND %s",
                SQL.identifier(stage, "company_id"),
                SQL.identifier(alias, "company_id"),
                days,
                SQL.identifier(stage, "from_dpd"),
                SQL.identifier(stage, "to_dpd"),
            ),
        )
        return SQL.identifier(stage, "id")

    def _search_recovery(self, field, operator, value):
        """Compare a joined column in SQL; relational names go through their model."""
        if operator in _ANY or operator in ("ilike", "like", "=ilike", "=like"):
            comodel = self.env[self._fields[field].comodel_name]
            if operator in _ANY:
                query = value
                if not hasattr(value, "select"):
                    query = comodel._search(value, bypass_access=operator[-1] == "!")
                ids = [row[0] for row in self.env.execute_query(query.select())]
            else:
                ids = [i for i, _n in comodel.name_search(value, operator=operator)]
            operator, value = "not in" if operator.startswith("not") else "in", ids
        if operator not in ("in", "not in", "<", ">", "<=", ">="):
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: _compare(
                model._field_to_sql(alias, field, query), operator, value
            )
        )

    def _search_recovery_case(self, operator, value):
        return self._search_recovery("recovery_case_id", operator, value)

    def _search_recovery_stage(self, operator, value):
        return self._search_recovery("recovery_stage_id", operator, value)

    def _search_recovery_dpd(self, operator, value):
        return self._search_recovery("recovery_dpd", operator, value)


def _compare(column, operator, value):
    if operator in ("<", ">", "<=", ">="):
        return SQL("%s %s %s", column, SQL(operator), value)
    values = [item for item in value if item is not False and item is not None]
    empty = len(values) < len(list(value))
    found = SQL("%s = ANY(%s)", column, values)
    if empty:
        found = SQL("(%s OR %s IS NULL)", found, column)
    if operator == "not in":
        return SQL("(%s) IS NOT TRUE", found)
    return found
