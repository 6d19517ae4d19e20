"""The charging job killed anywhere, and two of them at once: no instalment is charged
twice, none is forgotten."""

import pytest

from tests.yard import die, pause

STATES = "SELECT state, count(*) FROM recovery_debit GROUP BY 1"
CHARGED = "SELECT count(*), count(DISTINCT reference) FROM payment_transaction"
BOOKED = "SELECT count(*) FROM account_payment"


@pytest.fixture
def plan(late):
    """Workers on a plan whose first instalment is charged today."""
    late.run("autopay", customer="Customer 2")
    late.keep("autopay")
    yield late


def states(yard):
    return dict(yard.rows(STATES))


def test_charged_once_and_booked(plan):
    worker = plan.start("charge")
    worker.done()
    assert worker.points()["charge"] == 1
    assert states(plan) == {"paid": 1}
    assert plan.value(BOOKED) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_every_commit(plan, when):
    """The job dies at its nth commit; the next one charges what was not begun, and
    leaves to a person what may have been charged."""
    worker = plan.start("charge")
    worker.done()
    commits = worker.points()["commit"]
    assert commits >= 4, "the plan, the intent, the result, the booking"
    doubts = 0
    for nth in range(1, commits + 1):
        plan.renew("autopay")
        worker = plan.start("charge", die("commit", when, nth))
        assert worker.killed(), worker.log()
        plan.gone(worker)
        begun = plan.rows(CHARGED)[0][0]
        again = plan.start("charge")
        again.done()
        plan.run("post_process")
        calls = again.points().get("charge", 0)
        assert calls == (0 if begun else 1), (nth, begun)
        assert plan.rows(CHARGED) == [(1, 1)]
        assert states(plan) in ({"paid": 1}, {"uncertain": 1})
        doubts += "uncertain" in states(plan)
        assert plan.value(BOOKED) == ("paid" in states(plan))
        last = plan.start("charge")
        last.done()
        assert "charge" not in last.points(), "charged again"
    assert doubts == 1, "between the intent and the result, and nowhere else"


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_around_the_call_of_the_provider(plan, when):
    worker = plan.start("charge", die("charge", when))
    assert worker.killed(), worker.log()
    plan.gone(worker)
    again = plan.start("charge")
    again.done()
    assert "charge" not in again.points(), "charged again"
    assert states(plan) == {"uncertain": 1}
    assert plan.rows(CHARGED) == [(1, 1)]


@pytest.mark.parametrize(
    "point", [("commit", "before"), ("commit", "after"), ("charge", "before")]
)
def test_two_workers_charge_once(plan, point):
    """One stands still, the other one runs: at every commit of the first."""
    counted = plan.start("charge")
    counted.done()
    passes = counted.points()[point[0]]
    for nth in range(1, passes + 1):
        plan.renew("autopay")
        first = plan.start("charge", pause("gate", *point, nth=nth))
        plan.reached("gate")
        second = plan.start("charge")
        second.wait()
        plan.go("gate")
        first.wait()
        plan.calm()
        plan.run("charge")
        plan.run("post_process")
        assert plan.rows(CHARGED) == [(1, 1)], (point, nth)
        assert states(plan) == {"paid": 1}, (point, nth)
        assert plan.value(BOOKED) == 1


def test_an_older_snapshot_charges_nothing(plan):
    first = plan.start("charge", pause("gate", "start"))
    plan.reached("gate")
    plan.run("charge")
    plan.go("gate")
    first.wait()
    plan.calm()
    assert plan.rows(CHARGED) == [(1, 1)]
    assert plan.value(BOOKED) == 1
