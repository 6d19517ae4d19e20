"""Which customer profile a debtor belongs to, from typed conditions over facts."""

from dataclasses import dataclass
from datetime import date

CONSUMER, SOLE_TRADER, COMPANY, PUBLIC = "consumer", "sole", "company", "public"


@dataclass(slots=True)
class Payer:
    """What the ledger and the contact say of a debtor on one day.

    Amounts are in the company's currency; ``since`` is the date of the first invoice,
    ``defaults`` counts past invoices settled more than 30 days late, or returned.
    """

    kind: str = ""
    is_company: bool = False
    country_id: int = 0
    tag_ids: tuple = ()
    since: date | None = None
    defaults: int = 0
    returned: int = 0
    late_lines: int = 0
    dpd: int = 0
    net: float = 0.0


@dataclass(frozen=True, slots=True)
class Conditions:
    """Typed conditions of one profile; an empty one is not tested."""

    key: int
    policy: int
    kinds: frozenset = frozenset()
    tag_id: int = 0
    country_ids: frozenset = frozenset()
    min_months: int = 0
    max_months: int = 0
    max_defaults: int = -1
    max_returned: int = -1
    max_late_lines: int = 0
    max_dpd: int = 0
    min_net: float = 0.0
    max_net: float = 0.0


def debtor_kind(kind, is_company):
    """Return the debtor type that governs; unknown means consumer.

    >>> debtor_kind("", True), debtor_kind("", False), debtor_kind("public", True)
    ('company', 'consumer', 'public')
    """
    return kind or (COMPANY if is_company else CONSUMER)


def months_between(start, end):
    """Return the whole months from ``start`` to ``end``.

    >>> months_between(date(2023, 3, 2), date(2026, 3, 1))
    35
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def matches(rule, payer, as_of):
    """Tell whether ``payer`` meets every condition of ``rule`` on ``as_of``.

    >>> good = Conditions(1, 1, min_months=36, max_defaults=0, max_dpd=30)
    >>> matches(good, Payer(since=date(2019, 1, 1), dpd=6), date(2026, 3, 2))
    True
    >>> matches(good, Payer(since=date(2019, 1, 1), dpd=31), date(2026, 3, 2))
    False
    """
    return (
        _is_who(rule, payer)
        and _is_aged(rule, payer, as_of)
        and _behaves(rule, payer)
        and _owes(rule, payer)
    )


def _is_who(rule, payer):
    if rule.kinds and debtor_kind(payer.kind, payer.is_company) not in rule.kinds:
        return False
    if rule.tag_id and rule.tag_id not in payer.tag_ids:
        return False
    return not rule.country_ids or payer.country_id in rule.country_ids


def _is_aged(rule, payer, as_of):
    if not (rule.min_months or rule.max_months):
        return True
    months = months_between(payer.since, as_of) if payer.since else 0
    if months < rule.min_months:
        return False
    return not rule.max_months or months < rule.max_months


def _behaves(rule, payer):
    return (
        (rule.max_defaults < 0 or payer.defaults <= rule.max_defaults)
        and (rule.max_returned < 0 or payer.returned <= rule.max_returned)
        and (not rule.max_late_lines or payer.late_lines <= rule.max_late_lines)
        and (not rule.max_dpd or payer.dpd <= rule.max_dpd)
    )


def _owes(rule, payer):
    return payer.net >= rule.min_net and (not rule.max_net or payer.net <= rule.max_net)


def segment_of(rules, payer, as_of):
    """Return the first of ``rules`` (in order) that ``payer`` matches, or None."""
    return next((rule for rule in rules if matches(rule, payer, as_of)), None)
