from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .recovery_planner import Planner

CHUNK = 5000
FULL_EVERY = 7


class RecoveryCycle(models.AbstractModel):
    """Intake, measure, decide, plan: steps 2 to 5 of the house, for one day.

    Repeating a cycle for the same day changes nothing. One session at a time measures
    a company; the others leave and come back.
    """

    _name = "recovery.cycle"
    _inherit = ["recovery.cycle.lock", "recovery.job.mixin"]
    _description = "Cycle"

    @api.model
    def _cron_cycle(self):
        """Run the day's cycle of every company; one that fails leaves the others.

        Then keep the evening before, in a transaction of its own.
        """
        self._each_company(lambda c: self._run(c, c._recovery_today()))
        self.env["recovery.evening"]._keep()

    @api.model
    def _run(self, company, as_of, full=None, commit=True):
        """Look at the debtors on which something may have changed by ``as_of``.

        :param company: one ``res.company``
        :param as_of: the company's date
        :param full: look at every debtor; None: when it was never done, settings
            changed, or the last whole look is a week old
        :param commit: commit after each batch
        :return: the ``recovery.run``, or an empty one when another session is at work
        """
        self = self.with_company(company)
        with self._alone(company, commit, "cron_cycle") as alone:
            if not alone:
                return self.env["recovery.run"]
            return self._run_locked(company, as_of, full, commit)

    def _run_locked(self, company, as_of, full, commit):
        started = fields.Datetime.now()
        self.env["recovery.account"]._sync(company)
        last = self._last_run(company)
        if full is None:
            full = self._is_full_due(company, as_of, last)
        marks = self._marks(company)
        debtor_ids = None
        if not full:
            debtor_ids = self._due_debtors(company, as_of, last, marks)
            debtor_ids += self.env["recovery.arrangement"]._due_debtors(company, as_of)
        if full and company.recovery_full_pass:
            # lowered first: a setting changed meanwhile raises it again
            company.sudo().recovery_full_pass = False
        counts = self._measure(company, as_of, debtor_ids, commit)
        self.env["recovery.portfolio"]._assign(company)
        self.env["recovery.mark"]._purge(marks)
        run = self.env["recovery.run"].create(
            {
                "company_id": company.id,
                "as_of": as_of,
                "is_full": full,
                "started_at": started,
                "ended_at": fields.Datetime.now(),
                **counts,
            }
        )
        if commit:
            self.env["ir.cron"]._commit_progress()
        return run

    # --- who is looked at --------------------------------------------------------

    def _last_run(self, company):
        return self.env["recovery.run"].search(
            [("company_id", "=", company.id), ("problem", "=", False)], limit=1
        )

    def _is_full_due(self, company, as_of, last):
        if company.recovery_full_pass or not last:
            return True
        whole = self.env["recovery.run"].search(
            [
                ("company_id", "=", company.id),
                ("is_full", "=", True),
                ("problem", "=", False),
            ],
            limit=1,
        )
        return not whole or whole.as_of + timedelta(days=FULL_EVERY) <= as_of

    def _marks(self, company):
        rows = self.env.execute_query(
            SQL("SELECT id FROM recovery_mark WHERE company_id = %s", company.id)
        )
        return [row[0] for row in rows]

    def _due_debtors(self, company, as_of, last, marks):
        """Debtors that are marked, due for a look, or whose debts come into sight."""
        horizon = self.env["recovery.stage"]._horizon(company)
        self.env["account.move.line"].flush_model(["date_maturity", "partner_id"])
        self.env["recovery.case"].flush_model(["next_check_on", "state"])
        self.env["recovery.arrangement"].flush_model(["look_on"])
        accounts = self.env["recovery.account"]._followed(company)
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM recovery_mark WHERE id = ANY(%(marks)s)
                UNION
                SELECT partner_id FROM recovery_case
                 WHERE company_id = %(company)s AND state = 'open'
                   AND next_check_on <= %(as_of)s
                UNION
                SELECT partner_id FROM recovery_arrangement
                 WHERE company_id = %(company)s AND look_on <= %(as_of)s
                UNION
                SELECT p.commercial_partner_id FROM account_move_line l
                  JOIN res_partner p ON p.id = l.partner_id
                 WHERE l.company_id = %(company)s AND l.parent_state = 'posted'
                   AND l.account_id = ANY(%(accounts)s)
                   AND l.reconciled IS NOT TRUE
                   AND l.date_maturity > %(since)s AND l.date_maturity <= %(until)s""",
                marks=marks,
                company=company.id,
                as_of=as_of,
                accounts=accounts.account_id.ids,
                since=last.as_of + timedelta(days=horizon),
                until=as_of + timedelta(days=horizon),
            )
        )
        return [row[0] for row in rows]

    # --- measure, decide, plan ---------------------------------------------------

    def _measure(self, company, as_of, debtor_ids, commit):
        """Measure debtors (all when None) and plan; return the counts of the run."""
        facts = self.env["recovery.facts"]
        counts = dict.fromkeys(
            ("measured", "changed", "opened", "closed", "planned", "cancelled"), 0
        )
        if debtor_ids is not None and not debtor_ids:
            return counts
        self.env["recovery.insolvency"]._join(company)
        if debtor_ids is not None:  # the ledger changed: look for what came back
            self.env["recovery.return"]._sort(company, debtor_ids)
        self.env["recovery.arrangement"]._evaluate_due(company, as_of, debtor_ids)
        self.env.flush_all()
        facts._build(company, as_of, debtor_ids)
        if debtor_ids is None:
            facts._add_settled(company)
        planner = Planner(self.env, company, as_of)
        writer = self.env["recovery.case.writer"]
        after = 0
        while rows := facts._chunk(company, after, CHUNK):
            after = rows[-1]["debtor_id"]
            planner.load_past(rows)
            decided = [(row, *planner.decide(row)) for row in rows]
            for name, number in writer._apply(company, as_of, decided).items():
                counts[name] += number
            counts["measured"] += len(rows)
            self.env.invalidate_all()
            if commit:
                self.env["ir.cron"]._commit_progress(len(rows), remaining=0)
        return counts

    # --- settle ------------------------------------------------------------------

    @api.model
    def _cron_settle(self):
        """Measure the debtors whose ledger changed, within seconds of the change."""
        self._each_company(lambda c: self._settle(c, c._recovery_today()))

    @api.model
    def _settle(self, company, as_of, commit=True):
        """Measure the marked debtors of ``company``; the marks go with the result."""
        self = self.with_company(company)
        if not self._marks(company):
            return 0
        with self._alone(company, commit, "cron_settle") as alone:
            if not alone:
                return 0
            marks = self._marks(company)
            debtors = self.env.execute_query(
                SQL(
                    "SELECT DISTINCT partner_id FROM recovery_mark WHERE id = ANY(%s)",
                    marks,
                )
            )
            self._measure(company, as_of, [row[0] for row in debtors], commit)
            self.env["recovery.mark"]._purge(marks)
            if commit:
                self.env["ir.cron"]._commit_progress(len(marks), remaining=0)
        return len(debtors)

    def _failed(self, company, error):
        now = fields.Datetime.now()
        company.sudo().recovery_full_pass = True
        self.env["recovery.run"].create(
            {
                "company_id": company.id,
                "as_of": company._recovery_today(),
                "started_at": now,
                "ended_at": now,
                "problem": repr(error),
            }
        )
        self.env["ir.cron"]._commit_progress()

    # --- simulate ----------------------------------------------------------------

    @api.model
    def _simulate(self, company, as_of, released=False, limit=None):
        """Return who would get what on ``as_of`` if nothing is paid; write nothing.

        :param released: as if every customer were released
        :return: list of ``(partner id, values, choices)``, as the planner gives them
        """
        facts = self.env["recovery.facts"]
        result = []
        facts._build(company, as_of)
        planner = Planner(self.env, company, as_of)
        planner.cutoff = None if released else planner.cutoff
        after = 0
        while rows := facts._chunk(company, after, CHUNK):
            after = rows[-1]["debtor_id"]
            planner.load_past(rows)
            for row in rows:
                values, choices = planner.decide(row)
                if values["is_open"]:
                    values["net"] = row["net"]
                    result.append((row["debtor_id"], values, choices))
            if limit and len(result) >= limit:
                break
        facts._drop()  # after an error, the rollback does it
        return result
