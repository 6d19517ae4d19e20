"""Doors of those who deal with our invoices: name a colleague, correct details."""

from odoo.http import request, route

from .visits import GET, POST, Visits, doors


class ContactPages(Visits):
    @route(doors("/contacts"), **GET)
    def contacts(self, token="", case_id=0, **_added):
        """Show who deals with our invoices, and the forms to change it."""
        return self._show("contacts", token, case_id)

    @route(doors("/contacts"), **POST)
    def name_colleague(self, token="", case_id=0, csrf_token="", **form):
        """Take the name of a colleague to write to."""
        return self._take(token, case_id, csrf_token, form, "_name_colleague")

    @route(doors("/contacts/own"), **POST)
    def correct_own(self, token="", case_id=0, csrf_token="", **form):
        """Take new details of the reader; his old address confirms them."""
        return self._take(token, case_id, csrf_token, form, "_correct_own")

    def _take(self, token, case_id, csrf_token, form, maker):
        visit = self._posted(token, case_id, csrf_token)
        if not visit or not visit.link._opens("contacts"):
            return self._nothing(token, case_id)
        make = getattr(visit.link, maker)
        visitor = request.httprequest.remote_addr
        form["sent"] = maker
        return self._make(visit, "contacts", form, lambda: make(form, visitor))

    @route("/recovery/l/<string:token>/address", **POST)
    def confirm_address(self, token, csrf_token="", **_added):
        """Take the confirmation that the old address gives."""
        visit = self._posted(token, csrf_token=csrf_token)
        if not visit or not visit.link._opens("address"):
            return self._nothing(token)
        visit.link._confirm_address()
        return self._go(visit)
