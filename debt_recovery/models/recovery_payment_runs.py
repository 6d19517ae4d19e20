from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools import payment_runs
from .recovery_receipt_sql import MONEY

LEARN_EVERY = 7  # days
LEARN_FROM = 547  # days: a year and a half
CHUNK = 5000


class RecoveryCase(models.Model):
    """What the house knows of a payer: its note and its payment-run days."""

    _inherit = "recovery.case"

    collection_note = fields.Text(
        "Collection note",
        help="What whoever writes or calls must know: “pays on the 10th; call on "
        "Tuesdays; needs the order number”.",
    )
    payment_run_text = fields.Char(
        "Payment-run days",
        help="Days on which the customer pays its suppliers: “10, 25”, “end of month”, "
        "“Tuesday”. Empty: as learned from its payments; “none”: it has none.",
    )
    payment_run_learned = fields.Char(readonly=True, export_string_translation=False)

    @api.constrains("payment_run_text")
    def _check_payment_run_text(self):
        for case in self:
            try:
                payment_runs.parse(case.payment_run_text or "")
            except payment_runs.RunsError as error:
                raise ValidationError(
                    self.env._(
                        "“%(word)s” names no day: type days of the month, “end of "
                        "month” or weekdays, such as “10, 25”.",
                        word=error,
                    )
                ) from error

    def write(self, vals):
        result = super().write(vals)
        if "payment_run_text" in vals:
            for company, cases in self.grouped("company_id").items():
                self.env["recovery.mark"]._add(
                    company, cases.partner_id, "payment_runs"
                )
        return result

    def _payment_runs(self):
        """Return the runs typed for this customer, else those learned."""
        self.ensure_one()
        text = self.payment_run_text or self.payment_run_learned
        return payment_runs.parse(text or "")

    def _fold_into(self, kept):
        """What was written of either customer stays."""
        if not self:
            return None
        everyone = kept | self
        notes = list(dict.fromkeys(filter(None, everyone.mapped("collection_note"))))
        typed = next(filter(None, everyone.mapped("payment_run_text")), False)
        kept.write({"collection_note": "\n".join(notes), "payment_run_text": typed})
        return super()._fold_into(kept)


class RecoveryPaymentRuns(models.AbstractModel):
    """Learns from their payments on which days customers pay, once a week.

    Apart from the cycle, which must stay quick; what changed is looked at by the next.
    """

    _name = "recovery.payment.runs"
    _inherit = ["recovery.job.mixin"]
    _description = "Learning of payment runs"

    @api.model
    def _cron_learn(self):
        self._each_company(lambda c: self._learn_weekly(c, c._recovery_today()))

    @api.model
    def _learn_weekly(self, company, as_of, commit=True):
        """Learn where it was not done within a week; alone, as a measure is."""
        last = company.recovery_runs_learned_on
        if last and last + timedelta(days=LEARN_EVERY) > as_of:
            return
        cycle = self.env["recovery.cycle"].with_company(company)
        with cycle._alone(company, commit, "cron_payment_runs") as alone:
            if alone:
                self._learn(company, as_of)
                company.sudo().recovery_runs_learned_on = as_of
                if commit:
                    self.env["ir.cron"]._commit_progress()

    @api.model
    def _learn(self, company, as_of):
        """Write the days learned of every open account, only where they differ.

        :return: number of accounts changed
        """
        self.env.flush_all()
        self.env.cr.execute("DROP TABLE IF EXISTS recovery_payment_dates")
        followed = self.env["recovery.account"]._followed(company)
        self.env.cr.execute(
            SQL(
                _DATES,
                company=company.id,
                accounts=followed.account_id.ids or [0],
                since=as_of - timedelta(days=LEARN_FROM),
                as_of=as_of,
                least=payment_runs.MIN_DATES,
                money=MONEY,
            )
        )
        changed, after = 0, 0
        while rows := self.env.execute_query(SQL(_CHUNK, after=after, limit=CHUNK)):
            after = rows[-1][0]
            changed += self._write_learned(rows, as_of)
        self.env.cr.execute("DROP TABLE recovery_payment_dates")
        self.env["recovery.case"].invalidate_model(
            ["payment_run_learned", "next_check_on"]
        )
        return changed

    def _write_learned(self, rows, as_of):
        values = []
        for case_id, dates, known in rows:
            learned = payment_runs.to_text(payment_runs.learn(dates or ())) or None
            if learned != known:
                values.append(SQL("(%s, %s)", case_id, learned))
        if values:
            self.env.cr.execute(
                SQL(
                    "UPDATE recovery_case c"
                    " SET payment_run_learned = v.learned::varchar,"
                    " next_check_on = LEAST(c.next_check_on, %s)"
                    " FROM (VALUES %s) AS v (id, learned) WHERE c.id = v.id",
                    as_of,
                    SQL(", ").join(values),
                )
            )
        return len(values)


# one row per open account; the dates only where there are enough to learn from
_DATES = """
CREATE TEMP TABLE recovery_payment_dates AS
WITH paid AS (
    SELECT p.commercial_partner_id AS debtor_id, array_agg(DISTINCT l.date) AS dates
      FROM account_move_line l
      JOIN account_journal j ON j.id = l.journal_id
       AND j.type IN %(money)s
      JOIN res_partner p ON p.id = l.partner_id
     WHERE l.company_id = %(company)s AND l.account_id = ANY(%(accounts)s)
       AND l.parent_state = 'posted' AND l.balance < 0
       AND l.date > %(since)s AND l.date <= %(as_of)s
     GROUP BY 1 HAVING count(DISTINCT l.date) >= %(least)s
)
SELECT c.id AS case_id, paid.dates, c.payment_run_learned AS known
  FROM recovery_case c
  LEFT JOIN paid ON paid.debtor_id = c.partner_id
 WHERE c.company_id = %(company)s AND c.state = 'open'
   AND (paid.dates IS NOT NULL OR c.payment_run_learned IS NOT NULL)
"""

_CHUNK = """
SELECT case_id, dates, known FROM recovery_payment_dates
 WHERE case_id > %(after)s ORDER BY case_id LIMIT %(limit)s
"""
