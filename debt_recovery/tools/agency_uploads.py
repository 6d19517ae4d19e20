"""Files that an agency's user posts in the portal: tables, packages, encrypted ones.

What is in them is read later, by their format; here only what can be none is refused.
"""

import io
import zipfile

from .uploads import ACTIVE, ENTRIES, MAX_BYTES, Refused, cleaned, kind_of

TABLES = ("txt", "xlsx")  # text: CSV, JSON, armoured OpenPGP
ENCRYPTED = (".pgp", ".gpg")


def checked(name, raw):
    """Return the name of a file as it is kept.

    :raises Refused: with ``empty``, ``size`` or ``kind``

    >>> checked("C:\\\\export\\\\statut mars.csv", b"ref;statut")
    'statut mars.csv'
    >>> checked("statut.exe", b"MZ\\x90\\x00")
    Traceback (most recent call last):
    odoo.addons.debt_recovery.tools.uploads.Refused: kind
    """
    name = cleaned(name)
    if not raw:
        raise Refused("empty", name)
    if len(raw) > MAX_BYTES:
        raise Refused("size", name)
    if kind_of(raw) in TABLES or _is_package(raw) or _is_encrypted(name, raw):
        return name
    raise Refused("kind", name)


def _is_package(raw):
    """Tell a plain archive, by its table of contents, from programs in one."""
    if not raw.startswith(b"PK\x03\x04") or kind_of(raw):
        return False
    try:
        names = zipfile.ZipFile(io.BytesIO(raw)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return False
    active = any(name.lower().endswith(ACTIVE) for name in names)
    return 0 < len(names) <= ENTRIES and not active


def _is_encrypted(name, raw):
    """Tell binary OpenPGP: its name says so, and its first bit is set.

    >>> _is_encrypted("a.pgp", b"\\x85\\x01"), _is_encrypted("a.csv", b"\\x85\\x01")
    (True, False)
    """
    named = name.lower().endswith(ENCRYPTED)
    return named and bool(raw[0] & 0x80) and not kind_of(raw)
