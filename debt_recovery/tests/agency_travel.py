"""Files on their way, for the tests about agencies: doubles of the other side."""

import threading
from contextlib import contextmanager, suppress
from datetime import timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock

from .agency_case import AgencyCase
from .common import MONDAY

INFO = {"rows": 2, "totals": {"EUR": Decimal("6720.00")}, "format": "csv"}


class TravelCase(AgencyCase):
    """Two placed files of Lecoq with Cabinet Orvane, and what carries them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = cls.root["recovery.agency.file"]
        cls.first = cls.invoice(cls.lecoq, 4800.0, MONDAY - timedelta(days=60))
        cls.second = cls.invoice(cls.lecoq, 1920.0, MONDAY - timedelta(days=40))
        cls.one = cls.placed(cls.debt(cls.first))
        cls.two = cls.placed(cls.debt(cls.second))

    @classmethod
    def make(cls, name="BT-1.csv", body=b"ref;amount\r\n", **values):
        """A file that is to reach the agency."""
        agency = values.pop("agency", cls.agency)
        placements = values.pop("placements", cls.one)
        purpose = values.pop("purpose", "placement")
        return cls.files._make(
            agency, cls.company, purpose, name, body, placements, INFO, **values
        )

    def take(self, name="statut.csv", body=b"ref;status\r\n", **values):
        agency = values.pop("agency", self.agency)
        company = values.pop("company", self.company)
        return self.files._take_in(agency, company, name, body, "status")

    def job(self, name="cron_agency_send"):
        """Run a scheduled job, what it commits apart."""
        with self.enter_registry_test_mode():
            self.root.ref(f"debt_recovery.{name}").method_direct_trigger()
        self.env.invalidate_all()

    @contextmanager
    def way(self, code, **answers):
        """Double some methods of a way; each answer is returned, raised or called."""
        way = type(self.root[f"recovery.agency.transport.{code}"])
        with mock.patch.multiple(
            way,
            **{
                name: mock.Mock(
                    side_effect=answer
                    if callable(answer) or isinstance(answer, list | Exception)
                    else lambda *_args, _answer=answer: _answer
                )
                for name, answer in answers.items()
            },
        ):
            yield way


class Server(ThreadingHTTPServer):
    """Answers with what it is told, one after the other; keeps what it was sent."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.asked = [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/files"

    def handle_error(self, *_of):
        """Say nothing of a call that broke: the tests break them."""

    def close(self):
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.path, dict(self.headers), body))
        answer = self.server.answers.pop(0)
        if answer is None:  # the line is lost before it answers
            self.close_connection = True
            return
        if callable(answer):  # it does as it likes
            with suppress(OSError):
                answer(self)
            return
        status, headers, content = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_OPTIONS = do_POST

    def log_message(self, *_args):
        pass
