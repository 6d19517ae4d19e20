from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.arrangements import PROMISE

# Promises that a customer gave and did not keep, or not yet.
COUNTED = ("active", "partly_kept", "broken", "cancelled")
THEIRS = ("link", "portal")  # asked for by the customer alone


class RecoveryArrangement(models.Model):
    """A promise to pay: what one does about it."""

    _inherit = "recovery.arrangement"

    is_followed = fields.Boolean(
        "Followed up",
        readonly=True,
        help="Somebody spoke to the customer since it was broken.",
    )

    def _unkept(self):
        """Return the promises that were not kept and that nobody spoke about yet."""
        return (
            Domain("kind", "=", PROMISE)
            & Domain("state", "in", ("broken", "partly_kept"))
            & Domain("is_followed", "=", False)
        )

    def action_withdraw(self):
        """End it: nothing is waited for any more, and its debts are chased again."""
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("An agent ends an arrangement."))
        for one in self:
            today = one.company_id._recovery_today()
            one._end("cancelled", today, ended_why="withdrawn")
            self.env["recovery.event"]._log(
                "arrangement_ended", one.case_id, one._words()
            )


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _follow_promises(self):
        """Somebody spoke to these customers: what they did not keep is known."""
        broken = self.env["recovery.arrangement"].search(
            Domain("case_id", "in", self.ids)
            & self.env["recovery.arrangement"]._unkept()
        )
        broken.sudo().with_context(recovery_evaluating=True).is_followed = True

    def _check_agreed_limits(self, kind, owed, instalments, source):
        """Refuse a promise too late or too many: a manager may take it all the same."""
        super()._check_agreed_limits(kind, owed, instalments, source)
        if kind != PROMISE:
            return
        problem = self._promise_problem(
            instalments[-1][0], source in THEIRS, self._promise_counts()
        )
        if problem:
            raise UserError(problem)

    def _promise_problem(self, day, theirs, counts):
        """Return why no promise is taken for ``day``, in words, or nothing.

        :param theirs: the customer asks for it alone
        :param counts: of ``_promise_counts``
        """
        company = self.company_id.sudo()
        may_exceed = not theirs and self.env.user.has_group(
            "debt_recovery.group_manager"
        )
        problem = company._recovery_promise_problem(day, may_exceed)
        number, most = counts.get(self, 0), company.recovery_promise_most
        if problem or may_exceed or not most or number < most:
            return problem
        if theirs:
            return self.env._(
                "We cannot take another promise for this account. Please pay, ask for "
                "a plan, or write to us."
            )
        return self.env._(
            "%(number)s promises of this customer in %(days)s days: a manager may take "
            "another one. Agree on a plan instead?",
            number=number,
            days=company.recovery_promise_period,
        )

    def _promise_counts(self):
        """Return ``{account: how many promises the period holds}``; what was kept, or
        fell away without fault, does not count."""
        counts = {}
        for company, cases in self.grouped("company_id").items():
            today = company._recovery_today()
            since = today - timedelta(days=company.sudo().recovery_promise_period)
            groups = self.env["recovery.arrangement"]._read_group(
                [
                    ("case_id", "in", cases.ids),
                    ("kind", "=", PROMISE),
                    ("state", "in", COUNTED),
                    ("ended_why", "!=", "gone"),
                    ("agreed_at", ">=", company._recovery_midnight(since)),
                ],
                ["case_id"],
                ["__count"],
            )
            counts.update(groups)
        return counts
