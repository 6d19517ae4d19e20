from decimal import Decimal

from odoo import models
from odoo.fields import Command

from ..tools.contact_window import Window
from ..tools.rule_places import place_of
from ..tools.rule_row import RuleRow
from ..tools.rule_words import channels_of, debtors_of
from ..tools.rules.model import COMPANY, CONSUMER, PUBLIC, SOLE, Amount, Cap, Notice

BLOCKS = ("contact", "interest", "fee", "threat", "placement")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TEXTS = (
    "code",
    "kind",
    "applies_to",
    "party",
    "channel",
    "strength",
    "confidence",
    "group",
    "impl",
    "legal_basis",
    "source_url",
    "summary_fr",
    "note",
    "use",
    "condition",
    "binds",
    "starts",
    "effect",
    "debt_kind",
    "term_unit",
)
DATES = ("valid_from", "valid_to", "checked_on")
SETS = ("hold_kinds", "exceptions", "interrupts")
AT_WORK = {"only": True, "never": False}
FIGURES = ("fixed", "percent", "above", "low", "times", "round_up")
ENDS = ("high", "minimum", "maximum")
AMOUNT_TEXTS = (
    "role",
    "base",
    "series",
    "currency",
    "tier_currency",
    "per",
    "needs",
    "fixing",
)


class RecoveryRule(models.Model):
    """A rule as the plain row of a file, and back: the same values on both sides."""

    _inherit = "recovery.rule"

    def _as_row(self):
        """Return the :class:`RuleRow` of one version, as its file said it."""
        self.ensure_one()
        window, notice = self.window_ids, self.notice_ids
        return RuleRow(
            jurisdiction="-".join(
                one for one in (self.country, self.state_code, self.city) if one
            ),
            summary=self.summary_en,
            at_work=AT_WORK.get(self.at_work),
            only_unknown_place=self.only_unknown_place,
            term=self.term,
            freezes=frozenset(one for one in BLOCKS if self[f"freeze_{one}"]),
            window=window and _window(window) or None,
            holidays=window.holidays if window else True,
            calendar=window.calendar or "" if window else "",
            cap=_cap(self.cap_ids) if self.cap_ids else None,
            notice=_notice(notice, self.channel) if notice else None,
            amount=_amount(self.amount_ids) if self.amount_ids else None,
            **{name: self[name] or "" for name in TEXTS},
            **{name: self[name] or None for name in DATES},
            **{name: frozenset(_words(self[name])) for name in SETS},
        )

    def _as_rule(self):
        """Return what the engine reads of one version."""
        row = self._as_row()
        changes = {"state": self.state}
        return row.as_rule(self.id, self.version, **changes)

    def _vals_of(self, row):
        """Return the values to create a version from a row."""
        country, state_code, city = place_of(row.jurisdiction)
        kinds = debtors_of(row.applies_to)
        vals = {
            "country": country,
            "state_code": state_code,
            "city": city,
            "summary_en": row.summary,
            "for_consumer": CONSUMER in kinds,
            "for_sole": SOLE in kinds,
            "for_company": COMPANY in kinds,
            "for_public": PUBLIC in kinds,
            "state": row.state,
            "at_work": {True: "only", False: "never"}.get(row.at_work),
            "only_unknown_place": row.only_unknown_place,
            "term": row.term,
            **{f"freeze_{one}": one in row.freezes for one in BLOCKS},
            **{name: getattr(row, name) or False for name in (*TEXTS, *DATES)},
            **{name: ",".join(sorted(getattr(row, name))) for name in SETS},
        }
        parts = {
            "window_ids": row.window and _window_vals(row),
            "cap_ids": row.cap and _cap_vals(row.cap),
            "notice_ids": row.notice and _notice_vals(row.notice),
            "amount_ids": row.amount and _amount_vals(row.amount),
        }
        made = {name: [Command.create(one)] for name, one in parts.items() if one}
        return {**vals, **made}


def _words(text):
    return tuple(one for one in (text or "").split(",") if one)


def _window(window):
    days = frozenset(n for n, name in enumerate(WEEK) if window[f"on_{name}"])
    return Window(window.start, window.end, days)


def _window_vals(row):
    return {
        "start": row.window.start,
        "end": row.window.end,
        "holidays": row.holidays,
        "calendar": row.calendar,
        **{f"on_{name}": n in row.window.days for n, name in enumerate(WEEK)},
    }


def _cap(cap):
    return Cap(
        cap.maximum,
        cap.days,
        cap.per,
        cap.counts,
        cap.place,
        cap.condition or "",
        machine_only=cap.machine_only,
    )


def _cap_vals(cap):
    names = ("maximum", "days", "per", "counts", "place", "condition", "machine_only")
    return {name: getattr(cap, name) or False for name in names}


def _notice(notice, channel):
    return Notice(
        notice.code,
        notice.days,
        notice.start,
        notice.unit,
        frozenset(one for one in BLOCKS if notice[f"block_{one}"]),
        _words(notice.mentions),
        channels_of(channel) or frozenset(),
    )


def _notice_vals(notice):
    return {
        "code": notice.code,
        "days": notice.days,
        "start": notice.start,
        "unit": notice.unit,
        "mentions": ",".join(notice.fields),
        **{f"block_{one}": one in notice.blocks for one in BLOCKS},
    }


def _amount(amount):
    return Amount(
        **{name: _decimal(amount[name]) for name in FIGURES},
        **{
            name: _decimal(amount[name]) if amount[f"has_{name}"] else None
            for name in ENDS
        },
        **{name: amount[name] or "" for name in AMOUNT_TEXTS},
        charges=frozenset(_words(amount.charges)),
        max_count=amount.max_count,
        after_days=amount.after_days,
    )


def _amount_vals(amount):
    ends = {name: getattr(amount, name) for name in ENDS}
    return {
        **{name: float(getattr(amount, name)) for name in FIGURES},
        **{name: float(value or 0) for name, value in ends.items()},
        **{f"has_{name}": value is not None for name, value in ends.items()},
        **{name: getattr(amount, name) or False for name in AMOUNT_TEXTS},
        "charges": ",".join(sorted(amount.charges)),
        "max_count": amount.max_count,
        "after_days": amount.after_days,
    }


def _decimal(value):
    return Decimal(str(value))
