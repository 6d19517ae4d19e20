"""A real SMTP server that keeps what it is given and fails where it is told to.

As a library::

    with MailSink(folder) as sink:
        sink.reject("*@full.example", 452)
        ...
        sink.messages()[0]["subject"]

As a process: ``python -m dev.mail_sink --dir mails --port 0 --port-file mails/port``.
A running process reads its faults from the file ``control.json`` in its folder
whenever that changes; ``MailSink.command`` writes the same from another process.

A folder holds one ``.eml`` file per accepted message and ``index.jsonl``, a line each.
"""

import argparse
import asyncio
import json
import re
import sys
import threading
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser
from fnmatch import fnmatch
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP

CONTROL = "control.json"
INDEX = "index.jsonl"
WHEN = ("before", "after")


@dataclass
class Faults:
    """What goes wrong, by pattern of the recipient's address (``*`` and ``?``)."""

    reject: dict = field(default_factory=dict)  # pattern: code, at RCPT
    refuse: dict = field(default_factory=dict)  # pattern: code, after DATA
    drop: dict = field(default_factory=dict)  # pattern: "before" or "after" keeping
    delay: float = 0.0  # seconds before each answer to DATA

    @staticmethod
    def match(table, addresses):
        """Return the first value whose pattern fits one of the addresses.

        >>> Faults.match({"*@full.example": 452}, ["a@x.example", "B@full.example"])
        452
        """
        for pattern, value in table.items():
            if any(fnmatch(one.lower(), pattern.lower()) for one in addresses):
                return value
        return None


class MailSink:
    """The server, in a thread of its own; a context manager.

    ``port`` is the port it listens on, ``folder`` where the messages are kept.
    """

    def __init__(self, folder, port=0, host="127.0.0.1"):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.host, self.port = host, port
        self.faults = Faults()
        self._numbers = count(len(list(self.folder.glob("*.eml"))) + 1)
        self._control_seen = None
        self._ready = threading.Event()
        self._error = None
        self._loop = None

    # --- life -------------------------------------------------------------------

    def __enter__(self):
        self._thread = threading.Thread(target=self._run, name="mail-sink", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._error:
            raise self._error
        return self

    def __exit__(self, *exception):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self):
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._error = error
            self._ready.set()

    async def _serve(self):
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        listening = await self._loop.create_server(self._session, self.host, self.port)
        self.port = listening.sockets[0].getsockname()[1]
        self._ready.set()
        async with listening:
            await self._stop.wait()

    def _session(self):
        return SMTP(self, enable_SMTPUTF8=True, hostname="sink.invalid")

    # --- faults -----------------------------------------------------------------

    def reject(self, pattern, code=550):
        """Refuse matching recipients with ``code`` (4xx: for now, 5xx: for good)."""
        self.faults.reject[pattern] = code

    def refuse(self, pattern, code=554):
        """Refuse the whole message after DATA when a recipient matches."""
        self.faults.refuse[pattern] = code

    def drop(self, pattern="*", when="after"):
        """Cut the connection at DATA, ``before`` or ``after`` keeping the message."""
        if when not in WHEN:
            raise ValueError(f"when is one of {WHEN}, not {when!r}")
        self.faults.drop[pattern] = when

    def delay(self, seconds):
        """Let every answer to DATA take that long."""
        self.faults.delay = seconds

    def heal(self):
        """Forget all faults."""
        self.faults = Faults()

    @staticmethod
    def command(folder, **faults):
        """Tell the process that serves ``folder`` its faults; none heals it."""
        draft = Path(folder) / f"{CONTROL}.draft"
        draft.write_text(json.dumps(asdict(Faults(**faults))))
        draft.replace(Path(folder) / CONTROL)

    def _obey(self):
        """Take over the control file when it is new."""
        control = self.folder / CONTROL
        try:
            stat = control.stat()
        except FileNotFoundError:
            return
        seen = (stat.st_mtime_ns, stat.st_ino)
        if seen != self._control_seen:
            self._control_seen = seen
            self.faults = Faults(**json.loads(control.read_text()))

    # --- what was accepted ------------------------------------------------------

    def messages(self, to=None):
        """Return the index, oldest first; ``to`` is a pattern of the recipient."""
        return read_index(self.folder, to)

    def clear(self):
        """Forget the messages, not the faults."""
        for path in (*self.folder.glob("*.eml"), self.folder / INDEX):
            path.unlink(missing_ok=True)

    # --- the protocol's side, called by aiosmtpd --------------------------------

    async def handle_RCPT(self, server, session, envelope, address, options):
        self._obey()
        code = Faults.match(self.faults.reject, [address])
        if code:
            return f"{code} {_enhanced(code, 1)} {address} refused"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        self._obey()
        faults, addresses = self.faults, envelope.rcpt_tos
        if faults.delay:
            await asyncio.sleep(faults.delay)
        cut = Faults.match(faults.drop, addresses)
        code = Faults.match(faults.refuse, addresses)
        if cut == "before":
            return self._hang_up(server)
        if code:
            return f"{code} {_enhanced(code, 6)} message refused"
        name = self._keep(envelope)
        return self._hang_up(server) if cut else f"250 2.0.0 OK {name}"

    @staticmethod
    def _hang_up(server):
        server.transport.abort()
        return "421 4.3.0 gone"

    def _keep(self, envelope):
        content = envelope.content
        headers = BytesHeaderParser(policy=policy.default).parsebytes(content)
        name = f"{next(self._numbers):06d}.eml"
        (self.folder / name).write_bytes(content)
        line = {
            "file": name,
            "accepted_at": datetime.now(UTC).isoformat(),
            "mail_from": envelope.mail_from,
            "rcpt_tos": envelope.rcpt_tos,
            "subject": _unfold(headers["Subject"]),
            "message_id": _unfold(headers["Message-ID"]),
        }
        with open(self.folder / INDEX, "a", encoding="utf-8") as index:
            index.write(json.dumps(line) + "\n")
        return name


def read_index(folder, to=None):
    """Return the index of a folder as dictionaries, with ``path`` added."""
    index = Path(folder) / INDEX
    lines = index.read_text(encoding="utf-8").splitlines() if index.exists() else []
    found = [json.loads(line) for line in lines]
    for message in found:
        message["path"] = Path(folder) / message["file"]
    return [m for m in found if to is None or Faults.match({to: True}, m["rcpt_tos"])]


def _unfold(value):
    return re.sub(r"\s+", " ", str(value)).strip() if value is not None else None


def _enhanced(code, subject):
    """Return the enhanced status that goes with a code.

    >>> _enhanced(452, 1)
    '4.1.1'
    """
    return f"{code // 100}.{subject}.1"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m dev.mail_sink")
    parser.add_argument("--dir", required=True, help="where the messages are kept")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--port-file", help="write the port there when it listens")
    parser.add_argument("--reject", action="append", default=[], metavar="PATTERN=CODE")
    parser.add_argument("--drop", action="append", default=[], metavar="PATTERN=WHEN")
    parser.add_argument("--delay", type=float, default=0.0, metavar="SECONDS")
    asked = parser.parse_args(arguments)
    with MailSink(asked.dir, asked.port) as sink:
        for pattern, code in (pair.rsplit("=", 1) for pair in asked.reject):
            sink.reject(pattern, int(code))
        for pattern, when in (pair.rsplit("=", 1) for pair in asked.drop):
            sink.drop(pattern, when)
        sink.delay(asked.delay)
        if asked.port_file:
            Path(asked.port_file).write_text(f"{sink.port}\n")
        print(f"listening on 127.0.0.1:{sink.port}, keeping in {asked.dir}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
