from odoo import api, models
from odoo.tools import format_date, formatLang

from ..tools.rules.model import Verdict
from .recovery_charge import FIXED, KINDS


class RecoveryCharge(models.Model):
    """Charges in words: the formula of each period, and why there is none."""

    _inherit = "recovery.charge"

    @api.model
    def _rate_words(self, percent):
        """Return a rate as its reader writes it: “12,15 %”."""
        return self.env._("%(rate)s %%", rate=formatLang(self.env, float(percent)))

    @api.model
    def _formula(self, period, currency):
        """Return “6 000,00 € × 12,15 % × 65 d / 365 = 129,82 €”.

        :param period: ``tools.interest.Period``, or a ``recovery.charge.period``
        """
        return self.env._(
            "%(base)s × %(rate)s × %(days)s d / %(year)s = %(amount)s",
            base=self._money(period.base, currency),
            rate=self._rate_words(period.rate),
            days=period.days,
            year=period.year_days,
            amount=self._money(period.amount, currency),
        )

    @api.model
    def _money(self, amount, currency):
        return formatLang(self.env, float(amount), currency_obj=currency)

    @api.model
    def _kind_words(self, kind):
        return dict(self._fields["kind"]._description_selection(self.env))[kind]

    @api.model
    def _period_words(self, period, currency):
        """Say one period with its days: “from … to …: formula (made of)”."""
        made_of = self._made_of(period)
        formula = self._formula(period, currency)
        return self.env._(
            "%(since)s – %(until)s: %(formula)s%(made_of)s",
            since=format_date(self.env, period.since),
            until=format_date(self.env, period.until),
            formula=formula,
            made_of=f" ({made_of})" if made_of else "",
        )

    @api.model
    def _made_of(self, period):
        """Say where a rate comes from: the contract, or a rule and its reference."""
        if period.rule == "contract":
            return self.env._("rate of the contract")
        return " – ".join(filter(None, (period.rule, period.why)))

    @api.model
    def _due_words(self, due):
        """Say one ``Due``, refused or not, in sentences."""
        currency = self._currency_of(due.currency)
        if not due.permission.allowed:
            return [self._refused_words(due.kind, due.permission)]
        if due.kind == FIXED:
            return [
                self.env._(
                    "Fixed sum for recovery costs: %(amount)s (%(rule)s)",
                    amount=self._money(due.amount, currency),
                    rule=due.rule,
                )
            ]
        said = [self._period_words(one, currency) for one in due.interest.periods]
        return said + [self._missing_words(*one) for one in due.interest.missing]

    @api.model
    def _missing_words(self, since, until, series):
        return self.env._(
            "%(since)s – %(until)s: nothing is charged, the rate %(series)s of this "
            "half-year is not known or not checked",
            since=format_date(self.env, since),
            until=format_date(self.env, until),
            series=series or "?",
        )

    @api.model
    def _refused_words(self, kind, permission):
        """Say why the rules refuse a charge: a rule that forbids it before the lack of
        one that allows it."""
        name = self._charge_name(kind)
        if permission.reason == "given_up":
            return self.env._(
                "%(charge)s: given up while an agreement runs.", charge=name
            )
        verdicts = permission.verdicts or (
            Verdict("refuse", permission.rule, permission.reason, permission.until),
        )
        known = [one for one in verdicts if one.rule and one.rule.key]
        words = self.env["recovery.rule.words"]
        why = words._verdict_words((known or verdicts)[0])
        until = permission.until
        if not until:
            return self.env._(
                "%(charge)s: not allowed – %(why)s.", charge=name, why=why
            )
        return self.env._(
            "%(charge)s: not before %(date)s – %(why)s.",
            charge=name,
            date=format_date(self.env, self.env.company._recovery_today(until)),
            why=why,
        )

    @api.model
    def _charge_name(self, kind):
        """Return what a charge of the rules is called."""
        if kind in dict(KINDS):
            return self._kind_words(kind)
        return {
            "reminder_fee": self.env._("Reminder fee"),
            "collection_fee": self.env._("Collection costs"),
        }[kind]

    @api.model
    def _currency_of(self, code):
        """Return the currency of an ISO code, active or not."""
        known = self.env.ref(f"base.{code}", raise_if_not_found=False)
        every = self.env["res.currency"].with_context(active_test=False)
        return known or every.search([("name", "=", code)], limit=1)

    @api.model
    def _permission_words(self, kind, line, as_of):
        """Say whether a charge of the rules may be asked on a debt, and how much.

        :param kind: interest | fixed_fee | reminder_fee | collection_fee
        :param line: one receivable journal item
        :return: a sentence
        """
        company = line.company_id
        self = self.sudo().with_company(company)
        book = self.env["recovery.rule"]._book(company, as_of)
        [item] = self._items(line, as_of)
        permission = self._permit(
            book, kind, item, item.facts, frozenset(), item.debt.amount
        )
        if not permission.allowed:
            return self._refused_words(kind, permission)
        if permission.ceiling is None:
            return self.env._("%(charge)s: allowed.", charge=self._charge_name(kind))
        currency = self._currency_of(permission.currency) or line.currency_id
        return self.env._(
            "%(charge)s: allowed, up to %(amount)s.",
            charge=self._charge_name(kind),
            amount=self._money(permission.ceiling, currency),
        )
