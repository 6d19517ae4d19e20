"""Places in a job where it can be made to die, or to wait for the test.

An order is ``{"point", "when", "nth", "do", "gate"}``: at the ``nth`` time that
``point`` is reached, ``when`` it is about to happen (``before``) or has just happened
(``after``), ``do`` one of ``die`` (the process kills itself), ``fail`` (an error that
nobody expects) and ``pause`` (it says so in a file named ``gate`` and goes on when the
test says so; before that it reads, so that its transaction has its snapshot).
"""

import functools
import os
import signal
import time
from collections import Counter
from pathlib import Path

from odoo import sql_db

PAUSE = 0.005
PATIENCE = 60


class Points:
    def __init__(self, folder, database, orders):
        self.folder, self.database = Path(folder), database
        self.orders = orders
        self.counts = Counter()

    def install(self, registry):
        """Watch commits, reservations, locks and the mail server's session."""
        self._watch_commits()
        self._watch(registry["recovery.notice"], "_reserve", "reserve")
        self._watch(registry["recovery.reach"], "_lock_and_write", "lock")
        self._watch(registry["recovery.call.seat"], "_ensure", "seat")
        self._watch(registry["recovery.channel.email"], "_open", "open")
        self._watch(registry["recovery.channel.email"], "_transmit", "transmit")
        self._watch(registry["recovery.facts"], "_build", "measure")
        transaction = registry["payment.transaction"]
        self._watch(transaction, "_send_payment_request", "charge")
        self._watch(registry["recovery.outbox"], "_sweep", "sweep")
        self._watch(registry["recovery.cycle"], "_lock", "alone")
        self._watch(registry["recovery.agency.transport.sftp"], "_put", "put")
        self._watch(registry["recovery.agency.transport.sftp"], "_done", "away")

    def begin(self, cursor):
        """Reach the point ``start``, with a snapshot that ends there."""
        self._cursor = cursor
        self._obey("start", "before", self._reach("start"))
        cursor.rollback()

    def _watch(self, model_class, method, point):
        original = getattr(model_class, method)

        @functools.wraps(original)
        def watched(*args, **kwargs):
            number = self._reach(point)
            self._cursor = args[0].env.cr
            self._obey(point, "before", number)
            result = original(*args, **kwargs)
            self._obey(point, "after", number)
            return result

        setattr(model_class, method, watched)

    def _watch_commits(self):
        """Count the commits of the database itself, below Odoo's own hooks."""
        original = sql_db.PsycoConnection.commit

        def commit(connection):
            if connection.info.dbname != self.database:
                return original(connection)
            number = self._reach("commit")
            self._obey("commit", "before", number)
            original(connection)
            self._obey("commit", "after", number)

        sql_db.PsycoConnection.commit = commit

    def _reach(self, point):
        self.counts[point] += 1
        return self.counts[point]

    def _obey(self, point, when, number):
        for order in self.orders:
            if (order["point"], order["when"]) != (point, when):
                continue
            if order["nth"] != number:
                continue
            if order["do"] == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            if order["do"] == "fail":
                raise RuntimeError("asked to fail")
            if point != "commit":
                self._cursor.execute("SELECT 1 FROM recovery_notice")
            self._pause(order["gate"])

    def _pause(self, gate):
        (self.folder / f"{gate}.reached").touch()
        deadline = time.monotonic() + PATIENCE
        while not (self.folder / f"{gate}.go").exists():
            if time.monotonic() > deadline:
                raise TimeoutError(f"nobody opened the gate {gate}")
            time.sleep(PAUSE)
