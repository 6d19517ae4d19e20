"""Weeks of attempts over all jurisdictions, read by an oracle that shares no code.

``RULES_DEBTORS=2500`` plays 100,000 attempts instead of those of every day.
"""

import os
import random
from datetime import timedelta

import pytest

from odoo.addons.debt_recovery.tools.rules.book import Book

from tests.unit.rules_oracle import Oracle, first_allowed
from tests.unit.rules_packs import packs
from tests.unit.rules_weeks import play
from tests.unit.rules_worlds import QUARTER

DEBTORS = int(os.environ.get("RULES_DEBTORS", 150))
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def oracle():
    return Oracle(packs())


@pytest.fixture(scope="module")
def tally(oracle):
    return play(Book(packs()), oracle, seed=20261025, debtors=DEBTORS)


def test_nothing_that_was_allowed_breaks_a_rule(tally):
    assert tally.allowed > tally.asked / 5, "hardly anything was tried"
    assert not tally.breaches, tally.breaches[0]


def test_nothing_is_held_back_without_a_rule(tally):
    assert not tally.refused_in_vain, tally.refused_in_vain[0]


def test_what_waits_may_leave_when_it_was_told_and_no_quarter_before(tally, oracle):
    rng = random.Random(7)
    soon = [one for one in tally.waits if one[0] - one[3] < 4 * DAY]
    for until, request, facts, at in rng.sample(soon, min(150, len(soon))):
        found = first_allowed(oracle, request, facts, at, QUARTER, 4 * DAY)
        assert found == until, (until, request, facts, at)
    late = [one for one in tally.waits if one[0] - one[3] >= 4 * DAY]
    for until, request, facts, at in rng.sample(late, min(100, len(late))):
        assert not oracle.faults(request, facts, until)
        for _try in range(10):
            earlier = at + QUARTER * rng.randrange(int((until - at) / QUARTER))
            assert oracle.faults(request, facts, earlier), (earlier, request, facts)


def test_automatic_contacts_of_one_debtor_are_24_hours_apart(tally):
    pairs = 0
    for left in tally.left:
        for number, (at, request) in enumerate(left):
            if not request.is_machine or request.purpose != "collection":
                continue
            before = [one for one, other in left[:number] if other.is_machine]
            assert not before or at - max(before) >= DAY, left
            pairs += bool(before)
    assert pairs > 50


def test_the_weeks_cross_both_changes_of_the_clock(tally):
    days = {at.date() for left in tally.left for at, _request in left}
    assert min(days).isoformat() < "2026-03-29" < max(days).isoformat()
    assert any("2026-10-25" < day.isoformat() < "2026-11-01" for day in days)
