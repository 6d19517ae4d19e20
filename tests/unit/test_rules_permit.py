"""Permission to charge: a rule for it, its ceiling, and what forbids it meanwhile."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from odoo.addons.debt_recovery.tools.rules.book import Book
from odoo.addons.debt_recovery.tools.rules.model import (
    Amount,
    Cap,
    Facts,
    Hold,
    Notice,
    Place,
    Rule,
)

AT = datetime(2026, 3, 20, 10)
CONSUMER, COMPANY = frozenset({"consumer"}), frozenset({"company"})
CLAUSE = frozenset({"contract_clause"})
COSTS = frozenset({"collection_fee"})


def fixed_fee(code, country, amount=40, **known):
    figure = Amount(fixed=Decimal(amount), currency=known.pop("currency", "EUR"))
    return Rule(
        code, "fixed_fee", country=country, kinds=COMPANY, amount=figure, **known
    )


def facts(country="FR", kinds=COMPANY, **known):
    return Facts(kinds=kinds, places=(Place(country, "-", "-"),), **known)


def tier(code, low, high, fixed, percent, above, **known):
    figure = Amount(
        role="ceiling",
        fixed=Decimal(fixed),
        percent=Decimal(percent),
        above=Decimal(above),
        low=Decimal(low),
        high=high and Decimal(high),
        charges=COSTS,
        **known,
    )
    return Rule(
        code, "fee_cap", country="BE", kinds=CONSUMER, group="BE", amount=figure
    )


BELGIUM = (
    tier("B1", "0", "150", 20, 0, 0, needs="contract_clause"),
    tier("B2", "150.01", "500", 30, 10, 150, needs="contract_clause"),
    tier("B3", "500.01", None, 65, 5, 500, needs="contract_clause", maximum=2000),
)
GRACE = Rule(
    "BG",
    "grace_days",
    country="BE",
    kinds=CONSUMER,
    notice=Notice("first", 14, "next_day", blocks=frozenset({"fee", "interest"})),
)


def test_no_charge_without_a_rule_that_allows_it():
    permission = Book(()).permit("fixed_fee", facts(), AT, Decimal(100))
    assert not permission.allowed
    assert permission.reason == "no_basis"


def test_every_candidate_needs_a_rule_of_its_own():
    book = Book((fixed_fee("F", "FR"),))
    assert book.permit("fixed_fee", facts(), AT, Decimal(100)).ceiling == 40
    both = facts(kinds=CONSUMER | COMPANY)
    assert not book.permit("fixed_fee", both, AT, Decimal(100)).allowed
    abroad = Facts(kinds=COMPANY, places=(Place("FR"), Place("BE")))
    assert not book.permit("fixed_fee", abroad, AT, Decimal(100)).allowed
    assert not book.permit("fixed_fee", Facts(), AT, Decimal(100)).allowed


def test_a_rule_that_nobody_checked_allows_nothing():
    book = Book((fixed_fee("F", "FR", state="warn"),))
    assert not book.permit("fixed_fee", facts(), AT, Decimal(100)).allowed


def test_a_fixed_fee_is_due_once_for_a_debt():
    book = Book((fixed_fee("F", "FR"),))
    again = book.permit("fixed_fee", facts(), AT, Decimal(100), charged=1)
    assert (again.allowed, again.reason) == (False, "cap")


@pytest.mark.parametrize(
    ("principal", "ceiling"),
    [
        ("100", "20"),
        ("150", "20"),
        ("350", "50"),
        ("500", "65"),
        ("1500", "115"),
        ("90000", "2000"),
    ],
)
def test_the_ceiling_is_that_of_the_slice(principal, ceiling):
    permission = Book(BELGIUM).permit(
        "collection_fee", facts("BE", CONSUMER), AT, Decimal(principal), given=CLAUSE
    )
    assert permission.allowed
    assert permission.ceiling == Decimal(ceiling)


def test_a_clause_that_is_not_there_is_no_basis():
    asked = ("collection_fee", facts("BE", CONSUMER), AT, Decimal(100))
    permission = Book(BELGIUM).permit(*asked)
    assert (permission.allowed, permission.reason) == (False, "no_basis")


def test_the_waiting_period_says_when_a_charge_may_be_made():
    given = {"first": ((7, date(2026, 3, 10), "email"),)}
    known = facts("BE", CONSUMER, given=given)
    book = Book((*BELGIUM, GRACE))
    charge = ("collection_fee", known, AT, Decimal(100), CLAUSE)
    permission = book.permit(*charge, debts=frozenset({7}))
    assert permission.until == datetime(2026, 3, 25)
    later = ("collection_fee", known, permission.until, Decimal(100), CLAUSE)
    assert book.permit(*later, debts=frozenset({7})).allowed
    other = book.permit(*later, debts=frozenset({8}))
    assert (other.allowed, other.reason) == (False, "notice_missing")


def test_a_ban_forbids_what_it_names_and_leaves_the_rest():
    names = frozenset({"reminder_fee", "collection_fee"})
    ban = Rule("X", "fee_ban", country="FR", amount=Amount(charges=names))
    fee = Rule("R", "fee_cap", country="FR", amount=Amount(fixed=Decimal(5)))
    book = Book((ban, fee, fixed_fee("F", "FR")))
    refused = book.permit("reminder_fee", facts(), AT, Decimal(100))
    assert (refused.allowed, refused.reason) == (False, "fee_ban")
    assert book.permit("fixed_fee", facts(), AT, Decimal(100)).allowed


def test_interest_of_a_consumer_needs_the_formal_notice():
    start = Rule(
        "S",
        "interest_start",
        country="FR",
        kinds=CONSUMER,
        amount=Amount(needs="formal_notice", series="FR_LEGAL_PRO"),
    )
    book = Book((start,))
    asked = facts(kinds=CONSUMER)
    missing = book.permit("interest", asked, AT, Decimal(100))
    assert (missing.allowed, missing.reason) == (False, "notice_missing")
    given = {"formal_notice": ((None, date(2026, 3, 1), "letter"),)}
    known = facts(kinds=CONSUMER, given=given)
    permission = book.permit("interest", known, AT, Decimal(100))
    assert permission.allowed
    assert [rule.code for rule in permission.rules] == ["S"]


def test_the_lowest_plain_ceiling_of_interest_counts_and_all_rules_are_named():
    rate = Rule(
        "R",
        "interest_rate",
        country="CA",
        amount=Amount(percent=Decimal(12)),
    )
    cap = Rule("C", "interest_cap", country="CA", amount=Amount(percent=Decimal(5)))
    permission = Book((rate, cap)).permit("interest", facts("CA"), AT, Decimal(100))
    assert permission.ceiling == 5
    assert {rule.code for rule in permission.rules} == {"R", "C"}


def test_a_plan_that_runs_accrues_nothing():
    frozen = Hold("plan", freezes=frozenset({"fee"}), until=date(2026, 3, 31))
    book = Book((fixed_fee("F", "FR"),))
    permission = book.permit("fixed_fee", facts(holds=(frozen,)), AT, Decimal(100))
    assert (permission.allowed, permission.reason) == (False, "hold")
    assert permission.until == datetime(2026, 4, 1)


def test_days_lie_between_two_charged_reminders():
    fee = Rule("D", "fee_cap", country="DK", amount=Amount(fixed=Decimal(100)))
    rest = Rule(
        "I", "min_interval", country="DK", cap=Cap(1, 10, "debt", "charged_reminder")
    )
    book = Book((fee, rest))
    charge = ("reminder_fee", facts("DK"), AT, Decimal(500))
    assert book.permit(*charge).allowed
    again = book.permit(*charge, charged=1, last=date(2026, 3, 15))
    assert again.until == datetime(2026, 3, 25)


def test_tiers_of_another_currency_say_nothing():
    rule = tier("P", "0", "150", 20, 0, 0)
    asked = ("collection_fee", facts("BE", CONSUMER), AT, Decimal(100))
    assert Book((rule,)).permit(*asked).allowed
    assert not Book((rule,)).permit(*asked, currency="PLN").allowed
