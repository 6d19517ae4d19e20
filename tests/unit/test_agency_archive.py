"""Packages: sums that hold, and bombs that do not go off."""

import hashlib
import io
import json
import struct
import tracemalloc
import zipfile

import pytest

from odoo.addons.debt_recovery.tools import agency_archive as archive
from odoo.addons.debt_recovery.tools import agency_xlsx
from odoo.addons.debt_recovery.tools.agency_layout import own

MEGABYTE = 1024 * 1024


def zipped(*files, **infos):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as one:
        for name, raw in files:
            one.writestr(name, raw)
    return stream.getvalue()


def packed(*documents):
    stream = io.BytesIO()
    packer = archive.Packer(stream)
    packer.add("BT-1.csv", b"a;b\r\n", "data")
    for name, raw in documents:
        packer.add(name, raw)
    packer.close({"number": "BT/1", "rows": 1, "totals": {"EUR": "10.00"}})
    return stream.getvalue()


def refused(body):
    with pytest.raises(archive.BadPackage) as bad:
        archive.unpack(body, (".csv", ".xlsx"))
    return bad.value.reason


def test_the_manifest_tells_names_sizes_and_sums():
    body = packed(("INV/1.pdf", b"%PDF-1"), ("INV/1.pdf", b"%PDF-2"))
    with zipfile.ZipFile(io.BytesIO(body)) as one:
        told = json.loads(one.read("manifest.json"))
        names = [file["name"] for file in told["files"]]
        assert names == ["BT-1.csv", "INV-1.pdf", "INV-1 (2).pdf"]
        for file in told["files"]:
            raw = one.read(file["name"])
            assert file["bytes"] == len(raw)
            assert file["sha256"] == hashlib.sha256(raw).hexdigest()
    assert told["totals"] == {"EUR": "10.00"}


def test_the_same_content_gives_the_same_bytes():
    assert packed(("a.pdf", b"x")) == packed(("a.pdf", b"x"))


def test_a_changed_document_is_seen():
    body = packed(("a.pdf", b"%PDF-1"))
    with zipfile.ZipFile(io.BytesIO(body)) as one:
        files = [(name, one.read(name)) for name in one.namelist()]
    changed = [(name, b"%PDF-2" if name == "a.pdf" else raw) for name, raw in files]
    assert refused(zipped(*changed)) == "sum"
    assert refused(zipped(*[one for one in files if one[0] != "a.pdf"])) == "missing"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([("../evil.csv", b"x")], "path"),
        ([("/etc/passwd.csv", b"x")], "path"),
        ([("C:/x.csv", b"x")], "path"),
        ([("a\\..\\..\\x.csv", b"x")], "path"),
        ([("a.csv", b"x"), ("A.csv", b"y")], "double"),
        ([("a.csv", b"x"), ("b.csv", b"y")], "data"),
        ([("a.pdf", b"x")], "data"),
        ([("a.csv", b"x"), ("in.zip", b"PK")], "nested"),
        ([("a.csv", b"x"), ("in.dat", zipped(("z", b"z")))], "nested"),
        ([("a.csv", b"x"), ("manifest.json", b"[]")], "broken"),
        ([("a.csv", b"x"), ("manifest.json", b"{")], "broken"),
        ([(f"{at}.csv", b"") for at in range(archive.MAX_FILES + 1)], "bomb"),
    ],
)
def test_packages_that_are_refused(files, reason):
    assert refused(zipped(*files)) == reason


def test_a_bomb_is_measured_not_believed():
    body = zipped(("a.csv", bytes(40 * MEGABYTE)))
    assert len(body) < 60_000
    assert refused(body) == "bomb"
    # a heading that lies about the size
    lying = bytearray(body)
    at = lying.find(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)
    assert refused(bytes(lying)) in ("bomb", "broken")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_unpacks_by_whole_blocks_is_not_unpacked(method):
    """A few hundred bytes would be eighty megabytes before anybody could count them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as one:
        one.writestr("a.csv", bytes(80 * MEGABYTE))
    assert len(stream.getvalue()) < 20_000
    tracemalloc.start()
    try:
        assert refused(stream.getvalue()) == "bomb"
        assert tracemalloc.get_traced_memory()[1] < 4 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_a_zip_that_is_cut_or_locked_is_broken():
    body = packed()
    assert refused(body[:-30]) == "broken"
    locked = bytearray(zipped(("a.csv", b"x")))
    locked[6] |= 1
    at = locked.find(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refused(bytes(locked)) == "broken"


def test_a_workbook_is_no_package_and_its_entities_are_refused():
    stream = io.BytesIO()
    agency_xlsx.write(stream, [{"status": "open"}], own("status"))
    assert not archive.is_package(stream.getvalue())
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
    with zipfile.ZipFile(io.BytesIO(stream.getvalue())) as one:
        files = [(name, one.read(name)) for name in one.namelist()]
    files = [(n, laughs if n.endswith("sheet1.xml") else raw) for n, raw in files]
    rows, problems = agency_xlsx.read_bytes(zipped(*files), own("status"))
    assert (rows, problems[0].reason) == ([], "not_this_format")


def test_a_workbook_that_is_a_bomb_is_too_large():
    stream = io.BytesIO()
    agency_xlsx.write(stream, [{"status": "open"}], own("status"))
    with zipfile.ZipFile(io.BytesIO(stream.getvalue())) as one:
        files = [(name, one.read(name)) for name in one.namelist()]
    files.append(("xl/media/x.xml", bytes(100 * MEGABYTE)))
    rows, problems = agency_xlsx.read_bytes(zipped(*files), own("status"))
    assert (rows, problems[0].reason) == ([], "too_large")
