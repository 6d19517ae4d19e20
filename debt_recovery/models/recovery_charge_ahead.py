from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

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
    def _avoided(self, lines, as_of, days=AHEAD, exposure=None):
        """Return what paying in time avoids: until the due date, else today.

        Facts are read once, whatever the number of due dates; laws are those that are
        known on ``as_of``.

        :param lines: open receivable journal items of one company
        :param exposure: as in :meth:`_items`
        :return: ``{line id: Avoided}``; who avoids nothing is absent
        """
        if not lines:
            return {}
        by_day = defaultdict(list)
        for item in self._items(lines, as_of, exposure=exposure):
            line = item.line
            by_day[max(line.date_maturity or line.date, as_of)].append(item)
        found, rules = {}, self.env["recovery.rule"].sudo()
        known = rules._book(lines.company_id, as_of), self._reference_values()
        for day, items in by_day.items():
            until = day + timedelta(days=days)
            now, later = (self._sums_on(items, known, one) for one in (day, until))
            for item in items:
                amounts = later[item.line.id]
                for code, amount in now[item.line.id].items():
                    amounts[code] -= amount
                amounts = {code: one for code, one in amounts.items() if one > 0}
                if amounts:
                    found[item.line.id] = Avoided(day, until, amounts)
        return found

    @api.model
    def _sums_on(self, items, known, day):
        """Return ``{line id: {ISO code: amount}}`` of what these bear on ``day``.

        :param known: the book of the laws, and the reference rates
        """
        noon = datetime.combine(day, time(12))
        dues = self._look_at([replace(one, at=noon) for one in items], *known, day)
        return {line_id: _sums(some) for line_id, some in dues.items()}

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
            self._avoid_words(Avoided(day, untils[day], amounts))
            for day, amounts in sorted(by_day.items())
        ]

    @api.model
    def _avoid_words(self, avoided):
        return self.env._(
            "Pay by %(date)s and avoid %(amount)s (charges up to %(until)s).",
            date=format_date(self.env, avoided.pay_by),
            amount=" + ".join(
                self._money(amount, self._currency_of(code))
                for code, amount in avoided.amounts.items()
            ),
            until=format_date(self.env, avoided.until),
        )


def _sums(dues):
    sums = defaultdict(int)
    for due in dues:
        sums[due.currency] += due.amount
    return sums
