"""Replay a receivables history day by day, and compare the addon with the ledger.

``python -m dev.replay FILE [--limit 3000] [--from DAY] [--until DAY]``; the columns
are described in docs/replay.md. Prints progress on stderr and one JSON line. Exit code
1: the addon and the ledger disagree; 2: the file or the arguments are of no use.
"""

import argparse
import json
import sys
import tempfile
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from time import monotonic

from .any_hour import any_hour
from .databases import clone
from .mail_sink import MailSink
from .replay_check import Checker
from .replay_file import FileError, read
from .replay_ledger import Ledger
from .replay_walk import Diary, Walk
from .session import open_env
from .shell import SetupError

DATABASE = "debt_recovery_replay"
LEAD = timedelta(days=7)  # from the first day to the first due date
TAIL = timedelta(days=31)  # from the last due date to the last day
SHOWN = 50


def tell(message):
    print(f"[replay] {message}", file=sys.stderr, flush=True)


def tell_some(messages):
    for message in messages[:SHOWN]:
        tell(message)
    if len(messages) > SHOWN:
        tell(f"… and {len(messages) - SHOWN} more")


def parse(arguments):
    parser = argparse.ArgumentParser(prog="make replay", description=__doc__)
    parser.add_argument("csv", type=Path)
    parser.add_argument(
        "--limit", type=int, default=3000, help="the first so many by due date; 0: all"
    )
    parser.add_argument(
        "--from", dest="start", type=date.fromisoformat, help="first day, YYYY-MM-DD"
    )
    parser.add_argument("--until", type=date.fromisoformat, help="last day")
    parser.add_argument("--database", default=DATABASE, help="made anew, and kept")
    asked = parser.parse_args(arguments)
    if asked.limit < 0:
        parser.error("--limit is not negative")
    return asked


@contextmanager
def company_ready(database):
    """Yield the company of a fresh database that sends to a sink, and the sink."""
    clone(database)
    with (
        tempfile.TemporaryDirectory(prefix="replay-") as folder,
        MailSink(folder) as sink,
        open_env(database) as env,
    ):
        company = env["res.company"].search([], limit=1)
        env["ir.mail_server"].create(
            {"name": "sink", "smtp_host": sink.host, "smtp_port": sink.port}
        )
        # as if every formal notice were approved at once
        env.cr.execute("UPDATE recovery_treatment SET mode = 'automatic'")
        env.invalidate_all()
        company.write(
            {
                "email": "collections@example.com",
                "recovery_cutoff_date": False,
                "recovery_daily_cap": 0,
                "recovery_hours_from": 0,
                "recovery_hours_to": 24,
                "recovery_hours_days": "0123456",
                "recovery_hours_holidays": True,
                "recovery_user_id": env.ref("base.user_admin").id,
            }
        )
        any_hour(env)
        env.cr.commit()
        yield company, sink


def span_of(entries, asked):
    """Return the first and the last day to walk.

    :raises FileError: when there is no day between them
    """
    dues = [entry.row.due_date for entry in entries]
    paid = [entry.row.paid_date for entry in entries if entry.row.paid_date]
    start = asked.start or min(dues) - LEAD
    until = asked.until or max([max(dues) + TAIL, *paid])
    if until < start:
        raise FileError(f"no day from {start} until {until}")
    return start, until


def replay(asked, history):
    """Load, walk and check; return the report and the mismatches."""
    begun = monotonic()
    with company_ready(asked.database) as (company, sink):
        env = company.env
        ledger = Ledger(env, company)
        entries, refusals = ledger.accept(history.rows)
        refusals = history.refusals + refusals
        tell_some([f"not loaded: {refusal}" for refusal in refusals])
        entries.sort(key=lambda entry: (entry.row.due_date, entry.row.line))
        entries = entries[: asked.limit or None]
        start, until = span_of(entries, asked)
        entries = [e for e in entries if e.row.invoice_date <= until]
        for note in history.notes + ledger.prepare(entries):
            tell(note)
        names = {number: name for name, number in ledger.partners.items()}
        checker = Checker(env, company, names)
        walk = Walk(ledger, checker, Diary(entries, until), tell)
        load(walk, entries, start)
        days = walk.span(start, until)
        sent, withheld = walk.notices()
        arrived = len(sink.messages())
        checker.same(until, None, "messages that arrived", sent, arrived)
    took = ", ".join(f"{what} {took:.1f}" for what, took in walk.clock.most_common())
    tell(f"seconds: {took}")
    report = {
        "replay": asked.csv.name,
        "invoices": len(entries),
        "customers": len(names),
        "rows_refused": len(refusals),
        "days": days,
        "paid": walk.paid,
        "notices_sent": sent,
        "withheld": withheld,
        "checks": checker.checks,
        "mismatches": len(checker.mismatches),
        "seconds": round(monotonic() - begun, 1),
    }
    return report, checker.mismatches


def load(walk, entries, start):
    """Create all invoices, and bring in what happened before the first day."""
    done = 0
    with walk.timed("create invoices"):
        for number in walk.ledger.draft(entries):
            done += number
            tell(f"created {done} of {len(entries)} invoices")
    walk.ledger.done()
    walk.load(start)
    tell(f"{walk.paid} were paid before {start}")


def main(arguments):
    asked = parse(arguments)
    try:
        history = read(asked.csv)
        report, mismatches = replay(asked, history)
    except FileError as error:
        tell(f"error: {error}")
        return 2
    except SetupError as error:
        tell(f"error: {error}")
        return error.code
    tell_some([f"mismatch: {mismatch}" for mismatch in mismatches])
    print(json.dumps(report), flush=True)
    return 1 if mismatches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
