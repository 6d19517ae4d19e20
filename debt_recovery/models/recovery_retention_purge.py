from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .recovery_retention import EVIDENCE

BATCH = 10_000  # rows of one transaction


class RecoveryRetention(models.Model):
    """The nightly purge: some rows at a time, committed, and a line in the log."""

    _name = "recovery.retention"
    _inherit = ["recovery.retention", "recovery.job.mixin"]

    due_count = fields.Integer(
        "Would go tonight", compute="_compute_due_count", compute_sudo=True
    )

    def _compute_due_count(self):
        companies = self.env.companies
        for one in self:
            mine = one.company_id or companies
            one.due_count = sum(
                one._counted(company, company._recovery_today())[0]
                for company in mine
                if one in self._of(company)
            )

    @api.model
    def _cron_retention(self):
        """Purge what is due in every company; one that fails leaves the others."""
        self._each_company(self._purge_company)

    def _purge_company(self, company, progress=None):
        """Purge what is due in one company.

        :param progress: told of rows that went; falsy: no time is left. By default it
            commits, as jobs do
        """
        today = company._recovery_today()
        progress = progress or self.env["ir.cron"]._commit_progress
        for one in self._of(company).filtered(lambda one: one.state == "on"):
            one._purge_due(company, today, progress)

    def _purge_due(self, company, today, progress):
        """Purge all that is due of one kind, each batch with its line in the log;
        return how many rows went."""
        gone = 0
        while True:
            ids, kept = self._due(company, today, BATCH)
            if not ids:
                return gone
            self._purge_rows(ids)
            self.env["recovery.purge"].sudo().create(
                {
                    "retention_id": self.id,
                    "company_id": company.id,
                    "target": self.target,
                    "before": self._limit(today),
                    "rows_count": len(ids),
                    "kept_count": kept,
                }
            )
            gone += len(ids)
            if not progress(len(ids)):
                return gone

    # --- what is due ---------------------------------------------------------------

    def _due(self, company, today, most):
        """Return ``(ids, kept)``: what is older than the limit, and how many rows a
        rule that asks to keep evidence holds back.

        :param most: at most so many
        """
        rows = self._from_due(company, today)
        ids = self.env.execute_query(
            SQL("SELECT id FROM %s WHERE NOT is_kept ORDER BY id LIMIT %s", rows, most)
        )
        return [row[0] for row in ids], self._counted(company, today)[1]

    def _counted(self, company, today):
        """Return how many rows a purge would take, and how many a rule holds back."""
        ((due, kept),) = self.env.execute_query(
            SQL(
                "SELECT count(*) FILTER (WHERE NOT is_kept), "
                "count(*) FILTER (WHERE is_kept) FROM %s",
                self._from_due(company, today),
            )
        )
        return due, kept

    def _from_due(self, company, today):
        """Return the rows older than the limit, as a table ``(id, is_kept)``."""
        self.env.flush_all()
        floors = self._floors_by_country() if self.target in EVIDENCE else {}
        kept = [SQL("FALSE")]
        for country, years in floors.items():
            since = today - relativedelta(years=years)
            kept.append(SQL("(code = %s AND since > %s)", country, since))
        return SQL(
            """(SELECT id, %(kept)s AS is_kept FROM (
                 SELECT row.id, row.since, COALESCE(country.code, %(code)s) AS code
                   FROM (%(rows)s) AS row (id, since, partner_id)
                   LEFT JOIN res_partner p ON p.id = row.partner_id
                   LEFT JOIN res_country country ON country.id = p.country_id
                  WHERE row.since < %(limit)s) AS old) AS due""",
            kept=SQL(" OR ").join(kept),
            code=company.country_id.code or "",
            rows=self._due_sql(company),
            limit=self._limit(today),
        )

    def _due_sql(self, company):
        """Return ``id, since, partner_id`` of what a purge would still take."""
        return SQL(_DUE[self.target], company=company.id)

    # --- what a rule asks to keep --------------------------------------------------

    @api.model
    def _floors_by_country(self):
        """Return ``{country code: years}`` for which rules ask to keep evidence."""
        found = {}
        for country, years, _basis in self._record_rules():
            found[country] = max(found.get(country, 0), years)
        return found

    @api.model
    def _floors(self, partner):
        """Return ``(years, legal basis)`` of the rules that ask to keep evidence on
        a customer, by his country, else by the company's."""
        country = partner.country_id.code or self.env.company.country_id.code
        return [
            (years, basis)
            for code, years, basis in self._record_rules()
            if code == country
        ]

    @api.model
    def _record_rules(self):
        """Return ``(country code, years, legal basis)`` of each such rule, whoever it
        binds and wherever in the country: keeping longer breaks none of them."""
        today = self.env.company._recovery_today()
        rules = self.env["recovery.rule"].sudo()
        rules = rules.search(
            [
                ("kind", "=", "record_retention"),
                ("state", "!=", "off"),
                ("company_id", "in", (False, self.env.company.id)),
                ("used_until", "=", False),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", today),
            ]
        )
        return [(rule.country, _years(rule), rule.legal_basis) for rule in rules]

    # --- purging -------------------------------------------------------------------

    def _purge_rows(self, ids):
        """Purge rows of this kind: logs by their audited way out."""
        log = {"events": "recovery.event", "decisions": "recovery.decision"}
        if self.target in log:
            self.env[log[self.target]].sudo()._purge(ids)
            return
        if self.target == "links":
            self.env["recovery.link"].sudo().browse(ids).unlink()
            return
        if self.target == "threads":
            self._purge_threads(ids)
            return
        if self.target in ("complaints", "holds"):
            self._purge_files(ids)
        self.env.cr.execute(SQL(_PURGE[self.target], ids=list(ids)))
        self.env.invalidate_all()

    def _purge_threads(self, ids):
        messages = self.env["mail.message"].sudo().browse(ids)
        messages.unlink()

    def _purge_files(self, ids):
        personal = self.env["recovery.personal"].sudo()
        name = {"complaints": "recovery.complaint", "holds": "recovery.hold"}
        records = self.env[name[self.target]].sudo().browse(ids)
        personal._own_files(records).unlink()


# Nothing of the customer is open, in the row's company or in any if it has none:
# until then what was said is evidence.
_QUIET = """NOT EXISTS (
         SELECT 1 FROM recovery_case o WHERE o.partner_id = {row}.partner_id
            AND o.state <> 'closed'
            AND o.company_id = COALESCE({row}.company_id, o.company_id))
   AND NOT EXISTS (
         SELECT 1 FROM recovery_complaint o WHERE o.partner_id = {row}.partner_id
            AND o.state <> 'closed'
            AND o.company_id = COALESCE({row}.company_id, o.company_id))
   AND NOT EXISTS (
         SELECT 1 FROM recovery_insolvency o
          WHERE o.partner_id = {row}.partner_id AND o.state = 'open')"""
_DUE = {
    "payloads": """
SELECT id, received_at::date, NULL::int FROM recovery_webhook
 WHERE state IN ('done', 'refused') AND (payload IS NOT NULL OR sender IS NOT NULL)
   AND (company_id = %(company)s OR company_id IS NULL)""",
    "links": """
SELECT l.id, LEAST(l.expires_at, l.revoked_at)::date, c.partner_id
  FROM recovery_link l JOIN recovery_case c ON c.id = l.case_id
 WHERE c.company_id = %(company)s AND l.purpose <> 'unsubscribe'""",
    "calls": """
SELECT id, call_at::date, partner_id FROM recovery_callback
 WHERE company_id = %(company)s AND state <> 'waiting'
   AND (phone IS NOT NULL OR note IS NOT NULL)""",
    "bodies": """
SELECT n.id, c.closed_on, c.partner_id
  FROM recovery_notice n JOIN recovery_case c ON c.id = n.case_id
 WHERE c.company_id = %(company)s AND c.state = 'closed' AND n.body IS NOT NULL
   AND """
    + _QUIET.format(row="c"),
    "threads": """
SELECT m.id, c.closed_on, c.partner_id
  FROM mail_message m JOIN recovery_case c ON c.id = m.res_id
 WHERE m.model = 'recovery.case' AND c.company_id = %(company)s
   AND c.state = 'closed'""",
    "complaints": """
SELECT r.id, GREATEST(r.closed_on, c.closed_on), r.partner_id
  FROM recovery_complaint r LEFT JOIN recovery_case c
    ON c.partner_id = r.partner_id AND c.company_id = r.company_id
 WHERE r.company_id = %(company)s AND r.state = 'closed' AND r.text <> '–'
   AND """
    + _QUIET.format(row="r"),
    "holds": """
SELECT r.id, GREATEST(r.until_date, (
         SELECT max(c.closed_on) FROM recovery_case c
          WHERE c.partner_id = r.partner_id
            AND (r.company_id IS NULL OR c.company_id = r.company_id))), r.partner_id
  FROM recovery_hold r
 WHERE (r.company_id = %(company)s OR r.company_id IS NULL)
   AND r.until_date IS NOT NULL
   AND (r.reason IS DISTINCT FROM '–' OR r.sensitive_kind IS NOT NULL)
   AND """
    + _QUIET.format(row="r"),
    "events": """
SELECT e.id, c.closed_on, c.partner_id
  FROM recovery_event e JOIN recovery_case c ON c.id = e.case_id
 WHERE c.company_id = %(company)s AND c.state = 'closed'""",
    "decisions": """
SELECT d.id, c.closed_on, c.partner_id
  FROM recovery_decision d JOIN recovery_case c ON c.id = d.case_id
 WHERE c.company_id = %(company)s AND c.state = 'closed'""",
}
_PURGE = {
    "payloads": "UPDATE recovery_webhook SET payload = NULL, sender = NULL "
    "WHERE id = ANY(%(ids)s)",
    "calls": "UPDATE recovery_callback SET phone = NULL, note = NULL "
    "WHERE id = ANY(%(ids)s)",
    "bodies": "UPDATE recovery_notice SET body = NULL, subject = NULL, "
    "edited_body = NULL, edited_subject = NULL, edited_text = NULL, spoken = NULL, "
    "content_variables = NULL WHERE id = ANY(%(ids)s)",
    "complaints": "UPDATE recovery_complaint SET text = '–', answer = NULL "
    "WHERE id = ANY(%(ids)s)",
    "holds": "UPDATE recovery_hold SET reason = '–', evidence = NULL, "
    "sensitive_kind = NULL, sensitive_reason = NULL, sensitive_evidence = NULL "
    "WHERE id = ANY(%(ids)s)",
}


def _years(rule):
    """Return the years of a rule, rounded up."""
    parts = {"years": 1, "months": 12, "days": 365, "hours": 8760}
    return -(-rule.term // parts.get(rule.term_unit, 1))
