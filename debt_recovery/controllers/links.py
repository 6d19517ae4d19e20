"""Doors of the customer's pages: whoever holds a signed address, without an account.

No GET changes anything but the one event that a person opened the link. Forms need no
session: the address itself is the secret that a forger of requests would lack.
"""

import time

from odoo.http import Controller, content_disposition, request, route

from ..tools.attempts import Attempts
from ..tools.visitors import is_person

OPEN = {"type": "http", "auth": "public", "save_session": False, "sitemap": False}
GET = {**OPEN, "methods": ["GET", "HEAD"]}
POST = {**OPEN, "methods": ["POST"], "csrf": False}
HEADERS = [
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store, private"),
    ("X-Content-Type-Options", "nosniff"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
]
AHEAD = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")
WRITTEN = Attempts(limit=10, seconds=3600)
WORDS = 4000  # characters of a message that are kept


class LinkPages(Controller):
    @route("/recovery/l/<string:token>", **GET)
    def page(self, token, **_added):
        """Show what the link is for; mail programs may add words of their own."""
        return self._show(token, "", note=True)

    @route("/recovery/l/<string:token>/preferences", **GET)
    def preferences(self, token, stop="", resume="", **_added):
        """Show how this person wants to be contacted, or confirm an objection."""
        return self._show(token, "preferences", stop=stop, resume=resume)

    @route("/recovery/l/<string:token>/documents", **GET)
    def documents(self, token, **_added):
        """List the invoices that can be downloaded."""
        return self._show(token, "documents")

    @route("/recovery/l/<string:token>/document/<int:move_id>", **GET)
    def document(self, token, move_id, **_added):
        """Hand out one invoice of this link's customer."""
        link = self._link(token)
        if not link or not link._opens("documents"):
            return self._nothing(token)
        found = link._document(move_id)
        if not found:
            return self._nothing(token)
        name, raw, kind = found
        headers = [("Content-Type", kind), ("Content-Length", str(len(raw)))]
        headers.append(("Content-Disposition", content_disposition(name)))
        return request.make_response(raw, [*headers, *HEADERS])

    @route("/recovery/l/<string:token>/pay/<int:move_id>", **POST)
    def pay(self, token, move_id, **_added):
        """Go on to the native pay page of an invoice."""
        link = self._link(token)
        url = link and link._opens("pay") and link._pay_url_of(move_id)
        if not url:
            return self._nothing(token)
        answer = request.redirect(url, code=303)
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    @route("/recovery/l/<string:token>/problem", **POST)
    def problem(self, token, message="", **_added):
        """Take what the customer writes to the responsible."""
        link = self._link(token)
        if not link or not link._opens("pay"):
            return self._nothing(token)
        text = message.strip()[:WORDS] if isinstance(message, str) else ""
        who, now = request.httprequest.remote_addr, time.monotonic()
        if text and not WRITTEN.is_blocked(who, now):
            WRITTEN.note(who, now)
            link._tell(text)
        return self._render(link, token, "told" if text else "pay")

    @route("/recovery/l/<string:token>/preferences", **POST)
    def save(self, token, **answers):
        """Keep what this person wishes."""
        link = self._link(token)
        if not link or not link._opens("preferences"):
            return self._nothing(token)
        answers["days"] = request.httprequest.form.getlist("days")
        problem = link._save_preferences(answers, request.httprequest.remote_addr)
        return self._render(
            link, token, "preferences", saved=not problem, problem=problem
        )

    @route("/recovery/l/<string:token>/new", **POST)
    def renew(self, token, **_added):
        """Send a new link to the address on file; say the same in every case."""
        link = self._found(token)
        if not link:
            return self._nothing(token)
        link._renew()
        return self._render(link, token, "renewed")

    @route("/recovery/u/<string:token>", **GET)
    def unsubscribe_page(self, token, **_added):
        """Ask first: programs open addresses, persons press buttons."""
        link = self._found(token)
        if not link or link.purpose != "unsubscribe":
            return self._nothing(token)
        return self._render(link, token, "unsubscribe")

    @route("/recovery/u/<string:token>", **POST)
    def unsubscribe(self, token, **_added):
        """Unsubscribe at once (RFC 8058), however old the message is."""
        link = self._found(token)
        if not link or link.purpose != "unsubscribe":
            return self._nothing(token)
        link._unsubscribe(request.httprequest.remote_addr)
        return self._render(link, token, "unsubscribed")

    # --- what the doors share ------------------------------------------------------

    def _found(self, token):
        """Return the link of ``token`` in its reader's language, or nothing: unknown
        or forged. Who guesses never keeps others, behind the same address, from their
        own: a token is judged by its signature before anything is looked up."""
        link = request.env["recovery.link"]._find(token)
        return link._speaking() if link else None

    def _link(self, token):
        link = self._found(token)
        return link if link and link.status == "open" else None

    def _nothing(self, token):
        """Answer as if there never was such an address; an old one offers a new."""
        link = self._found(token)
        if link and link.status != "open":
            return self._render(link, token, "ended")
        return request.make_response("Not found", HEADERS, status=404)

    def _show(self, token, part, note=False, **values):
        link = self._link(token)
        part = part or (link and link.purpose)
        if not link or not link._opens(part):
            return self._nothing(token)
        asked = request.httprequest
        ahead = [asked.headers.get(name) for name in AHEAD]
        person = is_person(asked.headers.get("User-Agent"), ahead)
        if note and person and asked.method == "GET":
            link._opened()
        return self._render(link, token, part, **values)

    def _render(self, link, token, part, **values):
        status = 410 if part == "ended" else 200
        return request.make_response(
            link._html(token, part, values), HEADERS, status=status
        )
