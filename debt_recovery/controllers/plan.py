"""Doors of a payment plan's page: accept it, download it."""

import time

from odoo.http import content_disposition, request, route

from ..tools.attempts import Attempts
from .links import GET, HEADERS, POST, LinkPages

ACCEPTED = Attempts(limit=20, seconds=3600)


class PlanPages(LinkPages):
    @route("/recovery/l/<string:token>/agreement", **POST)
    def accept_plan(self, token, fingerprint="", name="", agree="", **_added):
        """Keep that these words were accepted, by whom and from where."""
        link = self._link(token)
        if not link or not link._opens("arrangement"):
            return self._nothing(token)
        who, now = request.httprequest.remote_addr, time.monotonic()
        answer = ""
        if agree and not ACCEPTED.is_blocked(who, now):
            ACCEPTED.note(who, now)
            answer = link._accept_plan(str(fingerprint), str(name), who)
        return self._render(link, token, "arrangement", answer=answer)

    @route("/recovery/l/<string:token>/agreement", **GET)
    def plan_paper(self, token, **_added):
        """Hand out the agreement in force."""
        link = self._link(token)
        plan = link and link._opens("arrangement") and link._plan()
        if not plan or not plan.version_id:
            return self._nothing(token)
        name, raw = plan.version_id._paper_file()
        headers = [("Content-Type", "application/pdf")]
        headers.append(("Content-Length", str(len(raw))))
        headers.append(("Content-Disposition", content_disposition(name)))
        return request.make_response(raw, [*headers, *HEADERS])
