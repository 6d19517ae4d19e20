from decimal import Decimal
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import format_date, formatLang

from ..tools import plan_limits
from ..tools.plan_limits import Limits


class PlanLimits(NamedTuple):
    """What applies to a plan over some debts on one day.

    ``policy`` is a ``recovery.plan.policy`` or none, ``amount`` what the plan is about
    (Decimal, in ``currency``), ``made`` how many plans the customer made in twelve
    months, ``stages`` the brackets of the debts that have no plans, ``words`` the
    limits as sentences.
    """

    policy: object
    limits: Limits
    currency: object
    amount: Decimal
    made: int
    stages: object
    day: object
    words: tuple = ()


class RecoveryCase(models.Model):
    """What a payment plan of an account may be."""

    _inherit = "recovery.case"

    def _plan_limits(self, lines, day=None):
        """Return the :class:`PlanLimits` of a plan over some open debts.

        :param lines: journal items of one currency
        :param day: the day of the agreement, by default today
        """
        self.ensure_one()
        company = self.company_id
        day = day or company._recovery_today()
        currency = lines.currency_id[:1] or company.currency_id
        amount = self._owed(lines).total
        policies = self.env["recovery.plan.policy"]
        late = {line: (day - (line.date_maturity or line.date)).days for line in lines}
        dpd = max(late.values(), default=0)
        policy = policies._choose(self, currency, float(amount), dpd, day)
        stages = policies._stages(company, set(late.values()))
        found = self._plan_limits_of(policy, currency, day)._replace(
            amount=amount,
            made=self._plans_made(day),
            stages=stages & policy.sudo().excluded_stage_ids,
        )
        return found._replace(words=self._plan_words(found))

    def _plan_limits_of(self, policy, currency, day):
        """Return the :class:`PlanLimits` of a policy, without any debt."""
        limits = policy._limits(currency, self.company_id, day)
        stages = self.env["recovery.stage"]
        return PlanLimits(policy, limits, currency, Decimal(0), 0, stages, day)

    def _plans_made(self, day):
        """Count the plans that this customer agreed to in the twelve months before."""
        since = day - relativedelta(years=1)
        company = self.company_id
        return (
            self.env["recovery.arrangement"]
            .sudo()
            .search_count(
                [
                    ("kind", "=", "plan"),
                    ("company_id", "=", company.id),
                    ("partner_id", "=", self.partner_id.id),
                    ("version_ids.accepted_at", "!=", False),
                    ("agreed_at", ">=", company._recovery_midnight(since)),
                ]
            )
        )

    def _plan_breaches(self, found, plan, frequency):
        """Return why a plan needs an approval, as sentences; none when it does not.

        :param found: a :class:`PlanLimits`
        :param plan: its instalments, of ``tools/instalments``
        """
        if not found.policy:
            return (self.env._("No plan policy fits this customer and these debts."),)
        told = [
            self._breach_words(found, one)
            for one in self._breaches(found, plan, frequency)
        ]
        if found.stages:
            told.append(
                self.env._(
                    "No plans for debts of the bracket “%(names)s”.",
                    names=", ".join(found.stages.mapped("name")),
                )
            )
        return tuple(told)

    def _breaches(self, found, plan, frequency):
        return plan_limits.breaches(
            found.limits, plan, found.day, frequency, found.made
        )

    # --- in words --------------------------------------------------------------------

    def _plan_words(self, found):
        """Return the limits as short sentences, for the accountant and the customer."""
        limits, env = found.limits, self.env
        if not found.policy:
            return ()
        words = []
        last = plan_limits.last_day(limits, found.day)
        if last:
            day = format_date(env, last)
            words.append(env._("Last instalment by %(day)s.", day=day))
        if limits.smallest:
            money = self._plan_money(found, limits.smallest)
            words.append(env._("Instalments of %(money)s or more.", money=money))
        if limits.least_first:
            least = found.amount * limits.least_first / 100
            money = self._plan_money(found, least)
            words.append(env._("First payment of %(money)s or more.", money=money))
        if limits.level_first:
            words.append(env._("First payment no higher than the others."))
        return (*words, *self._plan_words_charges(found.policy))

    def _plan_words_charges(self, policy):
        env = self.env
        kept = [policy.fee_treatment, policy.interest_treatment]
        if kept == ["waived", "waived"]:
            return (env._("No fee and no interest."),)
        if "kept" in kept:
            return ()
        return (env._("Fees and interest are given up as long as the plan is kept."),)

    def _plan_money(self, found, amount):
        return formatLang(self.env, float(amount), currency_obj=found.currency)

    def _breach_words(self, found, breach):
        """Say in a sentence how a plan goes beyond its policy."""
        env, code = self.env, breach.code

        def money(value):
            return self._plan_money(found, value)

        say = {
            "term": lambda: env._(
                "The last instalment is due on %(asked)s; %(limit)s at the latest.",
                asked=format_date(env, breach.asked),
                limit=format_date(env, breach.limit),
            ),
            "smallest": lambda: env._(
                "An instalment is %(asked)s; %(limit)s at least.",
                asked=money(breach.asked),
                limit=money(breach.limit),
            ),
            "first_low": lambda: env._(
                "The first payment is %(asked)s; %(limit)s at least.",
                asked=money(breach.asked),
                limit=money(breach.limit),
            ),
            "first_high": lambda: env._(
                "The first payment is %(asked)s, higher than the others: %(limit)s.",
                asked=money(breach.asked),
                limit=money(breach.limit),
            ),
        }
        return say[code]() if code in say else self._breach_words_other(breach)

    def _breach_words_other(self, breach):
        env = self.env
        if breach.code == "first_late":
            return env._(
                "The first payment is in %(asked)s days; within %(limit)s days.",
                asked=breach.asked,
                limit=breach.limit,
            )
        if breach.code == "per_year":
            return env._(
                "Plan number %(asked)s in twelve months; %(limit)s at most.",
                asked=breach.asked,
                limit=breach.limit,
            )
        rhythms = {
            plan_limits.WEEKLY: env._("Weekly instalments are not granted."),
            plan_limits.MONTHLY: env._("Monthly instalments are not granted."),
            plan_limits.PAYDAY: env._("Instalments on a payday are not granted."),
        }
        return rhythms[breach.asked]


class RecoveryPlanPolicy(models.Model):
    _inherit = "recovery.plan.policy"

    def _limits(self, currency, company, day):
        """Return the limits as values, amounts in ``currency``."""
        if not self:
            return Limits()
        smallest = self._local("min_instalment", currency, company, day)
        return Limits(
            months=self.max_months,
            smallest=Decimal(str(smallest)),
            least_first=Decimal(str(self.min_deposit)),
            level_first=self.level_deposit,
            frequencies=self._frequencies(),
            first_days=self.first_days,
            per_year=self.max_per_year,
        )
