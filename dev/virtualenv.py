"""The virtual environment and its lock files. Standard library only."""

import hashlib
import os
import shutil

from .packages import base_python
from .settings import PYTHON, ROOT, VENV, odoo_home
from .shell import SetupError, run, say, write_if_changed

LOCKS = (ROOT / "requirements.txt", ROOT / "requirements-lint.txt")
ALONE = ROOT / "requirements-axe.txt"  # without what it needs itself, by its hash

LAUNCHER = """#!/bin/sh
exec "$(dirname "$0")/python" -m odoo "$@"
"""


def ensure_venv():
    """Make the environment, or bring it to what the lock files say."""
    os.umask(0o022)
    wanted = _fingerprint()
    if not (_stamp().exists() and os.access(PYTHON, os.X_OK)):
        _create()
    if _stamp().exists() and _stamp().read_text() == wanted:
        _link_odoo()
        return
    say("installing Python packages")
    command = [PYTHON, "-m", "pip", "install", "-q", "--no-input"]
    command += ["--disable-pip-version-check", "--upgrade-strategy", "only-if-needed"]
    locks = [option for lock in LOCKS for option in ("-r", lock)]
    run([*command, *locks], what="Python packages")
    run([*command, "--no-deps", "--require-hashes", "-r", ALONE], what="axe-core")
    _link_odoo()
    write_if_changed(_stamp(), wanted)


def _fingerprint():
    """Return a digest of everything the content of the environment depends on."""
    digest = hashlib.sha256(str(base_python()).encode())
    for lock in (*LOCKS, ALONE):
        digest.update(lock.read_bytes())
    return digest.hexdigest()


def _stamp():
    """Return the file that marks a whole environment; it lies among the packages."""
    return _packages() / ".installed"


def _packages():
    found = sorted(VENV.glob("lib/python3*/site-packages"))
    return found[0] if found else VENV / "lib"


def _create():
    python = base_python()
    if not python:
        raise SetupError("no Python 3.11 or later found", code=2)
    shutil.rmtree(VENV, ignore_errors=True)
    say(f"making a virtual environment with {python}")
    run([python, "-m", "venv", VENV], what="virtual environment")


def _link_odoo():
    """Let ``import odoo`` and ``odoo`` on the command line find the source."""
    write_if_changed(_packages() / "odoo-home.pth", f"{odoo_home()}\n")
    write_if_changed(VENV / "bin" / "odoo", LAUNCHER, mode=0o755)
