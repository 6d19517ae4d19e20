"""Doors of the page on which a customer makes a payment plan alone."""

from odoo.http import request, route

from .visits import GET, HEADERS, POST, Visits, doors


class PlanBuilderPages(Visits):
    @route(doors("/plan"), **GET)
    def plan_builder(self, token="", case_id=0, **asked):
        """Show what comes of what was chosen; nothing is made."""
        form = _with_lines(asked, request.httprequest.args)
        return self._show("plan", token, case_id, form=form)

    @route(doors("/plan/schedule"), **GET)
    def plan_schedule(self, token="", case_id=0, **asked):
        """Return the payments alone, for the page to show while one types."""
        visit = self._visit(token, case_id)
        if not visit or not visit.link._opens("plan"):
            return self._nothing(token, case_id)
        form = _with_lines(asked, request.httprequest.args)
        html = visit.link._plan_fragment(form, visit.base, visit.key)
        return request.make_response(html, HEADERS)

    @route(doors("/plan"), **POST)
    def make_plan(self, token="", case_id=0, csrf_token="", **form):
        """Make the plan that was shown, once, and go on to accept it."""
        visit = self._posted(token, case_id, csrf_token)
        if not visit or not visit.link._opens("plan"):
            return self._nothing(token, case_id)
        form = _with_lines(form, request.httprequest.form)
        return self._make(
            visit,
            "plan",
            form,
            lambda: visit.link._make_plan(form),
            to="arrangement",
        )


def _with_lines(form, sent):
    """Return the fields with every debt that was ticked, not the last one alone."""
    return {**form, "line": sent.getlist("line")}
