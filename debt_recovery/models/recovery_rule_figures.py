from babel.dates import get_day_names

from odoo import models
from odoo.tools import format_date
from odoo.tools.misc import babel_locale_parse, get_lang

from ..tools.rule_part_cells import clock, number

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BLOCKS = ("contact", "interest", "fee", "threat", "placement")


class RecoveryRule(models.Model):
    """The figures of a rule in short words, for lists, pages and comparisons."""

    _inherit = "recovery.rule"

    def _figures(self):
        """Return the figures of one version, as short sentences in reading order."""
        self.ensure_one()
        return [
            *(self._window_figures(one) for one in self.window_ids),
            *(self._cap_figures(one) for one in self.cap_ids),
            *(self._notice_figures(one) for one in self.notice_ids),
            *(self._amount_figures(one) for one in self.amount_ids),
            *self._term_figures(),
            *self._hold_figures(),
        ]

    def _number(self, value):
        """Return a figure of the law as the reader writes numbers."""
        point = get_lang(self.env).decimal_point
        return number(value).replace(".", point)

    def _label(self, record, name):
        """Return the word of a selection, in the reader's language."""
        return dict(record._fields[name]._description_selection(self.env)).get(
            record[name], ""
        )

    def _window_figures(self, window):
        hours = self.env._(
            "%(days)s %(start)s–%(end)s",
            days=self._week_words([window[f"on_{name}"] for name in WEEK]),
            start=clock(window.start),
            end=clock(window.end),
        )
        if window.holidays:
            return hours
        return self.env._("%(hours)s, not on public holidays", hours=hours)

    def _week_words(self, flags):
        """Name a run of weekdays (“Mon–Fri”), or each of them."""
        if all(flags):
            return self.env._("Every day")
        names = get_day_names(
            "abbreviated", locale=babel_locale_parse(get_lang(self.env).code)
        )
        days = [day for day, flag in enumerate(flags) if flag]
        if len(days) > 1 and days[-1] - days[0] == len(days) - 1:
            return f"{names[days[0]]}–{names[days[-1]]}".replace(".", "").capitalize()
        return ", ".join(names[day] for day in days).replace(".", "").capitalize()

    def _cap_figures(self, cap):
        counted = self._label(cap, "counts")
        per = self._label(cap, "per")
        if self.kind in ("cooling_off_after_conversation", "min_interval"):
            text = self.env._(
                "%(days)s days, per %(per)s (%(counted)s)",
                days=cap.days,
                per=per,
                counted=counted.lower(),
            )
        else:
            text = self.env._(
                "At most %(count)s in %(days)s days, per %(per)s (%(counted)s)",
                count=cap.maximum,
                days=cap.days,
                per=per,
                counted=counted.lower(),
            )
        more = [
            self._label(cap, "place") if cap.place != "any" else "",
            self._label(cap, "condition"),
            self.env._("automatic contacts only") if cap.machine_only else "",
        ]
        return ", ".join([text, *(one.lower() for one in more if one)])

    def _notice_figures(self, notice):
        name = self._text_names().get(notice.code, notice.code.replace("_", " "))
        parts = [self.env._("Text: %(name)s", name=name)]
        if notice.days:
            parts.append(
                self.env._(
                    "%(days)s %(unit)s from: %(start)s",
                    days=notice.days,
                    unit=self._label(notice, "unit"),
                    start=self._label(notice, "start").lower(),
                )
            )
        blocked = self._flags(notice, "block")
        if blocked:
            parts.append(self.env._("until then: no %(what)s", what=blocked))
        return ", ".join(parts)

    def _text_names(self):
        """Return the names of the statutory texts, by code."""
        field = self.env["recovery.template"]._fields["notice_code"]
        return dict(field._description_selection(self.env))

    def _flags(self, record, prefix):
        """Name what is frozen or blocked: contacts, fees…"""
        names = {
            "contact": self.env._("contact"),
            "interest": self.env._("interest"),
            "fee": self.env._("fee"),
            "threat": self.env._("announcement of legal steps"),
            "placement": self.env._("placement with an agency"),
        }
        return ", ".join(names[one] for one in BLOCKS if record[f"{prefix}_{one}"])

    def _amount_figures(self, amount):
        parts = [self._amount_role(amount), self._amount_value(amount)]
        parts += self._amount_limits(amount)
        return " ".join(one for one in parts if one)

    def _amount_role(self, amount):
        if amount.role == "forbidden" and not amount.needs:
            return self.env._("None may be charged")
        label = self._label(amount, "role")
        return self.env._("%(role)s:", role=label)

    def _amount_value(self, amount):
        """Return the rate or the sum, as the law writes it."""
        if amount.role == "forbidden":
            return ""
        rate, fixed = self._number(amount.percent), self._number(amount.fixed)
        if amount.base == "reference":
            return self._reference_words(amount)
        if amount.base == "slice":
            text = self.env._(
                "%(rate)s%% of the part above %(above)s",
                rate=rate,
                above=self._number(amount.above),
            )
            return f"{fixed} {amount.currency} + {text}" if amount.fixed else text
        if amount.base in ("yearly", "apr"):
            return self.env._("%(rate)s%% a year", rate=rate)
        if not amount.fixed and amount.role in ("due", "floor"):
            return ""
        text = f"{fixed} {amount.currency}"
        if amount.base == "postage":
            return self.env._("%(sum)s plus postage", sum=text)
        return text

    def _reference_words(self, amount):
        series = self.env["recovery.reference.series"]
        found = series.search([("code", "=", amount.series)], limit=1)
        name = found.name or amount.series or self.env._("reference rate")
        if amount.times:
            return self.env._(
                "%(times)s × (%(name)s)", times=self._number(amount.times), name=name
            )
        if amount.percent:
            return self.env._(
                "%(name)s + %(rate)s points",
                name=name,
                rate=self._number(amount.percent),
            )
        return name

    def _amount_limits(self, amount):
        """Return the tier, the totals and what it needs, in brackets of their own."""
        currency = amount.tier_currency or amount.currency
        found = []
        if amount.has_high:
            found.append(
                self.env._(
                    "(principal from %(low)s to %(high)s %(currency)s)",
                    low=self._number(amount.low),
                    high=self._number(amount.high),
                    currency=currency,
                )
            )
        elif amount.low:
            found.append(
                self.env._(
                    "(principal from %(low)s %(currency)s)",
                    low=self._number(amount.low),
                    currency=currency,
                )
            )
        if amount.has_minimum:
            found.append(
                self.env._("(at least %(sum)s)", sum=self._number(amount.minimum))
            )
        if amount.has_maximum:
            found.append(
                self.env._("(at most %(sum)s)", sum=self._number(amount.maximum))
            )
        if amount.max_count:
            found.append(self.env._("(%(count)s times)", count=amount.max_count))
        if amount.after_days:
            found.append(
                self.env._("(from day %(days)s of lateness)", days=amount.after_days)
            )
        if amount.needs:
            found.append(
                self.env._("(only with: %(what)s)", what=self._needed_words(amount))
            )
        return found

    def _needed_words(self, amount):
        known = {
            "contract_clause": self.env._("a clause of the contract"),
            "legal_basis": self.env._("a basis in the law or the contract"),
            **self._text_names(),
        }
        return known.get(amount.needs, amount.needs.replace("_", " "))

    def _term_figures(self):
        if not self.term_unit:
            return []
        return [f"{self.term} {self._label(self, 'term_unit')}"]

    def _hold_figures(self):
        frozen = self._flags(self, "freeze")
        if not frozen:
            return []
        return [self.env._("While it lasts: no %(what)s", what=frozen)]

    def _date_words(self):
        """Say when the rule is in force; "" when it always was."""
        start, end = (
            format_date(self.env, one) if one else ""
            for one in (self.valid_from, self.valid_to)
        )
        if start and end:
            return self.env._("from %(start)s to %(end)s", start=start, end=end)
        if start:
            return self.env._("since %(start)s", start=start)
        if end:
            return self.env._("until %(end)s", end=end)
        return ""
