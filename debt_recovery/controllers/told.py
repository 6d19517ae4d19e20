"""Doors of what the customer tells us: needs, problems, payments made, calls, words."""

from odoo.http import request, route

from .visits import GET, POST, Visits, doors

LARGEST = 24 * 1024 * 1024  # bytes of a form with its files
SENT = {**POST, "max_content_length": LARGEST}
WORDS = 4000  # characters of a text that are kept


def read_form(form):
    """Return ``(form, files)``: what was typed, as text, and what was sent along.

    ``items`` and ``lines`` are lists of ids as text; ``text`` is always there.
    """
    said = request.httprequest.form
    read = {
        name: value.strip()[:WORDS]
        for name, value in form.items()
        if isinstance(value, str)
    }
    lists = {name: said.getlist(name)[:500] for name in ("items", "lines")}
    return {"text": "", **read, **lists}, request.httprequest.files.getlist("files")


class ToldPages(Visits):
    @route(doors("/need"), **GET)
    def need(self, token="", case_id=0, kind="", **_added):
        """Ask what is needed before paying, then show the form of one need."""
        visit = self._visit(token, case_id)
        is_one = visit and visit.link._opens("need") and visit.link._need(kind)
        part = "need_one" if is_one else "need"
        return self._show(part, token, case_id, kind=kind)

    @route(doors("/need"), **SENT)
    def ask(self, token="", case_id=0, csrf_token="", **form):
        """Note what is needed."""
        visit = self._posted(token, case_id, csrf_token)
        form, files = read_form(form)
        kind, lines = form.get("kind"), None
        if visit and visit.link._opens("need") and visit.link._need(kind):
            lines = visit.link._items(form["items"])
        if lines is None:
            return self._nothing(token, case_id)
        form["visitor"] = request.httprequest.remote_addr
        return self._make(
            *(visit, "need_one", form),
            lambda: visit.link._ask_first(kind, lines, form, files),
        )

    @route(doors("/dispute"), **GET)
    def dispute(self, token="", case_id=0, **_added):
        """Ask which invoice it is about."""
        return self._show("dispute", token, case_id)

    @route(doors("/dispute/<int:move_id>"), **GET)
    def dispute_one(self, move_id, token="", case_id=0, **_added):
        """Show the form about one invoice of this customer."""
        visit = self._visit(token, case_id)
        opens = visit and visit.link._opens("dispute")
        move = opens and visit.link._disputed_move(move_id)
        if not move:
            return self._nothing(token, case_id)
        return self._render(visit, "dispute_one", move=move)

    @route(doors("/dispute/<int:move_id>"), **SENT)
    def report(self, move_id, token="", case_id=0, csrf_token="", **form):
        """Open the dispute; sent again, its first one is shown."""
        visit = self._posted(token, case_id, csrf_token)
        opens = visit and visit.link._opens("dispute")
        move = opens and visit.link._owned_move(move_id)
        if not move:
            return self._nothing(token, case_id)
        form, files = read_form(form)
        form["move"] = move
        return self._make(
            *(visit, "dispute_one", form),
            lambda: visit.link._report(move, form, files),
        )

    @route(doors("/declared"), **GET)
    def declared(self, token="", case_id=0, **_added):
        """Ask what was paid, when and how."""
        return self._show("declared", token, case_id)

    @route(doors("/declared"), **SENT)
    def declare(self, token="", case_id=0, csrf_token="", **form):
        """Have a payment looked for."""
        visit = self._posted(token, case_id, csrf_token)
        form, files = read_form(form)
        opens = visit and visit.link._opens("declared")
        lines = visit.link._items(form["items"]) if opens else None
        if lines is None:
            return self._nothing(token, case_id)
        return self._make(
            *(visit, "declared", form),
            lambda: visit.link._declare(lines, form, files),
        )

    @route(doors("/call"), **GET)
    def call(self, token="", case_id=0, **_added):
        """Show the hours at which we can call."""
        return self._show("call", token, case_id)

    @route(doors("/call"), **SENT)
    def ask_call(self, token="", case_id=0, csrf_token="", **form):
        """Set the call."""
        visit = self._posted(token, case_id, csrf_token)
        if not visit or not visit.link._opens("call"):
            return self._nothing(token, case_id)
        form, files = read_form(form)
        return self._make(
            visit, "call", form, lambda: visit.link._ask_call(form, files)
        )

    @route(doors("/write"), **GET)
    def write_page(self, token="", case_id=0, **_added):
        """Show what was written and answered, and where to write."""
        return self._show("write", token, case_id)

    @route(doors("/write"), **SENT)
    def tell(self, token="", case_id=0, csrf_token="", **form):
        """Hand a message over."""
        visit = self._posted(token, case_id, csrf_token)
        if not visit or not visit.link._opens("write"):
            return self._nothing(token, case_id)
        form, files = read_form(form)
        return self._make(
            visit, "write", form, lambda: visit.link._tell(form["text"], files)
        )
