"""OpenPGP through GnuPG: a key is looked at, a file is encrypted to it.

GnuPG runs as a program of its own (its licence stays its own, the distribution keeps it
safe) in a private folder of one call, without agent, keyring or network. No Python
library of OpenPGP that may ship here is kept up: PGPy stopped in 2022.
"""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime, timezone

PROGRAMS = ("gpg", "gpg2")
SECONDS = 120
MAX_KEY = 200_000  # characters
ARMOUR = b"-----BEGIN PGP MESSAGE-----"
PUBLIC = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
SECRET = "-----BEGIN PGP PRIVATE KEY BLOCK-----"
# How a binary message begins: the tag of a session key packet, where its version
# stands, and which versions there are.
BINARY = {
    0x84: (2, (2, 3)),
    0x85: (3, (2, 3)),
    0x8C: (2, (4, 5)),
    0xC1: (2, (2, 3, 6)),
    0xC3: (2, (4, 5, 6)),
}


class BadKey(ValueError):
    """Why a key is refused: ``missing_program``, ``secret``, ``no_key``, ``several``,
    ``expired``, ``revoked``, ``cannot_encrypt``, ``failed``."""

    def __init__(self, reason, name=""):
        super().__init__(reason)
        self.reason, self.name = reason, name


@dataclass(frozen=True, slots=True)
class Key:
    """A public key: whose it is, until when it may be used (None: no end)."""

    fingerprint: str
    user: str
    expires: object = None


def program():
    """Return the path of GnuPG, None where it is not installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def inspect(text):
    """Return the :class:`Key` of an armoured public key that can encrypt today.

    :raises BadKey: with its reason

    >>> inspect("no key")
    Traceback (most recent call last):
    odoo.addons.debt_recovery.tools.openpgp.BadKey: no_key
    """
    text = (text or "").strip()
    if SECRET in text:
        raise BadKey("secret")
    if PUBLIC not in text or len(text) > MAX_KEY:
        raise BadKey("no_key")
    with tempfile.TemporaryDirectory() as home:
        shown = _run(home, ["--with-colons", "--show-keys"], text.encode())
    return _key(
        [line.split(":") for line in shown.decode(errors="replace").split("\n")]
    )


def _key(records):
    publics = [one for one in records if one[0] == "pub"]
    if not publics:
        raise BadKey("no_key")
    if len(publics) > 1:
        raise BadKey("several")
    (public,) = publics
    user = next((one[9] for one in records if one[0] == "uid"), "")
    if public[1] == "r":
        raise BadKey("revoked", user)
    if public[1] == "e":
        raise BadKey("expired", user)
    ends = [one for one in records if one[0] in ("pub", "sub") and "e" in one[11]]
    usable = [one for one in ends if one[1] not in ("r", "e", "d", "i")]
    if not usable:
        expired = any(one[1] == "e" for one in ends)
        raise BadKey("expired" if expired else "cannot_encrypt", user)
    fingerprint = next(one[9] for one in records if one[0] == "fpr")
    return Key(fingerprint, user, _last_day(public, usable))


def _last_day(public, usable):
    """Return the day on which nothing of the key can encrypt any more."""
    of_subkeys = [int(one[6]) if one[6] else None for one in usable]
    until = None if None in of_subkeys else max(of_subkeys)
    whole = int(public[6]) if public[6] else None
    known = [one for one in (until, whole) if one is not None]
    if not known:
        return None
    return datetime.fromtimestamp(min(known), tz=timezone.utc).date()  # noqa: UP017


def encrypt(source, target, text):
    """Encrypt a binary stream into another, readable by the key's owner alone.

    :param text: the armoured public key
    :raises BadKey: when the key cannot be used (any more)
    """
    inspect(text)
    with tempfile.TemporaryDirectory() as home:
        key = os.path.join(home, "key.asc")
        with open(key, "w", encoding="utf-8") as file:
            file.write(text.strip() + "\n")
        options = ["--trust-model", "always", "--recipient-file", key, "--encrypt"]
        plain = os.path.join(home, "plain")
        with open(plain, "wb") as file:
            shutil.copyfileobj(source, file)
        sealed = os.path.join(home, "sealed")
        _run(home, ["--set-filename", "", "--output", sealed, *options, plain])
        with open(sealed, "rb") as file:
            shutil.copyfileobj(file, target)


def is_encrypted(body):
    """Tell whether bytes are an OpenPGP message.

    >>> is_encrypted(b"-----BEGIN PGP MESSAGE-----"), is_encrypted(b"a;b")
    (True, False)
    >>> is_encrypted("État;Date".encode()), is_encrypted(b"\\x85\\x01\\x0c\\x03")
    (False, True)
    """
    if body[:200].lstrip().startswith(ARMOUR):
        return True
    at, versions = BINARY.get(body[0] if body else 0, (0, ()))
    if body[:1] == b"\xc1" and body[1:2] >= b"\xc0":  # its length has two octets
        at = 3
    return len(body) > at > 0 and body[at] in versions


def _run(home, arguments, data=None):
    """Run GnuPG in a private folder; return what it says."""
    path = program()
    if not path:
        raise BadKey("missing_program")
    os.chmod(home, 0o700)
    command = [path, "--homedir", home, "--batch", "--no-tty", "--no-autostart"]
    command += ["--no-auto-key-locate", "--yes", *arguments]
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):
        raise BadKey("failed") from None
    if done.returncode:
        raise BadKey("no_key" if data else "failed")
    return done.stdout
