import hashlib
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from ..tools import plan_wishes
from ..tools.instalments import Terms, is_worse
from .recovery_form import new_form
from .recovery_link_plan import FARTHEST, REASON
from .recovery_link_plan_page import CHOSEN
from .recovery_plan import FREQUENCIES, RHYTHM_OF
from .recovery_plan_schedule import rhythm

POSTPONE, RESPREAD = "postpone", "respread"


class Change(NamedTuple):
    """A change as it was wished: ``future`` are the instalments to come, ``told`` says
    why it needs somebody's word."""

    kind: str
    wishes: object
    part: object
    left: tuple = ()
    future: tuple = ()
    moved: tuple | None = None
    told: tuple = ()
    problem: str = ""


class RecoveryLink(models.Model):
    """The page on which a customer pays one instalment later, or spreads the rest
    anew: he sees what it comes to before anything changes."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | {"change"}

    def _contents(self, values):
        return {
            **super()._contents(values),
            "change": lambda: self._change_page(
                self._plan(values.get("reference", "")), values.get("form")
            ),
        }

    def _template(self, part):
        return super()._template("plan_change" if part == "change" else part)

    # --- what is wished --------------------------------------------------------------

    def _change_wished(self, plan, form):
        """Return the :class:`Change` of a form.

        :param form: ``kind``; to postpone ``part`` (its place among those to come) and
            ``first`` (the new day); to spread anew as in ``tools/plan_wishes``
        """
        form = form or {}
        kind = RESPREAD if form.get("kind") == RESPREAD else POSTPONE
        wishes, left = plan_wishes.read(form), plan._kept_and_open()[1]
        place = plan_wishes.whole(str(form.get("part") or "0")) or 0
        part = left[place] if place < len(left) else None
        change = Change(kind, wishes, place, left)
        if wishes.wrong or not part:
            text = self.env._("Please look at the marked fields.")
            return change._replace(problem=text)
        if not wishes.first and not form.get("kind"):
            return change
        try:
            return self._change_tried(plan, change, part)
        except UserError as error:
            return change._replace(problem=str(error))

    def _change_tried(self, plan, change, part):
        today, wishes = self.company_id._recovery_today(), change.wishes
        first = wishes.first or max(today, part.due)
        if not today <= first <= today + FARTHEST:
            wishes = wishes._replace(wrong=("first",))
            text = self.env._("Choose today or a later day.")
            return change._replace(wishes=wishes, problem=text)
        if change.kind == POSTPONE:
            future = plan._postponed(change.part, first)
            change = change._replace(moved=(part.due, first))
        else:
            frequency = wishes.frequency
            if frequency not in dict(FREQUENCIES):
                frequency = plan.frequency or "monthly"
            every, day = rhythm(frequency, wishes.day, wishes.weekday)
            count = wishes.count or (0 if wishes.each else len(change.left))
            future = plan._respread(
                Terms(first, count, wishes.each, every=every, day=day)
            )
            change = change._replace(moved=(change.left[0].due, future[0].due))
        if future == change.left:
            return change
        told = plan._beyond_alone(future, change.moved)
        return change._replace(future=future, told=told)

    def _make_change(self, plan, form):
        """Change the plan as it was shown, or ask for it; return the plan."""
        plan = plan.with_env(self.env)
        change = self._change_wished(plan, form)
        if change.problem or not change.future:
            raise UserError(change.problem or self.env._("Nothing changes."))
        if _seen(change) != form.get("seen"):
            raise UserError(
                self.env._(
                    "Something changed since this page was shown. Please look at the "
                    "payments below again."
                )
            )
        why = " ".join(str(form.get("reason") or "").split())[:REASON]
        plan._change_alone(change.future, why, change.moved)
        return plan

    # --- the page --------------------------------------------------------------------

    def _change_page(self, plan, form=None):
        """Return what the page shows.

        :param form: what was typed, if anything was
        """
        plan = plan.with_env(self.env)
        change = self._change_wished(plan, form)
        labels = plan._fields["frequency"]._description_selection(self.env)
        allowed = plan._patience()._frequencies()
        return {
            "parts": [
                (place, f"{plan._day(one.due)} – {plan._money(float(one.amount))}")
                for place, one in enumerate(change.left)
            ],
            "choices": [
                (code, label)
                for code, label in labels
                if code in CHOSEN and RHYTHM_OF.get(code, code) in allowed
            ],
            "usual": plan.frequency,
            "hint": self._change_hint(plan),
            "waits": plan._open_request().words,
            "runs": plan.state == "active" and not plan.proposed_id,
            **self._change_result(plan, change),
        }

    def _change_result(self, plan, change):
        """Return what comes of a change: the part made anew as one chooses."""
        return {
            "plan": plan,
            "reference": plan.reference,
            "change": change,
            "rows": [
                {"day": plan._day(one.due), "amount": plan._money(float(one.amount))}
                for one in change.future
            ],
            "worse": bool(change.future) and is_worse(change.left, change.future),
            "may_ask": plan.plan_policy_id.sudo().exceed_by != "nobody",
            "hidden": _hidden(change),
            "seen": _seen(change),
        }

    def _change_fragment(self, plan, form, base, key):
        """Return the part of the page that follows from what is chosen, as HTML."""
        plan = plan.with_env(self.env)
        values = {"base": base, "key": key, "once": new_form}
        values.update(self._change_result(plan, self._change_wished(plan, form)))
        return self.env["ir.qweb"]._render("debt_recovery.link_change_result", values)

    def _change_hint(self, plan):
        """Say what he may do alone."""
        policy = plan._patience()
        made = len(plan.version_ids.filtered("by_customer"))
        left = max(0, policy.own_changes - made)
        if not left or not policy.own_postpone_days:
            return self.env._("A person looks at what you ask for and answers you.")
        return self.env._(
            "A payment may be made up to %(days)s days later without asking. Changes "
            "left: %(left)s.",
            days=policy.own_postpone_days,
            left=left,
        )


def _hidden(change):
    """Return ``[(field, value)]`` that say again what was shown."""
    wishes = change.wishes
    return [
        ("kind", change.kind),
        ("part", change.part),
        ("by", wishes.by),
        ("count", wishes.count or ""),
        ("each", wishes.each or ""),
        ("frequency", wishes.frequency),
        ("day", wishes.day),
        ("first", wishes.first or ""),
    ]


def _seen(change):
    """Return what names the instalments and the answer that a page shows."""
    said = [f"{one.due} {one.amount}" for one in change.future]
    return hashlib.sha256("\n".join([*said, *change.told]).encode()).hexdigest()[:32]
