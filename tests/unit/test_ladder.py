"""Whatever the steps and the facts: one contact, nothing jumped, nothing early, and
the day of the next look is never too late."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.calendar import add_working_days, is_working
from odoo.addons.debt_recovery.tools.ladder import Ladder
from odoo.addons.debt_recovery.tools.payment_runs import Runs
from odoo.addons.debt_recovery.tools.steps import DUE, Debt, Step

TODAY = date(2026, 3, 2)
CLOSED = frozenset({date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14)})
STAGES, HORIZON = (1, 2, 3), 60
TRIGGERS = ("due", "due", "due", "stage", "previous", "event")
days_off = st.integers(-90, 10).map(lambda offset: TODAY + timedelta(days=offset))


@st.composite
def ladders(draw):
    """A scenario: up to seven steps of every kind, with its grace, gap and floor."""
    steps = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        trigger = draw(
            st.sampled_from(["due", "due", "due", "stage", "previous", "event"])
        )
        low = -10 if trigger == "due" else 0
        steps.append(
            Step(
                id=number,
                sequence=number * 10,
                trigger=trigger,
                days=draw(st.integers(low, 60)),
                working=draw(st.booleans()) and trigger != "due",
                contact=draw(st.sampled_from([True, True, False])),
                entry=draw(st.booleans()),
                required=draw(st.sampled_from([False, False, True])),
                event="told" if trigger == "event" else "",
                stage_id=draw(st.sampled_from(STAGES)) if trigger == "stage" else 0,
                min_net=draw(st.sampled_from([0.0, 0.0, 50.0])),
                max_net=draw(st.sampled_from([0.0, 0.0, 500.0])),
                gap=draw(st.sampled_from([0, 0, 9])),
                repeat_every=draw(st.sampled_from([0, 0, 7])),
                repeat_max=draw(st.integers(0, 2)),
                waits=draw(st.booleans()),
            )
        )
    return {
        "steps": steps,
        "grace": draw(st.integers(0, 5)),
        "gap": draw(st.integers(0, 7)),
        "closed": CLOSED,
        "floor": draw(st.sampled_from([0.0, 15.0])),
        "run_wait": draw(st.sampled_from([0, 3, 5])),
    }


@st.composite
def debts(draw, rules):
    """The facts of a debtor: with or without a past under these rules."""
    contacts = [s for s in rules["steps"] if s.contact and not s.upcoming]
    debt = Debt(
        net=draw(st.sampled_from([0.0, 10.0, 100.0, 1000.0])),
        line_id=7,
        stage_id=draw(st.sampled_from(STAGES)),
        late_count=draw(st.integers(0, 3)),
        runs=draw(st.sampled_from([None, Runs((10, 25)), Runs((31,), (1,))])),
        released_on=draw(st.none() | days_off.filter(lambda day: day <= TODAY)),
    )
    if debt.net:
        debt.oldest_due = draw(days_off.filter(lambda day: day < TODAY))
        debt.stage_since = debt.oldest_due + timedelta(days=1)
    if draw(st.booleans()):
        debt.upcoming, debt.next_line_id = 200.0, 8
        debt.next_due = TODAY + timedelta(days=draw(st.integers(0, 7)))
    if contacts and debt.net and draw(st.booleans()):
        left = draw(st.sampled_from(contacts))
        span = (TODAY - debt.oldest_due).days
        debt.done_on = TODAY - timedelta(days=draw(st.integers(0, max(0, span - 1))))
        debt.done, debt.done_step, debt.done_notice = left.sequence, left.id, 99
        debt.contacted, debt.last_contact = True, debt.done_on
        debt.repeats = draw(st.integers(1, 3))
        debt.planned = debt.left = frozenset([left.id])
    if debt.net and draw(st.sampled_from([False, False, True])):
        told = TODAY - timedelta(days=draw(st.integers(0, 20)))
        debt.events = ((5, "told", told),)
    return debt


@st.composite
def situations(draw):
    rules = draw(ladders())
    return rules, draw(debts(rules))


def plan(rules, debt, day=TODAY):
    options = {name: value for name, value in rules.items() if name != "steps"}
    return Ladder(rules["steps"], day, **options).plan(debt)


def answer(rules, debt, day):
    """What the plan of a day lets happen, without the forecast."""
    found = plan(rules, debt, day)
    return [(c.step.id, c.anchor, c.anchor_id) for c in found.choices]


def contacts(found):
    return [choice.step for choice in found.choices if choice.step.contact]


@given(situations())
@settings(max_examples=200, deadline=None)
def test_never_more_than_one_contact_and_one_task(situation):
    found = plan(*situation)
    assert len(contacts(found)) <= 1
    tasks = [choice.step for choice in found.choices if not choice.step.contact]
    assert sum(not step.upcoming for step in tasks) <= 1
    assert sum(step.upcoming for step in tasks) <= 1
    assert found.why == "planned" or not contacts(found)
    assert found.why


def test_the_task_of_an_event_goes_before_the_task_of_the_ladder():
    told = Step(2, 20, trigger="event", contact=False, event="told")
    steps = [Step(1, 10, days=1, entry=True), told, Step(3, 30, days=1, contact=False)]
    debt = Debt(net=10.0, line_id=7, oldest_due=TODAY - timedelta(days=1), done=10)
    debt.done_step, debt.done_on, debt.done_notice = 1, TODAY, 99
    debt.contacted, debt.last_contact = True, TODAY
    debt.planned = debt.left = frozenset([1])
    debt.events = ((5, "told", TODAY),)
    rules = {"steps": steps, "gap": 4}  # no gap holds back a task
    found = plan(rules, debt)
    assert [choice.step.id for choice in found.choices] == [2]
    assert found.next_check == TODAY + timedelta(days=1)
    debt.events, debt.planned = (), debt.planned | {2}
    assert [choice.step.id for choice in plan(rules, debt).choices] == [3]


@given(situations())
@settings(max_examples=200, deadline=None)
def test_a_required_step_is_never_jumped(situation):
    rules, debt = situation
    for choice in plan(rules, debt).choices:
        if (
            choice.step.upcoming
            or choice.step.trigger == "event"  # beside the ladder
            or choice.anchor == "notice"
            and debt.done_step == (choice.step.id)
        ):
            continue
        ladder = Ladder(rules["steps"], TODAY)
        below = [
            step
            for step in rules["steps"]
            if step.required
            and step.contact
            and not step.upcoming
            and step.trigger != "event"
            and (debt.done or 0) < step.sequence < choice.step.sequence
            and ladder.allows(step, debt, debt.net)
        ]
        if debt.contacted:
            assert not [step for step in below if step.id not in debt.left]


@given(situations())
@settings(max_examples=200, deadline=None)
def test_who_was_never_contacted_enters_by_an_entry_step(situation):
    rules, debt = situation
    if debt.contacted:
        return
    for step in contacts(plan(rules, debt)):
        assert step.entry or step.upcoming or step.trigger == "event"


@given(situations())
@settings(max_examples=200, deadline=None)
def test_nothing_leaves_within_the_grace_or_before_its_day(situation):
    rules, debt = situation
    for choice in plan(rules, debt).choices:
        step = choice.step
        if step.upcoming:
            assert debt.next_due - timedelta(days=-step.days) <= TODAY <= debt.next_due
        elif step.trigger == DUE and choice.anchor == "line":
            assert debt.oldest_due + timedelta(days=step.days) <= TODAY
            if step.contact:
                grace = add_working_days(debt.oldest_due, rules["grace"], CLOSED)
                assert grace <= TODAY


@given(situations())
@settings(max_examples=200, deadline=None)
def test_two_contacts_keep_their_distance(situation):
    rules, debt = situation
    for step in contacts(plan(rules, debt)):
        if debt.last_contact:
            apart = (TODAY - debt.last_contact).days
            assert apart >= max(rules["gap"], step.gap)


@given(situations(), st.floats(0, 1000))
@settings(max_examples=200, deadline=None)
def test_a_credit_never_makes_a_contact_of_a_silent_debt(situation, credit):
    rules, debt = situation
    if any(step.max_net for step in rules["steps"]):
        return  # a step for small amounts is reached by paying
    if contacts(plan(rules, debt)):
        return
    less = replace(debt, net=max(0.0, debt.net - credit))
    if not less.net:
        less = replace(less, oldest_due=None, upcoming=0.0, next_due=None)
    if less.net or not less.upcoming:
        # a required step that asks a larger amount no longer stands in the way
        guarded = any(s.required and s.min_net for s in rules["steps"])
        assert guarded or not contacts(plan(rules, less))


@given(situations())
@settings(max_examples=200, deadline=None)
def test_the_same_facts_give_the_same_plan(situation):
    rules, debt = situation
    assert plan(rules, debt) == plan(rules, debt)


@given(situations())
@settings(max_examples=200, deadline=None)
def test_a_second_look_of_the_day_plans_nothing_more(situation):
    """Steps on days are known by the debt they stand for; others by their own key."""
    rules, debt = situation
    steps = [choice.step for choice in plan(rules, debt).choices]
    soon = frozenset(step.id for step in steps if step.upcoming)
    now = frozenset(step.id for step in steps) - soon
    again = replace(
        debt, planned=debt.planned | now, planned_next=debt.planned_next | soon
    )
    new = [c for c in plan(rules, again).choices if c.step.id not in now | soon]
    assert not new


@given(situations())
@settings(max_examples=800, deadline=None)
def test_the_next_look_is_never_later_than_the_first_change(situation):
    """Walk day by day while the facts stand still: until the day of the next look the
    answer is the same. What falls due or ages is looked at by the day's own facts."""
    rules, debt = situation
    first = plan(rules, debt)
    before = answer(rules, debt, TODAY)
    end = min(
        day
        for day in (
            first.next_check,
            debt.next_due and debt.next_due + timedelta(days=1),
            TODAY + timedelta(days=HORIZON),
        )
        if day
    )
    day = TODAY + timedelta(days=1)
    while day < end:
        assert answer(rules, debt, day) == before, (day, first)
        day += timedelta(days=1)


@given(situations())
@settings(max_examples=200, deadline=None)
def test_walking_and_jumping_send_the_same(situation):
    """A contact left and remembered each time: looking every day, or only on the days
    of the next look, sends the same steps on the same days."""
    rules, debt = situation
    if debt.next_due:
        debt = replace(debt, upcoming=0.0, next_due=None)
    assert run(rules, debt, jump=False) == run(rules, debt, jump=True)


def run(rules, debt, jump):
    sent, day, look = [], TODAY, TODAY
    while day < TODAY + timedelta(days=HORIZON):
        if not jump or day >= look:
            found = plan(rules, debt, day)
            if found.choices:
                sent += [(day, choice.step.id) for choice in found.choices]
                for choice in found.choices:
                    debt = after(debt, choice, day)
                look = day + timedelta(days=1)  # what left is a mark
            else:
                look = found.next_check or date.max
        day += timedelta(days=1)
    return sent


def after(debt, choice, day):
    """The facts once ``choice`` has left."""
    step = choice.step
    known = {"planned": debt.planned | {step.id}, "left": debt.left | {step.id}}
    if not step.contact:
        return replace(debt, **known)
    if choice.anchor == "event":
        known["events"] = ()
    repeats = debt.repeats + 1 if step.id == debt.done_step else 1
    return replace(
        debt,
        **known,
        done=step.sequence,
        done_step=step.id,
        done_on=day,
        done_notice=debt.done_notice + 1,
        repeats=repeats,
        contacted=True,
        last_contact=day,
    )


@given(situations())
@settings(max_examples=300, deadline=None)
def test_what_is_expected_happens_on_a_working_day_to_come(situation):
    found = plan(*situation)
    if found.expected_on:
        assert found.expected_on > TODAY
        assert is_working(found.expected_on, CLOSED)
        assert found.next_check <= found.expected_on


def test_one_ruler_for_the_floor():
    """Less than the floor overdue waits, whatever falls due soon."""
    steps = [Step(1, 10, days=4, entry=True), Step(2, 5, days=-7)]
    plan = Ladder(steps, date(2026, 3, 2), floor=15.0).plan(
        Debt(
            net=10.0,
            line_id=1,
            oldest_due=date(2026, 1, 5),
            upcoming=100.0,
            next_line_id=2,
            next_due=date(2026, 3, 6),
        )
    )
    assert [choice.step.id for choice in plan.choices] == [2]


LONGEST = 5 + 10  # the limit, and two working days around a long weekend


@given(situations())
@settings(max_examples=300, deadline=None)
def test_a_payment_run_delays_a_contact_once_and_not_for_long(situation):
    """Without runs a contact leaves on some day; with them at most a few days later."""
    rules, debt = situation
    if debt.next_due:
        debt = replace(debt, upcoming=0.0, next_due=None)
    plain = [(d, s) for d, s in run(dict(rules, run_wait=0), debt, jump=False)]
    waited = run(rules, debt, jump=False)
    ours = [s.id for s in rules["steps"] if s.contact and s.trigger != "event"]
    first = next((day for day, step in plain if step in ours), None)
    later = next((day for day, step in waited if step in ours), None)
    if first and first + timedelta(days=LONGEST) < TODAY + timedelta(days=HORIZON):
        assert later
        assert later <= first + timedelta(days=LONGEST)


@given(situations())
@settings(max_examples=200, deadline=None)
def test_a_formal_notice_and_a_task_never_wait_for_a_run(situation):
    rules, debt = situation
    patient = dict(rules, steps=[replace(s, waits=False) for s in rules["steps"]])
    assert plan(patient, debt) == plan(dict(patient, run_wait=0), debt)


def test_lecoq_is_reminded_after_its_run():
    """It pays on the 10th and the 25th: what is due on the 9th leaves on the 12th."""
    ladder = {"steps": [Step(1, 10, days=4, entry=True, waits=True)], "run_wait": 5}
    debt = Debt(
        net=100.0,
        line_id=7,
        oldest_due=date(2026, 3, 5),
        runs=Runs((10, 25)),
        released_on=date(2026, 3, 1),
    )
    for day in (9, 10, 11):
        found = plan(ladder, debt, date(2026, 3, day))
        assert (found.choices, found.why) == ([], "payment_run")
        assert found.expected_on == found.next_check == date(2026, 3, 12)
    assert len(plan(ladder, debt, date(2026, 3, 12)).choices) == 1
    assert len(plan(ladder, debt, date(2026, 3, 23)).choices) == 1
