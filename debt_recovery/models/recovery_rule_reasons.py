from datetime import date, datetime

from babel.dates import get_day_names

from odoo import models
from odoo.tools import format_date
from odoo.tools.misc import babel_locale_parse, get_lang

from .recovery_hold import KINDS as HOLD_KINDS


class RecoveryRuleReasons(models.AbstractModel):
    """The closed list of reasons for which a rule says no, each in a few words."""

    _name = "recovery.rule.reasons"
    _description = "Reasons of the rules in words"

    def _reason_words(self, verdict):
        """Say why, within a sentence; "" where nothing stands against it.

        :param verdict: ``model.Verdict``
        """
        say = {
            "window": self._window_words,
            "strict_default": self._strict_words,
            "holiday": self._holiday_words,
            "cap": self._cap_words,
            "cooling": self._cooling_words,
            "gap": self._gap_words,
            "hold": self._hold_words,
            "notice_missing": self._notice_missing_words,
            "notice_running": self._notice_running_words,
        }.get(verdict.reason)
        return say(verdict) if say else self._plain_words()[verdict.reason]

    def _plain_words(self):
        return {
            "none": "",
            "answer": self.env._("it answers the customer's own request"),
            "opted_out": self.env._("the customer objected to this channel"),
            "no_consent": self.env._("the customer has not agreed to this channel"),
            "channel_ban": self.env._("this way of contact is not allowed here"),
            "workplace": self.env._("the address is at the customer's work"),
            "not_verified": self.env._(
                "nobody verified that this address is the customer's own"
            ),
            "time_barred": self.env._(
                "the debt is time-barred, legal steps may not be announced"
            ),
            "placement_ban": self.env._("the debt may not be handed over yet"),
            "no_basis": self.env._("no rule allows it"),
            "fee_ban": self.env._("this charge is not allowed"),
        }

    # --- hours and days ----------------------------------------------------

    def _window_words(self, verdict):
        if verdict.rule and verdict.rule.kind == "debtor_hours":
            return self.env._("outside the hours that the customer asked for")
        windows = verdict.rule.windows if verdict.rule else ()
        hours = self._hours_words(windows)
        if not hours:
            return self.env._("outside the hours of contact")
        return self.env._("only %(hours)s, the customer's time", hours=hours)

    def _strict_words(self, verdict):
        windows = verdict.rule.windows if verdict.rule else ()
        hours = self._hours_words(windows)
        if not hours:
            return self.env._("it is not known where the customer is")
        return self.env._(
            "it is not known where the customer is, then only %(hours)s", hours=hours
        )

    def _hours_words(self, windows):
        """Say some ``Window`` as "Mon–Fri 08:00–21:00, Sat 09:00–15:00"."""
        return ", ".join(
            self.env._(
                "%(days)s %(start)s–%(end)s",
                days=self._days_words(window.days),
                start=_clock(window.start),
                end=_clock(window.end),
            )
            for window in windows
        )

    def _days_words(self, days):
        if len(days) == 7:
            return self.env._("every day")
        locale = babel_locale_parse(get_lang(self.env).code)
        names = get_day_names("abbreviated", locale=locale)
        runs = []
        for day in sorted(days):
            if runs and runs[-1][1] == day - 1:
                runs[-1][1] = day
            else:
                runs.append([day, day])
        return ", ".join(
            names[first] if first == last else f"{names[first]}–{names[last]}"
            for first, last in runs
        )

    def _holiday_words(self, verdict):
        day = _first(verdict.seen, date)
        if not day:
            return self.env._("public holiday")
        return self.env._(
            "%(date)s is a public holiday or a closing day",
            date=format_date(self.env, day),
        )

    # --- how often ------------------------------------------------------

    def _cap_words(self, verdict):
        """Say how many of how many; ``seen``: used, allowed, days."""
        used, allowed, days = (*_numbers(verdict.seen), None, None, None)[:3]
        cap = verdict.rule and verdict.rule.cap
        if cap:
            allowed, days = cap.maximum, cap.days
        if allowed is None or not days:
            return self.env._("contacted too often")
        named = {
            "allowed": allowed,
            "what": self._what_words(cap.counts if cap else "contact", allowed),
            "span": self._span_words(days),
        }
        if used is None:
            return self.env._("no more than %(allowed)s %(what)s in %(span)s", **named)
        return self.env._(
            "%(used)s of %(allowed)s %(what)s used in %(span)s", used=used, **named
        )

    def _what_words(self, counts, number):
        one, many = {
            "attempt": (self.env._("attempt"), self.env._("attempts")),
            "conversation": (self.env._("conversation"), self.env._("conversations")),
        }.get(counts, (self.env._("contact"), self.env._("contacts")))
        return one if number == 1 else many

    def _span_words(self, days):
        if days == 1:
            return self.env._("24 hours")
        return self.env._("%(days)s days", days=days)

    def _cooling_words(self, verdict):
        """``seen``: the day of the conversation, days to wait."""
        day, days = _first(verdict.seen, date), (*_numbers(verdict.seen), None)[0]
        if not day:
            return self.env._("too soon after a conversation")
        said = {"date": format_date(self.env, day), "days": days}
        if not days:
            return self.env._("conversation on %(date)s", **said)
        return self.env._(
            "conversation on %(date)s, then %(days)s days without a call", **said
        )

    def _gap_words(self, verdict):
        """``seen``: the day of the last contact, days between two."""
        day, days = _first(verdict.seen, date), (*_numbers(verdict.seen), None)[0]
        if not day or not days:
            return self.env._("too soon after the last contact")
        return self.env._(
            "contacted on %(date)s, %(days)s days between two contacts",
            date=format_date(self.env, day),
            days=days,
        )

    # --- holds and notices ----------------------------------------------

    def _hold_words(self, verdict):
        """``seen``: the kind of hold, its last day."""
        kind, day = _first(verdict.seen, str), _first(verdict.seen, date)
        kinds = self.env["recovery.hold"]._fields["kind"]._description_selection
        names = {**dict(HOLD_KINDS), **dict(kinds(self.env))}
        if not kind or kind not in names:
            return self.env._("on hold")
        if not day:
            return self.env._(
                "on hold until it is lifted, %(kind)s", kind=_lower(names[kind])
            )
        return self.env._(
            "on hold until %(date)s, %(kind)s",
            date=format_date(self.env, day),
            kind=_lower(names[kind]),
        )

    def _notice_missing_words(self, verdict):
        return self.env._(
            "%(notice)s must be given first", notice=self._notice_name(verdict)
        )

    def _notice_running_words(self, verdict):
        """``seen``: the code of the text, the day given, the first free day."""
        days = [one for one in verdict.seen if isinstance(one, date)]
        name = self._notice_name(verdict)
        if len(days) < 2:
            return self.env._(
                "the time to wait after %(notice)s is running", notice=name
            )
        return self.env._(
            "%(notice)s was given on %(date)s, its time ends on %(free)s",
            notice=name,
            date=format_date(self.env, days[0]),
            free=format_date(self.env, days[1]),
        )

    def _notice_name(self, verdict):
        notice = verdict.rule and verdict.rule.notice
        return self._notice_label(notice.code if notice else _first(verdict.seen, str))

    def _notice_label(self, code):
        labels = self.env["recovery.template"]._fields["notice_code"]
        name = dict(labels._description_selection(self.env)).get(code)
        if not name:
            return self.env._("a statutory notice")
        return self.env._("“%(name)s”", name=name)


def _first(seen, kind):
    """Return the first of ``seen`` that is of this type, or None."""
    for one in seen:
        if isinstance(one, kind):
            return one.date() if isinstance(one, datetime) else one
    return None


def _numbers(seen):
    """Return the whole numbers of ``seen``, in order."""
    return tuple(
        one for one in seen if isinstance(one, int) and not isinstance(one, bool)
    )


def _clock(hour):
    """Say 9.5 as 09:30."""
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"


def _lower(name):
    return name[:1].lower() + name[1:]
