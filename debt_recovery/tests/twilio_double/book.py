"""What the double knows: accounts, faults, what it was asked and what it accepted."""

import json
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from itertools import count
from pathlib import Path

SID, TOKEN = "AC" + "0" * 31 + "1", "token-of-the-double"
NUMBER = "+33644600001"  # what the account owns
CONTENT = "HX" + "0" * 31 + "1"  # a template that exists and is approved
CONTROL, INDEX, REQUESTS = "control.json", "index.jsonl", "requests.jsonl"


@dataclass
class Fault:
    """What goes wrong for the recipients that fit ``to`` (``*`` and ``?``).

    ``refuse``: Twilio code answered with 400; ``http``: status answered, with
    ``retry_after`` seconds, ``accepted`` or not; ``later``: code of the failure
    reported after the acceptance; ``hang``: "before" or "after" the acceptance no
    answer comes; ``cut``: likewise, the line is cut; ``slow``: seconds before the
    answer; ``times``: how often, None: always.
    """

    to: str = "*"
    refuse: int = 0
    http: int = 0
    retry_after: int | None = None
    accepted: bool = False
    later: int = 0
    hang: str = ""
    cut: str = ""
    slow: float = 0.0
    times: int | None = None

    def fits(self, address):
        """Tell whether this fault holds for ``address`` now.

        >>> Fault("+33*", refuse=21610).fits("whatsapp:+33612345678")
        True
        """
        number = (address or "").removeprefix("whatsapp:")
        return self.times != 0 and fnmatch(number, self.to)


class Book:
    """The memory of the double, kept in a folder; safe between threads."""

    def __init__(self, folder, accounts=None, numbers=None):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.accounts = accounts or {SID: TOKEN}
        self.numbers = numbers or [NUMBER]
        self.line_types = {}  # pattern: type, as Lookups names it
        self.contents = {CONTENT: "approved"}  # content SID: state of its approval
        self.faults = []
        self.accepted = {}  # sid: record
        self.asked = []
        self.lock = threading.RLock()
        self._serial = count(1)
        self._control_seen = None

    # --- faults -----------------------------------------------------------------

    def obey(self):
        """Take over the control file when it is new."""
        control = self.folder / CONTROL
        try:
            stat = control.stat()
        except FileNotFoundError:
            return
        seen = (stat.st_mtime_ns, stat.st_ino)
        if seen != self._control_seen:
            self._control_seen = seen
            self.faults = [Fault(**one) for one in json.loads(control.read_text())]

    def fault(self, address):
        """Return the first fault that holds for ``address``, counted as used."""
        with self.lock:
            self.obey()
            for one in self.faults:
                if one.fits(address):
                    if one.times is not None:
                        one.times -= 1
                    return one
        return Fault()

    # --- what happened ----------------------------------------------------------

    def ask(self, request):
        """Keep a request; whatever becomes of it."""
        with self.lock:
            self.asked.append(request)
            self._write(REQUESTS, request)

    def accept(self, prefix, kind, account, params):
        """Keep a message or a call that is accepted; return its record."""
        with self.lock:
            sid = f"{prefix}{next(self._serial):032x}"
            record = {
                "sid": sid,
                "kind": kind,
                "account": account,
                "to": params.get("To", ""),
                "from": params.get("From", ""),
                "body": params.get("Body"),
                "params": params,
                "accepted_at": now().isoformat(),
                "status": "queued",
                "error_code": None,
                "price": None,
            }
            self.accepted[sid] = record
            self._write(INDEX, record)
            return record

    def found(self, kinds, to=None):
        """Return the accepted records of ``kinds``, oldest first."""
        with self.lock:
            records = [one for one in self.accepted.values() if one["kind"] in kinds]
        return [one for one in records if to is None or Fault(to).fits(one["to"])]

    def _write(self, name, line):
        with open(self.folder / name, "a", encoding="utf-8") as index:
            index.write(json.dumps(line) + "\n")


def now():
    return datetime.now(UTC).replace(microsecond=0)


def read_index(folder, to=None):
    """Return what the double of ``folder`` accepted, oldest first, as dictionaries.

    :param to: a pattern of the recipient
    """
    index = Path(folder) / INDEX
    lines = index.read_text(encoding="utf-8").splitlines() if index.exists() else []
    found = [json.loads(line) for line in lines]
    return [one for one in found if to is None or Fault(to).fits(one["to"])]


def command(folder, faults=()):
    """Tell the process that serves ``folder`` its faults; none heals it."""
    draft = Path(folder) / f"{CONTROL}.draft"
    draft.write_text(json.dumps([asdict(fault) for fault in faults]))
    draft.replace(Path(folder) / CONTROL)
