"""The cycle and the settling job killed, run twice, run at once: the same result."""

import pytest

from tests.yard import DAY, die, fail, pause

RECOVERY = """SELECT relname FROM pg_class WHERE relkind = 'r'
    AND relnamespace = 'public'::regnamespace AND relname ~ '^recovery_' ORDER BY 1"""
# what differs between two runs that do the same
FLEETING = {"id", "create_date", "write_date", "happened_at", "started_at", "ended_at"}
FLEETING |= {"marked_at", "seq"}
DETAILS = "recovery_run"  # how often it ran, and in which pieces
MARKS = "SELECT count(*) FROM recovery_mark"
WAITING = """SELECT count(*) FROM ir_cron_trigger t JOIN ir_model_data d
    ON d.model = 'ir.cron' AND d.res_id = t.cron_id WHERE d.name = %s"""


def picture(yard):
    """Return all that the addon's tables say, without ids of their own and times.

    Rows refer to accounts and reminders by what stays the same: customer and step.
    """
    found = {}
    for (table,) in yard.rows(RECOVERY):
        if table == DETAILS:
            continue
        columns = [
            name
            for (name,) in yard.rows(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
                "AND attnum > 0 AND NOT attisdropped ORDER BY 1",
                table,
            )
            if name not in FLEETING
        ]
        found[table] = sorted(yard.rows(_stable(table, columns)), key=repr)
    return found


def _stable(table, columns):
    """Return the SELECT of a table, with its keys replaced by what they mean."""
    meaning = {
        "case_id": "(SELECT partner_id || '/' || company_id FROM recovery_case c "
        "WHERE c.id = t.case_id)",
        "notice_id": "(SELECT partner_id || '/' || treatment_id FROM recovery_notice n "
        "WHERE n.id = t.notice_id)",
    }
    if not columns:
        return f"SELECT count(*) FROM {table}"
    chosen = ", ".join(f"({meaning.get(name, 't.' + name)})::text" for name in columns)
    return f"SELECT {chosen} FROM {table} t"


def stamps(yard):
    """Return the version of every row that the addon owns, but the runs'."""
    return {
        table: yard.rows(f"SELECT xmin::text, ctid::text FROM {table} ORDER BY 1, 2")
        for (table,) in yard.rows(RECOVERY)
        if table != DETAILS
    }


def leave_no_lock(yard):
    held = "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database "
    held += "WHERE locktype = 'advisory' AND datname = current_database()"
    return yard.value(held) == 0


@pytest.mark.parametrize("when", ["before", "after"])
def test_cycle_killed_at_every_commit(late, when):
    """Six customers in chunks of two; a cycle that runs again ends the same."""
    worker = late.start("cycle", chunk=2)
    assert worker.done()["measured"] == 6
    undisturbed, commits = picture(late), worker.points()["commit"]
    assert commits >= 4, "three chunks and the run"
    assert undisturbed["recovery_notice"]
    for nth in range(1, commits + 1):
        late.renew("late")
        worker = late.start("cycle", die("commit", when, nth), chunk=2)
        assert worker.killed(), worker.log()
        late.gone(worker)
        assert late.run("cycle", chunk=2) is not None
        assert picture(late) == undisturbed, f"{when} commit {nth}"
        assert leave_no_lock(late)


def test_cycle_twice_for_a_day_writes_nothing(late):
    """But the record of the run itself."""
    late.run("cycle")
    before = stamps(late)
    assert late.run("cycle") == {"measured": 0, "changed": 0}
    assert stamps(late) == before
    late.execute("UPDATE res_company SET recovery_full_pass = true")
    assert late.run("cycle")["changed"] == 0
    assert stamps(late) == before


def test_two_cycles_at_once(late):
    """One works, the other leaves and lets the scheduler call it again."""
    first = late.start("cycle", pause("middle", "commit", "after", nth=3), chunk=2)
    late.reached("middle")
    late.execute("DELETE FROM ir_cron_trigger")
    assert late.run("cycle") is None
    assert late.value(WAITING, "cron_cycle") == 1
    late.go("middle")
    assert first.done()["measured"] == 6
    assert late.run("cycle")["changed"] == 0


def test_settle_beside_the_cycle(late):
    """A change that comes while the cycle works: the settling job finds the door
    closed, and is called again when it opens; the payment is seen."""
    late.run("cycle")
    late.execute("UPDATE res_company SET recovery_full_pass = true")
    cycle = late.start("cycle", pause("middle", "commit", "after", nth=3), chunk=2)
    late.reached("middle")
    late.run("pay", customer="Customer 2")
    late.execute("DELETE FROM ir_cron_trigger")
    assert late.run("settle") == 0
    late.execute("DELETE FROM ir_cron_trigger")
    late.go("middle")
    cycle.done()
    assert late.value(MARKS) >= 1
    assert late.value(WAITING, "cron_settle") == 1
    assert late.run("settle") == 1
    assert case_of(late, "Customer 2") == ("closed", 0)
    assert late.value(f"{MARKS} WHERE company_id = 1") == 0


def case_of(yard, customer):
    query = """SELECT c.state, c.net_overdue FROM recovery_case c
                 JOIN res_partner p ON p.id = c.partner_id
                WHERE p.name = %s ORDER BY c.company_id LIMIT 1"""
    state, net = yard.rows(query, customer)[0]
    return state, float(net)


@pytest.mark.parametrize("when", ["before", "after"])
def test_settle_killed_at_every_commit(yard, when):
    """Marks outlive the job that dies over them."""
    yard.run("pay", customer="Customer 2")
    yard.run("pay", customer="Customer 3")
    yard.keep("paid")
    marks = yard.value(MARKS)
    assert marks >= 2
    worker = yard.start("settle", chunk=1)
    assert worker.done() == 2
    undisturbed, commits = picture(yard), worker.points()["commit"]
    assert yard.states() == {"queued": 5, "cancelled": 2}
    for nth in range(1, commits + 1):
        yard.renew("paid")
        worker = yard.start("settle", die("commit", when, nth), chunk=1)
        assert worker.killed(), worker.log()
        yard.gone(worker)
        yard.run("settle", chunk=1)
        assert picture(yard) == undisturbed, f"{when} commit {nth}"
        assert yard.value(MARKS) == 0
        assert leave_no_lock(yard)


def test_a_mark_that_comes_while_measuring_is_kept(yard):
    """Paid and marked between the measure and the end: measured again."""
    yard.run("mark", customer="Customer 2")
    worker = yard.start("settle", pause("measured", "measure", "after"))
    yard.reached("measured")
    yard.run("pay", customer="Customer 2")
    yard.execute("DELETE FROM ir_cron_trigger")
    yard.go("measured")
    assert worker.done() == 1
    assert case_of(yard, "Customer 2") == ("open", 200)
    assert yard.value(MARKS) >= 1
    assert yard.value(WAITING, "cron_settle") == 1
    assert yard.run("settle") == 1
    assert case_of(yard, "Customer 2") == ("closed", 0)


def test_an_older_view_never_overwrites_a_newer_measure(yard):
    """The job that waited for the lock reads the ledger anew once it has it."""
    yard.run("mark", customer="Customer 2")
    slow = yard.start("settle", pause("outside", "alone"))
    yard.reached("outside")
    yard.run("pay", customer="Customer 2")
    assert yard.run("settle") == 1
    assert case_of(yard, "Customer 2") == ("closed", 0)
    yard.go("outside")
    slow.done()
    assert "bad query" not in slow.log()
    assert case_of(yard, "Customer 2") == ("closed", 0)


@pytest.mark.parametrize("job", ["cycle", "settle"])
def test_a_failing_company_leaves_the_other(yard, job):
    """Its problem is kept on the run and logged; no lock and no table stays."""
    yard.execute("UPDATE res_company SET recovery_full_pass = true")
    yard.run("pay", customer="Customer 1")
    worker = yard.start(
        "call",
        fail("measure", "after"),
        model="recovery.cycle",
        method=f"_cron_{job}",
    )
    worker.done()
    problems = yard.rows("SELECT problem FROM recovery_run WHERE problem IS NOT NULL")
    assert problems == [("RuntimeError('asked to fail')",)]
    assert "asked to fail" in worker.log()
    closed = yard.value("SELECT count(*) FROM recovery_case WHERE state = 'closed'")
    assert closed == 1
    yard.run("call", model="recovery.cycle", method=f"_cron_{job}")
    closed = yard.value("SELECT count(*) FROM recovery_case WHERE state = 'closed'")
    assert closed == 2


def test_a_failed_cycle_leaves_its_session_clean(yard):
    """An SQL error within: neither the lock nor a table outlives it in the session,
    which goes back to the pool and lives on."""
    kept = yard.run("break_and_look")
    assert kept == {"locks": 0, "tables": [], "error": "DivisionByZero"}


def test_a_failed_run_does_not_count_as_one(late):
    """Debts that came into sight while the cycle failed are still seen."""
    late.run("cycle")
    late.execute(
        "INSERT INTO recovery_run (company_id, as_of, is_full, started_at, ended_at, "
        "problem) SELECT company_id, as_of + 30, true, now(), now(), 'broken' "
        "FROM recovery_run"
    )
    week = DAY.replace(day=DAY.day + 8)
    assert late.run("cycle", day=week.isoformat())["measured"] == 6
