from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..tools.calendar import add_working_days

FED_DAYS, FED_TIMES = 60, 3  # a journal whose statements come: on 3 days in 60


class AccountJournal(models.Model):
    """A bank journal whose statements stay away makes late reminders wait."""

    _inherit = "account.journal"

    recovery_watch = fields.Selection(
        [
            ("auto", "When its statements come in regularly"),
            ("always", "Always"),
            ("never", "Never"),
        ],
        "Reminders wait for its statements",
        default="auto",
        help="Without a statement for some working days, customers may have paid: "
        "late reminders wait. Journals kept by hand are left out by themselves.",
    )
    recovery_waived_on = fields.Date("Went on without it on", readonly=True, copy=False)
    recovery_waived_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False, ondelete="set null"
    )

    def _recovery_waive(self, reason):
        """Let reminders leave today though the statements are late; say why."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why reminders may leave without it."))
        for journal in self:
            journal.sudo().write(
                {
                    "recovery_waived_on": journal.company_id._recovery_today(),
                    "recovery_waived_by_id": self.env.uid,
                }
            )
            journal.sudo().message_post(
                body=self.env._(
                    "Reminders leave today without its statement: %(reason)s",
                    reason=reason,
                )
            )
        for company in self.company_id:
            self.env["recovery.notice"].sudo()._release_from_bank(company)


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_bank_days = fields.Integer(
        "Working days without a bank statement",
        default=4,
        help="Late reminders wait after so many working days without a statement of a "
        "bank journal; those before the due date leave. 0: they never wait.",
    )

    def _recovery_stale_banks(self, today):
        """Return ``[(journal, day of its last statement line), …]`` of the journals
        whose statements stay away."""
        self.ensure_one()
        if not self.recovery_bank_days:
            return []
        self.env["account.bank.statement.line"].flush_model()
        self.env["account.journal"].flush_model()
        rows = self.env.execute_query(
            SQL(
                _FED,
                company=self.id,
                today=today,
                span=FED_DAYS,
                times=FED_TIMES,
            )
        )
        closed = self._recovery_closed_days(today)
        journals = self.env["account.journal"].sudo()
        return [
            (journals.browse(journal), last)
            for journal, last in rows
            if not last
            or add_working_days(last, self.recovery_bank_days, closed) < today
        ]

    def _recovery_stale_words(self, today):
        """Return one sentence a journal whose statements stay away."""
        return [
            self.env._(
                "%(name)s: no statement since %(day)s",
                name=journal.name,
                day=format_date(self.env, last),
            )
            if last
            else self.env._("%(name)s: no statement yet", name=journal.name)
            for journal, last in self._recovery_stale_banks(today)
        ]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_bank_days = fields.Integer(
        related="company_id.recovery_bank_days", readonly=False
    )


class RecoveryNotice(models.Model):
    """Late reminders wait for the bank: who paid meanwhile is not reminded."""

    _inherit = "recovery.notice"

    def _let_wait(self, today, at):
        waiting = self.filtered(lambda one: one._waits_for_bank(today))
        waiting._put_off_for_bank(today)
        return super(RecoveryNotice, self - waiting)._let_wait(today, at)

    def _waits_for_bank(self, today):
        """Tell whether this reminder claims what may be paid already."""
        if not self._is_unsolicited() or self._is_by_hand() or not self._is_late(today):
            return False
        company = self.company_id
        return bool(
            self._once(
                ("stale", company.id, today),
                lambda: company._recovery_stale_banks(today),
            )
        )

    def _is_late(self, today):
        """Tell whether it leaves after the due date."""
        return not self.treatment_id._is_upcoming()

    def _put_off_for_bank(self, today):
        for company, notices in self.grouped("company_id").items():
            text = "; ".join(company._recovery_stale_words(today))
            for notice in notices:
                notice._put_off_to_day(today + timedelta(days=1), "bank")
                notice.reason_text = text

    @api.model
    def _release_from_bank(self, company):
        """Let leave what waited for the bank, once nothing is awaited."""
        waiting = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "queued"),
                ("reason", "=", "bank"),
            ]
        )
        if waiting and not company._recovery_stale_banks(company._recovery_today()):
            waiting.write({"send_after": False, "reason": False, "reason_text": False})
            self.env["recovery.outbox"]._come_back("cron_outbox")


_FED = """
SELECT j.id, fed.last
  FROM account_journal j
  LEFT JOIN LATERAL (
      SELECT max(m.date) AS last,
             count(DISTINCT m.date) FILTER (WHERE m.date >= %(today)s::date - %(span)s)
                 AS times
        FROM account_bank_statement_line s
        JOIN account_move m ON m.id = s.move_id AND m.state = 'posted'
       WHERE s.journal_id = j.id AND s.company_id = %(company)s
         AND m.date <= %(today)s
  ) fed ON TRUE
 WHERE j.company_id = %(company)s AND j.type = 'bank' AND j.active
   AND (j.recovery_waived_on IS NULL OR j.recovery_waived_on < %(today)s)
   AND (j.recovery_watch = 'always'
        OR (COALESCE(j.recovery_watch, 'auto') = 'auto' AND fed.times >= %(times)s))
 ORDER BY j.sequence, j.id
"""
