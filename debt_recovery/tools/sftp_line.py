"""One SFTP line to one agency, over paramiko alone.

fsspec would wrap the same paramiko and hide what we need of it: the pinned key, the
rename that overwrites nothing, the place where a cut upload goes on.
"""

import errno
import hashlib
import io
import posixpath
import socket
import stat

from ..exceptions import PermanentFailure, TemporaryFailure, UncertainOutcome
from .agency_ways import (
    LARGEST,
    Waiting,
    fingerprint,
    is_unfinished,
    temporary_name,
)

try:
    import paramiko
except ImportError:  # the addon runs without
    paramiko = None

PATIENCE = 20  # seconds for each answer of the server
CHUNK = 32 * 1024


def broken():
    """Return the errors of a line that broke."""
    return (paramiko.SSHException, EOFError, socket.error)


class Line:
    """Files of one login; a context manager.

    Temporary, permanent and uncertain failures are those of the ways; their texts are
    English and short, as servers' own are.
    """

    def __init__(self, host, port, user, secrets, pinned):
        """
        :param secrets: ``(password, private key as text)``, one may be empty
        :param pinned: ``(type, base64)`` of the server's key
        """
        self.client = self._connect(host, port or 22, user, *secrets, pinned)
        try:
            self.sftp = self.client.open_sftp()
            self.sftp.get_channel().settimeout(PATIENCE)
        except broken() as error:
            self.close()
            raise TemporaryFailure("server", _said(error)) from error

    def _connect(self, host, port, user, password, private_key, pinned):
        client = paramiko.SSHClient()
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        name = host if port == 22 else f"[{host}]:{port}"
        kind, text = pinned
        entry = paramiko.hostkeys.HostKeyEntry.from_line(f"{name} {kind} {text}")
        if not entry or not entry.key:
            raise PermanentFailure("host_key", "the pinned key is not one")
        client.get_host_keys().add(name, kind, entry.key)
        try:
            client.connect(
                host,
                port,
                user,
                password or None,
                pkey=_private(private_key, password),
                allow_agent=False,
                look_for_keys=False,
                timeout=PATIENCE,
                banner_timeout=PATIENCE,
                auth_timeout=PATIENCE,
                channel_timeout=PATIENCE,
            )
        except paramiko.BadHostKeyException as error:
            client.close()
            raise PermanentFailure("host_key", _other_key(error.key)) from error
        except paramiko.AuthenticationException as error:
            client.close()
            raise PermanentFailure("login", "the login was refused") from error
        except paramiko.SSHException as error:
            client.close()
            if "not found in known_hosts" in str(error):  # it has no key of this type
                raise PermanentFailure("host_key", _said(error)) from error
            raise TemporaryFailure("server", _said(error)) from error
        except OSError as error:
            client.close()
            raise TemporaryFailure("server", _said(error)) from error
        return client

    def close(self):
        self.client.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    # --- out ------------------------------------------------------------------------

    def put(self, folder, name, body, key):
        """Bring ``body`` under ``name``: grown under another name, compared, renamed.

        What a cut try left is gone on with. A file of that name that holds other bytes
        is somebody's: it stays, and nothing is sent.
        """
        final = posixpath.join(folder, name)
        part = posixpath.join(folder, temporary_name(name, key))
        with _Failures():
            there = self.holds(final, body)
            if there is False:
                raise PermanentFailure("exists", f"{final} is there, with other bytes")
            if there:
                return self._forget(part)
            self._grow(part, body)
            if not self.holds(part, body):
                self.sftp.remove(part)
                raise TemporaryFailure("damaged", f"{part} arrived with other bytes")
        self._name(part, final)
        return None

    def _grow(self, part, body):
        """Write what is missing of ``body``; what is there must be its beginning."""
        size = self.size(part) or 0
        kept = size if size and self._begins(part, body, size) else 0
        with self.sftp.open(part, "r+b" if kept else "wb") as file:
            file.seek(kept)
            for start in range(kept, len(body), CHUNK):
                file.write(body[start : start + CHUNK])

    def _begins(self, path, body, size):
        return size <= len(body) and self.fetch(path) == body[:size]

    def _name(self, part, final):
        """Give the file its name. Lost here, nobody knows whether it has it."""
        try:
            self.sftp.rename(part, final)  # refused where the name is taken
        except broken() as error:
            if isinstance(error, OSError) and _is_answer(error):
                taken = self.size(final) is not None
                raise PermanentFailure(
                    "exists" if taken else "refused", f"{final}: {_said(error)}"
                ) from error
            raise UncertainOutcome("unknown", _said(error)) from error

    def _forget(self, part):
        """Remove what a try left whose file arrived all the same."""
        if self.size(part) is not None:
            self.sftp.remove(part)

    def arrived(self, folder, name, body):
        """Tell whether the file is there under its name, whole."""
        with _Failures():
            return bool(self.holds(posixpath.join(folder, name), body))

    # --- in -------------------------------------------------------------------------

    def waiting(self, folder):
        """Return what lies in ``folder`` as ``Waiting``, oldest first."""
        with _Failures():
            found = [
                Waiting(
                    posixpath.join(folder, one.filename),
                    one.filename,
                    one.st_size or 0,
                    one.st_mtime or 0,
                )
                for one in self.sftp.listdir_attr(folder)
                if stat.S_ISREG(one.st_mode or 0) and not is_unfinished(one.filename)
            ]
        return sorted(found, key=lambda one: (one.stamp, one.name))

    def get(self, waiting):
        """Return the bytes of one that waits, if it is still what was looked at."""
        if waiting.size > LARGEST:
            raise PermanentFailure("refused", f"{waiting.name} is too large")
        with _Failures():
            body = self.fetch(waiting.reference)
            if self._stands(waiting) and len(body) == waiting.size:
                return body
        raise TemporaryFailure("damaged", f"{waiting.name} is being written")

    def done(self, waiting, folder):
        """Move one to ``folder``, under another name where its own is taken.

        :return: False when it changed since it was looked at: it stays
        """
        with _Failures():
            if not self._stands(waiting):
                return False
            target = posixpath.join(folder, waiting.name)
            if self.size(target) is not None:
                target = posixpath.join(folder, f"{waiting.stamp}-{waiting.name}")
            self.sftp.rename(waiting.reference, target)
        return True

    def _stands(self, waiting):
        now = self.sftp.stat(waiting.reference)
        return (now.st_size, now.st_mtime) == (waiting.size, waiting.stamp)

    # --- one file -------------------------------------------------------------------

    def size(self, path):
        """Return the bytes of a file, None where there is none."""
        try:
            return self.sftp.stat(path).st_size or 0
        except FileNotFoundError:
            return None

    def fetch(self, path):
        with self.sftp.open(path, "rb") as file:
            file.prefetch()
            return file.read()

    def holds(self, path, body):
        """Tell whether a file holds these bytes; None where there is no file."""
        size = self.size(path)
        if size is None:
            return None
        return size == len(body) and _digest(self.fetch(path)) == _digest(body)


class _Failures:
    """Says of an error on the line what it means: nothing has its name yet."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if not isinstance(error, broken()):
            return
        if isinstance(error, PermissionError):
            raise PermanentFailure("refused", _said(error)) from error
        if isinstance(error, FileNotFoundError):
            raise PermanentFailure("settings", _said(error)) from error
        full = isinstance(error, OSError) and _is_answer(error)
        raise TemporaryFailure("storage" if full else "server", _said(error)) from error


def _is_answer(error):
    """Tell an error that the server answered from a line that broke: paramiko gives
    the protocol's answers no number, or that of a missing or forbidden file."""
    if isinstance(error, socket.timeout | ConnectionError):
        return False
    answered = (errno.ENOENT, errno.EACCES)
    closed = str(error) in ("Socket is closed", "Server connection dropped")
    return not closed and (error.errno is None or error.errno in answered)


def _private(text, password):
    """Return a private key, whatever its kind; None without one."""
    if not text:
        return None
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(
                io.StringIO(text.strip() + "\n"), password or None
            )
        except (paramiko.SSHException, ValueError):
            continue
    raise PermanentFailure("settings", "the private key cannot be read")


def shown_key(host, port):
    """Return ``type base64`` and the fingerprint of the key that a server shows."""
    try:
        with socket.create_connection((host, port or 22), PATIENCE) as sock:
            transport = paramiko.Transport(sock)
            try:
                transport.start_client(timeout=PATIENCE)
                key = transport.get_remote_server_key()
            finally:
                transport.close()
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise TemporaryFailure("server", _said(error)) from error
    return f"{key.get_name()} {key.get_base64()}", fingerprint(key.asbytes())


def _other_key(key):
    return f"the server shows another key: {fingerprint(key.asbytes())}"


def _digest(body):
    return hashlib.sha256(body).digest()


def _said(error):
    return f"{type(error).__name__}: {error}".strip(": ")[:200]
