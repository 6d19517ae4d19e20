from odoo import api, fields, models
from odoo.exceptions import UserError
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

    def _received(self, taken=0.0):
        """Return the cash that came in for this promise since it was given.

        What is matched with its debts, and what the bank brought and nobody matched
        yet. A credit note, a write-off or a transfer to doubtful debts is no receipt.

        :param taken: of the cash that nobody matched, what keeps another promise
        :return: in the promise's currency
        """
        matched, loose = self._cash()
        return self.promise_currency_id.round(matched + max(0.0, loose - taken))

    def _cash(self):
        """Return ``(cash matched with the debts, cash that nobody matched)``."""
        self.ensure_one()
        self.env["recovery.exposure"]._flush()
        ((matched, loose),) = self.env.execute_query(
            SQL(
                _RECEIVED,
                lines=self.line_ids.ids or [0],
                since=self.from_date,
                company=self.company_id.id,
                debtor=self.partner_id.id,
                currency=self.promise_currency_id.id,
            )
        )
        return float(matched), float(loose)

    def _still_promised(self, matched):
        """Return what the promise is worth: no more than what its debts still ask for,
        where one of them was credited or written off since."""
        currency = self.promise_currency_id
        moved = self.line_ids.matched_credit_ids.credit_move_id.move_id.filtered(
            lambda move: move.move_type == "entry"
        )  # what doubtful debts took over is owed all the same
        followed = self.env["recovery.account"]._followed(self.company_id).account_id
        lines = (self.line_ids | moved.line_ids).filtered(
            lambda line: line.currency_id == currency and line.account_id in followed
        )
        opened = sum(max(0.0, line.amount_residual_currency) for line in lines)
        return min(self.promise_amount, currency.round(matched + opened))

    @api.model
    def _check_promises(self, company, today):
        """Tell which promises were kept, and which were not once their time is over.

        A promise that was kept frees what else its debts hold; one that was not
        becomes a call of the account's responsible. One whose debts are gone without
        money (credited, written off) is waited for no more. Cash that nobody matched
        keeps the earliest promise, and the next with what is left of it.

        :return: the promises that were decided
        """
        waiting = self.search(
            [("company_id", "=", company.id), ("promise_state", "=", "waiting")],
            order="promise_date, id",
        )
        decided, taken = self.browse(), {}
        for hold in waiting:
            key = (hold.partner_id, hold.promise_currency_id)
            found = hold._judge_promise(today, taken.get(key, 0.0))
            if not found:
                continue
            state, received, used = found
            taken[key] = taken.get(key, 0.0) + used
            hold.promise_state = state
            if not hold.until_date or hold.until_date >= today:
                hold.action_lift()
            if state != "replaced":
                hold._tell_promise(received)
            decided |= hold
        return decided

    def _judge_promise(self, today, taken):
        """Return ``(state, cash received, of it what nobody matched)``; None: to wait.

        :param taken: cash that nobody matched and that keeps other promises
        """
        currency = self.promise_currency_id
        matched, loose = self._cash()
        worth, received = self._still_promised(matched), self._received(taken)
        if not currency.compare_amounts(worth, 0):
            return "replaced", 0.0, 0.0
        if currency.compare_amounts(received, worth) >= 0:
            return "kept", received, max(0.0, worth - matched)
        if self.until_date and self.until_date < today:
            return "broken", received, max(0.0, loose - taken)
        return None

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
    recovery_promise_longest = fields.Integer(
        "Longest promise (days)",
        default=30,
        help="A payment is promised for so many days ahead at most; beyond, a plan is "
        "agreed. 0: for any day.",
    )
    recovery_plan_days = fields.Integer(
        "Days on hold while a plan is asked for",
        default=5,
        help="Nothing leaves while the responsible works out an answer.",
    )

    def _recovery_check_promise(self, day):
        """Refuse a day for which no payment can be promised.

        :raises UserError: before today, or too far away
        """
        today = self._recovery_today()
        last = fields.Date.add(today, days=self.recovery_promise_longest)
        if day < today:
            raise UserError(self.env._("A promise is for today or a later day."))
        if self.recovery_promise_longest and day > last:
            raise UserError(
                self.env._(
                    "A payment is promised until %(date)s at most: agree on a plan "
                    "instead.",
                    date=format_date(self.env, last),
                )
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
       AND journal.type IN ('bank', 'cash', 'credit')), 0) AS matched,
       COALESCE((
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
       AND journal.type IN ('bank', 'cash', 'credit')), 0) AS loose
"""
