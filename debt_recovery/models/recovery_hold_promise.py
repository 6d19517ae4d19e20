from odoo import api, fields, models
from odoo.tools import SQL, format_date, formatLang

from ..tools.calendar import add_working_days


class RecoveryHold(models.Model):
    """A promise given by word of mouth: a hold on its debts until the money is due.

    Arrangements will bring promises of their own; what is kept here (amount, day,
    debts) is all that they need to take these over.
    """

    _inherit = "recovery.hold"

    promise_currency_id = fields.Many2one("res.currency", readonly=True)
    promise_amount = fields.Monetary(
        "Promised", currency_field="promise_currency_id", readonly=True
    )
    promise_date = fields.Date("Promised for", readonly=True)
    promise_state = fields.Selection(
        [
            ("waiting", "Expected"),
            ("kept", "Kept"),
            ("broken", "Not kept"),
            ("replaced", "Replaced"),
        ],
        "Promise",
        readonly=True,
        index="btree_not_null",
    )
    promise_followed = fields.Boolean(
        readonly=True, help="Somebody spoke to the customer since it was broken."
    )

    def action_lift(self):
        """A promise that is lifted is waited for no more."""
        waiting = self.filtered(lambda hold: hold.promise_state == "waiting")
        waiting.promise_state = "replaced"
        return super().action_lift()

    def _received(self):
        """Return the cash that came in for this promise since it was given.

        What is matched with its debts, and what the bank brought and nobody matched
        yet. A credit note, a write-off or a transfer to doubtful debts is no receipt.

        :return: in the promise's currency
        """
        self.ensure_one()
        self.env["recovery.exposure"]._flush()
        ((amount,),) = self.env.execute_query(
            SQL(
                _RECEIVED,
                lines=self.line_ids.ids or [0],
                since=self.from_date,
                company=self.company_id.id,
                debtor=self.partner_id.id,
                currency=self.promise_currency_id.id,
            )
        )
        return self.promise_currency_id.round(float(amount))

    @api.model
    def _check_promises(self, company, today):
        """Tell which promises were kept, and which were not once their time is over.

        A promise that was kept frees what else its debts hold; one that was not
        becomes a call of the account's responsible.

        :return: the promises that were decided
        """
        waiting = self.search(
            [("company_id", "=", company.id), ("promise_state", "=", "waiting")]
        )
        decided = self.browse()
        for hold in waiting:
            received = hold._received()
            currency = hold.promise_currency_id
            kept = currency.compare_amounts(received, hold.promise_amount) >= 0
            is_over = hold.until_date and hold.until_date < today
            if not (kept or is_over):
                continue
            hold.promise_state = "kept" if kept else "broken"
            if not is_over:
                hold.action_lift()
            hold._tell_promise(received)
            decided |= hold
        return decided

    def _tell_promise(self, received):
        case = self.env["recovery.case"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        kept = self.promise_state == "kept"
        kind = "promise_kept" if kept else "promise_broken"
        text = self._promise_words()
        if not kept and received > 0:
            money = formatLang(
                self.env, received, currency_obj=self.promise_currency_id
            )
            text = self.env._(
                "%(promise)s; %(money)s came in", promise=text, money=money
            )
        self.env["recovery.event"]._log(kind, case, text)
        user = case and case._acting()
        if user and not kept:
            case.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=self.company_id._recovery_today(),
                summary=self.env._("Promise not kept: %(promise)s", promise=text),
                user_id=user.id,
            )

    def _promise_words(self):
        """Say the promise: “3,200.00 € by 13 March 2026”."""
        return self.env._(
            "%(money)s by %(day)s",
            money=formatLang(
                self.env, self.promise_amount, currency_obj=self.promise_currency_id
            ),
            day=format_date(self.env, self.promise_date),
        )

    @api.model
    def _cron_promises(self):
        """Look at the promises whose time is over, company by company."""
        for company in self.env["res.company"].search([("recovery_active", "=", True)]):
            self._check_promises(company, company._recovery_today())


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_promise_days = fields.Integer(
        "Working days after a promised date",
        default=2,
        help="A transfer of that day may reach the bank so much later.",
    )
    recovery_plan_days = fields.Integer(
        "Days on hold while a plan is asked for",
        default=5,
        help="Nothing leaves while the responsible works out an answer.",
    )

    def _recovery_promise_end(self, day):
        """Return the last day on which money promised for ``day`` may arrive."""
        closed = self._recovery_closed_days(day)
        return add_working_days(day, self.recovery_promise_days, closed)


_RECEIVED = """
SELECT COALESCE((
    SELECT sum(part.debit_amount_currency)
      FROM account_partial_reconcile part
      JOIN account_move_line paid ON paid.id = part.credit_move_id
      JOIN account_journal journal ON journal.id = paid.journal_id
     WHERE part.debit_move_id = ANY(%(lines)s) AND paid.date >= %(since)s
       AND journal.type IN ('bank', 'cash', 'credit')), 0)
     + COALESCE((
    SELECT sum(-paid.amount_residual_currency)
      FROM account_move_line paid
      JOIN res_partner p ON p.id = paid.partner_id
      JOIN account_account account ON account.id = paid.account_id
      JOIN account_journal journal ON journal.id = paid.journal_id
     WHERE p.commercial_partner_id = %(debtor)s AND paid.company_id = %(company)s
       AND paid.parent_state = 'posted' AND paid.reconciled IS NOT TRUE
       AND paid.currency_id = %(currency)s AND paid.date >= %(since)s
       AND paid.amount_residual_currency < 0
       AND account.account_type = 'asset_receivable'
       AND journal.type IN ('bank', 'cash', 'credit')), 0)
"""
