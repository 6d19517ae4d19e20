"""Doors of what the customer did or told us: the list, and one by its reference."""

from odoo.http import route

from .told import SENT, read_form
from .visits import GET, Visits, doors


class FollowPages(Visits):
    @route(doors("/follow"), **GET)
    def follow(self, token="", case_id=0, **_added):
        """List what was done or told here."""
        return self._show("follow", token, case_id)

    @route(doors("/follow/<string:reference>"), **GET)
    def followed(self, reference, token="", case_id=0, **_added):
        """Show one of them; unknown ones of others look alike."""
        visit = self._visit(token, case_id)
        opens = visit and visit.link._opens("followed")
        if not opens or not visit.link._followed(reference):
            return self._nothing(token, case_id)
        return self._render(visit, "followed", reference=reference)

    @route(doors("/follow/<string:reference>"), **SENT)
    def add(self, reference, token="", case_id=0, csrf_token="", **form):
        """Add words or files to one of them."""
        visit = self._posted(token, case_id, csrf_token)
        opens = visit and visit.link._opens("followed")
        found = opens and visit.link._followed(reference)
        if not found:
            return self._nothing(token, case_id)
        form, files = read_form(form)
        form["reference"] = reference
        return self._make(
            *(visit, "followed", form),
            lambda: visit.link._add_to(found["row"], form["text"], files),
        )

    @route(doors("/sent/<int:attachment_id>"), **GET)
    def sent_file(self, attachment_id, token="", case_id=0, **_added):
        """Hand out a file that was sent here."""
        visit = self._visit(token, case_id)
        opens = visit and visit.link._opens("followed")
        file = opens and visit.link._sent_file(attachment_id)
        if not file:
            return self._nothing(token, case_id)
        return self._file(file.name, file.raw, file.mimetype)
