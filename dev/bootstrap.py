"""Bring the checkout to the point where Odoo runs; a no-op when it is there.

Run as ``python3 -m dev.bootstrap``. Every step looks at what there is, makes what
is missing beside its place and moves it there when it is whole, so that a run that
was cut short is mended by the next one.
"""

import shutil
import sys

from .cluster import ensure_cluster, stop_cluster
from .odoo_config import ensure_config
from .odoo_source import ensure_odoo
from .packages import ensure_packages
from .settings import LOCAL, LOGS, PYTHON, ROOT
from .shell import SetupError, locked, run, say
from .virtualenv import ensure_venv


def ensure():
    """Run every step in order; return the database server."""
    LOCAL.mkdir(exist_ok=True)
    with locked("bootstrap"):
        LOGS.mkdir(exist_ok=True)
        ensure_packages()
        ensure_odoo()
        ensure_venv()
        server = ensure_cluster()
        ensure_config(server)
        if not server.private:
            _check_external()
    return server


def _check_external():
    """Fail early, and clearly, when the named server is of no use."""
    command = [PYTHON, "-m", "dev.databases", "check"]
    run(command, what="the database server you named", cwd=ROOT)


def clean():
    """Stop the cluster and remove everything the set-up made."""
    stop_cluster()
    shutil.rmtree(LOCAL, ignore_errors=True)


def main(arguments):
    try:
        clean() if arguments == ["clean"] else ensure()
    except SetupError as error:
        say(f"error: {error}")
        return error.code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
