"""Packages: a data file with its documents, a manifest and their SHA-256 sums.

Ours are written the same way for the same content. Received ones are opened within
limits that are measured, not believed: what a zip says of its sizes may be a lie.
"""

import hashlib
import io
import json
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

MANIFEST = "manifest.json"
FORMAT = "debt_recovery.package"
MEGABYTE = 1024 * 1024
MAX_FILES = 2000
MAX_TOTAL = 128 * MEGABYTE  # unpacked
MAX_RATIO = 300  # a file of one letter deflates a thousand times
FREE = MEGABYTE  # below it a ratio says nothing
CHUNK = 256 * 1024
# Others are unpacked by whole blocks: 250 bytes of them hold 150 MB.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LONG_AGO = (1980, 1, 1, 0, 0, 0)
ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(KeyError, ValueError, IndexError, OverflowError, NotImplementedError),
    RuntimeError,  # encrypted members
)


class BadPackage(ValueError):
    """Why a package is refused: ``broken``, ``bomb``, ``path``, ``double``, ``nested``,
    ``entity``, ``sum``, ``missing``, ``data``; ``name`` is the member."""

    def __init__(self, reason, name=""):
        super().__init__(reason)
        self.reason, self.name = reason, name


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package as its manifest tells it."""

    name: str
    size: int
    sha256: str
    role: str  # data | document

    def told(self):
        """Return it as the manifest writes it."""
        return {
            "name": self.name,
            "role": self.role,
            "bytes": self.size,
            "sha256": self.sha256,
        }


class Packer:
    """Writes a package into a binary stream, one file after the other."""

    def __init__(self, stream):
        self.archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
        self.members, self.names = [], {MANIFEST}

    def add(self, name, source, role="document"):
        """Add bytes, or a binary stream from where it stands; return its name inside,
        which no other file has."""
        name = self._free(safe_name(name))
        source = io.BytesIO(source) if isinstance(source, bytes) else source
        known, size = hashlib.sha256(), 0
        with self.archive.open(_entry(name), "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK):
                known.update(chunk)
                size += len(chunk)
                target.write(chunk)
        self.members.append(Member(name, size, known.hexdigest(), role))
        return name

    def close(self, about):
        """Write the manifest and close; ``about`` is what it says of the whole."""
        files = [one.told() for one in self.members]
        said = {"format": FORMAT, "version": 1, **about, "files": files}
        body = json.dumps(said, ensure_ascii=False, indent=2, sort_keys=False)
        self.archive.writestr(_entry(MANIFEST), body + "\n")
        self.archive.close()

    def _free(self, name):
        stem, dot, ending = name.rpartition(".")
        number, free = 1, name
        while free.lower() in self.names:
            number += 1
            free = f"{stem} ({number}){dot}{ending}" if dot else f"{name} ({number})"
        self.names.add(free.lower())
        return free


def _entry(name):
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def safe_name(name):
    """Return a file name without a path or letters that some systems refuse.

    >>> safe_name("../INV/2026/00001.pdf"), safe_name("a:b?.csv"), safe_name("..")
    ('INV-2026-00001.pdf', 'a-b-.csv', 'file')
    """
    name = re.sub(r'[\x00-\x1f<>:"|?*\\/]+', "-", name or "").strip(" .-")
    return name[-120:].lstrip(" .-") or "file"


def members(body, entities=False):
    """Yield ``(name, bytes)`` of each file of a zip, within the limits.

    :param entities: refuse XML that declares a document type or entities
    :raises BadPackage: at the first thing that is not right
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            infos = [one for one in archive.infolist() if not one.is_dir()]
            _check_names(infos)
            total = 0
            for info in infos:
                raw = _unpacked(archive, info, MAX_TOTAL - total)
                total += len(raw)
                if total > FREE and total > MAX_RATIO * len(body):
                    raise BadPackage("bomb", info.filename)
                if entities and ENTITIES.search(raw):
                    raise BadPackage("entity", info.filename)
                yield info.filename, raw
    except BadPackage:
        raise
    except BROKEN:
        raise BadPackage("broken") from None


def _check_names(infos):
    if len(infos) > MAX_FILES:
        raise BadPackage("bomb")
    seen = set()
    for info in infos:
        name = info.filename.replace("\\", "/")
        parts = name.split("/")
        if name.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in name:
            raise BadPackage("path", info.filename)
        if info.compress_type not in METHODS:
            raise BadPackage("bomb", info.filename)
        is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
        if is_link:
            raise BadPackage("path", info.filename)
        if name.lower() in seen:
            raise BadPackage("double", info.filename)
        seen.add(name.lower())


def _unpacked(archive, info, room):
    """Return the bytes of one member; what it really holds is counted."""
    parts, size = [], 0
    with archive.open(info) as member:
        while chunk := member.read(CHUNK):
            size += len(chunk)
            if size > room:
                raise BadPackage("bomb", info.filename)
            parts.append(chunk)
    return b"".join(parts)


def unpack(body, endings):
    """Return ``(name, bytes of the data file, [(name, bytes) of the others])``.

    The manifest names the data file; without one it is the only file with one of the
    ``endings`` of data.

    :raises BadPackage: with its reason

    >>> stream = io.BytesIO()
    >>> packer = Packer(stream)
    >>> packer.add("rows.csv", b"a;b", "data"), packer.add("bill.pdf", b"%PDF-")
    ('rows.csv', 'bill.pdf')
    >>> packer.close({"rows": 1})
    >>> unpack(stream.getvalue(), (".csv",))
    ('rows.csv', b'a;b', [('bill.pdf', b'%PDF-')])
    """
    files = {}
    for name, raw in members(body):
        if name.lower().endswith(".zip") or is_package(raw):
            raise BadPackage("nested", name)
        files[name] = raw
    told = _manifest(files)
    data = _told_data(told, files)
    if data is None:
        found = [one for one in files if one.lower().endswith(tuple(endings))]
        if len(found) != 1:
            raise BadPackage("data")
        data = found[0]
    others = [(name, raw) for name, raw in files.items() if name != data]
    return data, files[data], others


def _manifest(files):
    """Take the manifest out; return the files that it names."""
    raw = files.pop(MANIFEST, None)
    if raw is None:
        return []
    try:
        told = json.loads(raw)["files"]
        return [(one["name"], str(one["sha256"]).lower(), one["role"]) for one in told]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadPackage("broken", MANIFEST) from None


def _told_data(told, files):
    for name, sha256, _role in told:
        if not isinstance(name, str) or name not in files:
            raise BadPackage("missing", str(name)[:120])
        if hashlib.sha256(files[name]).hexdigest() != sha256:
            raise BadPackage("sum", name)
    data = [name for name, _sum, role in told if role == "data"]
    if len(data) > 1:
        raise BadPackage("data")
    return data[0] if data else None


def is_package(body):
    """Tell whether bytes are a zip that is not a workbook.

    >>> is_package(b"a;b")
    False
    """
    if body[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "xl/workbook.xml" not in archive.namelist()
    except BROKEN:
        return True
