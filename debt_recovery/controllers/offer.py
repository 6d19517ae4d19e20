"""Doors of a proposal to settle the account."""

from odoo.http import request, route

from .visits import GET, POST, Visits, doors


class OfferPages(Visits):
    @route(doors("/offer"), **GET)
    def offer(self, token="", case_id=0, **_added):
        """Show the proposal that runs, else the last one."""
        return self._show("offer", token, case_id)

    @route(doors("/offer/<string:reference>"), **GET)
    def offer_of(self, reference, token="", case_id=0, **_added):
        """Show one proposal of this account and how it stands."""
        visit = self._visit(token, case_id)
        opens = visit and visit.link._opens("offer")
        if not opens or not visit.link._offer(reference):
            return self._nothing(token, case_id)
        return self._render(visit, "offer", reference=reference)

    @route(doors("/offer"), **POST)
    def accept_offer(self, token="", case_id=0, csrf_token="", **form):
        """Keep that these words were accepted, by whom and from where."""
        visit = self._posted(token, case_id, csrf_token)
        if not visit or not visit.link._opens("offer"):
            return self._nothing(token, case_id)
        ip = request.httprequest.remote_addr
        make = lambda: visit.link._accept_here(form, ip)  # noqa: E731
        return self._make(visit, "offer", form, make, to="offer")
