"""A real OpenSSH SFTP server, for one login of ours, on a port of its own.

::

    with SftpServer(folder) as server:
        server.inside("out")            # a folder of the login
        server.limit(64 * 1024)         # no file grows larger: the disk is full
        server.kill()                   # the server and whoever is logged in
        server.start()                  # again, on the same port, with the same key

    with Cutter(server.port) as cutter: # what is between us and the server
        cutter.cut_after(100_000)       # bytes towards it, then the line is dead

``limit`` counts for whoever logs in afterwards.
"""

import contextlib
import getpass
import os
import select
import shutil
import signal
import socket
import subprocess
import threading
from pathlib import Path

import psutil

from .packages import SSHD
from .shell import poll

CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
LogLevel ERROR
ForceCommand {folder}/serve
Subsystem sftp internal-sftp
"""
# A file that exceeds the limit is refused as by a full disk, instead of a signal.
SERVE = """\
#!/bin/sh
trap '' XFSZ
[ -f {folder}/limit ] && ulimit -f "$(cat {folder}/limit)"
exec {program} -d {home}
"""
PROGRAMS = ("/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server")
BLOCK = 512  # bytes in which sh counts


class SftpServer:
    """The server; a context manager. ``home`` is where the login finds itself."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.home = self.folder / "home"
        self.home.mkdir(parents=True)
        self.user = getpass.getuser()
        self.port = free_port()
        self._process = None
        self._key("client_key")
        shutil.copy(self.folder / "client_key.pub", self.folder / "authorized_keys")
        self.new_host_key()
        program = next(one for one in PROGRAMS if Path(one).exists())
        serve = SERVE.format(folder=self.folder, home=self.home, program=program)
        (self.folder / "serve").write_text(serve)
        (self.folder / "serve").chmod(0o755)
        config = CONFIG.format(port=self.port, folder=self.folder)
        (self.folder / "sshd_config").write_text(config)

    def _key(self, name):
        for path in self.folder.glob(f"{name}*"):
            path.unlink()
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f"]
        subprocess.run([*command, self.folder / name], check=True)

    def new_host_key(self):
        """Let the server be another one from its next start."""
        self._key("host_key")

    @property
    def host_key(self):
        """The public key by which the server is known."""
        return (self.folder / "host_key.pub").read_text()

    @property
    def private_key(self):
        """What opens the login."""
        return (self.folder / "client_key").read_text()

    def inside(self, name):
        """Return a folder of the login, made when it is not there."""
        path = self.home / name
        path.mkdir(exist_ok=True)
        return path

    def limit(self, size=None):
        """Let no file grow beyond ``size`` bytes, for logins from now on."""
        path = self.folder / "limit"
        path.unlink(missing_ok=True)
        if size is not None:
            path.write_text(str(size // BLOCK))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self.kill()

    def start(self):
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", self.folder / "sshd_config"],
            stdin=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
        )
        poll(self._answers, timeout=20, what="the SFTP server answers", pause=0.01)

    def _answers(self):
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.port), 5) as sock,
        ):
            return sock.recv(4) == b"SSH-"
        return False

    def kill(self):
        """End the server and the sessions that it serves, as a power cut does."""
        if self._process is None:
            return
        ours = psutil.Process(self._process.pid)
        with contextlib.suppress(psutil.NoSuchProcess):
            for one in [*ours.children(recursive=True), ours]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process = None


class Cutter:
    """Passes bytes between a client and a server; a context manager with ``port``."""

    def __init__(self, target):
        self.target = target
        self._left, self._then = None, None
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]

    def cut_after(self, size, then=None):
        """Cut the next line after ``size`` bytes to the server; call ``then``."""
        self._left, self._then = size, then

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self._listening.close()

    def _accept(self):
        while True:
            try:
                client, _address = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client):
        with (
            client,
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.target), 5) as server,
        ):
            pairs = {client: server, server: client}
            while True:
                for source in select.select(list(pairs), [], [])[0]:
                    data = source.recv(65536)
                    if not data or (source is client and self._is_over(len(data))):
                        return
                    pairs[source].sendall(data)

    def _is_over(self, size):
        if self._left is None:
            return False
        self._left -= size
        if self._left > 0:
            return False
        self._left, then = None, self._then
        if then:
            then()
        return True


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]
