"""Without any one kind of rule, or with a figure one step looser, somebody notices.

A mutant is caught when the oracle finds a breach in some weeks of attempts, or when a
case of the table is decided otherwise than the law says.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from odoo.addons.debt_recovery.tools.rules import holds, registry
from odoo.addons.debt_recovery.tools.rules.book import Book
from odoo.addons.debt_recovery.tools.rules.model import ALLOW, Notice

from tests.unit.rules_oracle import Oracle
from tests.unit.rules_packs import cases, packs
from tests.unit.rules_weeks import play

# No shipped rule of this kind is about contact: the Danish one is about charges.
NO_RULE = ("min_interval",)
DECIDING = sorted(set(registry.KINDS) - set(NO_RULE))
ORACLE = Oracle(packs())
SEED, ROUNDS, DEBTORS = 20260329, 6, 12


def is_caught(book):
    """Tell whether some case, or some week, shows that ``book`` is too loose."""
    return any(is_loose(book, case) for case in cases()) or any(
        play(book, ORACLE, SEED + number, DEBTORS).breaches for number in range(ROUNDS)
    )


def is_loose(book, case):
    """Tell whether ``book`` allows what the law says must wait or not be."""
    if case.expected not in ("wait", "refuse"):
        return False
    if not case.is_charge:
        return book.decide(case.request, case.facts, case.at).outcome == ALLOW
    try:
        permission = case.permission(book)
    except ValueError:  # a permission without any line to rest on
        return True
    named = case.row["rule"]
    return permission.allowed or bool(named and permission.rule.code != named)


def test_the_rules_as_they_are_let_nothing_through():
    assert not is_caught(Book(packs()))


@pytest.mark.parametrize("name", DECIDING)
def test_without_one_kind_of_rule_somebody_notices(name, monkeypatch):
    blind = replace(registry.KINDS[name], check=lambda *_any: registry.YES)
    monkeypatch.setitem(registry.KINDS, name, blind)
    assert is_caught(Book(packs())), f"{name} could be left out"


def _window(rule):
    if rule.windows:
        later = tuple(replace(one, end=one.end + 0.25) for one in rule.windows)
        return replace(rule, windows=later)
    return rule


def _holidays(rule):
    return replace(rule, holidays=True)


def _cap(rule):
    if rule.kind == "frequency_cap" and rule.cap:
        return replace(rule, cap=replace(rule.cap, maximum=rule.cap.maximum + 1))
    return rule


def _cap_days(rule):
    if rule.kind == "frequency_cap" and rule.cap:
        return replace(rule, cap=replace(rule.cap, days=rule.cap.days - 1 or 1))
    return rule


def _cooling(rule):
    if rule.kind == "cooling_off_after_conversation":
        return replace(rule, cap=replace(rule.cap, days=rule.cap.days - 1))
    return rule


def _notice(rule):
    if rule.notice and rule.notice.days:
        values = {name: getattr(rule.notice, name) for name in Notice.__slots__}
        return replace(rule, notice=Notice(**{**values, "days": values["days"] - 1}))
    return rule


def _party(rule):
    return replace(rule, party="third") if rule.party == "" else rule


def _law(rule):
    return replace(rule, strength="product_default")


LOOSER = {
    "windows end a quarter later": _window,
    "holidays are days like others": _holidays,
    "caps allow one more": _cap,
    "caps forget a day sooner": _cap_days,
    "rest after a conversation is a day shorter": _cooling,
    "notices run a day less": _notice,
    "creditors are bound by no rule": _party,
    "no law binds a person": _law,
}


@pytest.mark.parametrize("change", LOOSER.values(), ids=LOOSER)
def test_with_figures_one_step_looser_somebody_notices(change):
    assert is_caught(Book([change(rule) for rule in packs()]))


def test_a_hold_that_ends_a_day_early_is_noticed(monkeypatch):
    """The clock of the engine is what ends holds: a day less shows."""

    monkeypatch.setattr(
        holds, "add_days", lambda day, count: day + timedelta(count - 1)
    )
    assert is_caught(Book(packs()))
