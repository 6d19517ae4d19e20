"""Doors of a payment that the customer announces."""

from odoo.http import request, route

from .visits import GET, POST, Visits, doors


class PromisePages(Visits):
    @route(doors("/promise"), **GET)
    def promise(self, token="", case_id=0, **_added):
        """Show the form: for which invoices, when, how much."""
        return self._show("promise", token, case_id)

    @route(doors("/promise"), **POST)
    def make_promise(self, token="", case_id=0, csrf_token="", **form):
        """Note the payment; what is not of this account is not found."""
        visit = self._posted(token, case_id, csrf_token)
        if not visit or not visit.link._opens("promise"):
            return self._nothing(token, case_id)
        form["lines"] = request.httprequest.form.getlist("lines")
        lines = visit.link._theirs(form["lines"])
        if lines is None:
            return self._nothing(token, case_id)
        make = lambda: visit.link._promise(lines, form)  # noqa: E731
        return self._make(visit, "promise", form, make)
