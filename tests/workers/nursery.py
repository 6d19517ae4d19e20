"""Loads Odoo once, then forks one process for each job that it is asked for.

``python -m tests.workers.nursery DATABASE FOLDER``: reads orders as JSON lines, answers
each with one line. A forked process opens connections of its own, runs one function of
``jobs``, and leaves ``<number>.json`` (what it returned, how often it passed each
point) and ``<number>.log`` in the folder.
"""

import json
import logging
import os
import signal
import sys
import threading
import time
import traceback
from datetime import datetime
from pathlib import Path

from dev.session import configure

PATIENCE = 90


def main(arguments):
    database, folder = arguments
    configure(database)
    import odoo.sql_db
    from odoo.modules.registry import Registry

    threading.current_thread().dbname = database
    Registry(database)
    odoo.sql_db.close_all()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        answer = {"start": _start, "wait": _wait, "warm": _warm}[order.pop("do")]
        print(json.dumps(answer(database, Path(folder), **order)), flush=True)


def _warm(database, _folder):
    """Fill this process's caches, which every job inherits; keep no connection."""
    import odoo.sql_db
    from odoo import SUPERUSER_ID
    from odoo.api import Environment
    from odoo.modules.registry import Registry

    from . import jobs

    with Registry(database).check_signaling().cursor() as cursor:
        jobs.warm(Environment(cursor, SUPERUSER_ID, {}))
        cursor.rollback()
    odoo.sql_db.close_all()
    return {"warm": True}


def _start(database, folder, number, **order):
    pid = os.fork()
    if not pid:
        _child(database, folder, number, **order)
    return {"pid": pid}


def _wait(_database, _folder, pid):
    """Wait for a job; one that exceeds the patience is killed, and said to be."""
    deadline = time.monotonic() + PATIENCE
    late = False
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return {"code": code, "late": late}
        if not late and time.monotonic() > deadline:
            late = True
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.005)


def _child(database, folder, number, **order):
    """Run one job in this new process, and end it."""
    code = 1
    try:
        log = os.open(folder / f"{number}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        logging.getLogger().handlers[0].setStream(sys.stderr)
        _job(database, folder, number, **order)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _job(database, folder, number, job, arguments, at, points, config):
    from odoo import SUPERUSER_ID, fields
    from odoo.api import Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config as odoo_config

    from . import jobs
    from .points import Points

    if at:
        instant = datetime.fromisoformat(at)
        fields.Datetime.now = staticmethod(lambda *_args: instant)
    for name, value in config.items():
        odoo_config[name] = value
    registry = Registry(database).check_signaling()
    watch = Points(folder, database, points)
    watch.install(registry)
    with registry.cursor() as cursor:
        watch.begin(cursor)
        # the job commits, as a scheduled one does; this commits what it left
        result = getattr(jobs, job)(Environment(cursor, SUPERUSER_ID, {}), **arguments)
    done = {"result": result, "points": watch.counts}
    (folder / f"{number}.json").write_text(json.dumps(done, default=str))


if __name__ == "__main__":
    main(sys.argv[1:])
