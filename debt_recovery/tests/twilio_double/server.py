"""The double itself: an HTTP server in a thread, and what tests ask of it."""

import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from . import hooks
from .book import NUMBER, Book, Fault, command
from .routes import Routes


class TwilioDouble:
    """The server; a context manager.

    ``port`` is where it listens, ``sid`` and ``token`` its first account, ``folder``
    where it keeps what it accepted.

    :param accounts: ``{account SID: token}``
    :param post: what sends a callback: ``post(url, form, headers) -> (status, text)``
    :param automatic: report every message as delivered without being asked
    """

    command = staticmethod(command)

    def __init__(self, folder, port=0, host="127.0.0.1", accounts=None, **options):
        self.book = Book(folder, accounts, options.pop("numbers", None))
        self.folder, self.host, self.port = self.book.folder, host, port
        self.sid, self.token = next(iter(self.book.accounts.items()))
        self.post = options.pop("post", hooks.post)
        self.automatic = options.pop("automatic", False)
        self.price = options.pop("price", "-0.07500")
        self.released = threading.Event()
        self._inbound = 0
        if options:
            raise TypeError(f"unknown options: {sorted(options)}")

    def __enter__(self):
        self._server = _Server((self.host, self.port), _handler(self))
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )
        self._thread.daemon = True
        self._thread.start()
        return self

    def __exit__(self, *exception):
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # --- faults -----------------------------------------------------------------

    def fault(self, to="*", **what):
        """Let something go wrong for the recipients that fit ``to``: see Fault."""
        self.book.faults.append(Fault(to, **what))

    def heal(self):
        """Forget all faults; answers that hang come."""
        self.book.faults = []
        self.released.set()
        self.released = threading.Event()

    # --- what was asked and accepted --------------------------------------------

    def messages(self, to=None):
        """Return the SMS and WhatsApp messages accepted, oldest first."""
        return self.book.found(("sms", "whatsapp"), to)

    def calls(self, to=None):
        """Return the calls accepted, oldest first."""
        return self.book.found(("call",), to)

    def requests(self, method=None, path=""):
        """Return the requests seen: method, host, path, params, account, status."""
        return [
            one
            for one in self.book.asked
            if method in (None, one["method"]) and path in one["path"]
        ]

    # --- telling the sender -----------------------------------------------------

    def tell(self, url, form, account=None, forged=False):
        """Post a signed form; return ``(status, text)`` of the answer."""
        token = "not-the-token" if forged else self.book.accounts[account or self.sid]
        return self.post(
            url, form, {"X-Twilio-Signature": hooks.sign(token, url, form)}
        )

    def report(self, sid, *statuses, error=None, forged=False, **more):
        """Report each status of a message or call to its callback, in this order.

        Repeat a status or change the order to see what a sender makes of it.

        :return: ``[(HTTP status, text)]``
        """
        record = self.book.accepted[sid]
        return [
            self._report(record, status, number, error, forged, more)
            for number, status in enumerate(statuses)
        ]

    def _report(self, record, status, number, error, forged, more):
        if not forged:
            record["status"] = status
            if status in hooks.LOST:
                record["error_code"] = error
            elif status in ("sent", "delivered", "completed"):
                record["price"] = self.price
        if record["kind"] == "call":
            form = hooks.call_status(record, status, number, **more)
        else:
            form = {**hooks.message_status(record, status, error), **more}
        url = record["params"].get("StatusCallback")
        return self.tell(url, form, record["account"], forged) if url else (0, "")

    def finish(self, record):
        """Report the usual life of a message, or the failure told for it."""
        if record.get("later"):
            return self.report(
                record["sid"], "sent", "undelivered", error=record["later"]
            )
        return self.report(record["sid"], "sent", "delivered")

    def text_us(self, url, sender, body, to=NUMBER, sid=None, forged=False, **more):
        """Let somebody write to one of our numbers; return ``(status, TwiML)``.

        :param sid: of a message told before; None: a new one
        """
        self._inbound += 1
        sid = sid or f"SM{self._inbound:016x}{'f' * 16}"
        form = hooks.inbound(self.sid, sid, sender, to, body, **more)
        return self.tell(url, form, forged=forged)

    def ask(self, sid, url=None, **more):
        """Ask what to say on a call, as when it is answered or a key is pressed
        (``Digits="1"``); return ``(status, TwiML)``."""
        record = self.book.accepted[sid]
        form = hooks.call_status(record, "in-progress", **more)
        return self.tell(url or record["params"]["Url"], form, record["account"])


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Keep quiet of those that gave up waiting."""
        if isinstance(sys.exception(), ConnectionError):
            return None
        return super().handle_error(request, client_address)


def _handler(double):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_arguments):
            """Keep quiet: requests are kept in the book."""

        def do_GET(self):
            _serve(double, self)

        def do_POST(self):
            _serve(double, self)

    return Handler


def _serve(double, line):
    """Answer one request, or fail as told."""
    parts = urlsplit(line.path)
    size = int(line.headers.get("Content-Length") or 0)
    form = _form(line.rfile.read(size).decode() if line.command == "POST" else "")
    routes = Routes(double.book, line.command, unquote(parts.path), form)
    routes.query = _form(parts.query)
    routes.authorization = line.headers.get("Authorization", "")
    fault = double.book.fault(form["To"]) if form.get("To") else Fault()
    silent = fault.hang or fault.cut
    if silent == "before":
        status, page = 0, None
    else:
        status, page = routes.answer(fault)
    host = re.sub(r":\d+$", "", line.headers.get("Host", ""))
    double.book.ask(routes.seen(host, 0 if silent else status, page))
    time.sleep(fault.slow)
    if silent:
        if fault.hang:
            double.released.wait(120)
        line.close_connection = True
        return
    _write(line, status, page, fault)
    if double.automatic and routes.record and routes.record["kind"] != "call":
        threading.Thread(target=double.finish, args=[routes.record]).start()


def _form(text):
    """Read a form; what is repeated becomes a list."""
    form = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        old = form.get(key)
        form[key] = value if old is None else [*_listed(old), value]
    return form


def _listed(value):
    return value if isinstance(value, list) else [value]


def _write(line, status, page, fault):
    raw = json.dumps(page).encode()
    line.send_response(status)
    line.send_header("Content-Type", "application/json;charset=utf-8")
    line.send_header("Content-Length", str(len(raw)))
    if fault.retry_after is not None:
        line.send_header("Retry-After", str(fault.retry_after))
    line.end_headers()
    line.wfile.write(raw)
