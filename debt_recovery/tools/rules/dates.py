"""Versions of rules in time: which is in force, and what came before it."""

from dataclasses import replace


def is_dated(rule, day):
    """Tell whether a rule is in force on ``day``, its last day included.

    >>> from datetime import date
    >>> from .model import Rule
    >>> rule = Rule("FR.1", "grace_days", valid_to=date(2026, 3, 2))
    >>> is_dated(rule, date(2026, 3, 2)), is_dated(rule, date(2026, 3, 3))
    (True, False)
    """
    if rule.valid_from and day < rule.valid_from:
        return False
    return not (rule.valid_to and day > rule.valid_to)


def with_elders(rules):
    """Return the rules, those with a term knowing their earlier versions.

    >>> from .model import Notice, Rule
    >>> text = Notice("formal_notice", 14)
    >>> first, second = (Rule("FR.1", "grace_days", n, notice=text) for n in (1, 2))
    >>> [len(rule.elders) for rule in with_elders([first, second])]
    [0, 1]
    """
    versions = {}
    for rule in rules:
        if rule.notice:
            versions.setdefault(rule.code, []).append(rule)
    return [_with_elders(rule, versions.get(rule.code, ())) for rule in rules]


def _with_elders(rule, versions):
    elders = tuple(one for one in versions if one.version < rule.version)
    return replace(rule, elders=elders) if elders else rule
