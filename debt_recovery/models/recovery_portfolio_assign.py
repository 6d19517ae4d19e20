from odoo import api, models
from odoo.tools import SQL


class RecoveryPortfolio(models.Model):
    """Give open accounts their responsible, in one statement."""

    _inherit = "recovery.portfolio"

    @api.model
    def _assign(self, company):
        """Give the company's open accounts to whom the rules say; write only changes.

        Accounts given by hand stay. Those that no rule takes go to the company's
        responsible. Without a rule nothing moves.

        :return: how many accounts changed
        """
        moves = self._moves_sql(company)
        if moves is None:
            return 0
        self.env.cr.execute(
            SQL(
                """WITH moves AS (%s)
                UPDATE recovery_case c SET user_id = m.user_id, portfolio_id = m.rule,
                       write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                  FROM moves m WHERE m.id = c.id""",
                moves,
                self.env.uid,
            )
        )
        moved = self.env.cr.rowcount
        self.env["recovery.case"].invalidate_model(["user_id", "portfolio_id"])
        return moved

    @api.model
    def _moves(self, company):
        """Return what an assignment now would move, counted.

        :return: dictionaries ``from_id, to_id, rule_id, accounts, amount``; the first
            two are user ids or None
        """
        moves = self._moves_sql(company)
        if moves is None:
            return []
        return self.env.execute_query_dict(
            SQL(
                """SELECT m.old_id AS from_id, m.user_id AS to_id, m.rule AS rule_id,
                          count(*) AS accounts, sum(m.net_overdue) AS amount
                     FROM (%s) m WHERE m.old_id IS DISTINCT FROM m.user_id
                    GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3""",
                moves,
            )
        )

    @api.model
    def _moves_sql(self, company):
        """Return the SELECT of ``id, old_id, net_overdue, user_id, rule`` of accounts
        whose person or rule differs, or None when the company has no rule."""
        rules = self.sudo().search([("company_id", "=", company.id)])
        able = rules.user_ids.filtered(
            lambda user: user.active and not company._recovery_cannot_follow(user)
        )
        teams = {rule: (rule.user_ids & able).ids for rule in rules}
        teams = {rule: users for rule, users in teams.items() if users}
        if not teams:
            return None
        self.env["recovery.case"].flush_model()
        self.env["res.partner"].flush_model(["lang", "country_id"])
        conditions = (SQL("WHEN %s THEN %s", r._condition(), r.id) for r in teams)
        members = ((rule.id, user) for rule, users in teams.items() for user in users)
        return SQL(
            _MOVES,
            rule=SQL("CASE %s END", SQL(" ").join(conditions)),
            team=SQL(", ").join(SQL("(%s, %s)", *member) for member in members),
            company=company.id,
            default=company.sudo().recovery_user_id.id or None,
        )

    def _condition(self):
        """Return the rule as SQL over an account ``c`` and its customer ``p``."""
        tests = [SQL("TRUE")]
        for column, values in (
            (SQL("p.lang"), self.lang_ids.mapped("code")),
            (SQL("p.country_id"), self.country_ids.ids),
            (SQL("c.segment_id"), self.segment_ids.ids),
            (SQL("c.policy_id"), self.policy_ids.ids),
        ):
            if values:
                tests.append(SQL("%s = ANY(%s)", column, values))
        if self.min_net:
            tests.append(SQL("c.net_overdue >= %s", self.min_net))
        if self.max_net:
            tests.append(SQL("c.net_overdue <= %s", self.max_net))
        return SQL(" AND ").join(tests)


# Each keeps what he has by a rule; the rest is dealt to who has the fewest accounts:
# place n goes to the n-th lowest step that a person could still climb.
_MOVES = """
WITH team (rule, user_id) AS (VALUES %(team)s),
matched AS MATERIALIZED (
    SELECT c.id, c.user_id, %(rule)s AS rule
      FROM recovery_case c JOIN res_partner p ON p.id = c.partner_id
     WHERE c.company_id = %(company)s AND c.state = 'open'
       AND c.user_by_hand IS NOT TRUE),
kept AS (
    SELECT m.id, m.rule, m.user_id FROM matched m JOIN team USING (rule, user_id)),
fresh AS (
    SELECT m.id, m.rule, row_number() OVER (PARTITION BY m.rule ORDER BY m.id) AS place
      FROM matched m LEFT JOIN team USING (rule, user_id)
     WHERE m.rule IS NOT NULL AND team.rule IS NULL),
wave AS (SELECT rule, count(*) AS size FROM fresh GROUP BY rule),
load AS (
    SELECT user_id, count(*) AS accounts FROM recovery_case
     WHERE company_id = %(company)s AND state = 'open' GROUP BY user_id),
slots AS (
    SELECT rule, team.user_id, row_number() OVER (
               PARTITION BY rule
               ORDER BY COALESCE(load.accounts, 0) + step, team.user_id) AS place
      FROM wave JOIN team USING (rule) LEFT JOIN load ON load.user_id = team.user_id
     CROSS JOIN LATERAL generate_series(1, wave.size) AS step),
wanted AS (
    SELECT id, rule, user_id FROM kept
    UNION ALL SELECT id, rule, slots.user_id FROM fresh JOIN slots USING (rule, place)
    UNION ALL SELECT id, NULL, %(default)s::int FROM matched WHERE rule IS NULL)
SELECT c.id, c.user_id AS old_id, c.net_overdue, w.user_id, w.rule
  FROM wanted w JOIN recovery_case c ON c.id = w.id
 WHERE (c.user_id, c.portfolio_id) IS DISTINCT FROM (w.user_id, w.rule)
"""
