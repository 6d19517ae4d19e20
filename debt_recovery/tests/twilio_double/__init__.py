"""A stand-in for Twilio that answers as the official API does, and fails when told.

As a library::

    with TwilioDouble(folder) as double:  # double.port, double.sid, double.token
        double.fault("+3361*", refuse=21610)
        with redirected(double):  # api.twilio.com is the double, for requests and SDK
            ...
        double.messages("+3361*")  # what was accepted: sid, to, from, body, at, …
        double.report(sid, "sent", "delivered")  # signed status callbacks

As a process: ``python -m dev.twilio_double --dir twilio --port 0 --port-file port``.
A running process reads its faults from ``control.json`` in its folder whenever that
changes; ``TwilioDouble.command(folder, faults)`` writes it from another process, and
``read_index(folder)`` lists what it accepted.

Standard library only, no Odoo; ``redirect`` alone needs ``requests``.
"""

from .book import CONTENT, NUMBER, SID, TOKEN, Fault, read_index
from .hooks import sign
from .redirect import redirected
from .server import TwilioDouble

__all__ = [
    "CONTENT",
    "NUMBER",
    "SID",
    "TOKEN",
    "Fault",
    "TwilioDouble",
    "read_index",
    "redirected",
    "sign",
]
