from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools import instalments
from .recovery_plan import RHYTHM_OF, _exact

# What a change is not held against: how a plan starts, and how many there are.
OF_THE_START = ("first_low", "first_high", "first_late", "per_year")


class RecoveryArrangement(models.Model):
    """A running plan changes: what was paid stays, the rest is spread anew. Nothing is
    added silently, and what costs the customer more is asked of him."""

    _inherit = "recovery.arrangement"

    def _kept_and_open(self):
        """Return ``(what is paid, what is still to come)`` of the instalments; a part
        that was paid of one stays on its day.

        :return: two tuples of :class:`Instalment`
        """
        self.ensure_one()
        kept, left = [], []
        for part, one in zip(self._plan_parts(), self._plan_schedule(), strict=True):
            paid = min(one.amount, _exact(self.currency_id, part.received))
            if paid > 0:
                kept.append(one._replace(amount=paid))
            if one.amount > paid:
                left.append(one._replace(amount=one.amount - paid))
        return tuple(kept), tuple(left)

    def _left_parts(self):
        """Return the instalments that are not wholly paid, in order."""
        return self._plan_parts().filtered(
            lambda one: one.currency_id.compare_amounts(one.amount, one.received) > 0
        )

    def _change(self, future, why, agreed_with=""):
        """Spread what is still to be paid anew.

        Within the policy an agent may; beyond it, who may exceed it. Where it asks more
        of the customer than before, it waits until he accepts, in writing or, named
        here, on the phone.

        :param future: the instalments to come, :class:`Instalment`
        :param why: the reason, kept
        :param agreed_with: who agreed on the phone, "" for nobody
        :return: the ``recovery.plan.version``
        :raises UserError: when the sum, a day or the policy forbids it
        """
        self.ensure_one()
        self._check_may_change(why)
        self._alone_on_plan()
        kept, left = self._kept_and_open()
        self._check_future(future, left)
        self._check_limits(future, why)
        version = self._propose((*kept, *future), why)
        self.env["recovery.event"]._log("plan_changed", self.case_id, why)
        if agreed_with:
            self._start("call", version, agreed_with)
        elif instalments.is_worse(left, future):
            self._ask_again()
        else:
            self._apply_version(version)
            self._evaluate(self.company_id._recovery_today())
            self._confirm(version)
        return version

    def _check_may_change(self, why):
        if not self.env.su and not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("An agent changes a payment plan."))
        self.check_access("write")
        if self.state != "active":
            raise UserError(
                self.env._(
                    "“%(name)s” does not run: there is nothing to change.",
                    name=self.display_name,
                )
            )
        if not (why or "").strip():
            raise UserError(self.env._("Write why it changes."))

    def _alone_on_plan(self):
        """Lock it, and read what was paid by now."""
        self._alone()
        self._evaluate(self.company_id._recovery_today())

    def _check_future(self, future, left):
        """Refuse what does not sum to what is open, and days that are over."""
        owed = sum(one.amount for one in left)
        gap = instalments.missing([one.amount for one in future], owed)
        if not future or gap:
            raise UserError(
                self.env._(
                    "The instalments to come make %(sum)s; %(owed)s is still to be "
                    "paid.",
                    sum=self._money(float(owed - gap)),
                    owed=self._money(float(owed)),
                )
            )
        today = self.company_id._recovery_today()
        if any(one.amount <= 0 or one.due < today for one in future):
            raise UserError(
                self.env._("Each instalment is for today or later, and above zero.")
            )

    def _check_limits(self, future, why):
        """Refuse what goes beyond the policy, but for who may exceed it."""
        told = self._outside(future)
        policy = self.plan_policy_id.sudo()
        if told and not policy._may_exceed():
            raise UserError(
                "\n".join(
                    [self.env._("Beyond the policy: a manager changes it."), *told]
                )
            )
        if told:
            self.sudo().write(
                {
                    "outside_text": "\n".join(told),
                    "approved_by_id": self.env.uid,
                    "approval_reason": why,
                }
            )

    def _outside(self, future):
        """Return how what is to come goes beyond the policy, as sentences; its term
        counts from the day of the agreement."""
        policy, company = self.plan_policy_id.sudo(), self.company_id
        if not policy:
            return (self.env._("No plan policy fits this customer and these debts."),)
        day = company._recovery_today(self.agreed_at)
        found = self.case_id._plan_limits_of(policy, self.currency_id, day)
        rhythm = RHYTHM_OF.get(self.frequency, self.frequency)
        return tuple(
            self.case_id._breach_words(found, one)
            for one in self.case_id._breaches(found, future, rhythm)
            if one.code not in OF_THE_START
        )

    # --- usual changes ---------------------------------------------------------------

    def _postponed(self, number, day):
        """Return what is to come with one instalment on another day.

        :param number: its place among those to come, from 0
        """
        left = list(self._kept_and_open()[1])
        left[number] = left[number]._replace(
            wished=day, due=self.company_id._recovery_next_working_day(day)
        )
        return tuple(sorted(left, key=lambda one: one.due))

    def _respread(self, terms):
        """Return what is still to be paid, spread by ``terms``."""
        owed = sum(one.amount for one in self._kept_and_open()[1])
        return self.company_id._recovery_schedule(owed, terms, self.currency_id)

    def _explain_terms(self, code):
        """Say why no plan can be made of what was wished."""
        env = self.env
        return {
            "nothing": env._("Nothing is to be paid."),
            "count": env._("Say how many instalments, or how much one is."),
            "many": env._("These are too many instalments."),
            "small": env._("The instalments would be less than a cent."),
            "deposit": env._("The first payment leaves nothing for the others."),
            "step": env._(
                "The lower instalments come first, are fewer than all, and are no "
                "higher than those that follow."
            ),
            "cents": env._("An amount has more decimals than its currency."),
        }[code]
