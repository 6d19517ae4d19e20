"""Make this process reach the double where it calls Twilio."""

from contextlib import closing, contextmanager
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit

HOSTS = ("api.twilio.com", "lookups.twilio.com", "content.twilio.com")


@contextmanager
def redirected(double, patience=None):
    """Send what ``requests`` (and the Twilio SDK, which uses it) calls Twilio with to
    the double. What calls other hosts is left alone.

    :param double: what has ``host`` and ``port``
    :param patience: seconds that no time-out exceeds, for tests of lost answers
    """
    import requests  # the double itself needs the standard library only

    before = requests.Session.send

    def send(session, request, **options):
        parts = urlsplit(request.url)
        if parts.hostname not in HOSTS:
            return before(session, request, **options)
        request.headers["Host"] = parts.hostname
        request.url = urlunsplit(
            ("http", f"{double.host}:{double.port}", parts.path, parts.query, "")
        )
        timeout = options.get("timeout")
        if patience and (timeout is None or timeout > patience):
            timeout = patience
        # straight to the adapter: no proxy, and nothing that guards the network
        with closing(requests.adapters.HTTPAdapter()) as adapter:
            response = adapter.send(request, timeout=timeout)
            len(response.content)  # read before the line is closed
        return response

    with patch.object(requests.Session, "send", send):
        yield double
