"""Doors of a payment plan's page: accept it, download it."""

from odoo.http import request, route

from .visits import GET, POST, Visits, doors


class PlanPages(Visits):
    @route(doors("/arrangement"), **GET)
    def plan_last(self, token="", case_id=0, **_added):
        """Show the customer's plan: his link's own, or the last one."""
        if not self._plan_of("", self._visit(token, case_id)):
            return self._nothing(token, case_id)
        return self._show("arrangement", token, case_id)

    @route(doors("/arrangement/<string:reference>"), **GET)
    def plan_page(self, reference, token="", case_id=0, **_added):
        """Show one plan of this customer."""
        if not self._plan_of(reference, self._visit(token, case_id)):
            return self._nothing(token, case_id)
        return self._show("arrangement", token, case_id, reference=reference)

    @route(doors("/agreement"), **POST)
    def accept_plan(
        self,
        token="",
        case_id=0,
        csrf_token="",
        reference="",
        fingerprint="",
        name="",
        agree="",
        **_added,
    ):
        """Keep that these words were accepted, by whom and from where."""
        visit = self._posted(token, case_id, csrf_token)
        if not visit or not visit.link._opens("arrangement"):
            return self._nothing(token, case_id)
        plan = self._plan_of(str(reference), visit)
        if reference and not plan:
            return self._nothing(token, case_id)
        shown, answer = {"reference": str(reference)}, ""
        if agree and self._is_flood(visit):
            return self._too_many(visit, "arrangement", answer=answer, **shown)
        if agree:
            who = request.httprequest.remote_addr
            answer = visit.link._accept_plan(plan, str(fingerprint), str(name), who)
        return self._render(visit, "arrangement", answer=answer, **shown)

    @route(doors("/agreement"), **GET)
    def plan_paper(self, token="", case_id=0, reference="", **_added):
        """Hand out the agreement in force."""
        visit = self._visit(token, case_id)
        plan = self._plan_of(str(reference), visit)
        if not plan or not plan.version_id:
            return self._nothing(token, case_id)
        self._hold_papers(visit)
        return self._file(*plan.version_id._paper_file())

    def _plan_of(self, reference, visit):
        """Return the plan of a reference among those that the visit may show."""
        if not visit or not visit.link._opens("arrangement"):
            return None
        return visit.link._plan(reference)
