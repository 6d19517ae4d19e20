"""Workers that die or wait on command, and the database they work on."""

import itertools
import json
import subprocess
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dev.databases import connect
from dev.session import python_command, stop
from dev.settings import ROOT
from dev.shell import poll

AT = datetime(2026, 3, 10, 9, 0)  # a Tuesday, in working hours everywhere in Europe
DAY = AT.date()
# what tests change, by the beginning of the tables' names
CHANGED = ("recovery_", "account_move", "account_payment", "account_(partial|full)_")
CHANGED += ("account_bank_", "res_partner_bank")
CHANGED += ("mail_(message|activity|followers|notification|tracking)", "ir_cron")
CHANGED += ("payment_(transaction|token|provider)",)
CHANGED += ("ir_mail_server", "ir_config_parameter", "res_(partner|company)$")


def die(point="commit", when="before", nth=1):
    """The worker kills itself at that point."""
    return {"point": point, "when": when, "nth": nth, "do": "die", "gate": None}


def fail(point, when="before", nth=1):
    """The worker meets an error that nobody expects."""
    return {"point": point, "when": when, "nth": nth, "do": "fail", "gate": None}


def pause(gate, point="commit", when="before", nth=1):
    """The worker waits at that point until the gate opens."""
    return {"point": point, "when": when, "nth": nth, "do": "pause", "gate": gate}


@dataclass
class Worker:
    yard: "Yard"
    number: int
    pid: int
    job: str
    ended: dict | None = None

    def wait(self):
        """Wait until it ends, however it does; return self."""
        if self.ended is None:
            self.ended = self.yard.order("wait", pid=self.pid)
            assert not self.ended["late"], f"{self.job} hung\n{self.log()}"
        return self

    def done(self):
        """Wait, and fail unless it ended well; return what it returned."""
        self.wait()
        assert self.ended["code"] == 0, f"{self.job}: {self.ended}\n{self.log()}"
        return self._kept()["result"]

    def killed(self):
        """Wait, and tell whether it was killed."""
        return self.wait().ended["code"] == -9

    def points(self):
        """How often each point was passed."""
        return self._kept()["points"]

    def log(self):
        return (self.yard.folder / f"{self.number}.log").read_text(errors="replace")

    def _kept(self):
        return json.loads((self.yard.folder / f"{self.number}.json").read_text())


class Yard:
    """One database, replaced for each test, and a nursery of workers on it."""

    def __init__(self, database, folder):
        self.database, self.folder = database, Path(folder)
        self._numbers = itertools.count(1)
        self._workers = []

    def __enter__(self):
        self._process = subprocess.Popen(
            python_command("tests.workers.nursery", self.database, self.folder),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert json.loads(self._process.stdout.readline()) == {"ready": True}
        return self

    def __exit__(self, *exception):
        self.calm()
        stop(self._process)

    def order(self, do, **details):
        self._process.stdin.write(json.dumps({"do": do, **details}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    # --- workers ------------------------------------------------------------------

    def start(self, name_of_job, *points, at=AT, now=False, config=None, **arguments):
        """Start a job at the instant ``at``, or at the real one."""
        number = next(self._numbers)
        for value in arguments.values():
            assert not isinstance(value, date), "dates travel as text"
        answer = self.order(
            "start",
            number=number,
            job=name_of_job,
            arguments=arguments,
            at=None if now else at.isoformat(),
            points=points,
            config=config or {},
        )
        self._workers.append(Worker(self, number, answer["pid"], name_of_job))
        return self._workers[-1]

    def run(self, job, *points, **arguments):
        """Run a job to its end; return what it returned."""
        return self.start(job, *points, **arguments).done()

    def reached(self, gate):
        """Wait until a worker stands at the gate."""
        flag = self.folder / f"{gate}.reached"
        poll(flag.exists, timeout=60, what=f"a worker at {gate}", pause=0.005)

    def go(self, gate):
        (self.folder / f"{gate}.go").touch()

    def calm(self):
        """Open every gate, wait for all the workers, forget the gates."""
        for flag in self.folder.glob("*.reached"):
            self.go(flag.stem)
        for worker in self._workers:
            worker.wait()
        self._workers.clear()
        for flag in (*self.folder.glob("*.reached"), *self.folder.glob("*.go")):
            flag.unlink()

    # --- the database -------------------------------------------------------------

    def keep(self, name):
        """Keep the contents of all tables that tests change, to ``renew`` them."""
        copies = "".join(
            f"CREATE TABLE {name}.{table} AS TABLE public.{table};"
            for table in self._tables()
        )
        self.execute(
            f"DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}; {copies}"
        )

    def renew(self, name):
        """Put back what was kept, far quicker than another clone would be made."""
        self.calm()
        restored = "".join(
            f"DELETE FROM public.{table};"
            f"INSERT INTO public.{table} SELECT * FROM {name}.{table};"
            for table in self._tables()
        )
        self.execute(f"SET session_replication_role = replica; {restored}")

    def gone(self, worker):
        """Wait until the database has noticed the death of a worker."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
        poll(
            lambda: not self.value(query, f"odoo-{worker.pid}"),
            timeout=30,
            what=f"the end of the sessions of {worker.pid}",
            pause=0.005,
        )

    def _tables(self):
        query = """SELECT relname FROM pg_class WHERE relkind = 'r'
            AND relnamespace = 'public'::regnamespace AND relname ~ %s ORDER BY 1"""
        return [row[0] for row in self.rows(query, f"^({'|'.join(CHANGED)})")]

    @contextmanager
    def cursor(self):
        connection = connect(self.database)
        with closing(connection), connection.cursor() as cursor:
            yield cursor

    def rows(self, query, *parameters):
        with self.cursor() as cursor:
            cursor.execute(query, parameters or None)
            return cursor.fetchall()

    def execute(self, query, *parameters):
        with self.cursor() as cursor:
            cursor.execute(query, parameters or None)

    def value(self, query, *parameters):
        return self.rows(query, *parameters)[0][0]

    def states(self):
        """Return ``{state: number}`` of all reminders."""
        query = "SELECT state, count(*) FROM recovery_notice GROUP BY 1"
        return dict(self.rows(query))

    def mail_to(self, sink):
        """Let the database send to a sink."""
        self.execute("UPDATE ir_mail_server SET smtp_port = %s", sink.port)
