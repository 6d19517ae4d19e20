"""Doors of an agency's own people in the portal: its placed files, no others.

Whoever may not see something is answered as if it did not exist. No GET changes
anything; what is posted passes the checks of any file of the agency.
"""

import time

from werkzeug.exceptions import NotFound, TooManyRequests

from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.addons.portal.controllers.portal import pager

from ..models.recovery_agency_portal import PAGE
from ..tools import agency_uploads
from ..tools.attempts import Attempts
from ..tools.uploads import MAX_BYTES, Refused
from .told import LARGEST

HOME = "/my/agency"
OURS = {"type": "http", "auth": "user", "website": True, "sitemap": False}
SEEN = {**OURS, "methods": ["GET", "HEAD"]}
SENT = {**OURS, "methods": ["POST"], "max_content_length": LARGEST}
HEADERS = [
    ("Cache-Control", "no-store, private"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("Referrer-Policy", "same-origin"),
]
MADE = Attempts(limit=120, seconds=3600)


class AgencyPortal(PortalAccount):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "agency_count" in counters:
            agencies = request.env["recovery.agency"]._of_portal()
            values["agency_count"] = (
                request.env["recovery.placement"]
                .sudo()
                .search_count([*agencies._portal_domain(), ("state", "=", "placed")])
                if agencies
                else 0
            )
        return values

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        values["has_agency"] = bool(request.env["recovery.agency"]._of_portal())
        return values

    @route([HOME, f"{HOME}/page/<int:page>"], **SEEN)
    def agency_home(self, page=1, search="", **_added):
        """List the files placed with the user's agency."""
        agencies = self._agencies()
        placements = request.env["recovery.placement"].sudo()
        domain = agencies._portal_domain(search)
        pages = pager(
            url=HOME,
            url_args={"search": search} if search else {},
            total=placements.search_count(domain),
            page=page,
            step=PAGE,
        )
        found = placements.search(
            domain, order="ended_on desc, id desc", limit=PAGE, offset=pages["offset"]
        )
        rows = [one._portal_row() for one in found]
        return self._page("home", rows=rows, pager=pages, search=search)

    @route(f"{HOME}/<int:placement_id>", **SEEN)
    def agency_placement(self, placement_id, **_added):
        """Show one placed file."""
        return self._show_placement(self._placement(placement_id))

    @route(f"{HOME}/<int:placement_id>/document/<int:move_id>", **SEEN)
    def agency_document(self, placement_id, move_id, **_added):
        """Hand out the paper of one of its invoices."""
        paper = self._placement(placement_id)._portal_document(move_id)
        if not paper:
            raise NotFound()
        return self._file(paper.name, paper.raw, paper.mimetype)

    @route(f"{HOME}/<int:placement_id>/status", **SENT)
    def agency_status(self, placement_id, **form):
        """Take in a status, as a file of one row."""
        placement = self._placement(placement_id)
        self._count()
        form = {name: text for name, text in form.items() if isinstance(text, str)}
        try:
            with request.env.cr.savepoint():
                file = placement._portal_status(form)
        except UserError as error:
            return self._show_placement(placement, 422, problem=str(error), form=form)
        return request.redirect(f"{HOME}/file/{file.id}", code=303)

    @route(f"{HOME}/files", **SEEN)
    def agency_files(self, **_added):
        """List the exchanged files, with the form to send one."""
        return self._show_files()

    @route(f"{HOME}/file/<int:file_id>", **SEEN)
    def agency_file(self, file_id, **_added):
        """Show what became of one exchanged file."""
        return self._page("file", file=self._exchanged(file_id))

    @route(f"{HOME}/file/<int:file_id>/download", **SEEN)
    def agency_download(self, file_id, **_added):
        """Hand out one exchanged file, to the byte."""
        file = self._exchanged(file_id)
        return self._file(file.name, file._content())

    @route(f"{HOME}/file/<int:file_id>/received", **SENT)
    def agency_received(self, file_id, **_form):
        """Note that the agency has a file that waited for its download."""
        file = self._exchanged(file_id)
        self._count()
        if file.direction == "out" and file.state == "made":
            file._note_sent()
        return request.redirect(f"{HOME}/files", code=303)

    @route(f"{HOME}/upload", **SENT)
    def agency_upload(self, agency="", company="", purpose="", file=None, **_form):
        """Take in a file."""
        agencies = self._agencies()
        self._count()
        name, raw = _read(file)
        try:
            name = agency_uploads.checked(name, raw)
            with request.env.cr.savepoint():
                kept = self._chosen(agencies, agency)._portal_upload(
                    self._chosen(agencies._portal_companies(), company),
                    *(name, raw, purpose),
                )
        except (UserError, Refused) as error:
            return self._show_files(422, problem=self._words(error))
        return request.redirect(f"{HOME}/file/{kept.id}", code=303)

    # --- what the doors share ---------------------------------------------------------

    def _agencies(self):
        """Return the user's agencies, read for him; nobody else finds this page."""
        agencies = request.env["recovery.agency"]._of_portal()
        if not agencies:
            raise NotFound()
        return agencies

    def _placement(self, placement_id):
        found = self._agencies()._portal_placement(placement_id)
        if not found:
            raise NotFound()
        return found

    def _exchanged(self, file_id):
        found = self._agencies()._portal_file(file_id)
        if not found:
            raise NotFound()
        return found

    def _chosen(self, records, number):
        """Return the record that a form names, the only one where it names none."""
        if not number and len(records) == 1:
            return records
        return records.filtered(lambda one: str(one.id) == number)[:1]

    def _count(self):
        """Answer 429 to a flood of forms."""
        key, now = f"{request.db} {request.env.uid}", time.monotonic()
        if MADE.is_blocked(key, now):
            raise TooManyRequests()
        MADE.note(key, now)

    def _show_placement(self, placement, status=200, **values):
        words = placement.agency_id._portal_words()
        row = placement._portal_page()
        values = {"problem": "", "form": {}, **values, "words": words, "row": row}
        return self._page("placement", status, **values)

    def _show_files(self, status=200, problem=""):
        agencies = self._agencies()
        files = request.env["recovery.agency.file"].sudo()
        return self._page(
            *("files", status),
            files=files.search(agencies._portal_files(), limit=200),
            agencies=agencies,
            companies=agencies._portal_companies(),
            problem=problem,
        )

    def _words(self, error):
        """Return why a file is not taken."""
        words = {
            "empty": request.env._("Choose a file that is not empty."),
            "size": request.env._("The file is too large: 10 MB at most."),
            "kind": request.env._(
                "This is no file of ours: CSV, JSON, XLSX, a ZIP of them, or one "
                "encrypted by OpenPGP."
            ),
        }
        return words[error.code] if isinstance(error, Refused) else str(error)

    def _page(self, part, status=200, **values):
        layout = self._prepare_portal_layout_values()
        values = {**layout, "page_name": "agency", "part": part, **values}
        answer = request.render(f"debt_recovery.agency_portal_{part}", values)
        answer.status_code = status
        answer.headers.extend(HEADERS)
        return answer

    def _file(self, name, raw, kind="application/octet-stream"):
        headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(raw))),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(raw, [*headers, *HEADERS])


def _read(file):
    """Return name and bytes of a posted file, one more byte than is taken at most."""
    if not hasattr(file, "stream"):
        return "", b""
    file.stream.seek(0)  # the transaction may run again
    return file.filename, file.stream.read(MAX_BYTES + 1)
