"""Packages for agencies: documents, sums and a key; theirs opened without trust."""

import hashlib
import io
import json
import os
import subprocess
import tempfile
import zipfile
from decimal import Decimal

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.debt_recovery.tools import openpgp

from .agency_files import PlacedCase


class KeyCase(PlacedCase):
    """The agency has keys of its own, made by GnuPG in a folder of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.home = folder.name
        os.chmod(cls.home, 0o700)
        cls.addClassCleanup(cls.stop_agent)
        cls.gpg("--quick-gen-key", "Orvane <a@orvane.example>", "rsa2048", "encr,sign")
        cls.public = cls.gpg("--armor", "--export").decode()

    @classmethod
    def gpg(cls, *arguments, data=None):
        command = ["gpg", "--homedir", cls.home, "--batch", "--quiet", "--yes"]
        command += ["--pinentry-mode", "loopback", "--passphrase", "", *arguments]
        done = subprocess.run(command, input=data, capture_output=True, timeout=60)
        return done.stdout

    @classmethod
    def stop_agent(cls):
        stop = ["gpgconf", "--homedir", cls.home, "--kill", "gpg-agent"]
        subprocess.run(stop, capture_output=True, check=False)

    def printed(self, move, letter=b"a"):
        return self.root["ir.attachment"].create(
            {
                "name": f"{move.name.replace('/', '_')}.pdf",
                "raw": b"%PDF-1.4\n" + letter * 500,
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
                "mimetype": "application/pdf",
            }
        )

    def package(self, placements, **values):
        return self.agency._package(placements, self.heading, **values)


@tagged("post_install", "-at_install")
class TestAgencyPackage(KeyCase):
    def test_a_plain_file_with_its_count_and_totals(self):
        name, body, info = self.package(self.both)
        self.assertEqual(name, "BT-2026-00001.csv")
        self.assertEqual(body.count(b"\r\n"), 4)
        self.assertEqual(info["rows"], 3)
        self.assertEqual(info["totals"], {"EUR": Decimal("1222.80")})
        self.assertEqual((info["format"], info["encrypted"]), ("csv", False))

    def test_the_package_has_the_invoices_and_a_list_with_sums(self):
        moves = self.both.line_ids.move_id
        self.printed(moves[0])
        moves.invalidate_recordset()
        self.agency.zip_package = True
        name, body, info = self.package(self.both)
        self.assertEqual(name, "BT-2026-00001.zip")
        self.assertEqual(sorted(info["missing"]), sorted(moves[1:].mapped("name")))
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            told = json.loads(package.read("manifest.json"))
            self.assertEqual(len(told["files"]), 2)
            for file in told["files"]:
                raw = package.read(file["name"])
                self.assertEqual(file["sha256"], hashlib.sha256(raw).hexdigest())
                self.assertEqual(file["bytes"], len(raw))
        self.assertEqual(told["number"], "BT/2026/00001")
        self.assertEqual(told["totals"], {"EUR": "1222.80"})
        self.assertEqual(told["rows"], 3)
        self.assertEqual(told["agency"], "Cabinet Orvane")
        file = self.root["recovery.agency.file"]._make(
            self.agency, self.company, "placement", name, body, self.both, info
        )
        said = file.message_ids[:1].body
        self.assertIn(moves[1].name, said)
        self.assertNotIn(moves[0].name, said)

    def test_given_documents_go_with_it_and_it_opens_again(self):
        documents = [("proof.pdf", b"%PDF-1"), ("proof.pdf", b"%PDF-2")]
        name, body, _info = self.package(self.both, documents=documents)
        inside, data, others, problems = self.agency._open_package(name, body)
        self.assertEqual(problems, [])
        self.assertEqual(inside, "BT-2026-00001.csv")
        self.assertIn(b"Boulangeries Lecoq", data)
        self.assertEqual(dict(others)["proof (2).pdf"], b"%PDF-2")

    def test_what_happened_is_told_in_other_files(self):
        told = {self.of_marie.reference: {"event": "recall", "event_text": "Paid"}}
        heading = {**self.heading, "told": told}
        _name, body, _info = self.agency._package(
            self.of_marie, heading, purpose="recall"
        )
        head, row, _end = body.decode("utf-8-sig").split("\r\n")
        cells = dict(zip(head.split(";"), row.split(";"), strict=True))
        self.assertEqual(cells["event"], "recall")
        self.assertEqual(cells["placement"], self.of_marie.reference)
        self.assertNotIn("debtor_email", cells)

    # --- keys ----------------------------------------------------------------------

    def test_files_with_persons_leave_encrypted_once_a_key_is_set(self):
        self.agency.pgp_key = self.public
        self.assertEqual(self.agency.pgp_user, "Orvane <a@orvane.example>")
        name, body, info = self.package(self.both)
        self.assertEqual((name, info["encrypted"]), ("BT-2026-00001.csv.pgp", True))
        self.assertTrue(openpgp.is_encrypted(body))
        self.assertNotIn(b"Marie Dupont", body)
        self.assertIn(b"Marie Dupont", self.gpg("--decrypt", data=body))
        _name, body, info = self.package(self.of_lecoq)
        self.assertFalse(info["encrypted"])
        self.assertIn(b"Lecoq", body)

    def test_always_and_never_are_kept(self):
        self.agency.write({"pgp_key": self.public, "pgp_when": "always"})
        self.assertTrue(self.package(self.of_lecoq)[2]["encrypted"])
        self.agency.pgp_when = "never"
        self.assertFalse(self.package(self.both)[2]["encrypted"])

    def test_a_customer_of_unknown_kind_counts_as_a_person(self):
        self.agency.pgp_key = self.public
        self.marie.recovery_debtor_type = False
        self.assertTrue(self.package(self.of_marie)[2]["encrypted"])

    def test_a_bad_key_is_refused_when_it_is_saved(self):
        secret = self.gpg("--armor", "--export-secret-keys").decode()
        for key, said in (
            ("hello", "no OpenPGP public key"),
            (self.public[:300], "no OpenPGP public key"),
            (secret, "private key"),
        ):
            with self.subTest(said=said):
                with self.assertRaises(ValidationError) as refused, self.cr.savepoint():
                    self.agency.pgp_key = key
                    self.agency.flush_recordset()
                self.assertIn(said, str(refused.exception))

    def test_a_key_that_expired_since_stops_the_file(self):
        with tempfile.TemporaryDirectory() as home:
            os.chmod(home, 0o700)
            base = ["gpg", "--homedir", home, "--batch", "--quiet"]
            base += ["--pinentry-mode", "loopback", "--passphrase", ""]
            make = ["--faked-system-time", "20200101T000000", "--quick-gen-key"]
            make += ["Old <o@orvane.example>", "rsa2048", "encr,sign", "1y"]
            subprocess.run([*base, *make], capture_output=True, check=True)
            export = [*base, "--armor", "--export"]
            old = subprocess.run(export, capture_output=True, check=True).stdout
            stop = ["gpgconf", "--homedir", home, "--kill", "gpg-agent"]
            subprocess.run(stop, capture_output=True, check=False)
        with self.assertRaises(ValidationError) as refused, self.cr.savepoint():
            self.agency.pgp_key = old.decode()
            self.agency.flush_recordset()
        self.assertIn("expired", str(refused.exception))
        self.agency.flush_recordset()
        self.cr.execute(
            "UPDATE recovery_agency SET pgp_key = %s WHERE id = %s",
            (old.decode(), self.agency.id),
        )
        self.agency.invalidate_recordset()
        with self.assertRaises(UserError) as stopped:
            self.package(self.of_marie)
        self.assertIn("expired", str(stopped.exception))

    # --- what comes ----------------------------------------------------------------

    def test_a_plain_file_comes_back_as_it_is(self):
        opened = self.agency._open_package("s.csv", b"status\r\nopen\r\n")
        self.assertEqual(opened, ("s.csv", b"status\r\nopen\r\n", [], []))

    def test_what_is_unsafe_is_told_and_never_raises(self):
        def zipped(*files):
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as one:
                for name, raw in files:
                    one.writestr(name, raw)
            return stream.getvalue()

        sentence = self.root["recovery.agency.problem"]._sentence
        for body, said in (
            (zipped(("a.csv", bytes(30_000_000))), "unpacks to more"),
            (zipped(("../a.csv", b"x")), "unsafe name"),
            (zipped(("a.csv", b"x"), ("b.csv", b"x")), "exactly one"),
            (zipped(("a.csv", b"x"), ("b.zip", b"x")), "another package"),
            (zipped(("a.csv", b"x"))[:-9], "damaged"),
            (b"-----BEGIN PGP MESSAGE-----\n\nxyz", "encrypted"),
        ):
            with self.subTest(said=said):
                _name, data, others, problems = self.agency._open_package("in", body)
                self.assertEqual((data, others), (b"", []))
                self.assertIn(said, sentence(problems[0]))
