"""System packages: what must be installed on the machine. Standard library only."""

import os
import shutil
from pathlib import Path

from .settings import external_server
from .shell import SetupError, run, say

FONTS = Path("/usr/share/fonts/truetype")
SSHD = Path("/usr/sbin/sshd")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def server_programs():
    """Return the folder of the newest installed PostgreSQL server, or None."""
    folders = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if folders:
        return max(folders, key=lambda folder: float(folder.parent.name))
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


def base_python():
    """Return the interpreter the virtual environment is made from."""
    system = Path("/usr/bin/python3.11")
    if system.exists():
        return str(system)
    names = ("python3.11", "python3.12", "python3.13")
    return next(filter(None, map(shutil.which, names)), None)


def _can_make_venv():
    python = base_python()
    if not python:
        return False
    folders = Path(python).resolve().parent.parent.glob("lib/python3*/ensurepip")
    return any(True for _ in folders)


def missing():
    """Return the Debian packages that are needed and not there."""
    there = {
        "python3.11": bool(base_python()),
        "python3.11-venv": _can_make_venv(),
        "postgresql": bool(external_server() or server_programs()),
        "wkhtmltopdf": bool(shutil.which("wkhtmltopdf")),
        "chromium": any(map(shutil.which, CHROMIUM)),
        "fonts-dejavu-core": (FONTS / "dejavu").is_dir(),
        "fonts-liberation": any(FONTS.glob("liberation*")),
        "gnupg": bool(shutil.which("gpg")),
        "make": bool(shutil.which("make")),
        "git": bool(shutil.which("git")),
        "openssh-server": SSHD.exists(),  # the tests send files to it
    }
    return [name for name, present in there.items() if not present]


def ensure_packages():
    """Install what is missing when root, else say what to install."""
    lacking = missing()
    if not lacking:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *lacking]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(
            f"missing on this machine: {', '.join(lacking)}\n"
            f"install with: sudo {' '.join(command)}",
            code=2,
        )
    say(f"installing {', '.join(lacking)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], what="list of system packages", env=quiet)
    run(command, what="system packages", env=quiet)
    still = missing()
    if still:
        raise SetupError(f"still missing after the installation: {', '.join(still)}")
