"""Doors of a running payment plan: change it, have it charged, end that."""

from odoo.http import request, route

from .plan import PlanPages
from .visits import GET, HEADERS, POST, doors


class PlanLifePages(PlanPages):
    @route(doors("/change/<string:reference>"), **GET)
    def plan_change(self, reference, token="", case_id=0, **asked):
        """Show what comes of a change; nothing is made."""
        if not self._plan_for("change", reference, self._visit(token, case_id)):
            return self._nothing(token, case_id)
        return self._show("change", token, case_id, reference=reference, form=asked)

    @route(doors("/change/<string:reference>/result"), **GET)
    def plan_change_result(self, reference, token="", case_id=0, **asked):
        """Return what comes of a change alone, for the page to show at once."""
        visit = self._visit(token, case_id)
        plan = self._plan_for("change", reference, visit)
        if not plan:
            return self._nothing(token, case_id)
        html = visit.link._change_fragment(plan, asked, visit.base, visit.key)
        return request.make_response(html, HEADERS)

    @route(doors("/change/<string:reference>"), **POST)
    def change_plan(self, reference, token="", case_id=0, csrf_token="", **form):
        """Change the plan as it was shown, once, or ask for it."""
        visit = self._posted(token, case_id, csrf_token)
        plan = self._plan_for("change", reference, visit)
        if not plan:
            return self._nothing(token, case_id)
        return self._make(
            visit,
            "change",
            form,
            lambda: visit.link._make_change(plan, form),
            to="arrangement",
            reference=reference,
        )

    @route(doors("/autopay/<string:reference>"), **GET)
    def plan_autopay(self, reference, token="", case_id=0, **_added):
        """Show the words to agree to, or the consent in force."""
        visit = self._visit(token, case_id)
        plan = self._plan_for("autopay", reference, visit)
        if not plan:
            return self._nothing(token, case_id)
        if self._must_prove(visit, plan):
            return self._ask_who(visit)
        return self._show("autopay", token, case_id, reference=reference)

    @route(doors("/autopay/<string:reference>"), **POST)
    def agree_autopay(self, reference, token="", case_id=0, csrf_token="", **form):
        """Keep that the customer has his plan charged, and with which words."""
        visit = self._posted(token, case_id, csrf_token)
        plan = self._plan_for("autopay", reference, visit)
        if not plan:
            return self._nothing(token, case_id)
        if self._must_prove(visit, plan):
            return self._ask_who(visit)
        ip = request.httprequest.remote_addr
        return self._make(
            visit,
            "autopay",
            form,
            lambda: visit.link._agree_autopay(plan, form, ip),
            to="autopay",
            reference=reference,
        )

    @route(doors("/autopay/<string:reference>/stop"), **POST)
    def end_autopay(self, reference, token="", case_id=0, csrf_token="", **_form):
        """End the consent at once."""
        visit = self._posted(token, case_id, csrf_token)
        plan = self._plan_for("autopay", reference, visit)
        if not plan:
            return self._nothing(token, case_id)
        if self._must_prove(visit, plan):
            return self._ask_who(visit)
        visit.link._end_autopay(plan)
        return self._go(visit, f"/autopay/{plan.reference}")

    def _must_prove(self, visit, plan):
        """Tell whether it is asked who this is: whoever holds a message may pay, but
        what means of payment others saved is for who proved who he is, even where the
        company asks nobody before."""
        proved = not visit.link._is_stored() or self._recognised(visit.link)
        return not proved and visit.link._knows_means(plan)

    def _plan_for(self, part, reference, visit):
        """Return the plan of a reference that the visit may show in ``part``."""
        opens = visit and visit.link._opens(part)
        return self._plan_of(reference, visit) if opens else None
