"""OpenPGP with the real GnuPG: only the owner of the key reads the file."""

import io
import os
import subprocess

import pytest

from odoo.addons.debt_recovery.tools import openpgp

SECRET_TEXT = b"Marie de la Tour; 310,00" * 100


class Owner:
    """An agency with its own keys, in a folder of its own."""

    def __init__(self, home):
        self.home = home
        os.chmod(home, 0o700)

    def gpg(self, *arguments, **options):
        command = ["gpg", "--homedir", self.home, "--batch", "--quiet", "--yes"]
        command += ["--pinentry-mode", "loopback", "--passphrase", "", *arguments]
        return subprocess.run(command, capture_output=True, timeout=60, **options)

    def make(self, usage="sign", ends="0"):
        self.gpg("--quick-gen-key", "Orvane <a@orvane.example>", "rsa2048", usage, ends)
        return self.fingerprint()

    def fingerprint(self):
        shown = self.gpg("--with-colons", "-k").stdout.decode().splitlines()
        return next(one.split(":")[9] for one in shown if one.startswith("fpr"))

    def public(self):
        return self.gpg("--armor", "--export").stdout.decode()


@pytest.fixture
def owner(tmp_path):
    if not openpgp.program():
        pytest.fail("GnuPG is not installed (dev/packages.py lists it)")
    yield (one := Owner(str(tmp_path)))
    stop = ["gpgconf", "--homedir", one.home, "--kill", "gpg-agent"]
    subprocess.run(stop, capture_output=True, check=False)


def test_only_the_owner_reads_the_file(owner):
    fingerprint = owner.make()
    owner.gpg("--quick-add-key", fingerprint, "rsa2048", "encrypt", "1y")
    key = openpgp.inspect(owner.public())
    assert (key.fingerprint, key.user) == (fingerprint, "Orvane <a@orvane.example>")
    assert key.expires
    sealed = io.BytesIO()
    openpgp.encrypt(io.BytesIO(SECRET_TEXT), sealed, owner.public())
    body = sealed.getvalue()
    assert openpgp.is_encrypted(body) and SECRET_TEXT[:20] not in body
    assert owner.gpg("--decrypt", input=body).stdout == SECRET_TEXT


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (
            lambda one: one.gpg("--armor", "--export-secret-keys").stdout.decode(),
            "secret",
        ),
        (lambda one: one.public(), "cannot_encrypt"),
        (lambda one: one.public()[:400], "no_key"),
        (lambda one: "hello", "no_key"),
        (lambda one: "", "no_key"),
    ],
)
def test_a_bad_key_says_why(owner, spoil, reason):
    owner.make()
    with pytest.raises(openpgp.BadKey) as bad:
        openpgp.inspect(spoil(owner))
    assert bad.value.reason == reason


def test_an_expired_key_is_refused_and_nothing_leaves(owner):
    owner.gpg(
        *("--faked-system-time", "20200101T000000", "--quick-gen-key"),
        *("Orvane <a@orvane.example>", "rsa2048", "encr,sign", "1y"),
    )
    target = io.BytesIO()
    with pytest.raises(openpgp.BadKey) as bad:
        openpgp.encrypt(io.BytesIO(SECRET_TEXT), target, owner.public())
    assert bad.value.reason == "expired" and not target.getvalue()


def test_words_are_not_taken_for_secrets():
    for text in ("État;Date", "a;b", "Åland", "…"):
        for encoding in ("utf-8", "utf-8-sig", "cp1252"):
            assert not openpgp.is_encrypted(text.encode(encoding))
