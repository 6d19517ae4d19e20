"""A decision on a contact: now, later or never, and by which rule."""

from datetime import date, datetime

import pytest

from odoo.addons.debt_recovery.tools.contact_window import Window
from odoo.addons.debt_recovery.tools.rules.book import Book
from odoo.addons.debt_recovery.tools.rules.model import (
    Cap,
    Facts,
    Hold,
    House,
    Notice,
    Place,
    Request,
    Rule,
    Touch,
)

ALWAYS = House(windows=(Window(0, 24, frozenset(range(7))),), holidays=True)
EVERY_DAY = frozenset(range(7))
MONDAY = datetime(2026, 3, 2, 10)  # UTC
CALL = Request("call")
BY_HAND = Request("call", is_machine=False)
CAP = Rule("C", "frequency_cap", cap=Cap(2, 7), channels=frozenset({"call"}))
NIGHT = Rule("W", "contact_window", windows=(Window(8, 21, EVERY_DAY),))


def facts(**known):
    known.setdefault("house", ALWAYS)
    return Facts(**known)


def calls(*instants, **known):
    return tuple(Touch(at, "call", **known) for at in instants)


def test_an_empty_book_lets_the_machine_contact_in_the_hours_of_the_house():
    book = Book(())
    assert book.decide(CALL, Facts(), MONDAY).outcome == "allow"
    evening = book.decide(CALL, Facts(), MONDAY.replace(hour=19))
    assert (evening.outcome, evening.until) == ("wait", datetime(2026, 3, 3, 9))
    assert evening.governing.rule.code == "house.hours"


def test_the_hours_of_the_house_only_warn_a_person():
    decision = Book(()).decide(BY_HAND, Facts(), MONDAY.replace(hour=19))
    assert decision.outcome == "allow"
    assert [one.reason for one in decision.warnings] == ["window"]


@pytest.mark.parametrize(("hour", "outcome"), [(20, "allow"), (21, "wait")])
def test_the_last_minute_of_a_window_is_in_it(hour, outcome):
    at = MONDAY.replace(hour=hour, minute=59 if hour == 20 else 0)
    assert Book((NIGHT,)).decide(CALL, facts(), at).outcome == outcome


def test_every_zone_in_which_somebody_may_be_has_to_agree():
    coasts = ("America/New_York", "America/Los_Angeles")
    at = datetime(2026, 3, 3, 15)  # 10:00 in New York, 07:00 in Los Angeles
    decision = Book((NIGHT,)).decide(CALL, facts(zones=coasts), at)
    assert decision.until == datetime(2026, 3, 3, 16)
    assert decision.governing.seen[0] == "America/Los_Angeles"


def test_windows_of_one_group_add_up_and_those_of_two_intersect():
    week = Rule("A", "contact_window", windows=(Window(9, 19),), group="g")
    saturday = Rule(
        "B", "contact_window", windows=(Window(9, 12, frozenset({5})),), group="g"
    )
    at = datetime(2026, 3, 7, 10)
    assert Book((week, saturday)).decide(CALL, facts(), at).outcome == "allow"
    other = Rule("C", "contact_window", windows=(Window(10.5, 19, EVERY_DAY),))
    decision = Book((week, saturday, other)).decide(CALL, facts(), at)
    assert decision.until == datetime(2026, 3, 7, 10, 30)


def test_windows_that_never_meet_are_a_refusal():
    early = Rule("A", "contact_window", windows=(Window(8, 9),))
    late = Rule("B", "contact_window", windows=(Window(18, 19),))
    decision = Book((early, late)).decide(CALL, facts(), MONDAY)
    assert (decision.outcome, decision.until) == ("refuse", None)


def test_the_waits_compose_into_one_instant_that_everything_allows():
    rest = Rule(
        "R",
        "cooling_off_after_conversation",
        cap=Cap(1, 7, "debt"),
        channels=frozenset({"call"}),
    )
    talk = calls(datetime(2026, 3, 2, 15), result="conversation")
    known = facts(touches=talk, zones=("America/New_York",))
    book = Book((NIGHT, rest))
    decision = book.decide(CALL, known, datetime(2026, 3, 6, 15))
    assert decision.until == datetime(2026, 3, 9, 12)  # 08:00, summer time by then
    assert decision.governing.rule is rest
    assert book.decide(CALL, known, decision.until).outcome == "allow"


def test_a_cap_rolls_by_the_hour():
    first = datetime(2026, 3, 1, 9, 30)
    known = facts(touches=calls(first, datetime(2026, 3, 4, 9)))
    decision = Book((CAP,)).decide(CALL, known, MONDAY.replace(day=5))
    assert decision.until == datetime(2026, 3, 8, 9, 30)
    assert decision.governing.seen == (2, 2, 7)


def test_a_touch_of_unknown_debts_counts_for_each():
    rule = Rule("D", "frequency_cap", cap=Cap(1, 7, "debt"))
    request = Request("call", debts=frozenset({1}))
    other = facts(touches=calls(MONDAY, debts=frozenset({2})))
    assert Book((rule,)).decide(request, other, MONDAY).outcome == "allow"
    unknown = facts(touches=calls(MONDAY))
    assert Book((rule,)).decide(request, unknown, MONDAY).outcome == "wait"


def test_copies_of_a_message_count_once_for_the_house_and_each_for_the_law():
    touches = calls(MONDAY, MONDAY, message=5)
    own = Rule("H", "frequency_cap", cap=Cap(2, 7), strength="house")
    law = Rule("L", "frequency_cap", cap=Cap(2, 7))
    assert Book((own,)).decide(CALL, facts(touches=touches), MONDAY).until is None
    assert Book((law,)).decide(CALL, facts(touches=touches), MONDAY).until


def test_what_only_binds_the_machine_warns_a_person():
    guide = Rule("G", "contact_window", windows=(Window(8, 9),), strength="house")
    assert Book((guide,)).decide(CALL, facts(), MONDAY).outcome == "wait"
    decision = Book((guide,)).decide(BY_HAND, facts(), MONDAY)
    assert decision.outcome == "allow"
    assert [verdict.rule.code for verdict in decision.warnings] == ["G"]


def test_a_rule_on_warn_stops_nobody():
    rule = Rule("W", "channel_ban", state="warn")
    decision = Book((rule,)).decide(CALL, facts(), MONDAY)
    assert decision.outcome == "allow"
    assert [verdict.reason for verdict in decision.warnings] == ["channel_ban"]


def test_a_hold_binds_people_too_and_ends_by_itself():
    known = facts(holds=(Hold("dispute", until=date(2026, 3, 9)),))
    decision = Book(()).decide(BY_HAND, known, MONDAY)
    assert decision.until == datetime(2026, 3, 10)
    open_end = facts(holds=(Hold("dispute"),))
    assert Book(()).decide(BY_HAND, open_end, MONDAY).outcome == "refuse"


def test_a_hold_on_one_debt_leaves_the_others():
    known = facts(holds=(Hold("dispute", debts=frozenset({1})),))
    other = Request("email", debts=frozenset({2}))
    assert Book(()).decide(other, known, MONDAY).outcome == "allow"
    assert Book(()).decide(Request("email"), known, MONDAY).outcome == "refuse"


def test_an_answer_leaves_whatever_stands():
    ban = Rule("B", "channel_ban")
    known = facts(holds=(Hold("cease"),), consents={"email": "opt_out"})
    for request in (
        Request("email", is_answer=True),
        Request("email", purpose="service"),
    ):
        decision = Book((ban,)).decide(request, known, MONDAY)
        assert (decision.outcome, decision.governing.reason) == ("allow", "answer")


def test_a_mandatory_notice_leaves_in_spite_of_an_objection_not_of_a_hold():
    known = facts(consents={"email": "opt_out"})
    notice = Request("email", purpose="statutory")
    assert Book(()).decide(Request("email"), known, MONDAY).outcome == "refuse"
    assert Book(()).decide(notice, known, MONDAY).outcome == "allow"
    held = facts(holds=(Hold("insolvency"),))
    assert Book(()).decide(notice, held, MONDAY).outcome == "refuse"


def test_a_text_that_is_needed_blocks_until_its_time_has_run():
    rule = Rule(
        "BE",
        "grace_days",
        country="BE",
        notice=Notice("first", 14, "next_day", blocks=frozenset({"contact"})),
    )
    book, be = Book((rule,)), (Place("BE"),)
    request = Request("email", debts=frozenset({1}))
    missing = book.decide(request, facts(places=be), MONDAY)
    assert missing.governing.reason == "notice_missing"
    given = facts(places=be, given={"first": ((1, date(2026, 3, 2), "email"),)})
    assert book.decide(request, given, MONDAY.replace(day=15)).outcome == "wait"
    assert book.decide(request, given, MONDAY.replace(day=17)).outcome == "allow"
    itself = Request("email", debts=frozenset({1}), notice="first")
    assert book.decide(itself, facts(places=be), MONDAY).outcome == "allow"


def test_an_unknown_place_or_kind_falls_under_every_rule():
    rule = Rule(
        "MA",
        "channel_ban",
        country="US",
        state_code="MA",
        kinds=frozenset({"consumer"}),
    )
    book = Book((rule,))
    for places, outcome in (
        ((), "refuse"),
        ((Place("US"),), "refuse"),
        ((Place("US", "NY"),), "allow"),
        ((Place("US", "NY"), Place("US", "MA")), "refuse"),
    ):
        assert book.decide(CALL, facts(places=places), MONDAY).outcome == outcome
    massachusetts = facts(places=(Place("US", "MA"),), kinds=frozenset({"company"}))
    assert book.decide(CALL, massachusetts, MONDAY).outcome == "allow"


def test_alternatives_of_one_candidate_do_not_help_another():
    day = Rule(
        "A",
        "contact_window",
        windows=(Window(8, 12),),
        kinds=frozenset({"consumer"}),
        group="g",
    )
    evening = Rule(
        "B",
        "contact_window",
        windows=(Window(8, 20),),
        kinds=frozenset({"company"}),
        group="g",
    )
    unknown = facts(kinds=frozenset({"consumer", "company"}))
    decision = Book((day, evening)).decide(CALL, unknown, MONDAY.replace(hour=15))
    assert decision.outcome == "wait"


def test_a_refusal_ends_with_its_rule_and_a_wait_meets_the_next_one():
    old = Rule("O", "channel_ban", valid_to=date(2026, 3, 31))
    decision = Book((old,)).decide(CALL, facts(zones=("Europe/Paris",)), MONDAY)
    assert decision.until == datetime(2026, 3, 31, 22)
    new = Rule("N", "channel_ban", valid_from=date(2026, 4, 1))
    assert Book((old, new)).decide(CALL, facts(), MONDAY).outcome == "refuse"


def test_rules_that_borrow_bind_no_more_than_what_they_borrow():
    law = Rule("GB", "contact_window", country="GB", use="default_window")
    default = Rule(
        "ZZ",
        "contact_window",
        windows=(Window(9, 19),),
        strength="product_default",
        only_unknown_place=True,
    )
    british = facts(places=(Place("GB", "-"),), is_place_known=True)
    book = Book((law, default))
    assert book.decide(CALL, british, MONDAY.replace(hour=20)).outcome == "wait"
    decision = book.decide(BY_HAND, british, MONDAY.replace(hour=20))
    assert [verdict.rule.code for verdict in decision.warnings] == ["GB"]


def test_a_natural_person_in_business_gets_the_rules_that_his_state_takes_over():
    lent = Rule(
        "US",
        "frequency_cap",
        country="US",
        party="third",
        cap=Cap(1, 7),
        kinds=frozenset({"consumer"}),
    )
    scope = Rule(
        "CA",
        "scope",
        country="US",
        state_code="CA",
        use="US",
        kinds=frozenset({"consumer"}),
    )
    wider = Rule(
        "CA2",
        "scope",
        country="US",
        state_code="CA",
        use="US-CA",
        kinds=frozenset({"sole"}),
    )
    known = facts(
        kinds=frozenset({"sole"}),
        places=(Place("US", "CA", "-"),),
        touches=calls(MONDAY),
    )
    assert Book((lent, scope)).decide(CALL, known, MONDAY).outcome == "allow"
    decision = Book((lent, scope, wider)).decide(CALL, known, MONDAY)
    assert decision.governing.rule.code == "CA2"


def test_a_kind_of_rule_that_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="horoscope"):
        Book((Rule("X", "horoscope"),))
