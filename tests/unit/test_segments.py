"""Profiles: the first that matches, months to the day, and empty means anything."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.segments import (
    Conditions,
    Payer,
    debtor_kind,
    matches,
    months_between,
    segment_of,
)

TODAY = date(2026, 3, 2)
payers = st.builds(
    Payer,
    kind=st.sampled_from(["", "consumer", "sole", "company", "public"]),
    is_company=st.booleans(),
    country_id=st.integers(0, 3),
    tag_ids=st.lists(st.integers(1, 3)).map(tuple),
    since=st.none() | st.dates(date(2015, 1, 1), TODAY),
    defaults=st.integers(0, 3),
    returned=st.integers(0, 2),
    late_lines=st.integers(0, 4),
    dpd=st.integers(-7, 200),
    net=st.floats(0, 20000),
)
rules = st.builds(
    Conditions,
    key=st.integers(1, 9),
    policy=st.just(1),
    kinds=st.frozensets(st.sampled_from(["consumer", "sole", "company", "public"])),
    tag_id=st.integers(0, 3),
    min_months=st.sampled_from([0, 6, 36]),
    max_months=st.sampled_from([0, 60]),
    max_defaults=st.integers(-1, 1),
    max_returned=st.integers(-1, 1),
    max_late_lines=st.integers(0, 2),
    max_dpd=st.sampled_from([0, 30]),
    max_net=st.sampled_from([0.0, 10000.0]),
)


@given(payers)
def test_a_profile_without_conditions_holds_everybody(payer):
    assert matches(Conditions(1, 1), payer, TODAY)


@given(st.lists(rules, max_size=5), payers)
def test_the_first_that_matches_decides(profiles, payer):
    found = segment_of(profiles, payer, TODAY)
    fitting = [rule for rule in profiles if matches(rule, payer, TODAY)]
    assert found is (fitting[0] if fitting else None)


@given(rules, payers)
def test_paying_worse_never_opens_a_profile_of_good_payers(rule, payer):
    if rule.min_net or not rule.max_defaults >= 0:
        return
    worse = Payer(
        **{
            **{name: getattr(payer, name) for name in Payer.__slots__},
            "defaults": payer.defaults + 1,
            "returned": payer.returned + 1,
            "late_lines": payer.late_lines + 1,
            "dpd": payer.dpd + 31,
        }
    )
    if matches(rule, worse, TODAY):
        assert matches(rule, payer, TODAY)


@given(st.dates(date(2000, 1, 1), TODAY), st.dates(date(2000, 1, 1), TODAY))
def test_months_are_whole_and_grow_with_time(one, other):
    start, end = sorted((one, other))
    months = months_between(start, end)
    assert months >= 0
    assert months * 28 <= (end - start).days <= (months + 1) * 31


@given(st.booleans())
def test_an_unknown_person_is_a_consumer(is_company):
    assert debtor_kind("", is_company) == ("company" if is_company else "consumer")
    assert debtor_kind("sole", is_company) == "sole"
