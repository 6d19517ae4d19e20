"""The calendar of second tries: on which day, or why not at all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from odoo.addons.debt_recovery.tools.calendar import is_working
from odoo.addons.debt_recovery.tools.retry import (
    ASK,
    CARD,
    DEAD,
    LIMITS,
    RETRY,
    SAID_NO,
    SEPA,
    STOP,
    Limits,
    next_payday,
    next_try,
)
from odoo.addons.debt_recovery.tools.retry_reasons import (
    CODES,
    FUNDS,
    REASONS,
    TECHNICAL,
    UNKNOWN,
    reason_of,
)

DAYS = some.dates(date(2025, 1, 1), date(2028, 12, 31))
SCHEMES = some.sampled_from([SEPA, CARD])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("AM04", FUNDS),
        ("Rejet : provision insuffisante", FUNDS),
        ("Demo error: insufficient_funds", FUNDS),
        ("Your card has expired.", "expired"),
        ("Carte expirée", "expired"),
        ("AC04", "closed"),
        ("Compte clôturé", "closed"),
        ("Invalid IBAN", "closed"),
        ("stolen_card", "stolen"),
        ("MD01 – no mandate", "mandate"),
        ("Opposition du débiteur", "refused"),
        ("MD06", "disputed"),
        ("chargeback received", "disputed"),
        ("authentication_required", "confirm"),
        ("The connection timed out", TECHNICAL),
        ("MS03", UNKNOWN),
        ("do_not_honor", UNKNOWN),
        ("You selected the following demo payment status: error", UNKNOWN),
        ("Invoice 51 for 54.00", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_the_words_of_banks_and_providers_are_understood(text, reason):
    assert reason_of(text) == reason


def test_no_code_has_two_reasons():
    codes = [code for some_codes in CODES.values() for code in some_codes.split()]
    assert len(codes) == len(set(codes))
    assert set(CODES) == set(REASONS)


def test_lack_of_money_waits_for_the_known_payday():
    tried = date(2026, 3, 5)
    found = next_try(FUNDS, tried, [tried], LIMITS[CARD], payday=28)
    assert found.day == date(2026, 3, 30)  # the 28th is a Saturday


def test_lack_of_money_waits_for_wages_or_benefits():
    limits = LIMITS[SEPA]
    for tried, day in (
        (date(2026, 3, 12), date(2026, 3, 30)),  # the 29th is a Sunday
        (date(2026, 3, 30), date(2026, 4, 7)),  # the 5th a Sunday, then Easter Monday
        (date(2026, 2, 3), date(2026, 2, 5)),
        (date(2026, 2, 10), date(2026, 3, 2)),  # February ends on Saturday 28
    ):
        found = next_try(FUNDS, tried, [tried], limits, closed={date(2026, 4, 6)})
        assert found.day == day


def test_without_a_reason_five_days_then_the_payday():
    first = date(2026, 3, 10)
    again = next_try(UNKNOWN, first, [first], LIMITS[CARD])
    assert again.day == date(2026, 3, 16)
    last = next_try(UNKNOWN, again.day, [first, again.day], LIMITS[CARD])
    assert last.day == date(2026, 3, 30)


def test_the_number_of_tries_and_their_span_are_limited():
    first = date(2026, 3, 2)
    tries = [first, date(2026, 3, 9), date(2026, 3, 30)]
    assert next_try(FUNDS, tries[-1], tries, LIMITS[SEPA]).because == "limit"
    late = next_try(FUNDS, tries[-1], tries, LIMITS[CARD])
    assert (late.action, late.because) == (ASK, "limit")  # 5 April is day 34


@given(some.sampled_from(REASONS), DAYS, SCHEMES, some.integers(0, 31))
def test_a_try_is_on_a_later_working_day_and_announced(reason, day, scheme, payday):
    closed = {day + timedelta(days=n) for n in (1, 4)}
    found = next_try(reason, day, [day], LIMITS[scheme], closed, payday)
    if found.action != RETRY:
        assert found.day is None
        assert found.action == (STOP if reason in SAID_NO else ASK)
        return
    assert reason not in (*DEAD, *SAID_NO)
    assert is_working(found.day, closed)
    notice = 1 if reason == TECHNICAL else LIMITS[scheme].notice
    assert found.day >= day + timedelta(days=notice)


@given(some.lists(some.sampled_from(REASONS), max_size=9), DAYS, SCHEMES)
def test_it_ends_within_the_limits_whatever_happens(reasons, day, scheme):
    limits, tries = LIMITS[scheme], [day]
    for reason in reasons:
        found = next_try(reason, tries[-1], tries, limits)
        if found.action != RETRY:
            break
        assert found.day > tries[-1]
        tries.append(found.day)
    assert len(tries) <= limits.attempts
    assert (tries[-1] - tries[0]).days <= limits.days


@given(DAYS, some.integers(0, 31))
def test_a_payday_is_the_first_one_there_is(day, payday):
    found = next_payday(day, payday)
    assert day <= found <= day + timedelta(days=34)
    assert not any(
        next_payday(day + timedelta(days=n), payday) != found
        for n in range((found - day).days + 1)
    )


def test_a_single_try_is_never_followed():
    day = date(2026, 3, 2)
    assert next_try(FUNDS, day, [day], Limits(1, 30)).action == ASK
