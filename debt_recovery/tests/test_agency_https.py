"""A server of an agency that hangs, drips or breaks, on a real line of this machine."""

import socket
import ssl
import tempfile
import threading
from datetime import datetime, timedelta
from unittest import mock
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import _super_send

from odoo.addons.debt_recovery.agency_transports import https

from .agency_travel import Server, TravelCase


def own_certificate():
    """Return key and certificate, in one text, of a server that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    paper = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    paper = paper.public_key(key.public_key()).serial_number(7)
    paper = paper.not_valid_before(datetime(2020, 1, 1))
    paper = paper.not_valid_after(datetime(2120, 1, 1)).sign(key, hashes.SHA256())
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return secret + paper.public_bytes(serialization.Encoding.PEM)


class HttpsCase(TravelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency.write({"transport_code": "https", "way_secret": "s3cret-word"})

    def setUp(self):
        super().setUp()
        patience = mock.patch.object(https, "TIMEOUT", 0.3)
        patience.start()
        self.addCleanup(patience.stop)

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        """Let a call to this machine end when the code says: no longer, as elsewhere in
        tests."""
        if urlsplit(request.url).hostname != "127.0.0.1":
            return super()._request_handler(session, request, **options)
        return _super_send(session, request, **options)

    def sent_to(self, url):
        """Send one file there; return it as the job left it."""
        self.agency.way_url = url
        file = self.make()
        self.job()
        return file


@tagged("post_install", "-at_install")
class TestAgencyHangs(HttpsCase):
    """A line that stays open and says nothing is no answer, and no reason to wait."""

    def setUp(self):
        super().setUp()
        self.server = Server()
        self.addCleanup(self.server.close)
        self.over = threading.Event()
        self.addCleanup(self.over.set)

    def hang(self, _handler):
        self.over.wait(30)

    def drip(self, handler):
        """Say that it has the file, and never come to the end of the sentence."""
        handler.send_response(201)
        handler.send_header("Content-Length", "4000")
        handler.end_headers()
        handler.wfile.write(b'{"id": "A-7"')
        while not self.over.wait(0.1):
            handler.wfile.write(b" ")

    def test_a_server_that_took_the_file_and_hangs_is_a_person_s_to_ask(self):
        self.server.answers[:] = [self.hang]
        file = self.sent_to(self.server.url)
        ((_path, _headers, body),) = self.server.asked
        self.assertEqual(body, file._content())  # it has it, whatever it does with it
        self.assertEqual((file.state, file.failure_type), ("failed", "unknown"))
        self.assertEqual(file.failure, "The server did not answer in time.")
        self.assertEqual(len(file.activity_ids), 1)
        self.job()
        self.assertEqual(len(self.server.asked), 1)  # never twice blindly

    def test_a_server_that_hangs_and_knows_keys_is_asked_again(self):
        self.agency.way_keeps_key = True
        self.server.answers[:] = [self.hang, (200, {}, b"")]
        file = self.sent_to(self.server.url)
        self.assertEqual((file.state, file.failure_type), ("made", "server"))
        self.assertGreater(file.next_try, fields.Datetime.now())
        self.clock.tick(timedelta(hours=13))
        self.job()
        self.assertEqual((file.state, file.attempts), ("sent", 2))
        keys = [asked[1]["Idempotency-Key"] for asked in self.server.asked]
        self.assertEqual(keys, [file.key, file.key])

    def test_a_server_that_takes_no_call_is_a_doubt_too(self):
        """The line is opened for it by its machine; nobody reads what we say."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            file = self.sent_to(f"http://127.0.0.1:{port}/files")
        self.assertEqual((file.state, file.failure_type), ("failed", "unknown"))

    def test_an_answer_that_never_ends_counts_by_its_beginning(self):
        self.server.answers[:] = [self.drip]
        with mock.patch.object(https, "PATIENCE", -1):
            file = self.sent_to(self.server.url)
        self.assertEqual((file.state, file.failure_type), ("sent", False))

    def test_an_answer_that_stops_in_the_middle_counts_by_its_beginning(self):
        def stop(handler):
            handler.send_response(201)
            handler.send_header("Content-Length", "4000")
            handler.end_headers()
            handler.wfile.write(b'{"id": "A-7"}')
            self.over.wait(30)

        self.server.answers[:] = [stop]
        file = self.sent_to(self.server.url)
        self.assertEqual((file.state, file.their_reference), ("sent", "A-7"))


@tagged("post_install", "-at_install")
class TestAgencyBrokenLine(HttpsCase):
    """A cut of an encrypted line is no bad certificate."""

    def hang_up(self):
        """Take calls, hear the first words, hang up; return the port."""
        listening = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listening.close)

        def take():
            while True:
                try:
                    call, _address = listening.accept()
                except OSError:
                    return
                with call:
                    call.recv(65536)

        threading.Thread(target=take, daemon=True).start()
        return listening.getsockname()[1]

    def test_a_server_that_hangs_up_is_asked_again_where_it_knows_keys(self):
        self.agency.way_keeps_key = True
        file = self.sent_to(f"https://127.0.0.1:{self.hang_up()}/files")
        self.assertEqual((file.state, file.failure_type), ("made", "server"))
        said = "The line broke before the server answered."
        self.assertEqual(file.failure, said)

    def test_a_certificate_that_nobody_vouches_for_gets_nothing(self):
        file = self.sent_to(f"https://127.0.0.1:{self.stranger()}/files")
        self.assertEqual((file.state, file.failure_type), ("failed", "host_key"))
        self.assertEqual(file.failure, "The server's certificate is not good.")
        self.assertEqual(self.heard, [])

    def stranger(self):
        """Serve under a certificate of its own making; return the port."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        paper = f"{folder.name}/paper.pem"
        with open(paper, "wb") as file:
            file.write(own_certificate())
        server, self.heard = Server(), []
        server.asked = self.heard
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(paper)
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.addCleanup(server.close)
        return server.server_port

    def test_a_server_that_hangs_up_is_a_doubt_elsewhere(self):
        file = self.sent_to(f"https://127.0.0.1:{self.hang_up()}/files")
        self.assertEqual((file.state, file.failure_type), ("failed", "unknown"))
