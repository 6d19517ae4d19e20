import hashlib
from datetime import timedelta
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from ..tools import plan_wishes
from ..tools.instalments import Terms
from .recovery_plan import FREQUENCIES, RHYTHM_OF
from .recovery_plan_schedule import rhythm

REASON = 200  # characters of why he asks that are kept
FARTHEST = timedelta(days=2000)  # days that a calendar of holidays is made for
LISTED = 80  # debts to choose among; of more, all that is due is spread


class Wished(NamedTuple):
    """A plan as it was wished: ``rows`` are the debts that may be spread, ``lines`` the
    chosen ones; ``problem`` says why there is no plan, ``told`` how it goes beyond the
    policy, ``closed`` why this customer makes none alone."""

    wishes: object
    rows: list
    lines: object
    found: object = None
    plan: tuple = ()
    told: tuple = ()
    closed: str = ""
    problem: str = ""

    @property
    def is_listed(self):
        """Tell whether the debts are few enough to choose among them."""
        return len(self.rows) <= LISTED

    @property
    def may_ask(self):
        return self.found.policy.sudo().exceed_by != "nobody"


class RecoveryLink(models.Model):
    """The page on which a customer makes a payment plan alone: what is spread, how, and
    what comes of it. Nothing is made before the form is sent."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | {"plan"}

    def _ways(self):
        return [
            *super()._ways(),
            {
                "part": "plan",
                "label": self.env._("Pay in instalments"),
                "hint": self.env._("Choose how much and when; see each payment first."),
                "rank": 20,
                "settles": True,
            },
        ]

    # --- what is wished --------------------------------------------------------------

    def _wished(self, form):
        """Return the :class:`Wished` of a form, read against the ledger and the policy
        of this second; what was not said is as one usually has it.

        :param form: fields of the page, see ``tools/plan_wishes``
        """
        case, form = self.case_id, self._proposed(form or {})
        rows = case._exposure()
        lines = case._plannable_alone(rows)
        wishes = plan_wishes.read(form)
        free = set(lines.ids)
        rows = [row for row in rows if row["line_id"] in free]
        chosen = lines.filtered(lambda one: one.id in wishes.lines)
        if len(rows) > LISTED or not (chosen or form.get("filled")):
            chosen = case._planned_first(lines)
        wished = Wished(wishes, rows, chosen)
        if not chosen:
            problem = rows and self.env._("Choose at least one invoice.")
            return wished._replace(problem=problem or "")
        if len(chosen.currency_id) > 1:
            text = self.env._("Choose invoices of one currency at a time.")
            return wished._replace(problem=text)
        found = case._plan_limits(chosen)
        wishes = self._completed(wishes, found)
        closed = case._why_no_plan(found)
        wished = wished._replace(wishes=wishes, found=found, closed=closed)
        if wishes.wrong:
            text = self.env._("Please look at the marked fields.")
            return wished._replace(problem=text)
        return self._tried(wished)

    def _proposed(self, form):
        """Return the form, or what the message proposed where nothing was chosen yet:
        ``offer`` says which of its arrangements."""
        offers = self.offers or []
        place = plan_wishes.whole(str(form.get("offer") or "0")) or 0
        if form.get("filled") or place >= len(offers):
            return form
        offer, today = dict(offers[place]), self.company_id._recovery_today()
        if (offer.get("first") or "") < str(today):
            offer["first"] = ""
        return offer

    def _completed(self, wishes, found):
        """Return the wishes with the usual terms in place of what was not said."""
        case, codes = self.case_id, dict(FREQUENCIES)
        suggested = case._suggested(found)
        frequency = wishes.frequency if wishes.frequency in codes else ""
        frequency = frequency or (
            suggested[0] if suggested else case._usual_frequency(found)
        )
        terms = suggested[1] if suggested else case._usual_terms(found, frequency, 3)
        fresh = not (wishes.count or wishes.each or wishes.wrong)
        return wishes._replace(
            frequency=frequency,
            count=wishes.count or (terms.count if wishes.by == "count" else 0),
            first=wishes.first or terms.first,
            deposit=wishes.deposit or (terms.deposit if fresh else wishes.deposit),
        )

    def _tried(self, wished):
        """Return what was wished with its instalments, or why there are none."""
        wishes, found = wished.wishes, wished.found
        company = self.company_id
        today = company._recovery_today()
        if not today <= wishes.first <= today + FARTHEST:
            text = self.env._("The first payment is today or soon.")
            wishes = wishes._replace(wrong=("first",))
            return wished._replace(wishes=wishes, problem=text)
        every, day = rhythm(wishes.frequency, wishes.day, wishes.weekday)
        terms = Terms(
            first=wishes.first,
            count=wishes.count,
            each=wishes.each,
            every=every,
            day=day,
            deposit=wishes.deposit,
            at_once=wishes.first == today,
        )
        try:
            plan = company._recovery_schedule(found.amount, terms, found.currency)
        except UserError as error:
            return wished._replace(problem=str(error))
        every = RHYTHM_OF.get(wishes.frequency, wishes.frequency)
        told = self._told(found, plan, every)
        return wished._replace(plan=plan, told=told)

    def _told(self, found, plan, every):
        """Return why a plan needs an approval, in words for the customer."""
        case = self.case_id
        if not found.policy:
            text = self.env._("A person looks at payment plans of this account.")
            return (text,)
        told = [
            case._breach_words(found, one) for one in case._breaches(found, plan, every)
        ]
        if found.stages:
            text = self.env._("A person looks at plans about some of these invoices.")
            told.append(text)
        return tuple(told)

    # --- making it -------------------------------------------------------------------

    def _make_plan(self, form):
        """Make the plan that was shown; where its figures or what is granted changed
        since, nothing is made.

        :param form: fields of the page, with ``seen``: what was shown, and ``reason``
        :raises UserError: in words for the customer
        """
        wished = self._wished(form)
        if wished.closed or wished.problem or not wished.plan:
            raise UserError(
                wished.closed
                or wished.problem
                or self.env._("There is nothing to spread any more.")
            )
        if _seen(wished) != form.get("seen"):
            raise UserError(
                self.env._(
                    "Something changed since this page was shown: a payment came in, "
                    "or our terms changed. Please look at the payments below again."
                )
            )
        if wished.told and not wished.may_ask:
            raise UserError(self.env._("This plan goes beyond what we can agree to."))
        today = self.company_id._recovery_today()
        reason = " ".join(str(form.get("reason") or "").split())[:REASON]
        return self.case_id._plan_alone(
            wished.lines,
            wished.plan,
            wished.wishes.frequency,
            reason=reason or False,
            first_at_once=wished.plan[0].due == today,
        )


def _seen(wished):
    """Return what names the instalments and the answer that a page shows."""
    said = [f"{one.due} {one.amount}" for one in wished.plan]
    text = "\n".join([*map(str, sorted(wished.lines.ids)), *said, *wished.told])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
