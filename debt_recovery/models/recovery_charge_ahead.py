from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from odoo import api, models
from odoo.tools import format_date

AHEAD = 30  # days of interest that are spoken of


@dataclass(frozen=True, slots=True)
class Avoided:
    """What is avoided by who pays until ``pay_by``, this day included: ``amounts`` by
    ISO code of their currency, with interest up to ``until``."""

    pay_by: date
    until: date
    amounts: dict


class RecoveryCharge(models.Model):
    """From which day on which charge would begin, said beforehand."""

    _inherit = "recovery.charge"

    @api.model
    def _avoided(self, lines, as_of, days=AHEAD):
        """Return what paying in time avoids: until the due date, else today.

        :param lines: open receivable journal items of one company
        :return: ``{line id: Avoided}``; who avoids nothing is absent
        """
        by_day = defaultdict(lines.browse)
        for line in lines:
            by_day[max(line.date_maturity or line.date, as_of)] |= line
        found = {}
        for day, some in by_day.items():
            until = day + timedelta(days=days)
            now, later = self._due(some, day), self._due(some, until)
            for line in some:
                amounts = _sums(later.get(line.id, ()))
                for code, amount in _sums(now.get(line.id, ())).items():
                    amounts[code] -= amount
                amounts = {code: one for code, one in amounts.items() if one > 0}
                if amounts:
                    found[line.id] = Avoided(day, until, amounts)
        return found

    @api.model
    def _avoided_words(self, lines, as_of, days=AHEAD):
        """Say “Pay by … and avoid …” for each of these days, earliest first."""
        by_day = defaultdict(lambda: defaultdict(float))
        untils = {}
        for one in self._avoided(lines, as_of, days).values():
            untils[one.pay_by] = one.until
            for code, amount in one.amounts.items():
                by_day[one.pay_by][code] += float(amount)
        return [
            self.env._(
                "Pay by %(date)s and avoid %(amount)s (charges up to %(until)s).",
                date=format_date(self.env, day),
                amount=" + ".join(
                    self._money(amount, self._currency_of(code))
                    for code, amount in amounts.items()
                ),
                until=format_date(self.env, untils[day]),
            )
            for day, amounts in sorted(by_day.items())
        ]


def _sums(dues):
    sums = defaultdict(int)
    for due in dues:
        sums[due.currency] += due.amount
    return sums
