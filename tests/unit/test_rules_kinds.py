"""Each kind of rule by itself: what it counts, whom it binds, when it opens."""

import re
from datetime import date, datetime, timedelta

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
from odoo.addons.debt_recovery.tools.rules.reasons import REASONS

from dev.settings import ADDON, ROOT

OPEN = House(windows=(Window(0, 24, frozenset(range(7))),), holidays=True)
MONDAY = datetime(2026, 3, 2, 10)  # UTC
EARLIER = MONDAY - timedelta(days=2)
CALL, MAIL = Request("call"), Request("email")
BY_HAND = Request("call", is_machine=False)
CONTACT = frozenset({"contact"})


def decide(rule, request=CALL, at=MONDAY, **known):
    known.setdefault("house", OPEN)
    rules = rule if isinstance(rule, tuple) else (rule,)
    return Book(rules).decide(request, Facts(**known), at)


def cap(maximum=1, days=7, **known):
    return Rule("C", "frequency_cap", cap=Cap(maximum, days, **known))


def touch(channel="call", at=EARLIER, **known):
    return (Touch(at, channel, **known),)


# --- how often ------------------------------------------------------------------------


def test_what_the_debtor_asked_for_counts_in_no_cap():
    assert decide(cap(), touches=touch()).outcome == "wait"
    assert decide(cap(), touches=touch(solicited=True)).outcome == "allow"


@pytest.mark.parametrize(
    ("counts", "result", "outcome"),
    [
        ("attempt", "attempt", "wait"),
        ("contact", "attempt", "allow"),
        ("contact", "conversation", "wait"),
        ("conversation", "contact", "allow"),
    ],
)
def test_a_cap_counts_from_a_result_on(counts, result, outcome):
    decision = decide(cap(counts=counts), touches=touch(result=result))
    assert decision.outcome == outcome


def test_a_cap_of_the_machine_neither_counts_nor_binds_people():
    rule = cap(machine_only=True)
    assert decide(rule, touches=touch(is_machine=False)).outcome == "allow"
    assert decide(rule, touches=touch()).outcome == "wait"
    assert decide(rule, BY_HAND, touches=touch()).outcome == "allow"


def test_a_cap_by_creditor_leaves_out_the_others_that_are_known():
    rule, house = cap(per="creditor"), House(OPEN.windows, True, creditor=1)
    assert decide(rule, touches=touch(creditor=2), house=house).outcome == "allow"
    assert decide(rule, touches=touch(creditor=1), house=house).outcome == "wait"
    assert decide(rule, touches=touch(), house=house).outcome == "wait"


def test_a_cap_by_contact_point_counts_the_one_that_is_used():
    rule, request = cap(per="point"), Request("call", points=frozenset({1}))
    other = touch(points=frozenset({2}))
    assert decide(rule, request, touches=other).outcome == "allow"
    assert decide(rule, request, touches=touch()).outcome == "wait"


@pytest.mark.parametrize(
    ("place", "is_work", "outcome"),
    [
        ("personal", False, "wait"),
        ("personal", True, "allow"),
        ("other", True, "wait"),
        ("other", False, "allow"),
        ("other", None, "wait"),
    ],
)
def test_a_cap_by_place_bears_on_contacts_that_may_be_there(place, is_work, outcome):
    request = Request("call", is_work=is_work)
    decision = decide(cap(place=place), request, touches=touch(is_work=is_work))
    assert decision.outcome == outcome


def test_a_cap_while_there_is_no_consent_ends_with_it():
    rule = cap(condition="no_consent")
    assert decide(rule, touches=touch()).outcome == "wait"
    agreed = {"call": "opt_in"}
    assert decide(rule, touches=touch(), consents=agreed).outcome == "allow"


def test_a_cap_after_the_first_conversation_counts_what_follows_it():
    rule = cap(condition="after_first_conversation")
    before = touch(at=EARLIER - timedelta(days=1))
    assert decide(rule, touches=before).outcome == "allow"
    talk = touch(result="conversation")
    assert decide(rule, touches=(*before, *talk)).outcome == "allow"
    after = touch(at=MONDAY - timedelta(hours=1))
    assert decide(rule, touches=(*talk, *after)).outcome == "wait"


def test_of_alternatives_the_cap_that_opens_first_suffices():
    strict = Rule("A", "frequency_cap", cap=Cap(1, 30), group="g")
    mild = Rule("B", "frequency_cap", cap=Cap(1, 7), group="g")
    decision = decide((strict, mild), touches=touch())
    assert decision.until == EARLIER + timedelta(days=7)


def test_rest_after_a_conversation_is_of_its_debt_and_of_calls():
    rule = Rule(
        "R",
        "cooling_off_after_conversation",
        cap=Cap(1, 7, "debt"),
        channels=frozenset({"call"}),
    )
    talk = touch(result="conversation", debts=frozenset({1}))
    about = Request("call", debts=frozenset({1}))
    assert decide(rule, about, touches=talk).until == datetime(2026, 3, 7)
    assert decide(rule, MAIL, touches=talk).outcome == "allow"
    other = Request("call", debts=frozenset({2}))
    assert decide(rule, other, touches=talk).outcome == "allow"


def test_the_rest_ends_with_the_date_of_the_last_zone():
    rule = Rule("R", "min_interval", cap=Cap(1, 3))
    zones = ("Asia/Tokyo", "America/New_York")
    decision = decide(rule, touches=touch(at=datetime(2026, 3, 1, 20)), zones=zones)
    assert decision.until == datetime(
        2026, 3, 5, 5
    )  # 2 March in Tokyo, 5th in New York


def test_the_gap_of_the_house_is_for_its_machine_and_leaves_notices():
    house = House(OPEN.windows, True, gap_days=5)
    known = {"touches": touch(), "house": house}
    assert decide((), MAIL, **known).until == datetime(2026, 3, 5)
    assert decide((), BY_HAND, **known).outcome == "allow"
    notice = Request("email", purpose="statutory")
    assert decide((), notice, **known).outcome == "allow"


@pytest.mark.parametrize("name", ["notice_before_contact", "mandatory_notice"])
def test_a_receipt_waits_for_no_notice(name):
    rule = Rule("N", name, notice=Notice("us_validation", blocks=CONTACT))
    assert decide(rule, MAIL).outcome == "refuse"
    assert decide(rule, Request("email", purpose="receipt")).outcome == "allow"


def test_a_copy_of_the_same_message_does_not_wait_for_it():
    house = House(OPEN.windows, True, gap_days=5)
    sent = touch("email", message=9)
    copy = Request("letter", message=9)
    assert decide((), copy, touches=sent, house=house).outcome == "allow"


# --- hours ----------------------------------------------------------------------------


def test_a_window_opens_at_the_clock_change_itself():
    """On 25 October 02:45 comes twice in Paris: open at 02:50, shut in between."""
    window = Window(2.75, 3, frozenset(range(7)))
    rule = Rule("W", "contact_window", windows=(window,))
    paris = {"zones": ("Europe/Paris",)}
    first = datetime(2026, 10, 25, 0, 50)
    assert decide(rule, at=first, **paris).outcome == "allow"
    between = datetime(2026, 10, 25, 1, 10)  # 02:10 again
    assert decide(rule, at=between, **paris).until == datetime(2026, 10, 25, 1, 45)


def test_an_hour_that_the_clock_skips_is_in_no_window():
    window = Window(2, 3, frozenset(range(7)))
    rule = Rule("W", "contact_window", windows=(window,))
    decision = decide(rule, at=datetime(2026, 3, 29), zones=("Europe/Paris",))
    assert decision.until == datetime(2026, 3, 30)


def test_holidays_are_those_of_the_rules_calendar_or_of_any_candidate():
    window = (Window(0, 24, frozenset(range(7))),)
    known = {"holidays": {"FR": frozenset({MONDAY.date()}), "DE": frozenset()}}
    own = Rule("W", "contact_window", windows=window, holidays=False, calendar="DE")
    assert decide(own, **known).outcome == "allow"
    unknown = Rule("W", "contact_window", windows=window, holidays=False)
    decision = decide(unknown, **known)
    assert decision.until == datetime(2026, 3, 3)
    assert decision.governing.reason == "holiday"


def test_hours_asked_for_bind_the_machine_and_people_where_the_law_says_so():
    wish = {"preference": Window(14, 16, frozenset(range(7)))}
    assert decide((), **wish).until == MONDAY.replace(hour=14)
    assert decide((), BY_HAND, **wish).outcome == "allow"
    law = Rule("US.2", "contact_window", group="US")
    day = Rule("US.1", "contact_window", windows=(Window(8, 21),), group="US")
    assert decide((law, day), BY_HAND, **wish).until == MONDAY.replace(hour=14)


def test_a_letter_has_no_hour_unless_a_rule_names_letters():
    night = Window(20, 21)
    assert decide((), Request("letter"), at=MONDAY.replace(hour=3)).outcome == "allow"
    rule = Rule("W", "contact_window", windows=(night,))
    assert decide(rule, Request("letter")).outcome == "allow"
    named = Rule(
        "W", "contact_window", windows=(night,), channels=frozenset({"letter"})
    )
    assert decide(named, Request("letter")).outcome == "wait"


# --- channels, consent, addresses -----------------------------------------------------


def test_a_ban_on_request_holds_once_it_was_made():
    rule = Rule("B", "channel_ban", condition="written_request")
    assert decide(rule).outcome == "allow"
    assert decide(rule, written_only=True).governing.reason == "channel_ban"


def test_what_only_people_can_judge_bans_nothing():
    assert decide(Rule("B", "channel_ban", condition="unreasonable")).outcome == "allow"


def test_a_consent_rule_may_bind_machines_only_and_leaves_its_exceptions():
    rule = Rule("T", "consent_required", condition="machine")
    assert decide(rule).governing.reason == "no_consent"
    assert decide(rule, BY_HAND).outcome == "allow"
    excepted = Rule("T", "consent_required", exceptions=frozenset({"ask"}))
    assert decide(excepted, Request("email", notice="ask")).outcome == "allow"
    assert decide(excepted, MAIL).outcome == "refuse"


def test_an_objection_to_one_channel_may_close_all_of_the_rule():
    objected = {"consents": {"sms": "opt_out"}}
    assert decide((), **objected).outcome == "allow"
    rule = Rule(
        "O",
        "opt_out_processing",
        channels=frozenset({"sms", "call"}),
        condition="any_channel",
    )
    assert decide(rule, **objected).governing.reason == "opted_out"


def test_a_workplace_is_banned_or_counted():
    work = Request("call", is_work=True)
    banned = Rule("W", "workplace_ban")
    assert decide(banned, work).governing.reason == "workplace"
    assert decide(banned).outcome == "allow"
    assert decide(banned, Request("call", is_work=None)).outcome == "refuse"
    once = Rule("W", "workplace_ban", cap=Cap(1, 3650))
    assert decide(once, work).outcome == "allow"
    assert decide(once, work, touches=touch(is_work=True)).outcome == "refuse"


def test_a_debt_is_revealed_at_the_debtors_own_verified_address_only():
    rule = Rule("D", "third_party_disclosure_ban")
    company = {"kinds": frozenset({"company"})}
    unverified = Request("email", is_verified=None)
    assert decide(rule, unverified, **company).governing.reason == "not_verified"
    work = Request("email", is_work=True)
    assert decide(rule, work).governing.reason == "workplace"
    assert decide(rule, work, **company).outcome == "allow"
    silent = Request("email", is_verified=None, reveals=False)
    assert decide(rule, silent).outcome == "allow"


# --- holds, time-barred debts, handing over -------------------------------------------


def test_vulnerable_people_are_left_to_people():
    known = {"holds": (Hold("vulnerable"),)}
    assert decide((), **known).outcome == "refuse"
    decision = decide((), BY_HAND, **known)
    assert (decision.outcome, len(decision.warnings)) == ("allow", 1)


def test_a_rule_gives_force_to_a_hold_that_does_not_freeze_contact_itself():
    known = {"holds": (Hold("dispute", freezes=frozenset({"fee"})),)}
    assert decide((), **known).outcome == "allow"
    law = Rule("D", "dispute_hold")
    assert decide(law, BY_HAND, **known).governing.rule is law


def test_who_asked_to_cease_may_be_told_that_it_ends():
    known = {"holds": (Hold("cease"),)}
    assert decide((), MAIL, **known).outcome == "refuse"
    last = Request("email", notice="termination_notice")
    assert decide((), last, **known).outcome == "allow"
    law = Rule("C", "cease_request_hold")
    assert decide(law, last, **known).outcome == "refuse"


def test_a_hold_that_begins_later_is_seen_when_it_comes():
    hold = Hold("moratorium", since=date(2026, 3, 3))
    assert decide((), holds=(hold,)).outcome == "allow"
    rule = Rule("W", "contact_window", windows=(Window(0, 1, frozenset({2})),))
    assert decide(rule, holds=(hold,)).outcome == "refuse"


def test_a_barred_debt_is_neither_threatened_nor_left_to_the_machine():
    rule = Rule("T", "time_barred", freezes=frozenset({"threat"}))
    known = {"barred": frozenset({1})}
    threat = Request("letter", is_threat=True, is_machine=False, debts=frozenset({1}))
    assert decide(rule, threat, **known).governing.reason == "time_barred"
    plain = Request("letter", is_machine=False, debts=frozenset({1}))
    assert decide(rule, plain, **known).outcome == "allow"
    other = Request("letter", is_threat=True, debts=frozenset({2}))
    assert decide(rule, other, **known).outcome == "allow"


def test_handing_over_is_stopped_by_bans_holds_and_notices_and_by_no_cap():
    place = Request("placement")
    assert decide(cap(), place, touches=touch()).outcome == "allow"
    ban = Rule("P", "placement_ban")
    assert decide(ban, place).governing.reason == "placement_ban"
    frozen = Hold("complaint", freezes=frozenset({"placement"}))
    assert decide((), place, holds=(frozen,)).outcome == "refuse"
    assert decide((), MAIL, holds=(frozen,)).outcome == "allow"
    text = Notice("first", blocks=frozenset({"placement"}))
    missing = decide(Rule("N", "grace_days", notice=text), place)
    assert missing.governing.reason == "notice_missing"


# --- texts ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "medium", "free"),
    [
        ("sending", "email", date(2026, 3, 12)),
        ("next_day", "email", date(2026, 3, 13)),
        ("third_working_day", "letter", date(2026, 3, 15)),
        ("receipt", "email", date(2026, 3, 12)),
        ("receipt", "letter", date(2026, 3, 15)),
        ("day_after_receipt", "registered", date(2026, 3, 13)),
    ],
)
def test_ten_days_run_from_their_start(start, medium, free):
    rule = Rule("N", "grace_days", notice=Notice("t", 10, start, blocks=CONTACT))
    given = {"t": ((None, date(2026, 3, 2), medium),)}
    decision = decide(rule, given=given)
    assert decision.until == datetime.combine(free, datetime.min.time())
    assert decision.governing.seen == ("t", date(2026, 3, 2), free)


def test_a_text_by_another_medium_was_not_given():
    text = Notice("t", blocks=CONTACT, media=frozenset({"letter"}))
    rule = Rule("N", "notice_before_contact", notice=text)
    mailed = {"t": ((None, date(2026, 2, 2), "email"),)}
    assert decide(rule, given=mailed).governing.reason == "notice_missing"
    registered = {"t": ((None, date(2026, 2, 2), "registered"),)}
    assert decide(rule, given=registered).outcome == "allow"


def test_a_text_that_may_follow_the_first_contact_stops_the_later_ones():
    text = Notice("v", 5, "first_contact", blocks=CONTACT)
    rule = Rule("V", "mandatory_notice", notice=text)
    assert decide(rule).outcome == "allow"
    assert decide(rule, touches=touch()).outcome == "allow"
    late = {"touches": touch(at=MONDAY - timedelta(days=6))}
    assert decide(rule, **late).governing.reason == "notice_missing"
    given = {"v": ((None, date(2026, 3, 1), "email"),)}
    assert decide(rule, given=given, **late).outcome == "allow"


def test_a_text_is_needed_for_each_debt():
    rule = Rule("N", "grace_days", notice=Notice("t", blocks=CONTACT))
    given = {"t": ((1, date(2026, 3, 1), "email"),)}
    one = Request("email", debts=frozenset({1}))
    assert decide(rule, one, given=given).outcome == "allow"
    two = Request("email", debts=frozenset({1, 2}))
    assert decide(rule, two, given=given).outcome == "refuse"
    assert decide(rule, MAIL, given=given).outcome == "refuse"


# --- what rules borrow ----------------------------------------------------------------


def test_figures_of_another_country_are_borrowed_as_a_benchmark():
    lent = Rule("AU", "frequency_cap", country="AU", cap=Cap(1, 7), strength="law")
    rule = Rule(
        "NZ", "harassment_ban", country="NZ", use="AU", strength="regulator_guidance"
    )
    known = {"places": (Place("NZ", "-"),), "touches": touch()}
    decision = decide((lent, rule), **known)
    assert decision.governing.rule.code == "NZ"
    assert decide((lent, rule), BY_HAND, **known).outcome == "allow"
    unchecked = Rule("NZ", "harassment_ban", country="NZ", use="AU", state="warn")
    assert decide((lent, unchecked), **known).outcome == "allow"


# --- reasons --------------------------------------------------------------------------


def test_every_reason_that_a_kind_gives_is_on_the_list():
    folder = ROOT / ADDON / "tools" / "rules"
    text = "".join(path.read_text() for path in folder.glob("*.py"))
    given = set(re.findall(r"\b(?:no|wait)\([^,()]+(?:\[0\])?, \"(\w+)\"", text))
    assert {"cap", "hold", "no_basis", "notice_running"} <= given
    assert given <= set(REASONS), given - set(REASONS)
