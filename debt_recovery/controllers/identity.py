"""Doors of the question who opens a link, asked before personal data is shown."""

import re
from datetime import timedelta

from odoo import fields
from odoo.http import request, route

from .visits import KNOWN, LINK, POST, Visits

LONGEST = 60  # characters of an answer
HOURS = 4  # how long a device is known; longer than anybody needs to settle
WITHIN = re.compile(r"(/[\w-]+)*(\?[\w=&%.+-]*)?")  # a page below the same link


class IdentityPages(Visits):
    @route(f"{LINK}/<string:token>/identity", **POST)
    def identity(self, token, csrf_token="", answer="", then="", **_added):
        """Judge the answer; a right one opens the pages of this link on this device."""
        link = self._found(token)
        if not link or link.status != "open":
            return self._nothing(token)
        visit = self._by_link(link, token)
        self._prove(visit, csrf_token)
        then = then if WITHIN.fullmatch(str(then)) else ""
        problem = link._judge_answer(str(answer)[:LONGEST])
        if problem:
            return self._render(visit, "identity", 422, problem=problem, then=then)
        return self._remember(self._go(visit, then), visit)

    @route(f"{LINK}/<string:token>/stop", **POST)
    def stop(self, token, csrf_token="", **_added):
        """End the messages that led here: nobody must say who he is for that."""
        link = self._found(token)
        if not link or link.status != "open" or link.purpose != "preferences":
            return self._nothing(token)
        visit = self._by_link(link, token)
        self._prove(visit, csrf_token)
        link._stop_unknown(request.httprequest.remote_addr)
        return self._render(visit, "unsubscribed")

    def _remember(self, answer, visit):
        until = fields.Datetime.now() + timedelta(hours=HOURS)
        answer.set_cookie(
            KNOWN,
            visit.link._recognition(until),
            max_age=HOURS * 3600,
            path=visit.base,
            secure=request.httprequest.scheme == "https",
            httponly=True,
            samesite="Lax",
        )
        return answer
