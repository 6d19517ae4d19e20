"""Rules under two workers: what one decides, the other knows before it sends.

The invariants of contact 1, 2, 5, 6, 7 and 11, on a database and with real SMTP.
"""

from datetime import timedelta

import pytest

from tests.test_concurrency import KNOWN, start_together
from tests.test_faults_outbox import queue_only
from tests.yard import AT, pause

DAY, WEEK, HOUR = timedelta(days=1), timedelta(days=7), timedelta(hours=1)
OTHER = "Belleroche Services"
# so many more reminders of each debtor, all due: only the rules hold them back
MORE = """
INSERT INTO recovery_notice (case_id, company_id, partner_id, state, treatment_id,
       policy_id, template_id, channel, purpose, tone, mode, anchor, anchor_id, rank,
       planned_on, tries)
SELECT n.case_id, n.company_id, n.partner_id, 'queued', n.treatment_id, n.policy_id,
       n.template_id, 'email', 'collection', 'neutral', 'automatic', n.anchor,
       n.anchor_id, n.rank + more, n.planned_on, 0
  FROM recovery_notice n, generate_series(1, %s) more WHERE n.state = 'queued'"""
NO_DELAYS = """UPDATE res_company SET recovery_gap_days = 0;
               UPDATE recovery_treatment SET gap_days = 0"""
LEFT = """SELECT p.name, n.sent_at FROM recovery_notice n
            JOIN res_partner p ON p.id = n.partner_id
           WHERE n.state = 'sent' ORDER BY n.sent_at"""
WHY = """SELECT d.verdict, d.reason FROM recovery_decision d
           JOIN recovery_notice n ON n.id = d.notice_id
           JOIN res_partner p ON p.id = n.partner_id
          WHERE p.name = %s ORDER BY d.id"""
WAITING = """SELECT DISTINCT ON (n.id) d.until FROM recovery_decision d
               JOIN recovery_notice n ON n.id = d.notice_id AND n.state = 'queued'
              WHERE d.verdict = 'wait' ORDER BY n.id, d.id DESC"""
# reminders that left without having been allowed first
UNDECIDED = """
SELECT n.id FROM recovery_notice n
 WHERE n.state = 'sent' AND n.mode = 'automatic' AND NOT EXISTS (
       SELECT FROM recovery_decision d
        WHERE d.notice_id = n.id AND d.verdict = 'allow' AND d.is_machine
          AND d.channel = n.channel AND d.request_hash <> '')"""
# rules named by what allowed them, that were not in force on that day
OUT_OF_FORCE = """
SELECT DISTINCT named FROM recovery_decision d
  JOIN recovery_notice n ON n.id = d.notice_id AND n.state = 'sent',
       LATERAL unnest(string_to_array(d.rules, ', ')) named
 WHERE d.verdict = 'allow' AND NOT EXISTS (
       SELECT FROM recovery_rule r
        WHERE r.code || '@' || r.version = named AND r.state <> 'off'
          AND COALESCE(r.valid_from, '-infinity') <= n.sent_at::date
          AND COALESCE(r.valid_to, 'infinity') >= n.sent_at::date)"""
RULES_ASKED = "SELECT count(*) FROM recovery_decision WHERE rules ~ 'frequency_cap'"


def both(yard, at):
    """Let two workers of one company and one of the other work at one instant."""
    starts = ({}, {}, {"company": OTHER})
    workers = start_together(yard, *(("outbox", {"at": at, **one}) for one in starts))
    return [worker.done() for worker in workers]


def instants_of(yard):
    """Return ``{customer: instants at which he was written to}``."""
    found = {}
    for name, sent_at in yard.rows(LEFT):
        found.setdefault(name, []).append(sent_at)
    return found


def test_two_workers_and_two_companies_keep_every_cap_for_a_week(yard, mail_sink):
    """Six more reminders are due to each debtor; at most one leaves in 24 hours and two
    in seven days, whoever sends and in whichever company's name."""
    yard.execute(KNOWN)
    yard.execute(NO_DELAYS)
    yard.execute(MORE, 6)
    for hours in (0, 1, 23, 24, 30, 49, 72, 7 * 24, 7 * 24 + 1, 8 * 24 + 2):
        both(yard, AT + hours * HOUR)
    left = instants_of(yard)
    assert set(left) == {f"Customer {n}" for n in range(1, 7)}
    for name, instants in left.items():
        assert len(instants) >= 3, f"{name} was hardly written to"
        for earlier, later in zip(instants, instants[1:], strict=False):
            assert later - earlier >= DAY, name
        for first, third in zip(instants, instants[2:], strict=False):
            assert third - first >= WEEK, name
    assert len(mail_sink.messages()) == sum(map(len, left.values()))
    assert yard.rows(UNDECIDED) == []
    assert yard.rows(OUT_OF_FORCE) == []
    assert yard.value(RULES_ASKED)


@pytest.mark.parametrize("round_", range(2))
def test_what_waits_leaves_when_it_was_told_and_not_a_minute_before(
    yard, mail_sink, round_
):
    queue_only(yard, "Customer 2")
    yard.execute(KNOWN)
    yard.execute(NO_DELAYS)
    yard.execute(MORE, 1)
    both(yard, AT)
    assert len(mail_sink.messages()) == 1
    ((until,),) = yard.rows(WAITING)
    assert until == AT + DAY
    both(yard, until - timedelta(minutes=1))
    assert len(mail_sink.messages()) == 1
    both(yard, until)
    assert len(mail_sink.messages()) == 2, "and one of the two workers sent it"


@pytest.mark.parametrize("channel", ["email", None])
def test_an_objection_that_arrives_at_the_lock_is_heeded(yard, mail_sink, channel):
    """One worker stands before the lock with an older view; the customer objects."""
    queue_only(yard, "Customer 2")
    yard.execute(KNOWN)
    older = yard.start("outbox", pause("older", "lock"))
    yard.reached("older")
    yard.run("object_to", customer="Customer 2", channel=channel)
    yard.go("older")
    older.done()
    for days in (0, 1, 9):
        both(yard, AT + days * DAY)
    assert mail_sink.messages() == []
    assert yard.rows(WHY, "Customer 2")[-1] == ("refuse", "opted_out")


@pytest.mark.parametrize("channel", ["email", None])
def test_neither_an_import_nor_a_merge_clears_an_objection(yard, mail_sink, channel):
    """What was said of an address stays with it, what was said of all stays with the
    customer, whatever becomes of the card."""
    queue_only(yard, "Customer 2", "Customer 3")
    yard.run("object_to", customer="Customer 2", channel=channel)
    yard.run("import_again", customer="Customer 2")
    yard.run("merge", gone="Customer 2", kept="Customer 3")
    yard.run("import_again", customer="Customer 3")
    for days in (0, 1, 9, 20):
        both(yard, AT + days * DAY)
    assert mail_sink.messages("c2@*") == []
    assert bool(mail_sink.messages("c3@*")) == (channel == "email")


def test_a_hold_that_opens_at_the_lock_is_heeded(yard, mail_sink):
    queue_only(yard, "Customer 2", "Customer 3")
    yard.execute(KNOWN)
    older = yard.start("outbox", pause("older", "lock"))
    yard.reached("older")
    yard.run("hold", customer="Customer 2", kind="dispute")
    yard.go("older")
    older.done()
    both(yard, AT)
    both(yard, AT + DAY)
    assert mail_sink.messages("c2@*") == []
    assert len(mail_sink.messages("c3@*")) == 1, "another customer is not held"


def test_the_end_of_a_hold_lets_no_burst_out(yard, mail_sink):
    """When the hold is over the reminder is planned again, with four more: one goes."""
    queue_only(yard, "Customer 2")
    yard.execute(NO_DELAYS)
    yard.run("hold", customer="Customer 2", until="2026-03-12")
    for days in (0, 1, 2):
        both(yard, AT + days * DAY)
        yard.run("cycle", at=AT + days * DAY)
    assert mail_sink.messages() == []
    yard.run("cycle", at=AT + 3 * DAY)
    queue_only(yard, "Customer 2")
    assert yard.states()["queued"] == 1
    yard.execute(MORE, 4)
    for hours in (0, 1, 2, 5):
        both(yard, AT + 3 * DAY + hours * HOUR)
    assert len(mail_sink.messages()) == 1
    assert instants_of(yard)["Customer 2"] == [AT + 3 * DAY]


def test_after_a_merge_the_contacts_of_both_cards_count(yard, mail_sink):
    """Each card was written to once; as one customer that is two in seven days."""
    queue_only(yard, "Customer 2", "Customer 3")
    yard.execute(NO_DELAYS)
    yard.execute(MORE, 2)
    both(yard, AT)
    assert len(mail_sink.messages()) == 2
    yard.run("merge", gone="Customer 2", kept="Customer 3")
    for days in (1, 2, 3, 6):
        both(yard, AT + days * DAY)
    assert len(mail_sink.messages()) == 2
    both(yard, AT + WEEK)
    assert len(mail_sink.messages()) == 3
