"""What the doors of the customer's pages share: who comes, by which address, and how
a page is answered.

A customer comes by a signed link of a message (whoever holds the address, without an
account) or as a user of the portal. Both see the same pages below two addresses, and
colleagues see them below a third one, where nothing can be sent. No GET changes
anything but the one event that a person opened the page; a form proves by its key that
it came from one of our pages.

Who may not go on is answered here, for every part: somebody whom the company wants to
know first, a contact who may look only, a colleague, a flood of requests.
"""

import time
from dataclasses import dataclass
from hmac import compare_digest

import werkzeug.exceptions
from werkzeug.exceptions import BadRequest

from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request

from ..tools.attempts import Attempts
from ..tools.visitors import is_person

OPEN = {"type": "http", "auth": "public", "save_session": False, "sitemap": False}
GET = {**OPEN, "methods": ["GET", "HEAD"]}
POST = {**OPEN, "methods": ["POST"], "csrf": False}  # _posted() proves the form
HEADERS = [
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store, private"),
    ("X-Content-Type-Options", "nosniff"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'",
    ),
]
# forms that are sent: by one reader; from one address, which a whole network may share
MADE = Attempts(limit=30, seconds=3600)
MADE_THERE = Attempts(limit=300, seconds=3600)
# opened, however: generous for persons and whole offices, too little for a flood
BY_PAGE = Attempts(limit=300, seconds=300, keys=2000)
BY_PLACE = Attempts(limit=1500, seconds=300, keys=500)
PAPERS = Attempts(limit=60, seconds=300, keys=2000)  # each is printed anew
AHEAD = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")
KNOWN = "recovery_known"  # the cookie of somebody who answered the question
LINK, PORTAL, PREVIEW = "/recovery/l", "/my/recovery", "/debt_recovery/preview"
# the forms of a contact who sees an account but settles nothing: what he writes, how
# he wants to be reached himself
WRITING = {"preferences", "contacts", "need", "write", "call", "follow"}


@dataclass
class Visit:
    link: object  # the recovery.link in its reader's language; see _of_user
    base: str  # what the addresses of its pages begin with
    key: str  # proves that a form came from one of these pages

    @property
    def is_preview(self):
        """A colleague looks at it: nothing is sent, nothing is noted."""
        return self.base.startswith(PREVIEW)


def doors(part=""):
    """Return the addresses of a part of the customer's pages: by link, by portal, and
    as colleagues see it."""
    return [
        f"{LINK}/<string:token>{part}",
        f"{PORTAL}/<int:case_id>{part}",
        f"{PREVIEW}/<int:case_id>{part}",
    ]


class Visits(Controller):
    """Handlers take ``token`` (by link) and ``case_id`` (by portal); one is given."""

    def _found(self, token):
        """Return the link of ``token`` in its reader's language, or nothing: unknown
        or forged. Who guesses never keeps others, behind the same address, from their
        own: a token is judged by its signature before anything is looked up."""
        link = request.env["recovery.link"]._find(token)
        if not link:
            return None
        self._hold_back(f"link {link.id}")
        return link._speaking()

    def _visit(self, token="", case_id=0):
        """Return the visit of a link that is open and whose reader is known, of the
        portal user's own account, or of a colleague; None for anybody else. Who may
        look but sends something is answered at once."""
        if case_id:
            visit = self._by_case(case_id)
        else:
            link = self._found(token)
            known = link and self._knows(link)
            visit = self._by_link(link, token) if known else None
        if visit and request.httprequest.method == "POST":
            self._check_sender(visit)
        return visit

    def _by_link(self, link, token):
        return Visit(link, f"{LINK}/{token}", link._form_key())

    def _by_case(self, case_id):
        if request.env.user._is_public():
            return None
        self._hold_back(f"user {request.env.uid}")
        links = request.env["recovery.link"]
        if request.httprequest.path.startswith(PREVIEW):
            link, base = links._previewed(case_id), f"{PREVIEW}/{case_id}"
        else:
            link, base = links._of_user(case_id), f"{PORTAL}/{case_id}"
        return Visit(link, base, request.csrf_token()) if link else None

    def _hold_papers(self, visit):
        """Answer 429 to a flood of papers."""
        self._hold_back(f"papers of {self._reader(visit)}", PAPERS)

    def _hold_back(self, page, by_page=BY_PAGE):
        """Answer 429 to a flood, before anything is made: by page and by address."""
        now, place = time.monotonic(), request.httprequest.remote_addr
        page = f"{request.db} {page}"
        if by_page.is_blocked(page, now) or BY_PLACE.is_blocked(place, now):
            later = [("Retry-After", str(by_page.seconds)), *HEADERS]
            werkzeug.exceptions.abort(
                request.make_response("Too many requests", later, status=429)
            )
        by_page.note(page, now)
        BY_PLACE.note(place, now)

    def _knows(self, link):
        """Tell whether the pages of a link may be shown: it is open, and whoever the
        company wants to know first has answered the question on this device."""
        if link.status != "open" or not link._asks_who():
            return link.status == "open"
        return self._recognised(link)

    def _recognised(self, link):
        """Tell whether the question was answered for this link on this device."""
        return link._recognises(request.httprequest.cookies.get(KNOWN, ""))

    def _posted(self, token="", case_id=0, csrf_token=""):
        """Return the visit that sent a form, as :meth:`_visit`.

        :raise BadRequest: the form did not come from one of our pages
        """
        visit = self._visit(token, case_id)
        if visit:
            self._prove(visit, csrf_token)
        return visit

    def _prove(self, visit, csrf_token):
        if visit.link._is_stored():
            proved = compare_digest(visit.key.encode(), str(csrf_token).encode())
        else:
            proved = request.validate_csrf(csrf_token)
        if not proved:
            raise BadRequest("The form does not come from this page: open it again.")

    def _check_sender(self, visit):
        """Answer 403 to a colleague, who looks only, and to a contact who settles
        nothing, whatever kind of call it is."""
        path = request.httprequest.path.removeprefix(visit.base)
        form = path.strip("/").partition("/")[0]
        may_settle = visit.link._may_settle() or form in WRITING
        if visit.is_preview or not may_settle:
            why = "preview" if visit.is_preview else "looks"
            answer = self._render(visit, "refused", 403, why=why)
            werkzeug.exceptions.abort(answer)

    def _nothing(self, token="", case_id=0):
        """Answer as if there never was such an address; an old one offers a new, and
        who is not logged in, or not known yet, may say who he is."""
        if case_id and request.env.user._is_public():
            asked = request.httprequest.full_path.rstrip("?")
            return request.redirect_query("/web/login", {"redirect": asked})
        link = self._found(token) if token else None
        if link and not self._knows(link):
            return self._stop(link, token)
        return request.make_response("Not found", HEADERS, status=404)

    def _stop(self, link, token):
        """Say that a link ended, or ask who opens it before anything is said."""
        visit = self._by_link(link, token)
        if link.status != "open":
            return self._render(visit, "ended")
        return self._ask_who(visit)

    def _ask_who(self, visit):
        """Ask who opens a link, and go on from there."""
        asked = request.httprequest
        if asked.method == "POST":
            return self._render(visit, "identity", 403, then="")
        then = asked.full_path.removeprefix(visit.base).rstrip("?")
        return self._render(visit, "identity", then=then)

    def _show(self, part, token="", case_id=0, **values):
        """Show a part of the pages, or by default what the visit is for."""
        visit = self._visit(token, case_id)
        part = part or (visit and visit.link._entry())
        if not visit or not visit.link._opens(part):
            return self._nothing(token, case_id)
        self._note_opening(visit)
        return self._render(visit, part, **values)

    def _note_opening(self, visit):
        """Note that a person opened the pages; programs look ahead, colleagues look
        after."""
        asked = request.httprequest
        ahead = [asked.headers.get(name) for name in AHEAD]
        person = is_person(asked.headers.get("User-Agent"), ahead)
        if person and asked.method == "GET" and not visit.is_preview:
            visit.link._opened()

    def _render(self, visit, part, status=200, **values):
        values["preview"] = self._preview_words(visit)
        values["looks"] = part != "refused" and not visit.link._may_settle()
        html = visit.link._html(part, visit.base, visit.key, values)
        status = 410 if part == "ended" else status
        return request.make_response(html, HEADERS, status=status)

    def _preview_words(self, visit):
        """Return what a colleague reads above the page, "" for anybody else."""
        if not visit.is_preview:
            return ""
        return request.env._(
            "Preview: the page as the customer sees it. Nothing can be sent here, "
            "and the customer does not learn that you looked."
        )

    def _make(self, visit, part, form, make, to="follow", **values):
        """Make one thing from a form and go to the page where it can be followed.

        Sent twice, a form makes one thing. Wrong input shows the page again with what
        is wrong and what was typed; nothing is half done.

        :param form: what was sent: ``once`` and the fields of the page
        :param make: makes the record, followed by its number; raises UserError
        :param to: the part that shows it
        :param values: more of what the page is about
        """
        if self._is_flood(visit):
            return self._too_many(visit, part, form=form, **values)
        forms = request.env["recovery.form"].sudo()
        once = str(form.get("once", ""))

        def make_and_note():
            made = make()
            visit.link._note_made(made)
            return made

        case = visit.link.case_id
        try:
            with request.env.cr.savepoint():
                made = forms._once(case, once, make_and_note)
        except UserError as error:
            if not visit.link._is_stored():  # what is in memory only is forgotten
                visit = self._by_case(case.id)
            values.update(problem=str(error), form=form)
            return self._render(visit, part, 422, **values)
        return self._go(visit, f"/{to}/{visit.link._reference_of(made)}")

    def _reader(self, visit):
        link = visit.link
        return f"link {link.id}" if link._is_stored() else f"user {request.env.uid}"

    def _is_flood(self, visit):
        """Tell whether too many forms came from this reader or from his address; one
        reader does not keep the others of an address from theirs."""
        now, place = time.monotonic(), request.httprequest.remote_addr
        counts = ((MADE, f"{request.db} {self._reader(visit)}"), (MADE_THERE, place))
        if any(count.is_blocked(key, now) for count, key in counts):
            return True
        for count, key in counts:
            count.note(key, now)
        return False

    def _too_many(self, visit, part, **values):
        text = request.env._("Too many forms were sent. Please try again later.")
        return self._render(visit, part, 429, problem=text, **values)

    def _go(self, visit, path=""):
        """Go on to another page: reloading it sends nothing again."""
        answer = request.redirect(f"{visit.base}{path}", code=303)
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    def _file(self, name, raw, kind="application/pdf"):
        """Hand out a file, never shown inside our pages."""
        headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(raw))),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(raw, [*headers, *HEADERS])
