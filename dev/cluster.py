"""A private PostgreSQL cluster on a socket of its own. Standard library only.

PostgreSQL refuses to run as root, so root runs it as an ordinary user. Where that
user can't reach the checkout, or its path is too long for a socket, the folders
lie under /tmp and ``.local`` keeps only their names.
"""

import os
import pwd
import shutil
from pathlib import Path

from .packages import server_programs
from .settings import LOCAL, ROLE, Server, checkout_key, external_server
from .shell import SetupError, run, say

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
    if _running(data):
        return found
    if not (data / "PG_VERSION").exists():
        _make(data)
    _drop_stale_pid(data)
    _start(data)
    return found


def stop_cluster():
    """Stop the private cluster, if it runs, and remove what lies outside."""
    data = _data_folder()
    if _running(data):
        _as_owner(_program("pg_ctl"), "-D", data, "-m", "fast", "-w", "stop")
    for folder in (data, _socket_folder()):
        shutil.rmtree(folder, ignore_errors=True)


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


def _running(data):
    """Tell whether this cluster's own postmaster is alive."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        return Path(f"/proc/{pid}/cwd").resolve() == data.resolve() and _answers()
    except (OSError, ValueError, IndexError):
        return False


def _answers():
    return (_socket_folder() / f".s.PGSQL.{PORT}").is_socket()


def _drop_stale_pid(data):
    """Remove the mark of a postmaster that died; its number may be another's now."""
    mark = data / "postmaster.pid"
    if not mark.exists():
        return
    try:
        pid = int(mark.read_text().split()[0])
    except (ValueError, IndexError):
        pid = 0
    if not pid or Path(f"/proc/{pid}/cwd").resolve() != data.resolve():
        say("removing the mark of a PostgreSQL server that is gone")
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
        what=f"starting PostgreSQL (see {log})",
    )
