"""The Twilio double as a process, and for what runs outside Odoo.

``python -m dev.twilio_double --dir twilio --port 0 --port-file twilio/port``: what it
is stands in ``debt_recovery/tests/twilio_double``, loaded by its path since the addon
itself is no package here.
"""

import argparse
import importlib.util
import sys
import threading
from pathlib import Path

from .settings import ADDON, ROOT

NAME = "twilio_double"


def _load():
    """Return the package of the double."""
    if NAME not in sys.modules:
        folder = ROOT / ADDON / "tests" / NAME
        spec = importlib.util.spec_from_file_location(
            NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        sys.modules[NAME] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[NAME])
    return sys.modules[NAME]


_double = _load()
CONTENT, NUMBER, SID, TOKEN = (
    _double.CONTENT,
    _double.NUMBER,
    _double.SID,
    _double.TOKEN,
)
Fault, TwilioDouble = _double.Fault, _double.TwilioDouble
read_index, redirected, sign = _double.read_index, _double.redirected, _double.sign


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m dev.twilio_double")
    parser.add_argument("--dir", required=True, help="where it keeps what it accepts")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--port-file", help="write the port there when it listens")
    parser.add_argument("--account", default=f"{SID}:{TOKEN}", metavar="SID:TOKEN")
    parser.add_argument("--automatic", action="store_true", help="report deliveries")
    asked = parser.parse_args(arguments)
    accounts = dict([asked.account.split(":", 1)])
    double = TwilioDouble(
        asked.dir, asked.port, accounts=accounts, automatic=asked.automatic
    )
    with double:
        if asked.port_file:
            Path(asked.port_file).write_text(f"{double.port}\n")
        print(
            f"listening on 127.0.0.1:{double.port}, keeping in {asked.dir}", flush=True
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
