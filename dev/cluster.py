"""A private PostgreSQL cluster on a socket of its own. Standard library only.

PostgreSQL refuses to run as root, so root runs it as an ordinary user. Where that
user can't reach the checkout, or its path is too long for a socket, the folders
lie under /tmp and ``.local`` keeps only their names.
"""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from .packages import server_programs
from .settings import LOCAL, ROLE, Server, checkout_key, external_server
from .shell import SetupError, poll, run, say

PORT = 5432
LONGEST_SOCKET = 106
SETTINGS = """
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
max_connections = 100
shared_buffers = 512MB
work_mem = 64MB
maintenance_work_mem = 512MB
max_wal_size = 4GB
dynamic_shared_memory_type = {shared}
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
random_page_cost = 1.1
log_min_messages = warning
log_line_prefix = '%m [%p] %d '
"""


def server():
    """Return the server to use: the environment's, or the private one."""
    return external_server() or Server(host=str(_socket_folder()), private=True)


def ensure_cluster():
    """Have the private cluster running, unless the environment names a server."""
    found = server()
    if not found.private:
        return found
    data = _data_folder()
    if _postmaster(data) and _answers():
        return found
    _halt(data)
    if not (data / "PG_VERSION").exists():
        _make(data)
    _start(data)
    return found


def stop_cluster():
    """Stop the private cluster, if it runs, and remove its folders."""
    data = _data_folder()
    _halt(data)
    for folder in (data, _socket_folder()):
        shutil.rmtree(folder, ignore_errors=True)
    if _outside().is_dir():
        shutil.rmtree(_outside(), ignore_errors=True)


def _owner():
    """Return the user that runs the cluster: postgres for root, else oneself."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SetupError("PostgreSQL can't run as root, and there is no user postgres")


def _as_owner(*command, what="PostgreSQL"):
    if os.geteuid() != 0:
        return run(command, what=what, cwd="/")
    owner = _owner()
    change = [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    # a PATH or HOME of root's is of no use to the other user
    clean = {"PATH": "/usr/bin:/bin", "HOME": "/", "LC_ALL": "C.UTF-8"}
    return run(["setpriv", *change, *command], what=what, cwd="/", env=clean)


def _reachable(folder):
    """Tell whether the owner may walk down to ``folder``."""
    if os.geteuid() != 0:
        return True
    try:
        _as_owner("test", "-x", folder)
    except SetupError:
        return False
    return True


def _outside():
    return Path("/tmp") / f"{LOCAL.parent.name[:20]}-{checkout_key()}"


def _home():
    LOCAL.mkdir(exist_ok=True)
    return LOCAL if _reachable(LOCAL) else _outside()


def _data_folder():
    return _home() / "postgres"


def _socket_folder():
    near = _home() / "run"
    fits = len(os.fsencode(f"{near}/.s.PGSQL.{PORT}.lock")) <= LONGEST_SOCKET
    return near if fits else _outside() / "run"


def _program(name):
    folder = server_programs()
    if not folder:
        raise SetupError("no PostgreSQL server is installed", code=2)
    return folder / name


def _own(folder):
    """Make a folder that only the cluster's owner (and root) may enter."""
    folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (
        0,
        _owner().pw_uid,
        os.geteuid(),
    ):
        raise SetupError(f"{folder} belongs to another user; remove it")
    os.chown(folder, _owner().pw_uid, _owner().pw_gid)


def _make(data):
    """Make the cluster beside, and move it in place when it is whole."""
    say("making a PostgreSQL cluster")
    draft = data.with_name("postgres.draft")
    for folder in (draft, data):
        shutil.rmtree(folder, ignore_errors=True)
    _own(draft)
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    _as_owner(_program("initdb"), "-D", draft, "-U", ROLE, *options)
    draft.rename(data)


def _postmaster(data):
    """Return the process number of this cluster's own living server, or None.

    The number in the mark may be another program's by now: ours works in ``data``.
    """
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        ours = os.readlink(f"/proc/{pid}/cwd") == str(data.resolve())
    except (OSError, ValueError, IndexError):
        return None
    return pid if ours else None


def _answers():
    if not (_socket_folder() / f".s.PGSQL.{PORT}").is_socket():
        return False
    command = [_program("pg_isready"), "-q", "-h", _socket_folder(), "-p", PORT]
    return subprocess.run(list(map(str, command))).returncode == 0


def _halt(data):
    """Stop this cluster's server, and remove the mark of one that died."""
    pid = _postmaster(data)
    if pid:
        os.kill(pid, signal.SIGINT)
        poll(lambda: _postmaster(data) != pid, timeout=60, what="PostgreSQL stops")
    # children of a server that was killed may hold its memory a moment longer
    poll(lambda: not _workers(data), timeout=60, what="PostgreSQL's last process ends")
    for mark in (*data.glob("postmaster.pid"), *_socket_folder().glob(".s.PGSQL.*")):
        say(f"removing what a PostgreSQL server left: {mark.name}")
        mark.unlink()


def _start(data):
    socket = _socket_folder()
    _own(socket)
    room = os.statvfs("/dev/shm").f_bavail * os.statvfs("/dev/shm").f_frsize
    text = SETTINGS.format(
        port=PORT, socket=socket, shared="posix" if room > 1 << 30 else "mmap"
    )
    (data / "debt_recovery.conf").write_text(text)
    (data / "postgresql.conf").write_text("include 'debt_recovery.conf'\n")
    log = data / "server.log"
    _as_owner(
        *(_program("pg_ctl"), "-D", data, "-l", log, "-w", "-t", "60", "start"),
        what=f"PostgreSQL did not start, see {log}",
    )


def _workers(data):
    """Tell whether processes of an earlier server still work in this folder."""
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if os.readlink(link) == str(data.resolve()):
                return True
        except OSError:
            continue
    return False
