"""What each address of the API does."""

import base64
import re
from datetime import datetime

from . import pages

ACCOUNT = r"^/2010-04-01/Accounts/(?P<account>AC[0-9a-fA-F]{32})"
CONTENT = r"^/v1/Content/(?P<sid>HX[0-9a-fA-F]{32})"
ROUTES = [
    ("POST", ACCOUNT + r"/Messages\.json$", "send_message"),
    ("GET", ACCOUNT + r"/Messages\.json$", "list_messages"),
    ("GET", ACCOUNT + r"/Messages/(?P<sid>\w{34})\.json$", "fetch_message"),
    ("POST", ACCOUNT + r"/Calls\.json$", "make_call"),
    ("GET", ACCOUNT + r"/Calls\.json$", "list_calls"),
    ("GET", ACCOUNT + r"/Calls/(?P<sid>\w{34})\.json$", "fetch_call"),
    ("POST", ACCOUNT + r"/Calls/(?P<sid>\w{34})\.json$", "change_call"),
    ("GET", ACCOUNT + r"/IncomingPhoneNumbers\.json$", "list_numbers"),
    ("GET", ACCOUNT + r"\.json$", "fetch_account"),
    ("GET", r"^/v2/PhoneNumbers/(?P<digits>\+?\d+)$", "look_up"),
    ("GET", CONTENT + "$", "fetch_content"),
    ("GET", CONTENT + "/ApprovalRequests$", "fetch_approval"),
]
E164 = re.compile(r"^(whatsapp:)?\+[1-9]\d{6,14}$")


class Routes:
    """One request and its answer; ``record`` is what it made the double accept."""

    query, authorization, record = None, "", None

    def __init__(self, book, method, path, form):
        self.book, self.method, self.path, self.form = book, method, path, form

    def seen(self, host, status, page):
        """Return the request as the book keeps it."""
        return {
            "method": self.method,
            "host": host,
            "path": self.path,
            "query": self.query,
            "params": self.form,
            "account": self._login()[0],
            "status": status,
            "page": page,
        }

    def answer(self, fault):
        """Return ``(HTTP status, page)``; the fault says what goes wrong."""
        for method, pattern, name in ROUTES:
            match = method == self.method and re.match(pattern, self.path)
            if match:
                return self._authorised(name, fault, match.groupdict())
        return pages.error(20404)

    def _authorised(self, name, fault, found):
        user, password = self._login()
        if not user or self.book.accounts.get(user) != password:
            return pages.error(20003)
        if found.get("account", user) != user:
            return pages.error(20404)
        self.user, self.fault = user, fault
        found.pop("account", None)
        if fault.refuse:
            return pages.error(fault.refuse)
        if not fault.http:
            return getattr(self, name)(**found)
        if fault.accepted:
            getattr(self, name)(**found)
        return pages.error(20429 if fault.http == 429 else 20500, fault.http)

    def _login(self):
        scheme, _blank, coded = self.authorization.partition(" ")
        if scheme.lower() != "basic":
            return "", ""
        user, _colon, password = base64.b64decode(coded).decode().partition(":")
        return user, password

    # --- messages ---------------------------------------------------------------

    def send_message(self):
        form = self.form
        refusal = self._refuse_message(form)
        if refusal:
            return pages.error(refusal)
        kind = "whatsapp" if form["To"].startswith("whatsapp:") else "sms"
        self.record = self.book.accept("SM", kind, self.user, form)
        self.record["later"] = self.fault.later
        return 201, pages.message(self.record)

    def _refuse_message(self, form):
        body = form.get("Body") or ""
        if not form.get("To"):
            return 21604
        if not E164.match(form["To"]):
            return 21211
        if not form.get("From") and not form.get("MessagingServiceSid"):
            return 21603
        if not body and not form.get("ContentSid") and not form.get("MediaUrl"):
            return 21602
        return 21617 if len(body) > 1600 else 0

    def list_messages(self):
        return self._list("messages", ("sms", "whatsapp"), pages.message, "DateSent")

    def fetch_message(self, sid):
        return self._fetch(sid, pages.message)

    # --- calls ------------------------------------------------------------------

    def make_call(self):
        form = self.form
        if not form.get("To") or not E164.match(form["To"]):
            return pages.error(21211)
        if not form.get("From"):
            return pages.error(21213)
        self.record = self.book.accept("CA", "call", self.user, form)
        return 201, pages.call(self.record)

    def list_calls(self):
        return self._list("calls", ("call",), pages.call, "StartTime")

    def fetch_call(self, sid):
        return self._fetch(sid, pages.call)

    def change_call(self, sid):
        record = self.book.accepted.get(sid)
        if record and self.form.get("Status"):
            record["status"] = self.form["Status"]
        return self.fetch_call(sid)

    # --- reading ----------------------------------------------------------------

    def _fetch(self, sid, page):
        record = self.book.accepted.get(sid)
        if not record or record["account"] != self.user:
            return pages.error(20404)
        return 200, page(record)

    def _list(self, name, kinds, page, day):
        records = [r for r in self.book.found(kinds) if r["account"] == self.user]
        for key in ("To", "From"):
            if self.query.get(key):
                records = [r for r in records if r[key.lower()] == self.query[key]]
        records = [r for r in records if self._on(r, day)]
        size = int(self.query.get("PageSize") or 50)
        shown = [page(record) for record in reversed(records)]
        number = int(self.query.get("Page") or 0)
        return 200, pages.listing(name, shown, self.path, number, size)

    def _on(self, record, day):
        """Tell whether the record fits the filters ``day``, ``day<``, ``day>``."""
        at = record["accepted_at"]
        checks = {
            day: lambda limit: at[: len(limit)] == limit,
            f"{day}<": lambda limit: at[: len(limit)] <= limit,
            f"{day}>": lambda limit: at[: len(limit)] >= limit,
        }
        return all(
            check(_day(self.query[key]))
            for key, check in checks.items()
            if self.query.get(key)
        )

    # --- the rest ---------------------------------------------------------------

    def fetch_account(self):
        return 200, pages.account(self.user)

    def list_numbers(self):
        own = self.book.numbers
        shown = [pages.number(self.user, one, at) for at, one in enumerate(own, 1)]
        return 200, pages.listing("incoming_phone_numbers", shown, self.path, 0, 50)

    def look_up(self, digits):
        fields = self.query.get("Fields") or ""
        return 200, pages.lookup(digits, self.book.line_types, fields)

    def fetch_content(self, sid):
        if sid not in self.book.contents:
            return pages.error(20404)
        return 200, pages.content(self.user, sid)

    def fetch_approval(self, sid):
        if sid not in self.book.contents:
            return pages.error(20404)
        return 200, pages.approval(self.user, sid, self.book.contents[sid])


def _day(text):
    """Return a filter's instant as the book writes instants.

    >>> _day("2026-03-02"), _day("2026-03-02T09:00:00Z")
    ('2026-03-02', '2026-03-02T09:00:00')
    """
    return datetime.fromisoformat(text.replace("Z", "+00:00")).isoformat()[
        : 10 if len(text) == 10 else 19
    ]
