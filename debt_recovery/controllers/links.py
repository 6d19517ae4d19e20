"""Doors of the account's page: see it, its documents, contact preferences."""

from odoo.http import request, route

from .visits import GET, POST, Visits, doors


class LinkPages(Visits):
    @route(doors(), **GET)
    def page(self, token="", case_id=0, at="", **added):
        """Show what the link is for; mail programs may add words of their own.

        :param at: number of the page of the account's items
        :param added: more, such as which of several offers
        """
        return self._show("", token, case_id, at=at, query=added)

    @route(doors("/preferences"), **GET)
    def preferences(self, token="", case_id=0, stop="", resume="", **_added):
        """Show how this person wants to be contacted, or confirm an objection."""
        return self._show("preferences", token, case_id, stop=stop, resume=resume)

    @route(doors("/documents"), **GET)
    def documents(self, token="", case_id=0, at="", **_added):
        """List what can be downloaded."""
        return self._show("documents", token, case_id, at=at)

    @route(doors("/document/<int:move_id>"), **GET)
    def document(self, move_id, token="", case_id=0, **_added):
        """Hand out one invoice of this customer."""
        visit = self._visit(token, case_id)
        if not visit or not visit.link._opens("documents"):
            return self._nothing(token, case_id)
        self._hold_papers(visit)
        found = visit.link._document(move_id)
        return self._file(*found) if found else self._nothing(token, case_id)

    @route(doors("/preferences"), **POST)
    def save(self, token="", case_id=0, csrf_token="", **answers):
        """Keep what this person wishes."""
        visit = self._posted(token, case_id, csrf_token)
        if not visit or not visit.link._opens("preferences"):
            return self._nothing(token, case_id)
        if self._is_flood(visit):
            return self._too_many(visit, "preferences")
        answers["days"] = request.httprequest.form.getlist("days")
        visitor = request.httprequest.remote_addr
        problem = visit.link._save_preferences(answers, visitor)
        return self._render(visit, "preferences", saved=not problem, problem=problem)

    @route("/recovery/l/<string:token>/new", **POST)
    def renew(self, token, **_added):
        """Send a new link to the address on file; say the same in every case."""
        link = self._found(token)
        if not link:
            return self._nothing(token)
        link._renew()
        return self._render(self._by_link(link, token), "renewed")

    @route("/recovery/u/<string:token>", **GET)
    def unsubscribe_page(self, token, **_added):
        """Ask first: programs open addresses, persons press buttons."""
        link = self._found(token)
        if not link or link.purpose != "unsubscribe":
            return self._nothing(token)
        return self._render(self._to_unsubscribe(link, token), "unsubscribe")

    @route("/recovery/u/<string:token>", **POST)
    def unsubscribe(self, token, **_added):
        """Unsubscribe at once (RFC 8058: no form), however old the message is."""
        link = self._found(token)
        if not link or link.purpose != "unsubscribe":
            return self._nothing(token)
        link._unsubscribe(request.httprequest.remote_addr)
        return self._render(self._to_unsubscribe(link, token), "unsubscribed")

    def _to_unsubscribe(self, link, token):
        visit = self._by_link(link, token)
        visit.base = f"/recovery/u/{token}"
        return visit
