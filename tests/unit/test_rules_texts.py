"""What needs a text never precedes it, whatever happens to the rule meanwhile."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.rules.book import Book
from odoo.addons.debt_recovery.tools.rules.model import (
    ALLOW,
    KINDS,
    REFUSE,
    Facts,
    Notice,
    Place,
    Request,
)

from tests.unit.rules_packs import packs
from tests.unit.rules_worlds import ALL_DAY, belgian, days, facts, moments

BOOK = Book(packs())
DAY = timedelta(days=1)
TEXTS = [
    rule
    for rule in packs()
    if rule.notice
    and rule.state == "on"
    and "contact" in rule.notice.blocks
    and rule.notice.start != "first_contact"
]
everything = settings(deadline=None)


@everything
@given(st.data(), moments, st.sampled_from(TEXTS), st.booleans())
def test_no_step_precedes_the_text_that_it_needs(data, at, rule, is_machine):
    known = replace(
        data.draw(facts(at)),
        kinds=rule.kinds or frozenset(KINDS),
        places=(Place(rule.country, rule.state_code or "-", "-"),),
        given={},
    )
    channel = sorted(rule.channels)[0] if rule.channels else "email"
    asked = Request(channel, party=rule.party or "third", is_machine=is_machine)
    assert BOOK.decide(asked, known, at).outcome == REFUSE
    text = replace(asked, channel="letter", notice=rule.notice.code)
    assert not [
        one
        for one in BOOK.decide(text, known, at).verdicts
        if one.rule.code == rule.code and one.outcome != ALLOW
    ], "the text itself need not wait for itself"


def changed(rule, turn, term):
    """Return two versions of a notice: as it is until ``turn``, then with ``term``."""
    values = {name: getattr(rule.notice, name) for name in Notice.__slots__}
    old = replace(rule, valid_to=turn - DAY)
    notice = Notice(**{**values, "days": term})
    return [old, replace(rule, version=2, valid_from=turn, notice=notice)]


@everything
@given(days, st.integers(-3, 30), st.integers(0, 30), st.integers(0, 40))
def test_a_term_that_runs_is_never_shortened_by_a_new_rule(sent, turn, term, later):
    rules = []
    for rule in packs():
        is_term = rule.code in ("BE.grace_days.01", "BE.grace_days.02")
        rules += changed(rule, sent + turn * DAY, term) if is_term else [rule]
    known = belgian(sent, "email")
    at = datetime.combine(sent + later * DAY, datetime.min.time()).replace(hour=10)
    asked = ("collection_fee", known, at, Decimal(100), {"contract_clause"})
    found = Book(rules).permit(*asked, debts=frozenset({1}))
    was_promised_14_days = turn > 0
    if was_promised_14_days:
        assert not (found.allowed and later < 15)
    if later >= turn:
        assert not (found.allowed and later < 1 + term)
        most = max(term, 14 if was_promised_14_days else 0)
        assert found.allowed == (later >= 1 + most)


@pytest.mark.parametrize("machine", [True, False])
def test_a_barred_debt_is_never_threatened_with_a_suit(machine):
    """Where law says so, persons are bound; the machine is everywhere."""
    known = Facts(
        kinds=frozenset({"consumer"}),
        places=(Place("GB", "SCT", "-"),),
        is_place_known=True,
        zones=("Europe/London",),
        barred=frozenset({1}),
        house=ALL_DAY,
    )
    threat = Request("letter", debts=frozenset({1}), is_threat=True, is_machine=machine)
    at = datetime(2026, 3, 4, 10)
    assert BOOK.decide(threat, known, at).outcome == REFUSE
    other = replace(threat, debts=frozenset({2}))
    assert BOOK.decide(other, known, at).outcome == ALLOW
