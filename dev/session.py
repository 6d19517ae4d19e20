"""Use Odoo from a script: an environment, another process, or a server."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .settings import CONFIG, DEMO_DATABASE, LOCAL, LOGS, PYTHON, ROOT
from .shell import SetupError, poll


def configure(database=None, config_file=CONFIG, **config):
    """Load the configuration file, then set ``config`` over it.

    Keys are Odoo's own option names: ``configure("demo", log_level="warn")``.
    """
    from odoo.tools import config as odoo_config

    arguments = ["-c", str(config_file)] + (["-d", database] if database else [])
    odoo_config.parse_config(arguments, setup_logging=False)
    for name, value in config.items():
        odoo_config[name] = value
    level = str(config.get("log_level", "warn")).upper()
    logging.basicConfig(
        level=getattr(logging, level, logging.WARNING),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("odoo").setLevel(getattr(logging, level, logging.WARNING))


@contextmanager
def open_env(database, **config):
    """Yield an ``Environment`` of the superuser. Committing is the caller's business.

    What was not committed is rolled back. ``config`` are Odoo options.
    """
    import odoo.sql_db
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry

    configure(database, **config)
    thread = threading.current_thread()
    before = getattr(thread, "dbname", None)
    thread.dbname = database
    registry = Registry(database).check_signaling()
    cursor = registry.cursor()
    try:
        yield Environment(cursor, SUPERUSER_ID, {})
    finally:
        cursor.close()
        odoo.sql_db.close_db(database)
        thread.dbname = before


def python_command(script_or_module, *arguments):
    """Return the command line that runs a file or a module in the environment."""
    target = str(script_or_module)
    how = [target] if target.endswith(".py") or "/" in target else ["-m", target]
    return [str(PYTHON), *how, *map(str, arguments)]


def run_python(script_or_module, *arguments, env=None, check=True, **options):
    """Run a file or a module in the environment, in the checkout's folder.

    ``env`` adds to the environment; ``options`` go to ``subprocess.run``.
    """
    return subprocess.run(
        python_command(script_or_module, *arguments),
        env={**os.environ, **(env or {})},
        check=check,
        **{"cwd": ROOT, **options},
    )


def odoo_command(*arguments, config=CONFIG, start="odoo"):
    """Return the command line of Odoo with our configuration file.

    >>> odoo_command("-d", "x")[1:3]
    ['-m', 'odoo']
    """
    return python_command(start, "-c", config, *arguments)


def free_port():
    """Return a port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class RunningServer:
    database: str
    url: str
    port: int
    process: subprocess.Popen
    log: Path

    def log_text(self):
        return self.log.read_text(errors="replace")

    def wake_cron(self):
        """Let the scheduled jobs that are due run now, not within a minute."""
        from .databases import connect

        with closing(connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('cron_trigger', %s)", [self.database])


@contextmanager
def serve(database, port=None, *, cron_threads=0, workers=0, options=(), env=None):
    """Run a real Odoo HTTP server on ``database`` while the block lasts.

    ``cron_threads`` is how many scheduled jobs run at a time, none by default;
    ``options`` are further arguments of Odoo's command line.
    """
    port = port or free_port()
    if workers:
        options = ("--gevent-port", free_port(), *options)
    log = LOGS / f"server-{database}-{port}.log"
    with open(log, "w") as output:
        process = subprocess.Popen(
            odoo_command(
                *("-d", database, "--db-filter", f"^{database}$"),
                *("--http-interface", "127.0.0.1", "--http-port", port),
                *("--max-cron-threads", cron_threads, "--workers", workers),
                *options,
                start=ROOT / "dev" / "odoo_server.py" if workers else "odoo",
            ),
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    server = RunningServer(database, url, port, process, log)
    try:
        poll(lambda: _healthy(server), timeout=120, what=f"Odoo on {server.url}")
        yield server
    finally:
        stop(process)


def _healthy(server):
    """Tell whether the server answers; raise when it died instead."""
    if server.process.poll() is not None:
        tail = "\n".join(server.log_text().splitlines()[-20:])
        raise SetupError(f"Odoo ended with {server.process.returncode}\n{tail}")
    try:
        with urllib.request.urlopen(f"{server.url}/web/health", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def end_on_sigterm():
    """Let SIGTERM end this program the orderly way, with what it started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def stop(process, timeout=15):
    """End a process that we started: ask first, insist after ``timeout`` seconds."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


@contextmanager
def _demo_mails(database):
    """Keep the messages of a demonstration on this machine, where it kept them."""
    folder = LOCAL / "demo" / database
    if not (folder / "port").exists():
        yield
        return
    from .mail_sink import MailSink

    with MailSink(folder, int((folder / "port").read_text())):
        print(f"messages that leave are kept in {folder.relative_to(ROOT)}")
        yield


def main(arguments):
    """Serve the demo database, or the one named, until interrupted."""
    from .databases import existing

    database = arguments[0] if arguments else DEMO_DATABASE
    port = int(arguments[1]) if arguments[1:] else 8069
    if database not in existing(database):
        print(f"there is no database {database}; make it with: make demo")
        return 1
    end_on_sigterm()
    with _demo_mails(database), serve(database, port, cron_threads=1) as server:
        print(f"Odoo answers on {server.url} (database {database}); Ctrl-C ends it")
        print(f"its log: {server.log.relative_to(ROOT)}", flush=True)
        try:
            return server.process.wait()
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
