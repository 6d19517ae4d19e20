"""What the law says, case by case: ``rules_cases.csv`` against packs and engine.

The table is read as it is; what each row expects was derived from the texts of the
rules, not from what the engine answers.
"""

import pytest

from odoo.addons.debt_recovery.tools.rules.book import Book

from tests.unit.rules_packs import cases, packs

# Jurisdictions whose packs are shipped: each is shown by cases of its own.
PLACES = [
    "FR",
    "BE",
    "DE",
    "GB",
    "NL",
    "US",
    "US-MA",
    "US-NY-NYC",
    "US-DC",
    "US-FL",
    "US-CA",
    "CA-QC",
    "CA-ON",
    "CA-BC",
    "AU",
    "ES",
    "IT",
    "NZ",
    "ZZ",
]
# Kinds that decide on a contact or a charge and that some shipped rule has *on*.
LEAST = 120


@pytest.fixture(scope="module")
def book():
    return Book(packs())


CONTACTS = [case for case in cases() if not case.is_charge]
CHARGES = [case for case in cases() if case.is_charge]


@pytest.mark.parametrize("case", CONTACTS, ids=repr)
def test_a_contact_is_decided_as_the_law_says(book, case):
    decision = book.decide(case.request, case.facts, case.at)
    said = f"{case.row['why']}: {decision.governing}"
    expected = "allow" if case.expected == "warn" else case.expected
    assert decision.outcome == expected, said
    if case.expected == "warn":
        named = [one for one in decision.warnings if _is_named(one, case.row["rule"])]
        assert named, decision.warnings
        return
    assert decision.until == case.until, said
    if case.row["rule"]:
        assert _is_named(decision.governing, case.row["rule"]), said
    if case.expected == "allow":
        bound = [one for one in decision.warnings if one.rule.state == "on"]
        assert not bound, f"{case.row['why']}: {bound}"


@pytest.mark.parametrize("case", CHARGES, ids=repr)
def test_a_charge_needs_a_rule_that_gives_it(book, case):
    permission = case.permission(book)
    said = f"{case.row['why']}: {permission}"
    assert permission.allowed == (case.expected == "allow"), said
    assert permission.until == case.until, said
    if case.ceiling is not None:
        assert permission.ceiling == case.ceiling, said
    if case.row["rule"]:
        assert permission.rule and permission.rule.code == case.row["rule"], said


def _is_named(verdict, code):
    """Tell whether a verdict speaks for the rule ``code``, or for its whole group."""
    group = next(rule.group for rule in packs() if rule.code == code)
    return code == verdict.rule.code or (group and group == verdict.rule.group)


# --- the table itself -------------------------------------------------------------


def test_the_table_has_enough_cases_of_every_pack():
    assert len(cases()) >= LEAST
    shown = {case.row["jurisdiction"] for case in cases()}
    assert shown >= set(PLACES)
    of_france = [case for case in cases() if case.row["jurisdiction"] == "FR"]
    assert len(of_france) >= 40, "France is the deepest"
    assert sum(case.row["debtor"] == "public" for case in of_france) >= 6


def test_each_case_is_told_once_and_says_why():
    names = [case.row["id"] for case in cases()]
    assert len(names) == len(set(names))
    for case in cases():
        assert case.row["why"] and case.row["legal_reference"], case
        assert case.expected in ("allow", "warn", "wait", "refuse"), case


def test_every_rule_that_a_case_names_is_shipped():
    codes = {rule.code for rule in packs()}
    named = {case.row["rule"] for case in cases() if case.row["rule"]}
    assert named <= codes, named - codes
