from odoo import api, fields, models
from odoo.tools import SQL

UNTOUCHED = 14  # days, unless the page asks for others
ROOM = 100000  # more users than any house has


class RecoveryWorkload(models.Model):
    """What each person has on the desk today, read when it is looked at.

    One row per company and person, one more for the accounts of nobody. The days after
    which an account counts as untouched come with the context
    (``recovery_untouched_days``).
    """

    _name = "recovery.workload"
    _description = "Workload"
    _auto = False
    _order = "late_count desc, due_count desc, open_count desc, id"
    _depends = {
        "recovery.case": ["user_id", "state", "net_overdue", "oldest_due"],
        "recovery.notice": ["state", "case_id"],
        "mail.activity": ["user_id", "date_deadline", "res_id", "active"],
        "recovery.absence": ["user_id", "from_date", "until_date"],
    }

    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    open_count = fields.Integer("Open accounts", readonly=True)
    net_overdue = fields.Monetary("To chase", readonly=True)
    waiting_count = fields.Integer("Reminders to approve", readonly=True)
    due_count = fields.Integer("Tasks for today", readonly=True)
    late_count = fields.Integer("Late tasks", readonly=True)
    reply_count = fields.Integer("Replies to read", readonly=True)
    untouched_count = fields.Integer(
        "Untouched accounts",
        readonly=True,
        help="Something is to chase, and for that many days there was no contact, no "
        "task done, no note and no hold.",
    )
    absent_until = fields.Date("Absent until", readonly=True)
    acting_id = fields.Many2one("res.users", "Replaced by", compute="_compute_acting")

    @api.depends("user_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.user_id.name or self.env._("Nobody")

    def _compute_acting(self):
        for company, rows in self.grouped("company_id").items():
            substitutes = self.env["recovery.absence"]._substitutes(
                company, company._recovery_today()
            )
            for row in rows:
                row.acting_id = substitutes.get(row.user_id.id, False)

    def _untouched_days(self):
        return int(self.env.context.get("recovery_untouched_days") or UNTOUCHED)

    @property
    def _table_query(self):
        cases = self.env["recovery.case"]
        for name in ("recovery.case", "recovery.notice", "mail.activity"):
            self.env[name].flush_model()
        group = self.env.ref("debt_recovery.group_agent").sudo()
        agents = group.all_user_ids.filtered(lambda u: u.active and not u.share)
        agents -= self.env.ref("base.user_root")
        days = SQL(", ").join(
            SQL("(%s, %s::date)", company.id, company._recovery_today())
            for company in self.env.companies
        )
        return SQL(
            _WORKLOAD,
            room=ROOM,
            days=days,
            agents=agents.ids,
            reply=self.env.ref("debt_recovery.activity_reply").id,
            untouched=cases._untouched_sql(SQL("c"), self._untouched_days()),
        )

    # --- from a number to its list ------------------------------------------------

    def _cases(self, name, *domain):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("%(what)s – %(who)s", what=name, who=self.display_name),
            "res_model": "recovery.case",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("company_id", "=", self.company_id.id), *domain],
        }

    def _followed(self):
        return ("user_id", "=", self.user_id.id)

    def action_open(self):
        self.ensure_one()
        label = self._fields["open_count"]._description_string(self.env)
        return self._cases(label, self._followed(), ("state", "=", "open"))

    def action_waiting(self):
        self.ensure_one()
        return {
            **self._cases(self._fields["waiting_count"]._description_string(self.env)),
            "res_model": "recovery.notice",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "draft"),
                ("case_id.user_id", "=", self.user_id.id),
            ],
        }

    def _tasks(self, label, *domain):
        """Open the accounts with tasks of this person, as the pile shows them."""
        view = self.env.ref("debt_recovery.recovery_case_view_list_tasks")
        mine = [("user_id", "=", self.user_id.id), *domain]
        return {
            **self._cases(label, ("activity_ids", "any", mine)),
            "views": [(view.id, "list"), (False, "kanban"), (False, "form")],
        }

    def action_due(self):
        self.ensure_one()
        label = self._fields["due_count"]._description_string(self.env)
        today = self.company_id._recovery_today()
        return self._tasks(label, self._no_reply(), ("date_deadline", "=", today))

    def action_late(self):
        self.ensure_one()
        label = self._fields["late_count"]._description_string(self.env)
        today = self.company_id._recovery_today()
        return self._tasks(label, self._no_reply(), ("date_deadline", "<", today))

    def _no_reply(self):
        reply = self.env.ref("debt_recovery.activity_reply")
        return ("activity_type_id", "not in", (False, reply.id))

    def action_replies(self):
        self.ensure_one()
        label = self._fields["reply_count"]._description_string(self.env)
        reply = self.env.ref("debt_recovery.activity_reply")
        return self._tasks(label, ("activity_type_id", "=", reply.id))

    def action_untouched(self):
        self.ensure_one()
        label = self.env._("Untouched for %(days)s days", days=self._untouched_days())
        since = ("untouched_days", ">=", self._untouched_days())
        return self._cases(label, self._followed(), since)


_WORKLOAD = """
WITH days (company_id, today) AS (VALUES %(days)s),
accounts AS (
    SELECT c.company_id, c.user_id, count(*) AS open_count,
           sum(c.net_overdue) AS net_overdue,
           count(*) FILTER (WHERE %(untouched)s) AS untouched_count
      FROM recovery_case c JOIN days USING (company_id)
     WHERE c.state = 'open' GROUP BY 1, 2),
waiting AS (
    SELECT c.company_id, c.user_id, count(*) AS waiting_count
      FROM recovery_notice n JOIN recovery_case c ON c.id = n.case_id
     WHERE n.state = 'draft' GROUP BY 1, 2),
tasks AS (
    SELECT c.company_id, a.user_id,
           count(DISTINCT c.id) FILTER (WHERE a.activity_type_id <> %(reply)s
               AND a.date_deadline = days.today) AS due_count,
           count(DISTINCT c.id) FILTER (WHERE a.activity_type_id <> %(reply)s
               AND a.date_deadline < days.today) AS late_count,
           count(DISTINCT c.id) FILTER (WHERE a.activity_type_id = %(reply)s)
               AS reply_count
      FROM mail_activity a JOIN recovery_case c ON c.id = a.res_id
      JOIN days USING (company_id)
     WHERE a.res_model = 'recovery.case' AND a.active GROUP BY 1, 2),
people AS (
    SELECT company_id, user_id FROM accounts UNION SELECT company_id, user_id FROM tasks
    UNION SELECT rel.cid, rel.user_id FROM res_company_users_rel rel
      JOIN days ON days.company_id = rel.cid WHERE rel.user_id = ANY(%(agents)s))
SELECT p.company_id * %(room)s + COALESCE(p.user_id, 0) AS id, p.company_id, p.user_id,
       COALESCE(accounts.open_count, 0) AS open_count,
       COALESCE(accounts.net_overdue, 0) AS net_overdue,
       COALESCE(accounts.untouched_count, 0) AS untouched_count,
       COALESCE(waiting.waiting_count, 0) AS waiting_count,
       COALESCE(tasks.due_count, 0) AS due_count,
       COALESCE(tasks.late_count, 0) AS late_count,
       COALESCE(tasks.reply_count, 0) AS reply_count,
       (SELECT max(a.until_date) FROM recovery_absence a
         WHERE a.user_id = p.user_id
           AND days.today BETWEEN a.from_date AND a.until_date
           AND (a.company_id IS NULL OR a.company_id = p.company_id)) AS absent_until
  FROM people p JOIN days USING (company_id)
  LEFT JOIN accounts ON accounts.company_id = p.company_id
        AND accounts.user_id IS NOT DISTINCT FROM p.user_id
  LEFT JOIN waiting ON waiting.company_id = p.company_id
        AND waiting.user_id IS NOT DISTINCT FROM p.user_id
  LEFT JOIN tasks ON tasks.company_id = p.company_id
        AND tasks.user_id IS NOT DISTINCT FROM p.user_id
"""
