"""Files that customers send: judged by what is in them."""

import io
import zipfile

import pytest

from odoo.addons.debt_recovery.tools import uploads

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def archive(*names, mimetype=None):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as one:
        if mimetype:
            one.writestr("mimetype", mimetype)
        for name in names:
            one.writestr(name, "x")
    return buffer.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")
EXCEL = archive(
    "[Content_Types].xml", "xl/workbook.xml", "xl/printerSettings/printerSettings1.bin"
)
ODT = archive("content.xml", mimetype=uploads.KINDS["odt"])


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"%PDF-1.7", "pdf"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe1Exif", "jpg"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "heic"),
        (WORD, "docx"),
        (EXCEL, "xlsx"),
        (ODT, "odt"),
        ("Payé le 3 mars".encode(), "txt"),
        ("Payé le 3 mars".encode("cp1252"), "txt"),
    ],
)
def test_the_kind_is_read_from_the_content(raw, kind):
    assert uploads.kind_of(raw) == kind
    assert uploads.checked([("whatever.exe", raw)])[0].name.endswith(f".{kind}")


@pytest.mark.parametrize(
    "raw",
    [
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02",
        b"GIF89a\x01\x00",
        b"<!DOCTYPE html><script>1</script>",
        b"  <svg onload='x'/>",
        b"#!/bin/sh\nrm",
        archive("a.txt"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04 not an archive",
        b"\x00\x00\x00\x18ftypqt  ",
        b"text with \x00 in it",
    ],
)
def test_other_kinds_are_refused_whatever_their_name(raw):
    with pytest.raises(uploads.Refused) as refused:
        uploads.checked([("preuve.pdf", raw)])
    assert refused.value.code == "kind"


def test_an_archive_is_never_unpacked():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as one:
        one.writestr("[Content_Types].xml", "x")
        one.writestr("word/document.xml", bytes(30 * uploads.MEGABYTE))
    assert uploads.kind_of(bomb.getvalue()) == "docx"


def test_too_many_too_large_and_empty_files_are_refused():
    small = ("a.txt", b"a")
    for files, code in (
        ([small] * (uploads.MAX_FILES + 1), "count"),
        ([("a.pdf", b"%PDF-" + bytes(uploads.MAX_BYTES))], "size"),
        ([("a.pdf", b"%PDF-" + bytes(8 * uploads.MEGABYTE))] * 3, "total"),
        ([("a.pdf", b"")], "empty"),
    ):
        with pytest.raises(uploads.Refused) as refused:
            uploads.checked(files)
        assert refused.value.code == code


def test_a_field_that_was_left_empty_is_no_file():
    assert uploads.checked([("", b"")]) == []


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("..\\..\\autoexec.bat", "txt", "autoexec.txt"),
        ("preuve de paiement.v2.pdf", "pdf", "preuve de paiement.v2.pdf"),
        ("é" * 200 + ".png", "png", "é" * 80 + ".png"),
        ("a\x00b\r\n.pdf", "pdf", "ab.pdf"),
        ("...", "pdf", "file.pdf"),
        ('a"b<c>.pdf', "pdf", "a_b_c_.pdf"),
    ],
)
def test_names_are_cleaned(name, kind, clean):
    assert uploads.cleaned(name, kind) == clean
