import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .recovery_job_mixin import BUSY

_logger = logging.getLogger(__name__)

BATCH = 500
STUCK_AFTER = timedelta(minutes=15)


class RecoveryDebitRun(models.AbstractModel):
    """Charges what is due: plan, reserve, commit, call the provider, commit the result.
    Never twice.

    A try found in ``sending`` whose session is gone may have been charged: where the
    provider has not said so meanwhile, a person asks him.
    """

    _name = "recovery.debit.run"
    _inherit = ["recovery.job.mixin"]
    _description = "Automatic payments of the day"

    @api.model
    def _cron_charge(self):
        """Charge what is due in every company; one that fails leaves the others."""
        self._each_company(self._process)

    @api.model
    def _process(self, company, today=None):
        """Charge what is due for ``company``.

        :return: ``{debit id: state in which it is left}``
        """
        self = self.with_company(company)
        if not self._may_charge(company):
            return {}
        today = today or company._recovery_today()
        self._sweep(company, fields.Datetime.now())
        self._plan(company, today)
        self._commit()
        states = {}
        for debit_id in self._due(company, today):
            states[debit_id] = self._charge(debit_id, today)
            if not self.env["ir.cron"]._commit_progress(1):
                break
        return states

    def _may_charge(self, company):
        """Tell whether real money may be taken: not from a copy of the database, nor
        while nothing reaches the customers."""
        if not self.env["recovery.safety"]._may_send():
            return False  # said in the log by the guard
        if company.recovery_test_mode:
            _logger.info("Nothing is charged: %s is in test mode.", company.name)
            return False
        return True

    # --- what is planned --------------------------------------------------------------

    @api.model
    def _plan(self, company, today):
        """Plan the first try of each instalment that comes into sight, and one more
        where the customer gave another means of payment, or where the plan runs
        again; once, whoever plans."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                _PLAN,
                company=company.id,
                until=today + timedelta(days=company._recovery_announce_days()),
                today=today,
                uid=self.env.uid,
            )
        )
        self.env["recovery.debit"].invalidate_model()
        made = self.env["recovery.debit"].browse([row[0] for row in rows])
        for debit in made.sudo():
            debit.scheme = debit._scheme_of(debit.token_id)
        return made

    @api.model
    def _due(self, company, today):
        debits = self.env["recovery.debit"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "planned"),
                ("day", "<=", today),
            ],
            order="day, id",
            limit=BATCH,
        )
        return debits.ids

    # --- one charge -------------------------------------------------------------------

    def _charge(self, debit_id, today):
        """Charge one; what goes wrong with it leaves the others."""
        try:
            return self._charge_alone(debit_id, today)
        except BUSY:  # another worker has it: nothing was reserved here
            self.env.cr.rollback()
            return "busy"
        except Exception:  # its next run, or a person, finds it as it was committed
            self.env.cr.rollback()
            _logger.exception("Automatic payment %s failed", debit_id)
            return "failed"

    def _charge_alone(self, debit_id, today):
        """Reserve one and commit, call its provider, commit what came of it."""
        debit = self.env["recovery.debit"].browse(debit_id)
        transaction = debit._reserve(today)
        self._commit()
        if not transaction:
            return debit.state
        try:
            transaction._charge_with_token()
            self.env.flush_all()
        except Exception as error:  # a stranger's, after the network was used
            _logger.exception("Automatic payment %s: unexpected error", debit_id)
            self.env.cr.rollback()
            debit._doubt(repr(error))
        else:
            self._commit()  # what the provider said, whatever we make of it
            debit._take_result()
        self._commit()
        self._book(transaction)
        return debit.state

    def _book(self, transaction):
        """Register the payment at once; where that fails, Odoo's own job does."""
        if transaction.state != "done" or transaction.is_post_processed:
            return
        try:
            transaction._post_process()
            self.env.flush_all()
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Transaction %s is not booked", transaction.reference)
        self._commit()

    # --- what jobs that are no more left behind -------------------------------------

    def _sweep(self, company, at):
        self.env.cr.execute(
            SQL(
                """SELECT d.id FROM recovery_debit d
                    WHERE d.company_id = %s AND d.state = 'sending'
                      AND (d.reserved_at < %s OR d.reserved_by = %s OR NOT EXISTS (
                          SELECT 1 FROM pg_stat_activity a
                           WHERE a.pid || '@' || extract(epoch FROM a.backend_start)
                                 = d.reserved_by))
                    FOR UPDATE SKIP LOCKED""",
                company.id,
                at - STUCK_AFTER,
                self.env["recovery.outbox"]._session_name(),
            ),
            log_exceptions=False,
        )
        rows = self.env.cr.fetchall()
        left = self.env["recovery.debit"].browse([row[0] for row in rows])
        for debit in left:
            try:
                with self.env.cr.savepoint():
                    debit._take_result()
            except Exception:
                _logger.exception("Automatic payment %s is not known", debit.id)
        self._commit()
        for debit in left:
            self._book(debit.sudo().transaction_id)


class RecoveryDebit(models.Model):
    _inherit = "recovery.debit"

    def _reserve(self, today):
        """Judge this try again and write that it is being made; the caller commits.

        :return: the transaction to charge, or none
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM recovery_debit WHERE id = %s AND state = 'planned' "
                "FOR UPDATE SKIP LOCKED",
                self.id,
            ),
            log_exceptions=False,
        )
        nothing = self.env["payment.transaction"]
        if not self.env.cr.fetchall():
            return nothing
        self.invalidate_recordset()
        if self.arrangement_id:
            self.arrangement_id._alone()  # nobody changes it meanwhile
        self.arrangement_id.sudo()._evaluate(today)
        why, final = self._obstacle(today)
        if final:
            self._give_up(why)
        elif why == "put_off":
            self.sudo().day = self.instalment_id.due_date
        amount = 0 if why else self._chargeable(today)
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            return nothing
        transaction = self._new_transaction(amount)
        self._move_to(
            "sending",
            transaction_id=transaction.id,
            amount=amount,
            day=today,
            reserved_at=fields.Datetime.now(),
            reserved_by=self.env["recovery.outbox"]._session_name(),
        )
        return transaction

    def _new_transaction(self, amount):
        """Write the transaction; its reference exists once in the database, so that a
        second one for this try cannot be written."""
        token = self.sudo().token_id
        return (
            self.env["payment.transaction"]
            .sudo()
            .create(
                {
                    "provider_id": token.provider_id.id,
                    "payment_method_id": token.payment_method_id.id,
                    "token_id": token.id,
                    "operation": "offline",
                    "amount": amount,
                    "currency_id": self.currency_id.id,
                    "partner_id": token.partner_id.id,
                    "reference": self._reference(),
                    "invoice_ids": [(6, 0, self._invoices().ids)],
                }
            )
        )

    def _invoices(self):
        return self._lines().move_id.filtered(lambda move: move.is_invoice(True))


# One try at a time, and a second one by itself only with another authorisation.
_PLAN = """
INSERT INTO recovery_debit (company_id, partner_id, case_id, instalment_id,
       arrangement_id, mandate_id, token_id, means, scheme, attempt, state, day,
       currency_id, amount, create_uid, create_date, write_uid, write_date)
SELECT a.company_id, a.partner_id, a.case_id, i.id, a.id, m.id, m.token_id, m.means,
       'card', COALESCE(last.attempt, 0) + 1, 'planned',
       GREATEST(i.due_date, %(today)s), a.currency_id,
       i.amount - COALESCE(i.received, 0),
       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
  FROM recovery_arrangement_instalment i
  JOIN recovery_arrangement a ON a.id = i.arrangement_id AND a.state = 'active'
  JOIN recovery_mandate m ON m.arrangement_id = a.id AND m.state = 'active'
  LEFT JOIN LATERAL (
       SELECT d.attempt, d.mandate_id, d.state, d.given_up FROM recovery_debit d
        WHERE d.instalment_id = i.id ORDER BY d.attempt DESC LIMIT 1) last ON TRUE
 WHERE a.company_id = %(company)s AND i.due_date <= %(until)s
   AND m.token_id IS NOT NULL
   AND i.state IN ('waiting', 'due', 'late')
   AND i.amount > COALESCE(i.received, 0)
   AND (last.attempt IS NULL
        OR last.state IN ('refused', 'cancelled')
           AND last.mandate_id IS DISTINCT FROM m.id
        OR last.given_up IN ('ended', 'paid'))
ON CONFLICT DO NOTHING
RETURNING id
"""
