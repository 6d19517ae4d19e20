"""How files travel, without a network: waits, names, keys, what a look decides."""

import io
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools import agency_uploads, agency_ways, uploads
from odoo.addons.debt_recovery.tools.agency_ways import Waiting


@given(st.integers(0, 60), st.integers(-5, 10**7))
def test_waits_grow_and_end(tries, asked):
    wait = agency_ways.wait_after(tries, asked)
    assert timedelta(minutes=5) <= wait <= agency_ways.LONGEST_WAIT
    assert agency_ways.wait_after(tries + 1, asked) >= wait


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12),
    st.booleans(),
)
def test_a_file_is_taken_once_for_each_content_it_rests_in(sizes, is_final):
    """Whatever the looks see, the same size and stamp is never taken twice running,
    and without a final name never at its first look."""
    seen, taken = None, []
    for size, stamp in sizes:
        one = Waiting("/in/a.csv", "a.csv", size, stamp)
        verdict = agency_ways.look(seen, one, is_final)
        if verdict == "take":
            assert is_final or (seen is not None and seen[:2] == [size, stamp])
            assert not taken or taken[-1] != (size, stamp) or not seen[2]
            taken.append((size, stamp))
        seen = [size, stamp, verdict in ("take", "taken")]
    if is_final:
        assert taken[0] == sizes[0]


@pytest.mark.parametrize(
    "text",
    [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==",
        "[h.example]:2222 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== root@h\n",
        "h.example,10.0.0.1  ssh-ed25519\nAAAAC3NzaC1lZDI1NTE5AAAAIA==",
    ],
)
def test_a_key_is_read_however_it_was_pasted(text):
    assert agency_ways.host_key(text) == (
        "ssh-ed25519",
        "AAAAC3NzaC1lZDI1NTE5AAAAIA==",
    )


@pytest.mark.parametrize("text", ["", None, "ssh-ed25519", "ssh-dss AAAA", "x é"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match="no key"):
        agency_ways.host_key(text)


@given(st.text(min_size=4, max_size=20).filter(str.strip))
def test_no_secret_is_told(secret):
    said = agency_ways.without(f"401 {secret} no", [secret, None])
    assert secret not in said or secret in "401 ••• no"


def archive(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as one:
        for name in names:
            one.writestr(name, "x")
    return out.getvalue()


def test_an_agency_posts_tables_and_packages():
    taken = {
        "statut.csv": "référence;statut".encode("cp1252"),
        "statut.json": b'[{"status": "paid"}]',
        "envoi.zip": archive("statut.csv", "certificat.pdf"),
        "statut.csv.pgp": b"\x85\x01\x0c\x03" + bytes(20),
        "x.xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    }
    for name, raw in taken.items():
        assert agency_uploads.checked(name, raw) == name


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"x" * (uploads.MAX_BYTES + 1), "size"),
        ("a.csv", b"MZ\x90\x00", "kind"),
        ("a.html", b"<html><script>", "kind"),
        ("a.pdf", b"%PDF-1.7", "kind"),
        ("a.zip", archive("run.exe"), "kind"),
        ("a.zip", b"PK\x03\x04broken", "kind"),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml"), "kind"),
        ("a.csv", b"\x85\x01\x0c\x03" + bytes(20), "kind"),
    ],
)
def test_what_can_be_no_file_of_an_agency_is_refused(name, raw, code):
    with pytest.raises(uploads.Refused) as refused:
        agency_uploads.checked(name, raw)
    assert refused.value.code == code
